//! Visitors nobody wants to hear of any more.

use crate::doors::{is, refused};
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::visitor::ada;
use bellhop_tests::wait::eventually;
use serde_json::json;
use shared::event::{EndedBy, Event};
use shared::permission::Role;
use shared::protocol::{BlockState, Blocked, Listing, ServerFrame};

#[tokio::test]
async fn a_blocked_visitor_meets_what_anybody_meets_when_nobody_is_there() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut bell = grace.on_duty().await;
    let (visitor, mut chat, mut graces) = site.chatting(&grace, &mut bell).await;
    let path = format!("conversations/{}/blocked", chat.id);
    let why = json!({"reason": "Insults"});
    linus.call(Method::PUT, &path).json(&why).send().await.problem(404, "not_found");
    let marketing = site.agent_of("Mark", Role::Marketing).await;
    marketing.call(Method::PUT, &path).json(&why).send().await.problem(403, "no_permission");

    let blocked: Blocked = grace.call(Method::PUT, &path).json(&why).done().await.json();
    assert_eq!((blocked.name.as_str(), blocked.email.as_deref()), ("Ada", Some("ada@example.com")));
    let ended = |event: &Event| matches!(event, Event::Ended { by: EndedBy::Agent });
    chat.event("the end", ended).await;
    bell.until("her desk to be free", |bell| bell.chats.is_empty()).await;
    let noted = |frame: &ServerFrame| matches!(frame, ServerFrame::Note(note) if note.text == "Grace blocked this visitor: Insults");
    graces.until("the note that says why", |chat| chat.heard.iter().any(noted)).await;

    let ask = async || grace.call(Method::GET, &path).done().await.json::<BlockState>();
    eventually("the site to know", ask, |state| state.blocked.is_some()).await;
    assert_eq!(refused(&visitor.door(&chat.id, &visitor.token)).await, is(403, "not_yours"));
    let beginning = visitor.beginning(&site.dialogue, site.version);
    let told = visitor.begin(&beginning).send().await.problem(422, "nobody_available");
    assert!(told["detail"].as_str().unwrap().starts_with("Sorry, nobody is free"), "{told}");
    // Somebody new with the same address is not somebody new.
    let other = site.visitor().await;
    let mut beginning = other.beginning(&site.dialogue, site.version);
    other.begin(&beginning).done().await;
    beginning = other.beginning(&site.dialogue, site.version);
    beginning.known = ada();
    other.begin(&beginning).send().await.problem(422, "nobody_available");
    // Nor is who only types it, however late: nothing rings.
    let (_other, mut typed) = site.asking().await;
    typed.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    assert!(!typed.events().any(|event| matches!(event, Event::Offered { .. })));

    grace.call(Method::GET, "blocked").send().await.problem(403, "no_permission");
    grace.call(Method::DELETE, &path).send().await.problem(403, "no_permission");
    let chief = site.agent_of("Chief", Role::SalesAdmin).await;
    let list: Listing<Blocked> = chief.call(Method::GET, "blocked").done().await.json();
    assert_eq!(list.items, [blocked]);
    chief.call(Method::DELETE, &path).done().await;
    chief.call(Method::DELETE, &path).send().await.problem(404, "not_found");
    let beginning = visitor.beginning(&site.dialogue, site.version);
    visitor.begin(&beginning).done().await;
    visitor.chat(&chat.id).connected().await;
}
