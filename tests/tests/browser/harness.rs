//! A website with the chat, an agent at the console, and the actions of both.

use bellhop_tests::agent::{Agent, email};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::page::Website;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::id::AgentId;

/// What visitor and agent wrote, without the stream, in the widget.
pub(crate) const VISITORS_THREAD: &str = ".msg[data-by=visitor] .said, .msg[data-by=agent] .said";
/// The same in the console.
pub(crate) const AGENTS_THREAD: &str = "[data-part=bubble]";

/// A visitor and an agent, each in their browser.
pub(crate) struct Harness {
    pub(crate) visitor: Browser,
    pub(crate) agent: Browser,
    grace: AgentId,
    pub(crate) website: Website,
    pub(crate) site: Site,
    pub(crate) server: Server,
}

impl Harness {
    /// Starts both browsers; the agent is available.
    pub(crate) async fn set(name: &str, server: Server) -> Self {
        let site = Site::make(&server).await;
        Self::new(name, server, site).await
    }

    /// Like `set`, with an existing site.
    pub(crate) async fn new(name: &str, server: Server, site: Site) -> Self {
        let grace = site.agent("Grace").await;
        let agent = Browser::open(&format!("{name}-agent")).await;
        sign_in(&agent, &site, &grace).await;
        let (website, visitor) = visit(name, &site).await;
        Self { visitor, agent, grace: grace.id, website, site, server }
    }

    /// Signs another agent in at the console.
    pub(crate) async fn second_agent(&self, test: &str, name: &str) -> Browser {
        let agent = self.site.agent(name).await;
        let browser = Browser::open(&format!("{test}-{name}")).await;
        sign_in(&browser, &self.site, &agent).await;
        browser
    }

    /// Signs the same agent in, in another browser.
    pub(crate) async fn other_desk(&self, test: &str) -> Browser {
        let browser = Browser::open(&format!("{test}-other")).await;
        enter(&browser, &self.site, &email(&self.grace)).await;
        browser
    }

    /// The visitor requests a chat, and the agent accepts.
    pub(crate) async fn chat(&self) {
        request_chat(&self.visitor).await;
        self.agent.click(Spot::Page, "[data-part=accept]").await;
        self.visitor.see_text(Spot::Panel, "header h1", "Grace").await;
        self.agent.see(Spot::Page, "[data-part=message]").await;
    }

    pub(crate) async fn visitor_says(&self, text: &str) {
        self.visitor.write(Spot::Panel, ".composer textarea", text).await;
        self.visitor.enter(Spot::Panel, ".composer textarea").await;
    }

    pub(crate) async fn agent_says(&self, text: &str) {
        self.agent.write(Spot::Page, "[data-part=message]", text).await;
        self.agent.click(Spot::Page, "[data-part=send]").await;
    }

    /// Waits until both threads have exactly these lines.
    pub(crate) async fn both_read(&self, lines: &[&str]) {
        for (browser, spot, css) in [
            (&self.visitor, Spot::Panel, VISITORS_THREAD),
            (&self.agent, Spot::Page, AGENTS_THREAD),
        ] {
            let read = |texts: &[String]| (said(texts) == lines).then_some(());
            browser.until(spot, css, &format!("to be {lines:?}"), read).await;
        }
    }

    /// Asserts that no browser logged an error.
    pub(crate) async fn no_complaints(&self) {
        let mut complaints = self.visitor.complaints(&[Spot::Page, Spot::Panel]).await;
        complaints.extend(self.agent.complaints(&[Spot::Page]).await);
        assert!(complaints.is_empty(), "{complaints:#?}");
    }
}

/// Returns the lines that tests write, without answers and labels: they all start with `Line `.
pub(crate) fn said(texts: &[String]) -> Vec<String> {
    let from_line = |text: &String| text.find("Line ").map(|at| text[at..].to_owned());
    texts.iter().filter_map(from_line).collect()
}

/// Serves a website with the chat of a site.
pub(crate) async fn visit_of(site: &Site) -> Website {
    Website::serve(site.http.origin(), &site.id).await
}

/// Opens the website in a new browser.
pub(crate) async fn visit(name: &str, site: &Site) -> (Website, Browser) {
    let website = visit_of(site).await;
    let visitor = Browser::open(&format!("{name}-visitor")).await;
    visitor.visit(&website.origin).await;
    (website, visitor)
}

/// Signs in at the console, and goes available.
async fn sign_in(browser: &Browser, site: &Site, agent: &Agent) {
    enter(browser, site, &email(&agent.id)).await;
    go_available(browser).await;
}

/// Goes available once the console shows that the agent is away; before that it shows “Connecting…”
/// and ignores clicks.
pub(crate) async fn go_available(browser: &Browser) {
    browser.see_text(Spot::Page, "[data-part=availability-label]", "Away").await;
    browser.click(Spot::Page, "[data-part=availability-switch]").await;
    browser.see_text(Spot::Page, "[data-part=availability-label]", "Available").await;
}

/// The selector of a part of the console.
pub(crate) fn part(name: &str) -> String {
    format!("[data-part={name}]")
}

/// Clicks a part of the console.
pub(crate) async fn click(browser: &Browser, name: &str) {
    browser.click(Spot::Page, &part(name)).await;
}

/// Writes into a field of the console.
pub(crate) async fn write(browser: &Browser, name: &str, text: &str) {
    browser.write(Spot::Page, &part(name), text).await;
}

/// Signs in at the console.
pub(crate) async fn enter(browser: &Browser, site: &Site, address: &str) {
    browser.visit(&format!("{}/console?site={}", site.http.origin(), site.id)).await;
    browser.see(Spot::Page, "[data-part=email]").await;
    // The browser logs the 401 of the console's session request by itself.
    let complaints = browser.complaints(&[Spot::Page]).await;
    assert!(
        complaints.iter().all(|text| text.contains("/me ") && text.contains("401")),
        "{complaints:#?}"
    );
    browser.write(Spot::Page, "[data-part=email]", address).await;
    browser.write(Spot::Page, "[data-part=password]", Agent::PASSWORD).await;
    browser.click(Spot::Page, "[data-part=submit]").await;
    browser.see(Spot::Page, "[data-part=availability-label]").await;
}

/// The visitor opens the chat, chooses to talk to a person, and fills in their name.
pub(crate) async fn request_chat(visitor: &Browser) {
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.click(Spot::Panel, "[data-response=yes]").await;
    visitor.write(Spot::Panel, "input[name=first_name]", "Ada").await;
    visitor.enter(Spot::Panel, "input[name=first_name]").await;
    visitor.write(Spot::Panel, "input[name=email]", "ada@example.com").await;
    visitor.enter(Spot::Panel, "input[name=email]").await;
}
