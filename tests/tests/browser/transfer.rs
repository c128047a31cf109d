//! A chat goes from one agent to another, as all three people see it.

use crate::stage::{AGENTS_THREAD, Stage, said};
use bellhop_tests::browser::Spot;
use bellhop_tests::server::Server;

/// Somebody who can take a chat.
const FREE: &str = "[data-part=hand-choice]:not(:disabled)";

#[tokio::test]
async fn a_chat_is_handed_to_a_colleague_who_reads_what_was_said_before() {
    let stage = Stage::set("transfer", Server::shared().await).await;
    let (visitor, grace) = (&stage.visitor, &stage.agent);
    stage.chat().await;
    stage.visitor_says("Line 1: my oven is cold").await;
    grace.see_text(Spot::Page, AGENTS_THREAD, "Line 1").await;
    grace.click(Spot::Page, "[data-part=hand]").await;
    // The admin may have chats, too, but is not there.
    grace.see_text(Spot::Page, "[data-part=hand-choice]:disabled", "not available").await;
    grace.click(Spot::Page, ".cover").await;

    let linus = stage.colleague("transfer", "Linus").await;
    grace.click(Spot::Page, "[data-part=hand]").await;
    grace.see_text(Spot::Page, FREE, "Available").await;
    grace.click(Spot::Page, FREE).await;
    grace.see_text(Spot::Page, "[data-part=handing]", "Asking Linus").await;
    linus.see_text(Spot::Page, "[data-part=offer-wants]", "Grace asks you to take over").await;
    linus.click(Spot::Page, "[data-part=decline]").await;
    grace.see_text(Spot::Page, "[data-part=toast]", "Linus declined").await;
    grace.gone(Spot::Page, "[data-part=handing]").await;

    grace.click(Spot::Page, "[data-part=hand]").await;
    grace.click(Spot::Page, FREE).await;
    linus.click(Spot::Page, "[data-part=accept]").await;
    visitor.see_text(Spot::Panel, "header h1", "Linus").await;
    visitor.see_text(Spot::Panel, ".event", "Linus joined").await;
    grace.see_text(Spot::Page, "[data-part=closed]", "Linus has this chat").await;
    linus.see_text(Spot::Page, AGENTS_THREAD, "Line 1").await;
    linus.write(Spot::Page, "[data-part=message]", "Line 2: is it plugged in?").await;
    linus.click(Spot::Page, "[data-part=send]").await;
    let both = ["Line 1: my oven is cold", "Line 2: is it plugged in?"];
    stage.both_read(&both).await;
    let read = |shown: &[String]| (said(shown) == both).then_some(());
    linus.until(Spot::Page, AGENTS_THREAD, "both lines", read).await;
    stage.no_complaints().await;
}
