//! Drafts, immutable versions, their history, and rollback.

use bellhop_tests::http::{Answer, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft};
use bellhop_tests::stream;
use serde_json::{Value, json};
use shared::id::Version;
use shared::permission::Role;
use shared::protocol::{
    Bootstrap, By, DialogueChange, DialogueRow, HistoryRow, Listing, ServerFrame, VersionRow,
};

const HELLO: &str = "dialogues/dialogue_hello";

/// The example stream with another last message.
fn saying(bye: &str) -> Value {
    let mut stream = stream::advised();
    stream["cards"][3]["text"] = json!(bye);
    stream
}

async fn post(site: &Site, path: &str) -> Answer {
    site.admin.request(Method::POST, &format!("{HELLO}/{path}")).send().await
}

async fn put(site: &Site, document: &Value) -> Answer {
    site.admin.request(Method::PUT, HELLO).json(document).send().await
}

async fn publish(site: &Site, stream: Value) -> Version {
    site.publish(&draft(&site.dialogue, stream)).await
}

/// The version that a page shows.
async fn visible(site: &Site) -> Option<Version> {
    let path = format!("/v1/sites/{}/bootstrap?url=https://shop.example/", site.id);
    let bootstrap: Bootstrap = site.http.get(&path).done().await.json();
    bootstrap.dialogue.map(|dialogue| dialogue.version)
}

async fn versions(site: &Site) -> Vec<VersionRow> {
    let path = format!("{HELLO}/versions");
    let listed: Listing<VersionRow> = site.admin.request(Method::GET, &path).done().await.json();
    listed.items
}

async fn history(site: &Site) -> Vec<HistoryRow> {
    let path = format!("{HELLO}/history");
    let listed: Listing<HistoryRow> = site.admin.request(Method::GET, &path).done().await.json();
    listed.items
}

#[tokio::test]
async fn a_running_conversation_keeps_its_version_over_publish_roll_back_and_unpublish() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (_, mut first) = site.begun().await;
    assert_eq!(publish(&site, saying("Come again!")).await, Version(2));
    assert_eq!(visible(&site).await, Some(Version(2)));
    // What is published again as it is keeps its number, and takes a note.
    let path = format!("{HELLO}/publish");
    let publish = async |note: &str| {
        site.admin.request(Method::POST, &path).json(&json!({ "note": note })).send().await
    };
    publish(" A warmer\ngoodbye ").await.json::<Value>();
    publish(&"x".repeat(201)).await.problem(422, "invalid");
    let notes: Vec<_> = versions(&site).await.into_iter().map(|row| row.note).collect();
    assert_eq!(notes, [Some("A warmer goodbye".to_owned()), None]);
    let visitor = site.visitor().await;
    let mut second = visitor.begun(&site.dialogue, Version(2)).await;

    post(&site, "versions/1/publish").await.json::<Value>();
    assert_eq!(visible(&site).await, Some(Version(1)));
    assert_eq!(post(&site, "unpublish").await.status, 200);
    assert_eq!(visible(&site).await, None);
    site.admin.request(Method::DELETE, HELLO).done().await;

    for (chat, version) in [(&mut first, 1), (&mut second, 2)] {
        chat.cut();
        chat.log.clear();
        chat.connect().await.unwrap();
        chat.caught_up().await;
        let Some(ServerFrame::Welcome { version: stored, stream: Some(stream), .. }) =
            chat.welcome()
        else {
            panic!("{}", chat.dump());
        };
        assert_eq!(*stored, Version(version));
        let text = stream.cards[3].text();
        assert_eq!(text == "Come again!", version == 2, "{text}");
        // It continues to its end, too.
        let key = chat.capture(stream::CAPTURE, bellhop_tests::visitor::ada()).await;
        chat.ack(&key).await;
    }
    // A visitor who loaded it just before can still begin with it.
    let late = site.visitor().await;
    late.begun(&site.dialogue, Version(1)).await;
}

#[tokio::test]
async fn the_same_content_is_the_same_version_and_the_history_names_the_authors() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let mara = site.agent_of("Mara", Role::Marketing).await;
    assert_eq!(publish(&site, stream::advised()).await, Version(1), "nothing has changed");
    assert_eq!(publish(&site, saying("Come again!")).await, Version(2));
    assert_eq!(publish(&site, stream::advised()).await, Version(1));
    mara.request(Method::POST, &format!("{HELLO}/versions/2/publish")).done().await;
    mara.request(Method::POST, &format!("{HELLO}/versions/2/publish")).done().await;
    post(&site, "unpublish").await;
    post(&site, "unpublish").await;

    let rows = versions(&site).await;
    let numbers: Vec<_> = rows.iter().map(|row| (row.version.0, row.live)).collect();
    assert_eq!(numbers, [(2, false), (1, false)]);
    assert!(rows.iter().all(|row| row.by.name() == "Admin" && row.published_at.0 > 0));

    let history = history(&site).await;
    let rows: Vec<_> = history
        .iter()
        .map(|row| (row.change, row.version.unwrap().0, row.by.name().to_owned()))
        .collect();
    let (admin, marketing) = (|| "Admin".to_owned(), || "Mara".to_owned());
    let expected = [
        (DialogueChange::Unpublished, 2, admin()),
        (DialogueChange::RolledBack, 2, marketing()),
        (DialogueChange::Published, 1, admin()),
        (DialogueChange::Published, 2, admin()),
        (DialogueChange::Published, 1, admin()),
    ];
    assert_eq!(rows, expected);
    assert!(matches!(&history[1].by, By::Agent { agent, .. } if *agent == mara.id));
    assert!(history.windows(2).all(|two| two[0].at >= two[1].at));

    post(&site, "versions/1/publish").await;
    let live: Vec<_> = versions(&site).await.iter().map(|row| row.live).collect();
    assert_eq!(live, [false, true]);
    for missing in ["versions/3", "versions/0", "versions/3/publish"] {
        let method = if missing.ends_with("publish") { Method::POST } else { Method::GET };
        let request = site.admin.request(method, &format!("{HELLO}/{missing}"));
        request.send().await.problem(404, "not_found");
    }
    let odd = site.admin.request(Method::GET, &format!("{HELLO}/versions/01")).send().await;
    odd.problem(400, "bad_id");
    let cursor = site.admin.request(Method::GET, &format!("{HELLO}/history?cursor=x")).send().await;
    cursor.problem(422, "invalid");
}

#[tokio::test]
async fn a_version_and_a_draft_are_saved_as_written() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let mut written = json!({
        "$schema": "https://example.com/stream.schema.json", "name": "Hello", "ours": {"b": [1.5]},
        "stream": saying("Come again!"),
    });
    written["stream"]["cards"][0]["note"] = json!("for the team");
    put(&site, &written).await.json::<Value>();
    let read = async |path: &str| -> Answer { site.admin.request(Method::GET, path).done().await };
    assert_eq!(read(HELLO).await.json::<Value>(), written);
    assert_eq!(post(&site, "publish").await.status, 200);
    let other = draft(&site.dialogue, stream::short()).1;
    put(&site, &serde_json::to_value(other).unwrap()).await;
    assert_eq!(read(&format!("{HELLO}/versions/2")).await.json::<Value>(), written);
    assert_ne!(read(HELLO).await.json::<Value>(), written);

    // What is read can be written again, byte for byte.
    let version = read(&format!("{HELLO}/versions/2")).await.body;
    site.admin.request(Method::PUT, HELLO).body(version.clone()).done().await;
    assert_eq!(read(HELLO).await.body, version);
    let published: Value = post(&site, "publish").await.json();
    assert_eq!(published["version"], 2);
}

#[tokio::test]
async fn an_unseen_change_is_never_overwritten() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let mara = site.agent_of("Mara", Role::Marketing).await;
    let seen = site.admin.request(Method::GET, HELLO).done().await;
    let tag = seen.header("ETag").unwrap().to_owned();
    let theirs = draft(&site.dialogue, saying("By Mara")).1;
    let put = mara.request(Method::PUT, HELLO).header("If-Match", &tag).json(&theirs).done().await;
    let newer = put.header("ETag").unwrap().to_owned();
    assert_ne!(tag, newer);

    let own = draft(&site.dialogue, saying("By the admin")).1;
    let over =
        |tag: &str| site.admin.request(Method::PUT, HELLO).header("If-Match", tag).json(&own);
    let problem = over(&tag).send().await.problem(412, "overtaken");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("Mara") && detail.contains('T'), "who and when: {detail}");
    over(&newer).done().await;
    over("*").done().await;
    let missing = site.admin.request(Method::PUT, "dialogues/dialogue_new").header("If-Match", "*");
    missing.json(&own).send().await.problem(404, "not_found");
}

#[tokio::test]
async fn a_published_dialogue_is_not_deleted_and_version_numbers_are_never_reused() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let delete = async || site.admin.request(Method::DELETE, HELLO).send().await;
    delete().await.problem(409, "taken");
    post(&site, "unpublish").await;
    assert_eq!(delete().await.status, 204);
    for gone in [HELLO.to_owned(), format!("{HELLO}/versions"), format!("{HELLO}/versions/1")] {
        site.admin.request(Method::GET, &gone).send().await.problem(404, "not_found");
    }
    delete().await.problem(404, "not_found");
    // A dialogue with the same id continues counting, so a number never means two versions.
    assert_eq!(publish(&site, saying("Back again")).await, Version(2));
    let change: Vec<_> = history(&site).await.iter().map(|row| row.change.as_str()).collect();
    assert_eq!(change, ["published", "deleted", "unpublished", "published"]);
}

#[tokio::test]
async fn a_rollback_passes_the_current_check() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let noting = json!({ "first": "note", "cards": [
        { "type": "action", "id": "note", "attribute": "topic", "value": "ovens", "next": "bye" },
        { "type": "message", "id": "bye", "text": "Bye" },
    ]});
    assert_eq!(publish(&site, noting).await, Version(2));
    assert_eq!(publish(&site, stream::advised()).await, Version(1));
    site.package(&json!({ "package": "select" })).done().await;
    let problem = post(&site, "versions/2/publish").await.problem(422, "unpublishable");
    assert_eq!(problem["findings"][0]["code"], "prime_only");
    assert_eq!(visible(&site).await, Some(Version(1)));
}

/// STREAM-22.
#[tokio::test]
async fn a_live_chat_card_that_nobody_can_answer_is_not_published_or_marked() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let ada = site.agent("Ada").await;
    let calling = |route: Value| {
        let mut stream = stream::advised();
        let cards = stream["cards"].as_array_mut().unwrap();
        let card = cards.iter_mut().find(|card| card["type"] == "live_chat").unwrap();
        card["route"] = route;
        serde_json::to_value(draft(&site.dialogue, stream).1).unwrap()
    };
    let codes = |answer: &Value, field: &str| -> Vec<String> {
        let found = answer[field].as_array().into_iter().flatten();
        found.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
    };
    let is_marked = async || {
        let listed: Listing<DialogueRow> =
            site.admin.request(Method::GET, "dialogues").done().await.json();
        listed.items[0].nobody_answers
    };

    put(&site, &calling(json!({ "by": "agent", "agent": "agent_nobody" }))).await;
    let refused = post(&site, "publish").await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(codes(&refused.json(), "findings").contains(&"agent_gone".to_owned()));

    put(&site, &calling(json!({ "by": "agent", "agent": ada.id }))).await;
    let published: Value = post(&site, "publish").await.json();
    assert!(!codes(&published, "advice").iter().any(|code| code.starts_with("nobody")));
    assert!(!is_marked().await);

    // Ada is removed: visitors still meet the card, so the list marks it.
    site.admin.request(Method::DELETE, &format!("agents/{}", ada.id)).done().await;
    assert!(is_marked().await);
}

/// PROMISE-04
#[tokio::test]
async fn promises_are_saved_and_versioned_with_the_draft_and_no_visitor_gets_them() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let mut document: Value = site.admin.request(Method::GET, HELLO).done().await.json();
    document["promises"] = json!({
        "examples": [{ "name": "Bye", "does": [{ "answer": "no" }], "ends": "end" }],
        "promises": [{ "name": "Not too much", "promise": { "questions_at_most": 3 } }] });
    assert_eq!(put(&site, &document).await.status, 200);
    let back: Value = site.admin.request(Method::GET, HELLO).done().await.json();
    assert_eq!(back["promises"], document["promises"]);
    post(&site, "publish").await.json::<Value>();
    let version: Value =
        site.admin.request(Method::GET, &format!("{HELLO}/versions/2")).done().await.json();
    assert_eq!(version["promises"], document["promises"]);
    let path = format!("/v1/sites/{}/bootstrap?url=https://shop.example/", site.id);
    let bootstrap: Value = site.http.get(&path).done().await.json();
    assert_eq!(bootstrap["dialogue"]["version"], 2);
    assert!(!bootstrap.to_string().contains("Not too much"), "{bootstrap}");

    let mut wrong = document.clone();
    wrong["promises"]["promises"][0]["promise"] = json!({ "always": "bye" });
    put(&site, &wrong).await.problem(400, "bad_body");
    wrong["promises"]["promises"] = json!(vec![json!({ "promise": { "reaches": "bye" } }); 101]);
    put(&site, &wrong).await.problem(422, "invalid");
    let kept: Value = site.admin.request(Method::GET, HELLO).done().await.json();
    assert_eq!(kept, document, "what is refused is not saved");
}
