//! A chat outlives pages, tabs and the worker.

use crate::stage::Stage;
use bellhop_tests::browser::Spot;
use bellhop_tests::server::Server;

#[tokio::test]
async fn when_the_worker_is_killed_in_mid_chat_both_carry_on_by_themselves() {
    let stage = Stage::set("killed", Server::own().await).await;
    stage.chat().await;
    stage.visitor_says("Line 1").await;
    stage.agent.see_text(Spot::Page, "[data-part=bubble]", "Line 1").await;
    stage.agent_says("Line 2").await;
    stage.both_read(&["Line 1", "Line 2"]).await;

    stage.server.kill().await;
    stage.visitor_says("Line 3").await;
    stage.visitor.see_text(Spot::Panel, ".banner", "Reconnecting").await;
    stage.agent.see_text(Spot::Page, "[data-part=connection]", "Reconnecting").await;
    stage.server.start().await;
    stage.both_read(&["Line 1", "Line 2", "Line 3"]).await;
    stage.visitor.gone(Spot::Panel, ".banner").await;

    stage.server.kill().await;
    stage.agent_says("Line 4").await;
    stage.server.start().await;
    stage.both_read(&["Line 1", "Line 2", "Line 3", "Line 4"]).await;
    stage.visitor_says("Line 5").await;
    stage.both_read(&["Line 1", "Line 2", "Line 3", "Line 4", "Line 5"]).await;

    let mut complaints = stage.visitor.complaints(&[Spot::Page, Spot::Panel]).await;
    complaints.extend(stage.agent.complaints(&[Spot::Page]).await);
    // A browser says itself when nobody answers; anything else is ours.
    let ours =
        |text: &String| !text.contains("ERR_CONNECTION") && !text.contains("WebSocket connection");
    complaints.retain(ours);
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[tokio::test]
async fn a_chat_goes_on_after_a_reload_and_on_another_page() {
    let stage = Stage::set("reload", Server::shared().await).await;
    let visitor = &stage.visitor;
    stage.chat().await;
    stage.visitor_says("Line 1").await;
    stage.agent.see_text(Spot::Page, "[data-part=bubble]", "Line 1").await;

    visitor.reload().await;
    stage.agent_says("Line 2").await;
    visitor.see_text(Spot::Launcher, ".launch .badge", "1").await;
    visitor.click(Spot::Launcher, ".launch").await;
    stage.both_read(&["Line 1", "Line 2"]).await;
    stage.visitor_says("Line 3").await;

    stage.agent.see_text(Spot::Page, "[data-part=bubble]", "Line 3").await;
    visitor.click(Spot::Page, "#other").await;
    visitor.see_text(Spot::Page, "h1", "About us").await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.see_text(Spot::Panel, "header h1", "Grace").await;
    stage.visitor_says("Line 4").await;
    stage.agent_says("Line 5").await;
    stage.both_read(&["Line 1", "Line 2", "Line 3", "Line 4", "Line 5"]).await;

    // The agent's page too.
    stage.agent.reload().await;
    stage.agent.click(Spot::Page, "[data-part=chat]").await;
    stage.both_read(&["Line 1", "Line 2", "Line 3", "Line 4", "Line 5"]).await;
    stage.no_complaints().await;
}
