//! Chats survive page loads, new tabs and restarts of the worker.

use crate::harness::Harness;
use bellhop_tests::browser::Spot;
use bellhop_tests::preload::Disk;
use bellhop_tests::server::Server;

#[tokio::test]
async fn a_chat_continues_after_the_worker_is_killed() {
    let harness = Harness::set("killed", Server::own().await).await;
    harness.chat().await;
    harness.visitor_says("Line 1").await;
    harness.agent.see_text(Spot::Page, "[data-part=bubble]", "Line 1").await;
    harness.agent_says("Line 2").await;
    harness.both_read(&["Line 1", "Line 2"]).await;

    harness.server.kill().await;
    harness.visitor_says("Line 3").await;
    harness.visitor.see_text(Spot::Panel, ".banner", "Reconnecting").await;
    harness.agent.see_text(Spot::Page, "[data-part=connection]", "Reconnecting").await;
    harness.server.start().await;
    harness.both_read(&["Line 1", "Line 2", "Line 3"]).await;
    harness.visitor.gone(Spot::Panel, ".banner").await;

    harness.server.kill().await;
    harness.agent_says("Line 4").await;
    harness.server.start().await;
    harness.both_read(&["Line 1", "Line 2", "Line 3", "Line 4"]).await;
    harness.visitor_says("Line 5").await;
    harness.both_read(&["Line 1", "Line 2", "Line 3", "Line 4", "Line 5"]).await;

    let mut complaints = harness.visitor.complaints(&[Spot::Page, Spot::Panel]).await;
    complaints.extend(harness.agent.complaints(&[Spot::Page]).await);
    // The browser logs failed connections by itself; anything else is an error of ours.
    let ours =
        |text: &String| !text.contains("ERR_CONNECTION") && !text.contains("WebSocket connection");
    complaints.retain(ours);
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[tokio::test]
async fn a_chat_continues_after_a_reload_and_on_another_page() {
    let harness = Harness::set("reload", Server::shared().await).await;
    let visitor = &harness.visitor;
    harness.chat().await;
    harness.visitor_says("Line 1").await;
    harness.agent.see_text(Spot::Page, "[data-part=bubble]", "Line 1").await;

    visitor.reload().await;
    visitor.see(Spot::Panel, ".composer").await;
    visitor.closes_chat().await;
    harness.agent_says("Line 2").await;
    visitor.see_text(Spot::Launcher, ".launch .badge", "1").await;
    visitor.click(Spot::Launcher, ".launch").await;
    harness.both_read(&["Line 1", "Line 2"]).await;
    harness.visitor_says("Line 3").await;

    harness.agent.see_text(Spot::Page, "[data-part=bubble]", "Line 3").await;
    visitor.click(Spot::Page, "#other").await;
    visitor.see_text(Spot::Page, "h1", "About us").await;
    visitor.opens_chat().await;
    visitor.see_text(Spot::Panel, "header h1", "Grace").await;
    harness.visitor_says("Line 4").await;
    harness.agent_says("Line 5").await;
    harness.both_read(&["Line 1", "Line 2", "Line 3", "Line 4", "Line 5"]).await;

    // The agent's page, too.
    harness.agent.reload().await;
    harness.agent.click(Spot::Page, "[data-part=chat]").await;
    harness.both_read(&["Line 1", "Line 2", "Line 3", "Line 4", "Line 5"]).await;
    harness.no_complaints().await;
}

#[tokio::test]
async fn on_a_full_disk_both_sides_read_why_and_lose_nothing() {
    let harness = Harness::set("full disk", Server::own_with_disk().await).await;
    harness.chat().await;
    harness.visitor_says("Line 1").await;
    harness.both_read(&["Line 1"]).await;

    harness.server.set_disk(Disk::Full);
    harness.visitor_says("Line 2").await;
    harness.visitor.see_text(Spot::Panel, ".banner", "Messages can’t be saved right now").await;
    harness.agent.see_text(Spot::Page, "[data-part=connection]", "Your messages are kept").await;
    harness.server.set_disk(Disk::Well);
    harness.both_read(&["Line 1", "Line 2"]).await;
    harness.visitor.gone(Spot::Panel, ".banner").await;
    harness.agent.gone(Spot::Page, "[data-part=connection] .offline").await;
}
