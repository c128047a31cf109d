//! Accessibility: an automated check finds no violations on any screen of visitor and agent, in the
//! light and the dark scheme.

use crate::harness::{Harness, request_chat};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;

/// The violations found so far.
#[derive(Debug, Default)]
pub(crate) struct Violations(pub(crate) Vec<String>);

impl Violations {
    pub(crate) const fn is_clear(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) async fn check_a11y(&mut self, browser: &Browser, spot: Spot, screen: &str) {
        self.0.extend(browser.barriers_in_both_schemes(spot, screen).await);
    }
}

#[tokio::test]
async fn no_screen_has_accessibility_violations() {
    let harness = Harness::set("access", Server::shared().await).await;
    let (visitor, agent) = (&harness.visitor, &harness.agent);
    let mut found = Violations::default();
    visitor.see(Spot::Launcher, ".poke .text").await;
    found.check_a11y(visitor, Spot::Page, "launcher and poke").await;
    found.check_a11y(agent, Spot::Page, "empty inbox").await;

    visitor.click(Spot::Launcher, ".launch").await;
    visitor.see(Spot::Panel, "[data-response=yes]").await;
    found.check_a11y(visitor, Spot::Panel, "question").await;
    visitor.click(Spot::Panel, "[data-response=yes]").await;
    visitor.enter(Spot::Panel, "input[name=first_name]").await;
    visitor.see(Spot::Panel, ".wrong[role=alert]").await;
    found.check_a11y(visitor, Spot::Panel, "field with a mistake").await;
    visitor.click(Spot::Launcher, ".launch").await;

    visitor.run("return Bellhop.reset()").await;
    visitor.see(Spot::Launcher, ".launch").await;
    request_chat(visitor).await;
    agent.see(Spot::Page, "[data-part=accept]").await;
    found.check_a11y(agent, Spot::Page, "offer").await;
    found.check_a11y(visitor, Spot::Panel, "waiting").await;
    if agent.texts(Spot::Page, "[data-part=accept]").await.unwrap().is_empty() {
        visitor.run("return Bellhop.reset()").await;
        request_chat(visitor).await;
    }
    agent.click(Spot::Page, "[data-part=accept]").await;
    agent.see(Spot::Page, "[data-part=message]").await;
    harness.visitor_says("Line 1: do you sell hats?").await;
    harness.agent_says("Line 2: we do, see https://hats.example/.").await;
    harness
        .both_read(&["Line 1: do you sell hats?", "Line 2: we do, see https://hats.example/."])
        .await;
    found.check_a11y(agent, Spot::Page, "chat").await;
    found.check_a11y(visitor, Spot::Panel, "chat with an agent").await;
    for (part, screen) in [("menu", "menu"), ("save", "download")] {
        agent.click(Spot::Page, &format!("[data-part={part}]")).await;
        found.check_a11y(agent, Spot::Page, screen).await;
        agent.press(bellhop_tests::browser::ESCAPE).await;
    }
    agent.click(Spot::Page, "[data-part=end]").await;
    agent.see(Spot::Page, "[data-part=ending]").await;
    found.check_a11y(agent, Spot::Page, "chat that ends").await;
    visitor.see_text(Spot::Panel, ".event", "ended the chat").await;
    found.check_a11y(visitor, Spot::Panel, "ended chat").await;
    found.check_a11y(agent, Spot::Page, "ended chat at the inbox").await;
    agent.visit(&format!("{}/console?site=site_nobody", harness.site.http.origin())).await;
    agent.see(Spot::Page, "[data-part=email]").await;
    found.check_a11y(agent, Spot::Page, "sign-in").await;
    assert!(found.0.is_empty(), "{:#?}", found.0);
}
