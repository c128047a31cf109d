//! A chat is transferred from one agent to another, as all three people see it.

use crate::harness::{AGENTS_THREAD, Harness, said};
use bellhop_tests::browser::Spot;
use bellhop_tests::server::Server;

/// A transfer target that is available.
const FREE: &str = "[data-part=transfer-target]:not(:disabled)";

#[tokio::test]
async fn a_chat_is_transferred_to_an_agent_who_reads_the_earlier_messages() {
    let harness = Harness::set("transfer", Server::shared().await).await;
    let (visitor, grace) = (&harness.visitor, &harness.agent);
    harness.chat().await;
    harness.visitor_says("Line 1: my oven is cold").await;
    grace.see_text(Spot::Page, AGENTS_THREAD, "Line 1").await;
    grace.click(Spot::Page, "[data-part=transfer]").await;
    // The admin has the live chat permission, but is offline.
    grace.see_text(Spot::Page, "[data-part=transfer-target]:disabled", "not available").await;
    grace.click(Spot::Page, ".cover").await;

    let linus = harness.second_agent("transfer", "Linus").await;
    grace.click(Spot::Page, "[data-part=transfer]").await;
    grace.see_text(Spot::Page, FREE, "Available").await;
    grace.click(Spot::Page, FREE).await;
    grace.see_text(Spot::Page, "[data-part=transfer-pending]", "Asking Linus").await;
    linus.see_text(Spot::Page, "[data-part=offer-wants]", "Grace asks you to take over").await;
    linus.click(Spot::Page, "[data-part=decline]").await;
    grace.see_text(Spot::Page, "[data-part=toast]", "Linus declined").await;
    grace.gone(Spot::Page, "[data-part=transfer-pending]").await;

    grace.click(Spot::Page, "[data-part=transfer]").await;
    grace.click(Spot::Page, FREE).await;
    linus.click(Spot::Page, "[data-part=accept]").await;
    visitor.see_text(Spot::Panel, "header h1", "Linus").await;
    visitor.see_text(Spot::Panel, ".event", "Linus joined").await;
    grace.see_text(Spot::Page, "[data-part=closed]", "Linus has this chat").await;
    linus.see_text(Spot::Page, AGENTS_THREAD, "Line 1").await;
    linus.write(Spot::Page, "[data-part=message]", "Line 2: is it plugged in?").await;
    linus.click(Spot::Page, "[data-part=send]").await;
    let both = ["Line 1: my oven is cold", "Line 2: is it plugged in?"];
    harness.both_read(&both).await;
    let read = |texts: &[String]| (said(texts) == both).then_some(());
    linus.until(Spot::Page, AGENTS_THREAD, "both lines", read).await;
    harness.no_complaints().await;
}
