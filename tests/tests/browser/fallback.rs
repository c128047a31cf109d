//! Nobody accepts, so the visitor gets the fallback message and the banner disappears; or everybody is
//! busy, and the visitor waits in the queue.

use crate::harness::{Harness, request_chat};
use bellhop_tests::browser::Spot;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use serde_json::json;
use shared::event::Event;

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

#[tokio::test]
async fn a_visitor_waits_in_the_queue_and_gets_the_first_agent_who_has_room() {
    let harness = Harness::set("queue", Server::shared().await).await;
    let queue = json!({ "max_chats": 1, "wait_minutes": 10 });
    harness.site.admin.request(Method::PUT, "routing").json(&queue).done().await;
    // Somebody else has the only agent, and somebody waits already.
    let (_, mut running) = harness.site.requested_chat().await;
    harness.agent.click(Spot::Page, "[data-part=accept]").await;
    running.event("the agent", |event| matches!(event, Event::Connected { .. })).await;
    let (_, mut earlier) = harness.site.requested_chat().await;
    earlier.event("the queue", |event| matches!(event, Event::Queued { .. })).await;

    request_chat(&harness.visitor).await;
    harness.visitor.see_text(Spot::Panel, ".waiting", "Your place in the queue: 2").await;
    harness.agent.see_text(Spot::Page, "[data-part=waiting]", "2 waiting").await;
    let key = earlier.leave().await;
    earlier.ack(&key).await;
    harness.visitor.see_text(Spot::Panel, ".waiting", "Your place in the queue: 1").await;
    harness.agent.see_text(Spot::Page, "[data-part=waiting]", "1 waiting").await;
    let barriers = harness.visitor.barriers_in_both_schemes(Spot::Panel, "queue").await;
    assert!(barriers.is_empty(), "{barriers:#?}");
    // The place is known after a reload, too.
    harness.visitor.reload().await;
    harness.visitor.see_text(Spot::Panel, ".waiting", "Your place in the queue: 1").await;

    let key = running.leave().await;
    running.ack(&key).await;
    harness.visitor.see_text(Spot::Panel, ".waiting", "Calling Grace").await;
    harness.agent.click(Spot::Page, "[data-part=accept]").await;
    harness.visitor.see_text(Spot::Panel, "header h1", "Grace").await;
    harness.agent.gone(Spot::Page, "[data-part=waiting]").await;
    harness.no_complaints().await;
}
