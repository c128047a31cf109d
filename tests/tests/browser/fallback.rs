//! Nobody accepts: the visitor gets the fallback message, and the banner disappears.

use crate::harness::{Harness, request_chat};
use bellhop_tests::browser::Spot;
use bellhop_tests::server::Server;

#[tokio::test]
async fn when_nobody_accepts_the_visitor_reads_the_fallback_and_the_banner_disappears() {
    let harness = Harness::set("fallback", Server::shared().await).await;
    request_chat(&harness.visitor).await;
    harness.agent.see_text(Spot::Page, "[data-part=offer]", "Ada").await;
    harness.visitor.see_text(Spot::Panel, ".waiting", "Calling Grace").await;

    let sorry = "Sorry, nobody is free to chat right now.";
    harness.visitor.see_text(Spot::Panel, ".msg[data-by=bot] .said", sorry).await;
    harness.visitor.gone(Spot::Panel, ".waiting").await;
    harness.agent.gone(Spot::Page, "[data-part=offer]").await;
    harness.agent.see_text(Spot::Page, "[data-part=availability-label]", "Available").await;
    harness.no_complaints().await;
}

#[tokio::test]
async fn a_visitor_stops_waiting_and_the_banner_disappears() {
    let harness = Harness::set("cancel", Server::shared().await).await;
    request_chat(&harness.visitor).await;
    harness.agent.see_text(Spot::Page, "[data-part=offer]", "Ada").await;
    harness.visitor.click(Spot::Panel, "[data-act=cancel]").await;
    harness.visitor.see_text(Spot::Panel, ".event", "You cancelled").await;
    harness.agent.gone(Spot::Page, "[data-part=offer]").await;
    harness.no_complaints().await;
}
