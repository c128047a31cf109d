//! Answers after the end (INBOX-24): who may give them, what the visitor and the lists see, and who has
//! to answer a reply.

use bellhop_tests::agent::Agent;
use bellhop_tests::chat::{ConversationClient, same_log};
use bellhop_tests::hook::Hook;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::visitor::Visitor;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::conversation::MissedReason;
use shared::event::{Author, EndedBy, Event};
use shared::id::{ClientKey, ConversationId};
use shared::permission::Role;
use shared::protocol::{ClientFrame, ConversationRow, Listing, MissedList, Shared};

async fn missed(agent: &Agent, state: &str) -> MissedList {
    agent.request(Method::GET, &format!("missed?state={state}")).done().await.json()
}

/// A visitor asks for a person, nobody is there, and they close the page.
async fn gone(site: &Site) -> (Visitor, ConversationId) {
    let (visitor, mut chat) = site.requested_chat().await;
    chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    let seq = chat.head();
    chat.send_frame(&ClientFrame::Seen { seq }).await;
    chat.synced().await;
    (visitor, chat.id.clone())
}

async fn open(agent: &Agent, id: &ConversationId) -> ConversationClient {
    let mut chat = agent.chat(id).connected().await;
    chat.caught_up().await;
    chat
}

async fn answer(chat: &mut ConversationClient, text: &str) -> ClientKey {
    let key = chat.send(|id| ClientFrame::FollowUp { id, text: text.to_owned() }).await;
    chat.ack(&key).await;
    key
}

/// What a page says to its browser, which remembers this conversation.
async fn told(site: &Site, id: &ConversationId) -> Value {
    let earlier = json!([{ "id": id, "at": 1 }]).to_string();
    let page = json!({ "url": "https://shop.example/" });
    let path = format!("/v1/sites/{}/bootstrap", site.id);
    let body = json!({ "page": page, "earlier": earlier });
    let boot: Value = site.http.post(&path, &body).done().await.json();
    boot["answered"].clone()
}

/// Waits until the agent's list of what was missed has one conversation.
async fn is_missed(agent: &Agent) {
    let poll = async || missed(agent, "open").await;
    eventually("it in the list", poll, |list| list.items.len() == 1).await;
}

async fn is_told(site: &Site, id: &ConversationId, expected: Value) {
    eventually("what the page is told", async || told(site, id).await, |is| *is == expected).await;
}

#[tokio::test]
async fn what_was_missed_is_answered_and_the_visitor_hears_of_it_when_they_are_back() {
    let server = Server::shared_with_local_network().await;
    let (site, hook) = (Site::make(&server).await, Hook::open().await);
    let body = json!({ "url": hook.url, "kind": "standard", "events": ["message.created"] });
    site.admin.request(Method::POST, "webhooks").json(&body).done().await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let (visitor, id) = gone(&site).await;
    is_missed(&grace).await;
    assert_eq!(told(&site, &id).await, Value::Null);

    // Grace is not available, and nobody is asked.
    let mut hers = open(&grace, &id).await;
    let key = answer(&mut hers, "Good morning!").await;
    hers.send_frame(&ClientFrame::FollowUp { id: key.clone(), text: "Good morning!".into() }).await;
    hers.synced().await;
    assert_eq!(hers.said(), [(&Author::Agent(grace.id.clone()), "Good morning!")], "only once");
    eventually(
        "it to be handled",
        async || missed(&grace, "open").await,
        |list| list.items.is_empty(),
    )
    .await;
    let handled = missed(&grace, "handled").await.items.remove(0);
    assert_eq!(handled.status, "followed_up");
    let claims = handled.missed.unwrap();
    assert_eq!(claims.handled.unwrap().by.id, grace.id);
    assert_eq!(claims.taken.unwrap().by.id, grace.id);

    // The visitor is back on any page: it names what it remembers, and no other conversation is told.
    is_told(&site, &id, json!(id)).await;
    assert_eq!(told(&site, &ConversationId::parse("conv_other").unwrap()).await, Value::Null);
    let mut chat = visitor.chat(&id).connected().await;
    chat.caught_up().await;
    let name = chat.events().find_map(|event| match event {
        Event::FollowedUp { agent, .. } => Some(agent.name.clone()),
        _ => None,
    });
    assert_eq!(name.as_deref(), Some("Grace"));
    assert_eq!(chat.said().len(), 1);
    let seq = chat.head();
    chat.send_frame(&ClientFrame::Seen { seq }).await;
    is_told(&site, &id, Value::Null).await;

    let key = chat.say("And on Sunday?").await;
    chat.ack(&key).await;
    let list = eventually(
        "the reply",
        async || missed(&linus, "open").await,
        |list| list.items.len() == 1,
    )
    .await;
    let reply = list.items[0].missed.as_ref().unwrap();
    assert_eq!((reply.reason, reply.words.as_str()), (MissedReason::Replied, "And on Sunday?"));
    assert_eq!(reply.holder(), Some(&grace.id), "who answered has it");
    hook.event("message.created").await;
    eventually("both messages", async || hook.delivered().len(), |sent| *sent == 2).await;

    // Another agent may answer, too, and Grace's right to end it goes with that.
    let mut his = open(&linus, &id).await;
    answer(&mut his, "Closed on Sunday.").await;
    let key = hers.end().await;
    assert_eq!(hers.error("not_yours").await.0, Some(key));
    let key = his.end().await;
    his.ack(&key).await;
    chat.event("the end", |event| matches!(event, Event::Ended { by: EndedBy::Agent })).await;
    hers.event("the end", |event| matches!(event, Event::Ended { .. })).await;
    same_log(&chat, &hers);
    // It can be answered again.
    answer(&mut hers, "One more thing.").await;
}

#[tokio::test]
async fn a_file_is_an_answer_for_those_who_may_answer_and_for_nobody_else() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let (visitor, id) = gone(&site).await;
    is_missed(&grace).await;
    let path = format!("/v1/conversations/{id}/files?site={}&name=bill.pdf", site.id);
    let by = |agent: &Agent, query: &str| {
        let request = site.http.request(Method::POST, &format!("{path}&{query}"));
        let request = request.header("Cookie", &agent.cookie);
        request.header("Origin", site.http.origin()).body(b"%PDF-1.7 a bill")
    };
    // A file of a chat that is over is no answer after the end.
    by(&grace, "key=f1").send().await.problem(422, "over");
    let marketing = site.agent_of("Mark", Role::Marketing).await;
    by(&marketing, "key=f1&frame=follow_up").send().await.problem(403, "not_yours");
    let first: Shared = by(&grace, "key=f2&frame=follow_up").done().await.json();
    let again: Shared = by(&grace, "key=f2&frame=follow_up").done().await.json();
    assert_eq!(first, again);
    eventually(
        "it to be handled",
        async || missed(&grace, "open").await,
        |list| list.items.is_empty(),
    )
    .await;

    // The visitor is back, and so is who else may answer.
    is_told(&site, &id, json!(id)).await;
    let mut chat = visitor.chat(&id).connected().await;
    chat.caught_up().await;
    assert_eq!(chat.said(), [(&Author::Agent(grace.id.clone()), "bill.pdf")]);
    let had = site.http.get(&format!("/v1/conversations/{id}/files/{}", first.file)).done().await;
    assert_eq!(had.body, b"%PDF-1.7 a bill");
    let second: Shared = by(&linus, "key=f2&frame=follow_up").done().await.json();
    assert_ne!(first.file, second.file, "another agent's key is another message");
    chat.until("both", |chat| chat.said().len() == 2).await;
    let theirs = site.http.request(Method::POST, &format!("{path}&key=v1&frame=follow_up"));
    let theirs = theirs.bearer(&visitor.token).body(b"%PDF-1.7 a bill");
    theirs.send().await.problem(403, "not_yours");

    // In a chat that goes on nobody answers after the end.
    let mut desk = grace.connect_available().await;
    let (_, chat, _graces) = site.chatting(&grace, &mut desk).await;
    let path = format!("/v1/conversations/{}/files?site={}", chat.id, site.id);
    let early = format!("{path}&name=bill.pdf&key=f3&frame=follow_up");
    let early = site.http.request(Method::POST, &early).header("Cookie", &grace.cookie);
    let early = early.header("Origin", site.http.origin()).body(b"%PDF-1.7 a bill");
    early.send().await.problem(403, "not_yours");
}

#[tokio::test]
async fn nobody_answers_in_a_chat_of_another_agent_or_without_the_permission() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut desk = grace.connect_available().await;
    let (_visitor, mut chat, mut theirs) = site.chatting(&grace, &mut desk).await;
    let refused = async |agent: &Agent, code: &str| {
        let mut reads = open(agent, &chat.id).await;
        reads.send(|id| ClientFrame::FollowUp { id, text: "Hello".into() }).await;
        reads.error(code).await;
    };
    refused(&site.admin, "not_allowed").await;
    let key = chat.leave().await;
    chat.ack(&key).await;
    theirs.event("the end", |event| matches!(event, Event::Ended { .. })).await;

    // A marketer may neither read nor answer it, another agent may not without the right to view all.
    for agent in [site.agent_of("Mark", Role::Marketing).await, site.agent("Linus").await] {
        assert!(agent.chat(&chat.id).connect().await.is_err());
    }
    // What an agent still wrote when the visitor left is no answer after the end.
    theirs.say("Just a second").await;
    theirs.error("over").await;
    answer(&mut theirs, "You left, so here is the answer.").await;
    let rows: Listing<ConversationRow> =
        grace.request(Method::GET, "conversations?scope=mine").done().await.json();
    assert_eq!(rows.items.len(), 1);
}

#[tokio::test]
async fn an_answer_survives_a_crash_and_takes_no_place_for_chats() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let (visitor, id) = gone(&site).await;
    let mut hers = open(&grace, &id).await;
    answer(&mut hers, "Good morning!").await;
    server.kill().await;
    server.start().await;
    is_told(&site, &id, json!(id)).await;
    let mut chat = visitor.chat(&id).connected().await;
    chat.caught_up().await;
    assert_eq!(chat.said().len(), 1);
}
