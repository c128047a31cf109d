//! Nobody accepts: the visitor is told, and the bell is quiet again.

use crate::stage::{Stage, ask};
use bellhop_tests::browser::Spot;
use bellhop_tests::server::Server;

#[tokio::test]
async fn when_nobody_accepts_the_visitor_reads_the_fallback_and_the_banner_disappears() {
    let stage = Stage::set("fallback", Server::shared().await).await;
    ask(&stage.visitor).await;
    stage.agent.see_text(Spot::Page, "[data-part=offer]", "Ada").await;
    stage.visitor.see_text(Spot::Panel, ".waiting", "Calling Grace").await;

    let sorry = "Sorry, nobody is free to chat right now.";
    stage.visitor.see_text(Spot::Panel, ".msg[data-by=bot] .said", sorry).await;
    stage.visitor.gone(Spot::Panel, ".waiting").await;
    stage.agent.gone(Spot::Page, "[data-part=offer]").await;
    stage.agent.see_text(Spot::Page, "[data-part=availability-word]", "Available").await;
    stage.no_complaints().await;
}

#[tokio::test]
async fn a_visitor_who_cancels_is_let_go_and_the_banner_disappears() {
    let stage = Stage::set("cancel", Server::shared().await).await;
    ask(&stage.visitor).await;
    stage.agent.see_text(Spot::Page, "[data-part=offer]", "Ada").await;
    stage.visitor.click(Spot::Panel, "[data-act=cancel]").await;
    stage.visitor.see_text(Spot::Panel, ".event", "You stopped waiting").await;
    stage.agent.gone(Spot::Page, "[data-part=offer]").await;
    stage.no_complaints().await;
}
