//! Missed conversations: what is listed for whom, how many there are, and who takes care of each
//! (INBOX-20, INBOX-22, INBOX-23).

use bellhop_tests::agent::Agent;
use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::visitor::ada;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::conversation::MissedReason;
use shared::id::ConversationId;
use shared::permission::Role;
use shared::protocol::{AgentEvent, ConversationRow, MissedList};

async fn list(agent: &Agent) -> MissedList {
    agent.request(Method::GET, "missed").done().await.json()
}

fn ids(list: &MissedList) -> Vec<ConversationId> {
    list.items.iter().map(|row| row.id.clone()).collect()
}

/// A visitor asks for a person, and nobody is there.
async fn is_missed(site: &Site) -> ConversationId {
    let (_, chat) = site.requested_chat().await;
    let key = |row: &ConversationRow| row.id == chat.id;
    let poll = async || list(&site.admin).await;
    eventually("what was missed in the list", poll, |list| list.items.iter().any(key)).await;
    chat.id.clone()
}

/// What the desk last said of how many there are.
fn counted(socket: &AgentSocket) -> Option<(u32, Option<u32>)> {
    socket.frames.iter().rev().find_map(|frame| match frame {
        AgentEvent::Missed { free, own } => Some((*free, *own)),
        _ => None,
    })
}

async fn counts(socket: &mut AgentSocket, expected: (u32, Option<u32>)) {
    socket.until("the count", |socket| counted(socket) == Some(expected)).await;
}

async fn change(agent: &Agent, method: Method, id: &ConversationId, what: &str) -> ConversationRow {
    agent.request(method, &format!("conversations/{id}/{what}")).done().await.json()
}

#[tokio::test]
async fn every_agent_who_may_chat_sees_and_opens_what_was_missed() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut desk = grace.connect().await;
    let marketing = site.agent_of("Marketing", Role::Marketing).await;
    marketing.request(Method::GET, "missed").send().await.problem(403, "no_permission");
    assert_eq!(list(&grace).await.items.len(), 0);

    let first = is_missed(&site).await;
    counts(&mut desk, (1, None)).await;
    let second = is_missed(&site).await;
    counts(&mut desk, (2, None)).await;
    let missed = list(&grace).await;
    assert_eq!(ids(&missed), [second.clone(), first.clone()], "newest first");
    assert_eq!((missed.counts.free, missed.counts.own), (2, 0));
    let item = missed.items[0].missed.as_ref().unwrap();
    assert_eq!(item.reason, MissedReason::NobodyAvailable);
    assert!(!item.words.is_empty(), "the response that the visitor chose: {item:?}");
    assert!(missed.items[0].needs_answer());

    // Grace had no part in it, and reads it all the same.
    let mut chat = grace.chat(&first).connected().await;
    chat.caught_up().await;
    let visitor = format!("conversations/{first}/visitor");
    grace.request(Method::GET, &visitor).done().await;
    marketing.request(Method::GET, &visitor).send().await.problem(404, "not_found");
    assert!(marketing.chat(&first).connect().await.is_err());
}

#[tokio::test]
async fn a_visitor_who_gives_up_is_missed_and_one_who_is_answered_is_not() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut desk = grace.connect_available().await;
    let (visitor, mut chat) = site.requested_chat().await;
    desk.offer_of(&chat.id).await;
    assert_eq!(list(&grace).await.items.len(), 0, "the visitor still waits");
    let key = chat.leave().await;
    chat.ack(&key).await;
    counts(&mut desk, (1, None)).await;
    let missed = list(&grace).await;
    assert_eq!(missed.items[0].missed.as_ref().unwrap().reason, MissedReason::GaveUp);

    // They come back, and Grace answers: nothing is missed any more.
    let mut next = visitor.begun(&site.dialogue, site.version).await;
    let key = next.capture(stream::CAPTURE, ada()).await;
    next.ack(&key).await;
    let offer = desk.offer_of(&next.id).await;
    desk.accept(&offer.id).await.unwrap();
    counts(&mut desk, (0, None)).await;
    assert_eq!(list(&grace).await.items.len(), 0);
    let handled: MissedList =
        grace.request(Method::GET, "missed?state=handled").done().await.json();
    assert_eq!(handled.items[0].missed.as_ref().unwrap().handled.as_ref().unwrap().by.id, grace.id);
    let (_, mut answered, _) = site.chatting(&grace, &mut desk).await;
    let key = answered.leave().await;
    answered.ack(&key).await;
    assert_eq!(list(&grace).await.items.len(), 0);
}

#[tokio::test]
async fn of_two_agents_who_take_it_at_once_exactly_one_has_it() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut desk = linus.connect().await;
    for _ in 0..5 {
        let id = is_missed(&site).await;
        let path = format!("conversations/{id}/taken");
        let take = async |agent: &Agent| agent.request(Method::PUT, &path).send().await;
        let (one, other) = tokio::join!(take(&grace), take(&linus));
        assert!(matches!((one.status, other.status), (200, 409) | (409, 200)));
        let (holder, loser, refused) =
            if one.status == 200 { (&grace, &linus, other) } else { (&linus, &grace, one) };
        refused.problem(409, "has_agent");
        let missed = list(loser).await;
        let row = missed.items.iter().find(|row| row.id == id).unwrap();
        let taken = row.missed.as_ref().unwrap().taken.as_ref().unwrap();
        assert_eq!((&taken.by.id, &taken.by.name), (&holder.id, &holder.name));
        assert_eq!((list(holder).await.counts.own, list(loser).await.counts.own), (1, 0));

        // Taking it over names who had it.
        let over = json!({ "from": holder.id });
        let answer = loser.request(Method::PUT, &path).json(&over).send().await;
        assert_eq!(answer.status, 200);
        change(holder, Method::DELETE, &id, "taken").await; // not theirs any more: changes nothing
        assert_eq!(list(loser).await.counts.own, 1);
        let free = change(loser, Method::DELETE, &id, "taken").await;
        assert!(free.missed.unwrap().taken.is_none());
        change(&grace, Method::PUT, &id, "handled").await;
    }
    counts(&mut desk, (0, None)).await;
}

#[tokio::test]
async fn what_is_handled_leaves_the_list_and_comes_back_when_that_is_undone() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let (mut desk, mut other) = (grace.connect().await, linus.connect().await);
    let id = is_missed(&site).await;
    counts(&mut desk, (1, None)).await;
    change(&grace, Method::PUT, &id, "taken").await;
    counts(&mut desk, (0, Some(1))).await;
    counts(&mut other, (0, None)).await;

    let handled = change(&linus, Method::PUT, &id, "handled").await.missed.unwrap();
    assert_eq!(handled.handled.as_ref().unwrap().by.name, "Linus");
    counts(&mut desk, (0, Some(0))).await;
    let again = change(&grace, Method::PUT, &id, "handled").await.missed.unwrap();
    assert_eq!(again.handled, handled.handled, "who did it first stays");
    assert_eq!(list(&grace).await.items.len(), 0);
    let row = change(&grace, Method::DELETE, &id, "handled").await;
    assert!(row.needs_answer());
    assert_eq!(ids(&list(&linus).await), std::slice::from_ref(&id));
    counts(&mut desk, (0, Some(1))).await;
    let unknown = site.admin.request(Method::PUT, "conversations/conv_none/taken").send().await;
    unknown.problem(404, "not_found");
}

#[tokio::test]
async fn the_list_has_pages() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let mut expected = Vec::new();
    for _ in 0..52 {
        let (_, chat) = site.requested_chat().await;
        expected.push(chat.id.clone());
    }
    let poll = async || list(&site.admin).await;
    let first = eventually("all of them", poll, |list| list.counts.free == 52).await;
    assert_eq!(first.items.len(), 50);
    let path = format!("missed?cursor={}", first.next.as_ref().unwrap());
    let second: MissedList = site.admin.request(Method::GET, &path).done().await.json();
    assert_eq!((second.items.len(), &second.next), (2, &None));
    let mut all = [ids(&first), ids(&second)].concat();
    all.sort();
    expected.sort();
    assert_eq!(all, expected);
    let wrong: Value =
        site.admin.request(Method::GET, "missed?cursor=nonsense").send().await.json();
    assert!(wrong["detail"].as_str().unwrap().contains("cursor"), "{wrong}");
}

#[tokio::test]
async fn nobody_has_to_answer_who_was_blocked() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let id = is_missed(&site).await;
    let mut desk = grace.connect().await;
    grace.request(Method::PUT, &format!("conversations/{id}/blocked")).done().await;
    counts(&mut desk, (0, None)).await;
    assert_eq!(list(&grace).await.items.len(), 0);
}
