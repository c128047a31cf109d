//! The backtest of a draft at a site: conversations fold it themselves, page by page.

use bellhop_tests::agent::Agent;
use bellhop_tests::http::{Answer, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream::{CALL, CAPTURE, QUESTION};
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::backtest::{Backtest, BacktestPage, End, Folded, Mark, Range};
use shared::event::Event;
use shared::id::CardId;
use shared::permission::Role;

const HELLO: &str = "dialogues/dialogue_hello";

async fn ask(by: &Agent, new: &Value) -> Answer {
    by.request(Method::POST, &format!("{HELLO}/backtest")).json(new).send().await
}

async fn folded(site: &Site, new: &Value) -> Vec<Folded> {
    ask(&site.admin, new).await.json::<BacktestPage>().items
}

fn sum(items: &[Folded]) -> Backtest {
    let mut all = Backtest::default();
    for one in items {
        all.add(one);
    }
    all
}

fn card(id: &str) -> CardId {
    CardId::parse(id).unwrap()
}

fn exactly(count: u64) -> Range {
    Range { least: count, most: count }
}

/// Two visitors who asked for a person, and one who stopped at the capture card.
async fn talked(site: &Site) {
    for _ in 0..2 {
        let (_, mut chat) = site.requested_chat().await;
        chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    }
    site.begun().await;
    let listed = async || folded(site, &json!({})).await;
    eventually("three conversations", listed, |items| items.len() == 3).await;
}

/// BACKTEST-01, BACKTEST-04
#[tokio::test]
async fn a_draft_is_folded_over_what_happened() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    talked(&site).await;
    // The live version is what happened.
    let all = sum(&folded(&site, &json!({})).await);
    assert_eq!((all.conversations, all.changed.len(), all.outside), (3, 0, 0));
    assert_eq!((all.before.people, all.before.acquired), (exactly(2), exactly(2)));
    assert_eq!(all.after, all.before);
    let who = all.before.cards[&card(CAPTURE)];
    assert_eq!((who.reached, who.stopped), (exactly(3), exactly(1)));
    assert_eq!(folded(&site, &json!({ "version": 1, "days": 1 })).await.len(), 3);

    // A draft that doesn’t call anybody, and one that asks something new first.
    let document: Value = site.admin.request(Method::GET, HELLO).done().await.json();
    let mut quiet = document.clone();
    quiet["stream"]["cards"][1]["next"] = json!("bye");
    // A card to which no branch leads can’t be published.
    quiet["stream"]["cards"].as_array_mut().unwrap().retain(|card| card["id"] != CALL);
    let all = sum(&folded(&site, &json!({ "document": quiet })).await);
    assert_eq!((all.after.people, all.after.completed), (exactly(0), exactly(2)));
    assert_eq!(all.changed.len(), 2);
    assert_eq!(all.changed[0].after, [End::Completed(card("bye"))].into());
    let mut asks = document.clone();
    asks["stream"]["cards"][1]["next"] = json!("sure");
    let sure = json!({ "type": "question", "id": "sure", "text": "Sure?", "responses": [
        { "id": "y", "label": "Yes", "next": CALL }, { "id": "n", "label": "No", "next": "bye" } ] });
    asks["stream"]["cards"].as_array_mut().unwrap().push(sure);
    let all = sum(&folded(&site, &json!({ "document": asks })).await);
    assert_eq!(all.after.people, Range { least: 0, most: 2 });

    // Nor does one that is for another page.
    let mut elsewhere = document.clone();
    elsewhere["pages"] = json!(["https://shop.example/other"]);
    let items = folded(&site, &json!({ "document": elsewhere })).await;
    assert!(items.iter().all(|one| one.outside && one.least.is_empty()), "{items:?}");
    assert!(items.iter().all(|one| one.before.contains(&Mark::Reached(card(QUESTION)))));

    // The saved draft is tried if there is nothing else.
    site.admin.request(Method::PUT, HELLO).json(&quiet).done().await;
    assert_eq!(sum(&folded(&site, &json!({})).await).after.people, exactly(0));
}

/// BACKTEST-03
#[tokio::test]
async fn nobody_gets_words_of_visitors_and_ids_only_who_may_read_conversations() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    talked(&site).await;
    let answer = ask(&site.admin, &json!({})).await;
    let written = String::from_utf8(answer.body.clone()).unwrap();
    for word in ["Ada", "ada@example.com", "shop.example", "Would you like"] {
        assert!(!written.contains(word), "{written}");
    }
    let items = answer.json::<BacktestPage>().items;
    assert!(items.iter().all(|one| one.conversation.is_some() && one.begun.is_some()));
    let mara = site.agent_of("Mara", Role::Marketing).await;
    let theirs = ask(&mara, &json!({})).await.json::<BacktestPage>().items;
    assert!(theirs.iter().all(|one| one.conversation.is_none()), "{theirs:?}");
    assert_eq!(sum(&theirs).before, sum(&items).before);
    let live = site.agent_of("Leo", Role::LiveAgent).await;
    ask(&live, &json!({})).await.problem(403, "no_permission");

    let refused = async |new: &Value, status: u16, code: &str| {
        ask(&site.admin, new).await.problem(status, code);
    };
    refused(&json!({ "days": 0 }), 422, "invalid").await;
    refused(&json!({ "days": 367 }), 422, "invalid").await;
    refused(&json!({ "cursor": "x" }), 422, "invalid").await;
    refused(&json!({ "version": 9 }), 404, "not_found").await;
    refused(&json!({ "document": { "name": "x", "stream": {} } }), 422, "unpublishable").await;
    refused(&json!({ "document": {} }), 400, "bad_body").await;
    refused(&json!({ "since": 3 }), 400, "bad_body").await;
    let path = "dialogues/dialogue_nobody/backtest";
    let answer = site.admin.request(Method::POST, path).json(&json!({})).send().await;
    answer.problem(404, "not_found");
}

#[tokio::test]
async fn a_backtest_comes_in_pages_that_hold_each_conversation_once() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let count = 60;
    for _ in 0..count {
        let visitor = site.visitor().await;
        visitor.begin(&visitor.beginning(&site.dialogue, site.version)).done().await;
    }
    let pages = async || {
        let (mut ids, mut cursor, mut pages) = (Vec::new(), None::<String>, 0);
        loop {
            let new = json!({ "cursor": cursor });
            let page: BacktestPage = ask(&site.admin, &new).await.json();
            ids.extend(page.items.into_iter().filter_map(|one| one.conversation));
            pages += 1;
            cursor = page.next;
            if cursor.is_none() {
                return (ids, pages);
            }
        }
    };
    let (mut ids, pages) =
        eventually("all conversations", pages, |(ids, _)| ids.len() == count).await;
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), pages), (count, 2));
}
