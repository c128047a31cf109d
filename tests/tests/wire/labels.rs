//! Labels of conversations: who may make and use them, and which lists they narrow (INBOX-26, INBOX-27).

use bellhop_tests::agent::Agent;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::id::{ConversationId, LabelId};
use shared::label::{ConversationLabels, LabelList, MAX_LABELS};
use shared::permission::Role;
use shared::protocol::{
    AgentEvent, AuditKind, AuditRow, ConversationBegun, ConversationRow, Listing, MissedList,
    PersonRow, SearchHit,
};

/// Makes a label of the site, or changes it.
pub(crate) async fn make(agent: &Agent, id: &str, name: &str) -> LabelList {
    let new = json!({ "name": name, "colour": "teal" });
    agent.request(Method::PUT, &format!("labels/{id}")).json(&new).done().await.json()
}

fn path(conversation: &ConversationId, label: &str) -> String {
    format!("conversations/{conversation}/labels/{label}")
}

pub(crate) async fn put(
    agent: &Agent,
    conversation: &ConversationId,
    label: &str,
) -> ConversationLabels {
    agent.request(Method::PUT, &path(conversation, label)).done().await.json()
}

async fn rows(agent: &Agent, query: &str) -> Listing<ConversationRow> {
    agent.request(Method::GET, &format!("conversations?{query}")).done().await.json()
}

fn ids(list: &Listing<ConversationRow>) -> Vec<ConversationId> {
    list.items.iter().map(|row| row.id.clone()).collect()
}

fn id(label: &str) -> LabelId {
    LabelId::parse(label).unwrap()
}

#[tokio::test]
async fn managers_make_labels_and_who_may_chat_puts_them_on_what_they_may_read() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let marketing = site.agent_of("Marketing", Role::Marketing).await;
    let mut desk = grace.connect_available().await;
    let mut other = linus.connect().await;

    // Making and changing.
    let new = json!({ "name": "VIP", "colour": "red" });
    let refused = grace.request(Method::PUT, "labels/label_vip").json(&new).send().await;
    refused.problem(403, "no_permission");
    assert_eq!(make(&site.admin, "label_vip", " VIP ").await.items[0].label.name, "VIP");
    other.until("the new label", |socket| socket.frames.contains(&AgentEvent::LabelsChanged)).await;
    let same = json!({ "name": "vip", "colour": "red" });
    let taken = site.admin.request(Method::PUT, "labels/label_b").json(&same).send().await;
    taken.problem(409, "taken");
    let long = json!({ "name": "x".repeat(41), "colour": "red" });
    let invalid = site.admin.request(Method::PUT, "labels/label_b").json(&long).send().await;
    invalid.problem(422, "invalid");
    marketing.request(Method::GET, "labels").send().await.problem(403, "no_permission");

    // On a chat that runs: who has it may, others not, and the visitor hears nothing.
    let (_, mut chat, mut theirs) = site.chatting(&grace, &mut desk).await;
    for stranger in [&linus, &marketing] {
        let refused = stranger.request(Method::PUT, &path(&chat.id, "label_vip")).send().await;
        assert!([403, 404].contains(&refused.status), "{}", refused.dump());
    }
    let seen = chat.frames.len();
    assert_eq!(put(&grace, &chat.id, "label_vip").await.labels, [id("label_vip")]);
    let labelled =
        AgentEvent::Labelled { conversation: chat.id.clone(), labels: vec![id("label_vip")] };
    other.until("the label", |socket| socket.frames.contains(&labelled)).await;
    put(&grace, &chat.id, "label_vip").await; // once more changes nothing
    let key = theirs.say("Hello").await;
    theirs.ack(&key).await;
    chat.event("the message", |event| matches!(event, shared::event::Event::Said { .. })).await;
    let heard = serde_json::to_string(&chat.frames[seen..]).unwrap();
    assert!(!heard.contains("label"), "{heard}");
    let unknown = grace.request(Method::PUT, &path(&chat.id, "label_none")).send().await;
    unknown.problem(404, "not_found");

    // After the chat, too.
    let key = chat.leave().await;
    chat.ack(&key).await;
    make(&site.admin, "label_b", "Billing").await;
    assert_eq!(put(&grace, &chat.id, "label_b").await.labels.len(), 2);
    let off = grace.request(Method::DELETE, &path(&chat.id, "label_vip")).done().await;
    assert_eq!(off.json::<ConversationLabels>().labels, [id("label_b")]);

    // Deleting takes it off everywhere, and the audit log knows who did what.
    let list: LabelList = site.admin.request(Method::GET, "labels").done().await.json();
    assert_eq!(list.items[0].conversations.all, Some(1));
    grace.request(Method::DELETE, "labels/label_b").send().await.problem(403, "no_permission");
    site.admin.request(Method::DELETE, "labels/label_b").done().await;
    site.admin.request(Method::DELETE, "labels/label_b").send().await.problem(404, "not_found");
    let left = format!("conversations/{}/labels", chat.id);
    let left: ConversationLabels = grace.request(Method::GET, &left).done().await.json();
    assert_eq!(left.labels, []);
    let audit: Listing<AuditRow> = site.admin.request(Method::GET, "audit").done().await.json();
    let kinds: Vec<_> = audit.items.iter().map(|row| row.event.kind()).collect();
    for kind in [AuditKind::LabelMade, AuditKind::LabelDeleted] {
        assert!(kinds.contains(&kind), "{kind:?} in {kinds:?}");
    }
    let record = format!("conversations/{}/transcript?format=json", chat.id);
    let record: Value = grace.request(Method::GET, &record).done().await.json();
    assert!(!record.to_string().contains("label"), "{record}");
}

#[tokio::test]
async fn lists_search_and_missed_are_narrowed_to_a_label_page_by_page() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    make(&site.admin, "label_a", "Ask back").await;

    // One was missed, and is found by label in every list.
    let (_, missed) = site.requested_chat().await;
    let missed_rows =
        async |query: &str| -> MissedList { grace.request(Method::GET, query).done().await.json() };
    eventually(
        "what was missed",
        async || missed_rows("missed").await,
        |list| list.items.len() == 1,
    )
    .await;
    assert_eq!(missed_rows("missed?label=label_a").await.items.len(), 0);
    put(&grace, &missed.id, "label_a").await;
    let list = missed_rows("missed?label=label_a").await;
    assert_eq!(list.items[0].labels, [id("label_a")]);
    let all = "scope=all&label=label_a";
    assert_eq!(ids(&rows(&site.admin, all).await), std::slice::from_ref(&missed.id));
    let waiting = rows(&site.admin, "scope=all&label=label_a&waits_for=answer").await;
    assert_eq!(ids(&waiting), std::slice::from_ref(&missed.id));
    assert_eq!(ids(&rows(&grace, "label=label_a").await), [], "Grace did not have it");
    let found = async |query: &str| -> Listing<SearchHit> {
        site.admin
            .request(Method::GET, &format!("conversations/search?scope=all&q=ada{query}"))
            .done()
            .await
            .json()
    };
    let hits = async || found("&label=label_a&waits_for=answer").await;
    eventually("the hit", hits, |hits| hits.items.len() == 1).await;
    make(&site.admin, "label_b", "Other").await;
    assert_eq!(found("&label=label_b").await.items.len(), 0);
    let refused = site.admin.request(Method::GET, "conversations?label=vip").send().await;
    refused.problem(400, "bad_id");
    let list: LabelList = grace.request(Method::GET, "labels").done().await.json();
    assert_eq!((list.items[0].conversations.own, list.items[0].conversations.all), (0, None));

    // More than a page: newest first, each once, also after something happens in one of them.
    let mut begun = Vec::new();
    for _ in 0..52 {
        let visitor = site.visitor().await;
        let beginning = visitor.beginning(&site.dialogue, site.version);
        let conversation: ConversationBegun = visitor.begin(&beginning).done().await.json();
        put(&site.admin, &conversation.conversation, "label_b").await;
        begun.push(conversation.conversation);
    }
    let query = "scope=all&label=label_b";
    let first = eventually(
        "the first page",
        async || rows(&site.admin, query).await,
        |page| page.items.len() == 50 && page.items.iter().all(|row| begun.contains(&row.id)),
    )
    .await;
    let next = format!("{query}&cursor={}", first.next.as_deref().unwrap());
    let second = rows(&site.admin, &next).await;
    let mut seen = ids(&first);
    seen.extend(ids(&second));
    seen.sort();
    begun.sort();
    assert_eq!((seen, second.next), (begun, None));
}

#[tokio::test]
async fn the_labels_of_a_conversation_go_with_it_and_a_site_has_at_most_fifty() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut desk = grace.connect_available().await;
    let (_, mut chat, _theirs) = site.chatting(&grace, &mut desk).await;
    make(&site.admin, "label_vip", "VIP").await;
    put(&grace, &chat.id, "label_vip").await;
    let key = chat.leave().await;
    chat.ack(&key).await;
    let found = async || -> Listing<PersonRow> {
        site.admin.request(Method::GET, "people?q=ada").done().await.json()
    };
    let people = eventually("the person", found, |people| people.items.len() == 1).await;
    let ended = async || rows(&site.admin, "scope=all").await;
    eventually("the end", ended, |rows| rows.items[0].status == "ended_by_visitor").await;
    assert_eq!(rows(&site.admin, "scope=all").await.items[0].labels, [id("label_vip")]);
    let person = format!("people/{}", people.items[0].id);
    site.admin.request(Method::DELETE, &person).done().await;
    let list: LabelList = site.admin.request(Method::GET, "labels").done().await.json();
    assert_eq!(list.items[0].conversations.all, Some(0));
    let gone = async || site.admin.request(Method::PUT, &path(&chat.id, "label_vip")).send().await;
    let gone = eventually("the erasure", gone, |answer| answer.status == 404).await;
    gone.problem(404, "not_found");

    for index in 1..MAX_LABELS {
        make(&site.admin, &format!("label_{index}"), &format!("Label {index}")).await;
    }
    let new = json!({ "name": "One more", "colour": "red" });
    let full = site.admin.request(Method::PUT, "labels/label_more").json(&new).send().await;
    full.problem(422, "invalid");
}
