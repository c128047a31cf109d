//! What tells of a chat while it is closed: the message beside the launcher, the title of the page, and the
//! events of the page.

use crate::harness::Harness;
use bellhop_tests::browser::Spot;
use bellhop_tests::server::Server;
use bellhop_tests::wait::eventually;
use serde_json::Value;

const PREVIEW: &str = ".preview .text";

/// Waits until the page has that title.
async fn title_is(harness: &Harness, title: &str) {
    let poll = async || harness.visitor.run("return document.title").await;
    eventually("the page's title", poll, |found| *found == title).await;
}

/// The page's events of that name, with one of their details.
async fn heard(harness: &Harness, name: &str, detail: &str) -> Vec<Value> {
    let events = harness.visitor.run("return sessionStorage.events").await;
    let events: Vec<Value> = serde_json::from_str(events.as_str().unwrap()).unwrap();
    let named = events.iter().filter(|event| event["name"] == name);
    named.map(|event| event["detail"][detail].clone()).collect()
}

#[tokio::test]
async fn a_closed_chat_shows_its_last_message_and_counts_in_the_title() {
    let harness = Harness::set("closed", Server::shared().await).await;
    let visitor = &harness.visitor;
    harness.chat().await;
    visitor.closes_chat().await;
    title_is(&harness, "Hats").await;

    harness.agent_says("Line 1: shall I hold it for you?").await;
    visitor.see_text(Spot::Launcher, PREVIEW, "Grace").await;
    visitor.see_text(Spot::Launcher, PREVIEW, "Line 1: shall I hold it for you?").await;
    title_is(&harness, "(1) Hats").await;
    harness.agent_says("Line 2: it is the last one").await;
    visitor.see_text(Spot::Launcher, PREVIEW, "Line 2").await;
    title_is(&harness, "(2) Hats").await;

    // A touch opens the chat; then nothing is unread.
    visitor.click(Spot::Launcher, PREVIEW).await;
    visitor.see_text(Spot::Panel, ".said", "Line 2").await;
    visitor.gone(Spot::Launcher, ".preview").await;
    title_is(&harness, "Hats").await;
    assert_eq!(heard(&harness, "unread", "count").await, [1, 2, 0]);
    assert_eq!(heard(&harness, "opened", "type").await, ["dialogue", "dialogue"]);

    // What was sent away stays away, also on the next page; the count stays.
    visitor.closes_chat().await;
    harness.agent_says("Line 3").await;
    visitor.see_text(Spot::Launcher, PREVIEW, "Line 3").await;
    visitor.click(Spot::Launcher, ".preview .shut").await;
    visitor.gone(Spot::Launcher, ".preview").await;
    visitor.reload().await;
    title_is(&harness, "(1) Hats").await;
    visitor.see_text(Spot::Launcher, ".badge", "1").await;
    assert!(visitor.texts(Spot::Launcher, ".preview").await.unwrap().is_empty());
    harness.agent_says("Line 4").await;
    visitor.see_text(Spot::Launcher, PREVIEW, "Line 4").await;
    title_is(&harness, "(2) Hats").await;

    // A page that changes its title keeps the one that it has given.
    visitor.run("document.title = 'New hats'").await;
    harness.agent_says("Line 5").await;
    title_is(&harness, "(3) New hats").await;
    visitor.opens_chat().await;
    title_is(&harness, "New hats").await;
    harness.no_complaints().await;
}

#[tokio::test]
async fn somebody_else_at_the_page_sees_nothing_of_a_closed_chat() {
    let harness = Harness::set("closed-reset", Server::shared().await).await;
    let visitor = &harness.visitor;
    harness.chat().await;
    visitor.closes_chat().await;
    harness.agent_says("Line 1").await;
    visitor.see_text(Spot::Launcher, PREVIEW, "Line 1").await;
    title_is(&harness, "(1) Hats").await;
    visitor.run("return Bellhop.reset()").await;
    visitor.gone(Spot::Launcher, ".preview").await;
    title_is(&harness, "Hats").await;
    harness.no_complaints().await;
}
