//! Visitors whom an agent blocks: what they get, who may do it, and what is kept of them.

use crate::access_control::{is, refused};
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::sqlite::in_sites;
use bellhop_tests::stream;
use bellhop_tests::visitor::ada;
use bellhop_tests::wait::eventually;
use serde_json::json;
use shared::event::{EndedBy, Event};
use shared::permission::Role;
use shared::protocol::{BlockState, Blocked, Listing, ServerFrame};

#[tokio::test]
async fn a_blocked_visitor_gets_the_fallback_message() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, mut graces) = site.chatting(&grace, &mut socket).await;
    let path = format!("conversations/{}/blocked", chat.id);
    let reason = json!({"reason": "Insults"});
    linus.request(Method::PUT, &path).json(&reason).send().await.problem(404, "not_found");
    let marketing = site.agent_of("Mark", Role::Marketing).await;
    marketing.request(Method::PUT, &path).json(&reason).send().await.problem(403, "no_permission");

    let blocked: Blocked = grace.request(Method::PUT, &path).json(&reason).done().await.json();
    assert_eq!((blocked.name.as_str(), blocked.email.as_deref()), ("Ada", Some("ada@example.com")));
    let ended = |event: &Event| matches!(event, Event::Ended { by: EndedBy::Agent });
    chat.event("the end of the chat", ended).await;
    socket.until("her desk to be free", |socket| socket.chats.is_empty()).await;
    let is_note = |frame: &ServerFrame| matches!(frame, ServerFrame::Note(note) if note.text == "Grace blocked this visitor: Insults");
    graces.until("the note that says why", |chat| chat.frames.iter().any(is_note)).await;

    let poll = async || grace.request(Method::GET, &path).done().await.json::<BlockState>();
    eventually("the site's block", poll, |state| state.blocked.is_some()).await;
    assert_eq!(refused(&visitor.endpoint(&chat.id, &visitor.token)).await, is(403, "not_yours"));
    let beginning = visitor.beginning(&site.dialogue, site.version);
    let problem = visitor.begin(&beginning).send().await.problem(422, "nobody_available");
    assert!(problem["detail"].as_str().unwrap().starts_with("Sorry, nobody is free"), "{problem}");
    // A new visitor with the same e-mail address is blocked, too.
    let other = site.visitor().await;
    let mut beginning = other.beginning(&site.dialogue, site.version);
    other.begin(&beginning).done().await;
    beginning = other.beginning(&site.dialogue, site.version);
    beginning.page_attributes = ada();
    other.begin(&beginning).send().await.problem(422, "nobody_available");
    // So is one who types it later: no chat is offered.
    let (_other, mut typed) = site.requested_chat().await;
    typed.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    assert!(!typed.events().any(|event| matches!(event, Event::Offered { .. })));

    grace.request(Method::GET, "blocked").send().await.problem(403, "no_permission");
    grace.request(Method::DELETE, &path).send().await.problem(403, "no_permission");
    let chief = site.agent_of("Chief", Role::SalesAdmin).await;
    let list: Listing<Blocked> = chief.request(Method::GET, "blocked").done().await.json();
    assert_eq!(list.items, [blocked]);
    chief.request(Method::DELETE, &path).done().await;
    chief.request(Method::DELETE, &path).send().await.problem(404, "not_found");
    let beginning = visitor.beginning(&site.dialogue, site.version);
    visitor.begin(&beginning).done().await;
    visitor.chat(&chat.id).connected().await;
}

#[tokio::test]
async fn a_block_too_many_is_refused_and_nobody_is_let_in_again() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    server.kill().await;
    in_sites(
        &server,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
         INSERT INTO blocked (visitor, at, body) SELECT 'visitor_' || i, i, json_object(
             'visitor', 'visitor_' || i, 'conversation', 'conv_a', 'name', 'Mallory', 'at', i,
             'by', json_object('id', 'agent_admin', 'name', 'Admin')) FROM n",
    );
    server.start().await;
    let (_visitor, mut chat) = site.begun().await;
    let path = format!("conversations/{}/blocked", chat.id);
    let block = || site.admin.request(Method::PUT, &path).json(&json!({}));
    let problem = block().send().await.problem(422, "too_many_blocked");
    assert!(problem["detail"].as_str().unwrap().contains("Unblock somebody first"), "{problem}");
    let key = chat.capture(stream::CAPTURE, ada()).await;
    chat.ack(&key).await; // the conversation goes on
    let list = async || -> Listing<Blocked> {
        site.admin.request(Method::GET, "blocked").done().await.json()
    };
    assert_eq!(list().await.items.len(), 1_000);
    site.admin.request(Method::DELETE, "blocked/visitor_1").done().await;
    block().done().await;
    let full = eventually("the block", list, |list| list.items.len() == 1_000).await;
    assert!(full.items.iter().any(|row| row.visitor.as_str() == "visitor_2"), "the oldest stays");
    block().done().await; // who is blocked already needs no room
}
