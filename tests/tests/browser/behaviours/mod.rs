//! The behaviours promised to a site owner (`docs/rules.md`, STREAM), one by one, in a real browser
//! on a real website with the real worker, and the resulting counts.

mod flows;
mod once;
mod page;
mod targets;

use crate::harness::visit_of;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::page::Website;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::counts::Figures;
use shared::id::DialogueId;
use shared::quota::Package;

/// The question of the dialogue that every site starts with.
const QUESTION: &str = "Shall we write to you?";

/// One behaviour, with a new site and a new website.
struct Row<'b> {
    description: &'static str,
    browser: &'b Browser,
    site: Site,
    website: Website,
}

/// The browser that tests one behaviour after the other.
struct Table {
    browser: Browser,
    server: Server,
}

impl Table {
    async fn set(name: &str) -> Self {
        let server = Server::shared().await;
        Self { browser: Browser::open(&format!("behaviours-{name}")).await, server }
    }

    /// Starts the next behaviour, on a site whose dialogue targets every page.
    async fn row(&self, description: &'static str) -> Row<'_> {
        self.row_of(description, Package::Prime).await
    }

    async fn row_of(&self, description: &'static str, package: Package) -> Row<'_> {
        println!("behaviour: {description}");
        let site = Site::create(&self.server, package, stream::counting()).await;
        let website = visit_of(&site).await;
        Row { description, browser: &self.browser, site, website }
    }
}

/// A stream with one question, whose answer ends it.
fn question(text: &str) -> Value {
    json!({ "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": text, "responses": [
            { "id": "no", "label": "No, thanks" },
        ]},
    ]})
}

/// An audience whose condition is an event in the browser.
fn after(event: &str, at_least: u32) -> Value {
    json!({ "when": { "event": event, "at_least": at_least } })
}

impl Row<'_> {
    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.website.origin)
    }

    /// Goes to a page, and waits until its chat is ready.
    async fn goes(&self, path: &str) {
        self.browser.visit(&self.address(path)).await;
        self.is_ready().await;
    }

    async fn reloads(&self) {
        self.browser.reload().await;
        self.is_ready().await;
    }

    async fn is_ready(&self) {
        let poll =
            async || self.browser.run("return 'ready' in document.documentElement.dataset").await;
        eventually(&format!("{}: the chat to be ready", self.description), poll, |is| *is == true)
            .await;
    }

    /// Publishes a dialogue with one question; `more` is merged into the draft.
    async fn publish(&self, name: &str, text: &str, more: &Value) -> DialogueId {
        self.publish_stream(name, &question(text), more).await
    }

    async fn publish_stream(&self, name: &str, stream: &Value, more: &Value) -> DialogueId {
        let id = DialogueId::parse(format!("dialogue_{name}")).unwrap();
        let mut draft = json!({ "name": name, "stream": stream });
        for (key, value) in more.as_object().unwrap() {
            draft[key] = value.clone();
        }
        self.site.publish(&(id.clone(), serde_json::from_value(draft).unwrap())).await;
        id
    }

    /// Unpublishes the dialogue that the site started with.
    async fn without_the_usual(&self) -> &Self {
        let path = format!("dialogues/{}/unpublish", self.site.dialogue);
        self.site.admin.request(bellhop_tests::http::Method::POST, &path).done().await;
        self
    }

    async fn is_greeted(&self, text: &str) {
        self.browser.see_text(Spot::Launcher, ".poke .text", text).await;
    }

    /// Asserts that the page shows the launcher, and nothing by itself.
    async fn shows_only_the_launcher(&self) {
        self.browser.see(Spot::Launcher, ".launch[aria-expanded=false]").await;
        let there = self.browser.texts(Spot::Launcher, ".poke").await.unwrap();
        assert!(there.is_empty(), "{}: no poke", self.description);
    }

    /// Asserts that the page shows no launcher.
    async fn shows_nothing(&self) {
        let there = self.browser.texts(Spot::Launcher, ".launch").await.unwrap_or_default();
        assert!(there.is_empty(), "{}: no launcher", self.description);
    }

    async fn opens(&self) {
        self.browser.opens_chat().await;
    }

    async fn answers(&self, response: &str) {
        self.browser.click(Spot::Panel, &format!("[data-response={response}]")).await;
    }

    async fn fills(&self, field: &str, value: &str) {
        let css = format!("input[name={field}]");
        self.browser.write(Spot::Panel, &css, value).await;
        self.browser.enter(Spot::Panel, &css).await;
    }

    /// Fills in all fields up to the end.
    async fn gives_name(&self) {
        self.fills("first_name", "Ada").await;
        self.fills("email", "ada@example.com").await;
        self.reads("Enjoy your visit!").await;
    }

    async fn reads(&self, text: &str) {
        self.browser.see_text(Spot::Panel, ".msg[data-by=bot] .said", text).await;
    }

    /// Waits until a dialogue has these figures: triggered, engaged, completed, acquired.
    async fn counts(&self, dialogue: &DialogueId, expected: [u64; 4]) {
        let poll = async || self.site.figures(dialogue).await;
        let now = |f: &Figures| [f.triggered, f.engaged, f.completed, f.acquired] == expected;
        eventually(&format!("{}: the counts to be {expected:?}", self.description), poll, now)
            .await;
    }

    /// The events that the page has received from its chat since its first visit.
    async fn events(&self) -> Vec<Value> {
        let events = self.browser.run("return sessionStorage.events ?? '[]'").await;
        serde_json::from_str(events.as_str().unwrap()).unwrap()
    }

    /// Waits until the page has received an event, and returns its details.
    async fn receives(&self, name: &str) -> Value {
        let description = format!("{}: the event “{name}”", self.description);
        let all = async || self.events().await;
        let of_name = |events: &Vec<Value>| events.iter().any(|one| one["name"] == name);
        let events = eventually(&description, all, of_name).await;
        events.iter().find(|one| one["name"] == name).unwrap()["detail"].clone()
    }

    async fn event_count(&self, name: &str) -> usize {
        self.events().await.iter().filter(|one| one["name"] == name).count()
    }
}
