//! One live chat from the launcher to its end, as both people see it.

use crate::harness::{Harness, request_chat};
use bellhop_tests::browser::Spot;
use bellhop_tests::server::Server;

#[tokio::test]
async fn a_visitor_and_an_agent_chat_to_the_end() {
    let harness = Harness::set("live_chat", Server::shared().await).await;
    let (visitor, agent) = (&harness.visitor, &harness.agent);
    visitor.see(Spot::Launcher, ".launch[aria-label='Open chat']").await;
    visitor.see_text(Spot::Launcher, ".poke .text", "Would you like to talk to a person?").await;

    request_chat(visitor).await;
    visitor.see_text(Spot::Panel, ".waiting", "Calling Grace").await;
    agent.see_text(Spot::Page, "[data-part=offer-name]", "Ada").await;
    let countdown = agent.see(Spot::Page, "[data-part=countdown]").await;
    assert!(countdown.contains(|c: char| c.is_ascii_digit()), "a countdown: {countdown}");
    agent.click(Spot::Page, "[data-part=accept]").await;
    agent.gone(Spot::Page, "[data-part=offer]").await;
    visitor.see_text(Spot::Panel, "header h1", "Grace").await;
    agent.see_text(Spot::Page, "[data-part=thread-name]", "Ada").await;
    agent.see_text(Spot::Page, "aside, [data-part=visitor]", "ada@example.com").await;

    agent.see_text(Spot::Page, "[data-part=thread-state]", "Here now").await;
    harness.visitor_says("Line 1: do you sell hats?").await;
    agent.see_text(Spot::Page, "[data-part=bubble]", "Line 1").await;
    agent.write(Spot::Page, "[data-part=message]", "Line 2").await;
    visitor.see_text(Spot::Panel, "header", "Grace is typing").await;
    harness.agent_says("Line 2: we do, see https://hats.example/all.").await;
    visitor.see_text(Spot::Panel, ".said a", "https://hats.example/all").await;
    visitor.see_text(Spot::Panel, ".status", "Seen").await;
    agent.see(Spot::Page, "[data-part=seen]").await;
    visitor.write(Spot::Panel, ".composer textarea", "Line 3").await;
    agent.see(Spot::Page, "[data-part=typing]").await;
    harness.visitor_says("Line 3: <b>thank you</b>").await;
    harness
        .both_read(&[
            "Line 1: do you sell hats?",
            "Line 2: we do, see https://hats.example/all.",
            "Line 3: <b>thank you</b>",
        ])
        .await;

    agent.click(Spot::Page, "[data-part=end]").await;
    agent.see_text(Spot::Page, "[data-part=closed]", "ended").await;
    visitor.see_text(Spot::Panel, ".event", "Grace ended the chat").await;
    visitor.gone(Spot::Panel, ".composer").await;
    harness.no_complaints().await;
}
