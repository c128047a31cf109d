//! An agent who is in another section than the inbox.

use crate::harness::{Harness, request_chat};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use serde_json::json;

const MESSAGE: &str = "[data-part=message]";
const PAGE: Spot = Spot::Page;

/// Waits until the tab has this title.
async fn has_title(browser: &Browser, title: &str) {
    for _ in 0..100 {
        if browser.run("return document.title").await == json!(title) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the title never was {title:?}, but {}", browser.run("return document.title").await);
}

/// INBOX-03.
#[tokio::test]
async fn accept_opens_the_inbox_from_another_section_and_only_what_is_looked_at_is_seen() {
    let harness = Harness::set("sections", Server::shared().await).await;
    let (agent, visitor) = (&harness.agent, &harness.visitor);
    agent.see_text(PAGE, "[data-part=availability-label]", "Available").await;
    agent.click(PAGE, "[data-part=go-hours]").await;
    has_title(agent, "My hours · Bellhop").await;

    request_chat(visitor).await;
    agent.see(PAGE, "[data-part=accept]").await;
    agent.alt("a").await;
    agent.see(PAGE, MESSAGE).await;
    assert_eq!(agent.run("return location.pathname").await, json!("/console/inbox"));
    has_title(agent, "Inbox · Bellhop").await;

    agent.click(PAGE, "[data-part=go-hours]").await;
    harness.visitor_says("Line 1: are you there?").await;
    visitor.see_text(Spot::Panel, ".status", "Sent").await;
    agent.see_text(PAGE, "[data-part=go-inbox] .badge", "1").await;
    has_title(agent, "(1) My hours · Bellhop").await;
    // These keys would end on the hidden chat: its file dialog, its replay, its list.
    let opened = "window.picked = 0;
        document.addEventListener('click', (event) => {
            if (event.target.matches('input[type=file]')) { window.picked += 1; event.preventDefault(); }
        }, true)";
    agent.run(opened).await;
    agent.types("arjtke").await;
    agent.types("?").await;
    agent.see_text(PAGE, "[data-part=shortcuts]", "Replay the conversation").await;
    assert_eq!(agent.run("return window.picked").await, json!(0));
    agent.gone(PAGE, "[data-part=replay-view]").await;
    visitor.see_text(Spot::Panel, ".status", "Sent").await;

    agent.press(bellhop_tests::browser::ESCAPE).await;
    agent.click(PAGE, "[data-part=go-inbox]").await;
    visitor.see_text(Spot::Panel, ".status", "Seen").await;
    agent.gone(PAGE, "[data-part=go-inbox] .badge").await;
    harness.no_complaints().await;
}
