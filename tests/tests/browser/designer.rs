//! The Stream Designer: from an empty site to a visitor who reaches an agent, and two editors of
//! one draft.

use crate::harness::{go_available, visit};
use bellhop_tests::agent::Agent;
use bellhop_tests::browser::{Browser, ESCAPE, Spot};
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::{Value, json};
use shared::permission::Role;
use shared::quota::Package;

const ADMIN: &str = "agent_admin@shop.example";
const CARDS: &str = "[data-part=card]";
const TEXT: &str = "[data-part=side] [data-part=text]";

/// The author of a dialogue.
pub(crate) struct Author<'s> {
    pub(crate) browser: Browser,
    site: &'s Site,
    pub(crate) found: Vec<String>,
}

impl<'s> Author<'s> {
    pub(crate) async fn sits(name: &str, site: &'s Site) -> Self {
        let browser = Browser::open(name).await;
        // If nothing is published, an admin starts at the first steps instead of the inbox.
        browser.visit(&format!("{}/console?site={}", site.http.origin(), site.id)).await;
        browser.see(Spot::Page, "[data-part=email]").await;
        // The browser logs the 401 of the session request by itself.
        browser.complaints(&[Spot::Page]).await;
        browser.write(Spot::Page, "[data-part=email]", ADMIN).await;
        browser.write(Spot::Page, "[data-part=password]", Agent::PASSWORD).await;
        browser.click(Spot::Page, "[data-part=submit]").await;
        browser.see(Spot::Page, "[data-part=rail]").await;
        Self { browser, site, found: Vec::new() }
    }

    pub(crate) async fn opens(&self, dialogue: &str) {
        let (origin, site) = (self.site.http.origin(), &self.site.id);
        self.browser.visit(&format!("{origin}/console/dialogues/{dialogue}?site={site}")).await;
        self.sees("[data-part=canvas]").await;
    }

    pub(crate) async fn sees(&self, css: &str) {
        self.browser.see(Spot::Page, css).await;
    }

    pub(crate) async fn reads(&self, css: &str, text: &str) {
        self.browser.see_text(Spot::Page, css, text).await;
    }

    pub(crate) async fn clicks(&self, css: &str) {
        self.browser.click(Spot::Page, css).await;
    }

    pub(crate) async fn writes(&self, css: &str, text: &str) {
        self.browser.write(Spot::Page, css, text).await;
    }

    /// Chooses a value of the menu of that part.
    pub(crate) async fn chooses(&self, part: &str, value: &str) {
        let choose = format!(
            "const menu = document.querySelector('[data-part={part}]'); menu.value = '{value}'; \
             menu.dispatchEvent(new Event('change', {{ bubbles: true }}))"
        );
        self.browser.run(&choose).await;
    }

    async fn adds(&self, kind: &str) {
        self.clicks(&format!("[data-part=add-kind][data-kind={kind}]")).await;
        self.browser.gone(Spot::Page, "[data-part=add-menu]").await;
    }

    pub(crate) async fn saved(&self) {
        self.sees("[data-part=saved][data-state=saved]").await;
    }

    /// Checks accessibility, in the light and the dark scheme.
    pub(crate) async fn check_a11y(&mut self, screen: &str) {
        for scheme in ["light", "dark"] {
            self.browser.prefers(scheme).await;
            let found = self.browser.barriers(Spot::Page).await;
            self.found
                .extend(found.into_iter().map(|found| format!("{screen}, {scheme}: {found}")));
            if std::env::var_os("BELLHOP_DRAW").is_some() {
                let name = format!("designer-{}-{scheme}", screen.replace(' ', "-"));
                self.browser.draw(&name, 1440, 900).await;
                self.browser.draw(&format!("{name}-phone"), 500, 844).await;
                self.browser.draw(&name, 1440, 900).await;
            }
        }
        self.browser.prefers("light").await;
    }

    async fn counts(&self, cards: usize) {
        let are = |texts: &[String]| (texts.len() == cards).then_some(());
        self.browser.until(Spot::Page, CARDS, &format!("to be {cards}"), are).await;
    }
}

/// The draft of a dialogue at the edge.
pub(crate) async fn draft(site: &Site, dialogue: &str) -> Value {
    site.admin.request(Method::GET, &format!("dialogues/{dialogue}")).done().await.json()
}

#[tokio::test]
async fn a_dialogue_is_built_by_clicks_published_and_leads_to_an_agent() {
    let server = Server::shared().await;
    let site = Site::empty(&server, Package::Select).await;
    let mut author = Author::sits("designer-admin", &site).await;
    author.clicks("[data-part=go-dialogues]").await;
    author.clicks("[data-part=first-dialogue]").await;
    author.writes("[data-part=new-name]", "Welcome").await;
    author.clicks("[data-part=begin-with][data-slug=blank]").await;
    author.clicks("[data-part=make-dialogue]").await;
    author.clicks(CARDS).await;
    author.browser.press(thirtyfour::Key::Delete).await;
    author.sees("[data-part=canvas-empty]").await;
    author.check_a11y("empty canvas").await;

    author.clicks("[data-part=add-first]").await;
    author.sees("[data-part=add-menu]").await;
    author.check_a11y("add a card").await;
    author.adds("question").await;
    author.writes(TEXT, "Would you like to talk to a person?").await;
    author.clicks("[data-part=plus][aria-label*='Yes, please']").await;
    author.adds("capture").await;
    author.writes(TEXT, "Who are **you**?").await;
    author.reads("[data-part=said]", "Who are you?").await;
    author.reads("[data-part=findings-count]", "Ready to publish").await;
    author
        .browser
        .carry(
            "[data-part=palette][data-kind=live_chat]",
            "[data-part=plus][aria-label*='Who are you']",
        )
        .await;
    author.browser.let_go().await;
    author.counts(3).await;
    author.reads("[data-part=person]", "Admin").await;
    // The canvas names what is known of the visitor.
    author.clicks("[data-part=token][data-token='person.first_name']").await;
    author.reads("[data-card=live_chat_1]", "‹First name›").await;
    author.check_a11y("live chat card").await;

    // Nothing can be dropped below it, and the canvas says why.
    author.clicks("[data-part=fit]").await;
    author.browser.carry("[data-part=palette][data-kind=message]", "[data-part=lock]").await;
    let reason =
        "Nothing can come after a live chat card: it is always the last card of its branch";
    author.reads("[data-part=drop-error]", reason).await;
    author.browser.let_go().await;
    author.reads("[data-part=toast]", reason).await;
    author.counts(3).await;
    author.clicks("[data-card=live_chat_1]").await;
    author.clicks("[data-part=palette][data-kind=goal]").await;
    let announcement = "return document.querySelector('[data-part=announcement]').textContent";
    let announcement = author.browser.run(announcement).await;
    assert!(announcement.as_str().unwrap().contains(reason), "{announcement}");
    author.counts(3).await;

    author.saved().await;
    author.clicks("[data-part=publish]").await;
    author.reads("[data-part=first-time]", "Visitors don’t see this dialogue yet").await;
    author.check_a11y("publish").await;
    author.clicks("[data-part=publish-now]").await;
    author.reads("[data-part=status]", "Live, version 1").await;

    let agent = &author.browser;
    agent.click(Spot::Page, "[data-part=go-inbox]").await;
    go_available(agent).await;
    let (_website, visitor) = visit("designer", &site).await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.click(Spot::Panel, "[data-response=r_1]").await;
    visitor.write(Spot::Panel, "input[name=first_name]", "Ada").await;
    visitor.enter(Spot::Panel, "input[name=first_name]").await;
    visitor.write(Spot::Panel, "input[name=email]", "ada@example.com").await;
    visitor.enter(Spot::Panel, "input[name=email]").await;
    agent.click(Spot::Page, "[data-part=accept]").await;
    visitor.see_text(Spot::Panel, "header h1", "Admin").await;

    let complaints = author.browser.complaints(&[Spot::Page]).await;
    assert!(complaints.is_empty(), "{complaints:#?}");
    assert!(author.found.is_empty(), "{:#?}", author.found);
}

/// Reports count another spelling as another goal.
#[tokio::test]
async fn a_goal_that_is_only_spelt_otherwise_is_named() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let mut author = Author::sits("designer-goals", &site).await;
    author.opens("dialogue_hello").await;
    author.clicks("[data-card=bye]").await;
    for name in ["Asked for advice", "asked for  ADVICE"] {
        author.clicks("[data-part=palette][data-kind=goal]").await;
        author.writes("[data-part=goal]", name).await;
    }
    author.reads("[data-part=meant-goal]", "“Asked for advice”").await;
    author.check_a11y("a goal that exists already").await;
    author.clicks("[data-part=take-goal]").await;
    author.browser.gone(Spot::Page, "[data-part=meant-goal]").await;
    author.saved().await;
    let saved = draft(&site, "dialogue_hello").await;
    let cards = saved["stream"]["cards"].as_array().unwrap().iter();
    let goals: Vec<_> = cards.filter_map(|card| card["goal"].as_str()).collect();
    assert_eq!(goals, ["Asked for advice"; 2]);
    assert!(author.found.is_empty(), "{:#?}", author.found);
}

#[tokio::test]
async fn two_editors_lose_nothing_and_a_version_is_rolled_back() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let mara = site.agent_of("Mara", Role::Marketing).await;
    let mut author = Author::sits("designer-two", &site).await;
    author.opens("dialogue_hello").await;
    author.counts(4).await;

    // By keyboard: moves between cards, copies one, and undoes it.
    author.clicks("[data-card=ask]").await;
    author.browser.press(thirtyfour::Key::Down).await;
    author.sees("[data-card=who][aria-pressed=true]").await;
    author.clicks("[data-card=bye]").await;
    author.browser.ctrl("c").await;
    author.browser.ctrl("v").await;
    author.counts(5).await;
    author.browser.ctrl("z").await;
    author.counts(4).await;
    author.clicks("[data-card=ask]").await;
    author.browser.press(thirtyfour::Key::Delete).await;
    author.sees("[data-part=removal]").await;
    author.check_a11y("remove a card").await;
    author.browser.press(ESCAPE).await;
    author.counts(4).await;

    // Somebody else saves the draft in the meantime.
    author.saved().await;
    let mut theirs = draft(&site, "dialogue_hello").await;
    theirs["owner"] = json!("Mara");
    theirs["stream"]["cards"][3]["text"] = json!("See you soon!");
    mara.request(Method::PUT, "dialogues/dialogue_hello").json(&theirs).done().await;
    author.clicks("[data-card=who]").await;
    author.writes(TEXT, "And who are you?").await;
    author.reads("[data-part=conflict]", "Mara").await;
    author.reads("[data-part=theirs]", "See you soon!").await;
    author.reads("[data-part=mine]", "And who are you?").await;
    author.check_a11y("conflict").await;
    author.clicks("[data-part=take-theirs]").await;
    author.saved().await;
    assert_eq!(draft(&site, "dialogue_hello").await, theirs);
    author.reads("[data-card=bye]", "See you soon!").await;
    author.clicks("[data-part=undo]").await;
    author.reads("[data-card=who]", "And who are you?").await;
    author.saved().await;
    let mine = draft(&site, "dialogue_hello").await;
    assert_eq!(mine["stream"]["cards"][1]["text"], "And who are you?");
    author.clicks("[data-part=redo]").await;
    author.reads("[data-card=bye]", "See you soon!").await;
    author.saved().await;

    author.previews().await;
    author.publishes_and_goes_back().await;
    let complaints = author.browser.complaints(&[Spot::Page]).await;
    // The browser logs the 412 of the conflict by itself.
    let complaints: Vec<_> = complaints.iter().filter(|text| !text.contains("412")).collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
    assert!(author.found.is_empty(), "{:#?}", author.found);
}

impl Author<'_> {
    /// The real widget shows the draft, and nothing begins at the edge.
    async fn previews(&mut self) {
        self.clicks("[data-part=show-preview]").await;
        self.sees("[data-part=preview-frame]").await;
        let said = async |css: &str, text: &str| {
            self.browser.in_frame("[data-part=preview-frame]", css, text).await;
        };
        said(".said", "Would you like to talk to a person?").await;
        self.sees("[data-card=ask] [data-part=previewed]").await;
        self.browser.click_in_frame("[data-part=preview-frame]", "[data-response=no]").await;
        said(".said", "See you soon!").await;
        self.sees("[data-card=bye] [data-part=previewed]").await;
        self.check_a11y("preview").await;
        let rows: Value =
            self.site.admin.request(Method::GET, "conversations?scope=all").done().await.json();
        assert_eq!(rows["items"], json!([]), "the preview began a conversation");
        self.clicks("[data-part=close-preview]").await;
    }

    async fn publishes_and_goes_back(&mut self) {
        self.clicks("[data-part=publish]").await;
        self.reads("[data-part=changes]", "See you soon!").await;
        self.writes("[data-part=version-note-field]", "A friendlier end").await;
        self.clicks("[data-part=publish-now]").await;
        self.reads("[data-part=status]", "Live, version 2").await;
        self.clicks("[data-part=show-versions]").await;
        self.reads("[data-part=version-note]", "A friendlier end").await;
        self.reads("[data-part=happened]", "published version 2").await;
        self.check_a11y("versions").await;
        self.clicks("[data-part=roll-back]:not(:disabled)").await;
        self.reads("[data-part=confirm-title]", "Restore version 1?").await;
        self.check_a11y("confirm").await;
        self.clicks("[data-part=confirm-action]").await;
        self.reads("[data-part=happened]", "rolled back to version 1").await;
        self.reads("[data-part=changes]", "See you soon!").await;
        self.clicks("[data-part=close-versions]").await;
        self.reads("[data-part=status]", "Live, version 1").await;
    }
}
