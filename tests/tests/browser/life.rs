//! A chat outlives its end, its page and its silence: it can be read again and started again, what was
//! typed is still there, and a visitor is asked before a silent chat ends.

use crate::harness::{Harness, VISITORS_THREAD};
use bellhop_tests::browser::Spot;
use bellhop_tests::server::Server;
use bellhop_tests::wait::eventually;

/// The button that starts the dialogue again.
const AGAIN: &str = "[data-act=again]";

#[tokio::test]
async fn after_its_end_a_chat_can_be_read_again_and_started_again() {
    let harness = Harness::set("life-end", Server::shared().await).await;
    let visitor = &harness.visitor;
    harness.chat().await;
    visitor.closes_chat().await;
    harness.agent_says("Line 1").await;
    visitor.see_text(Spot::Launcher, ".launch .badge", "1").await;
    end_by_agent(&harness).await;

    // On this page and the next one, the last words wait to be read.
    visitor.see_text(Spot::Launcher, ".launch .badge", "1").await;
    visitor.click(Spot::Page, "#other").await;
    visitor.see_text(Spot::Page, "h1", "About us").await;
    visitor.see_text(Spot::Launcher, ".launch .badge", "1").await;
    assert!(visitor.texts(Spot::Launcher, ".poke").await.unwrap().is_empty(), "no poke");
    visitor.opens_chat().await;
    visitor.see_text(Spot::Panel, VISITORS_THREAD, "Line 1").await;
    visitor.see(Spot::Panel, "[data-part=menu]").await;
    visitor.closes_chat().await;
    visitor.gone(Spot::Launcher, ".launch .badge").await;
    visitor.opens_chat().await;

    // The same dialogue, and this time the visitor stops waiting.
    visitor.click(Spot::Panel, AGAIN).await;
    visitor.click(Spot::Panel, "[data-response=yes]").await;
    fill_in(&harness).await;
    visitor.click(Spot::Panel, "[data-act=cancel]").await;
    visitor.see_text(Spot::Panel, ".event", "You cancelled").await;
    visitor.see(Spot::Panel, AGAIN).await;

    // The chat before is there to read, also on the next page.
    visitor.click(Spot::Panel, ".earlier button").await;
    visitor.see_text(Spot::Panel, VISITORS_THREAD, "Line 1").await;
    visitor.reload().await;
    visitor.see_text(Spot::Panel, ".event", "You cancelled").await;
    visitor.click(Spot::Panel, ".earlier button").await;
    visitor.see_text(Spot::Panel, VISITORS_THREAD, "Line 1").await;
    visitor.click(Spot::Panel, AGAIN).await;
    visitor.see(Spot::Panel, "[data-response=yes]").await;
    harness.no_complaints().await;
}

#[tokio::test]
async fn an_open_panel_and_what_is_typed_stay_from_page_to_page() {
    let harness = Harness::set("life-typed", Server::shared().await).await;
    let visitor = &harness.visitor;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.click(Spot::Panel, "[data-response=yes]").await;
    visitor.write(Spot::Panel, "input[name=first_name]", "Ad").await;
    is_kept(&harness, "Ad").await;
    visitor.reload().await;
    field_has(&harness, "input[name=first_name]", "Ad").await;
    let focus = visitor.run("return document.activeElement.localName").await;
    assert_eq!(focus, "body", "the page keeps its focus");
    visitor.click(Spot::Page, "#other").await;
    visitor.see_text(Spot::Page, "h1", "About us").await;
    field_has(&harness, "input[name=first_name]", "Ad").await;
    fill_in(&harness).await;
    harness.agent.click(Spot::Page, "[data-part=accept]").await;
    visitor.see_text(Spot::Panel, "header h1", "Grace").await;

    visitor.write(Spot::Panel, ".composer textarea", "Line 1, half").await;
    is_kept(&harness, "Line 1, half").await;
    visitor.reload().await;
    field_has(&harness, ".composer textarea", "Line 1, half").await;
    visitor.enter(Spot::Panel, ".composer textarea").await;
    harness.both_read(&["Line 1, half"]).await;
    visitor.reload().await;
    harness.both_read(&["Line 1, half"]).await;
    field_has(&harness, ".composer textarea", "").await;
    visitor.closes_chat().await;
    visitor.reload().await;
    visitor.see(Spot::Launcher, ".launch[aria-expanded=false]").await;
    harness.no_complaints().await;
}

#[tokio::test]
async fn a_silent_visitor_is_asked_before_the_end_and_keeps_what_they_typed() {
    let server = Server::shared().await;
    let site = bellhop_tests::site::Site::make(&server).await;
    site.settings(|settings| settings.idle_minutes = 1).await;
    let harness = Harness::new("life-idle", server, site).await;
    let visitor = &harness.visitor;
    harness.chat().await;
    visitor.see_text(Spot::Panel, ".reply", "Are you still there?").await;
    visitor.click(Spot::Panel, "[data-act=here]").await;
    visitor.gone(Spot::Panel, "[data-act=here]").await;
    visitor.write(Spot::Panel, ".composer textarea", "What I was about to").await;
    visitor.see_text(Spot::Panel, ".reply", "Are you still there?").await;
    visitor.see_text(Spot::Panel, ".event", "nobody wrote for a while").await;
    visitor.see_text(Spot::Panel, ".unsent", "What I was about to").await;
    visitor.see(Spot::Panel, AGAIN).await;
}

/// Waits until the page has what was typed: the panel's frame sends it, and a page that is left at once
/// may never get it.
async fn is_kept(harness: &Harness, text: &str) {
    let script = format!("return sessionStorage.getItem('bellhop:{}:typed')", harness.site.id);
    let kept = async || harness.visitor.run(&script).await.to_string();
    eventually("the page to have what was typed", kept, |kept| kept.contains(text)).await;
}

/// The agent ends the chat.
async fn end_by_agent(harness: &Harness) {
    harness.agent.click(Spot::Page, "[data-part=end]").await;
    harness.agent.see_text(Spot::Page, "[data-part=closed]", "ended").await;
}

/// Fills in the name and the address.
async fn fill_in(harness: &Harness) {
    for (field, value) in [("first_name", "Ada"), ("email", "ada@example.com")] {
        let css = format!("input[name={field}]");
        harness.visitor.write(Spot::Panel, &css, value).await;
        harness.visitor.enter(Spot::Panel, &css).await;
    }
}

/// Waits until a field has that value.
async fn field_has(harness: &Harness, css: &str, value: &str) {
    harness.visitor.see(Spot::Panel, css).await;
    let script = format!("return document.querySelector('{css}')?.value");
    let poll = async || harness.visitor.run_in(Spot::Panel, &script).await;
    eventually("the field to have its value", poll, |is| *is == value).await;
}
