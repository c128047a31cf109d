//! The chat on a phone: the keyboard stays from answer to answer, the page behind the sheet stays where it
//! is, and Back closes the sheet.

use crate::harness::{Harness, visit};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::page::Website;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};

const SHUT: &str = ".launch[aria-expanded=false]";

/// A visitor with a phone.
struct Phone {
    website: Website,
    visitor: Browser,
}

impl Phone {
    async fn set(name: &str) -> Self {
        let site = Site::make(&Server::shared().await).await;
        let (website, visitor) = visit(name, &site).await;
        visitor.is_phone().await;
        Self { website, visitor }
    }

    /// Waits until a script at that spot returns the value.
    async fn finds(&self, spot: Spot, description: &str, script: &str, value: Value) {
        let poll = async || self.visitor.run_in(spot, script).await;
        eventually(description, poll, |found| *found == value).await;
    }

    /// Opens a page that is taller than the phone, from another one, and scrolls it.
    async fn scrolls_a_tall_page(&self) {
        self.visitor.run("location.href = '/tall'").await;
        self.visitor.see_text(Spot::Page, "h1", "All hats").await;
        self.visitor.see(Spot::Launcher, ".launch").await;
        self.visitor
            .run(
                "history.replaceState({ router: 1 }, '');
                window.pops = 0;
                addEventListener('popstate', () => pops++);
                scrollTo(0, 500)",
            )
            .await;
    }

    /// Opens the chat, and waits until the page behind it is locked.
    async fn opens(&self) {
        self.visitor.click(Spot::Launcher, SHUT).await;
        self.visitor.see(Spot::Panel, "[data-response=yes]").await;
        self.is_locked().await;
    }

    /// Waits until the page behind the sheet doesn't scroll.
    async fn is_locked(&self) {
        let overflow = "return getComputedStyle(document.documentElement).overflow";
        self.finds(Spot::Page, "the page to be locked", overflow, json!("hidden")).await;
    }

    async fn is_shut(&self) {
        self.visitor.see(Spot::Launcher, SHUT).await;
    }
}

#[tokio::test]
async fn the_keyboard_stays_from_answer_to_answer() {
    let harness = Harness::set("phone-focus", Server::shared().await).await;
    let visitor = &harness.visitor;
    visitor.is_phone().await;
    let focus =
        "const { id, name, localName } = document.activeElement; return name || id || localName";
    let has = async |name: &str| {
        let poll = async || visitor.run_in(Spot::Panel, focus).await;
        eventually(&format!("the focus to be in {name}"), poll, |found| *found == name).await;
    };
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.click(Spot::Panel, "[data-response=yes]").await;
    visitor.see(Spot::Panel, "input[name=first_name]").await;
    has("reply").await; // nobody has asked for a keyboard yet
    visitor.write(Spot::Panel, "input[name=first_name]", "Ada").await;
    visitor.click(Spot::Panel, ".ask .go").await;
    has("email").await;
    visitor.types("no address").await;
    visitor.enter(Spot::Panel, "input[name=email]").await;
    visitor.see(Spot::Panel, ".wrong").await;
    has("email").await;
    visitor.write(Spot::Panel, "input[name=email]", "ada@example.com").await;
    visitor.enter(Spot::Panel, "input[name=email]").await;
    visitor.see(Spot::Panel, ".waiting").await;
    harness.agent.click(Spot::Page, "[data-part=accept]").await;
    visitor.see(Spot::Panel, ".composer").await;
    has("reply").await;
    harness.visitor_says("Line 1").await;
    harness.both_read(&["Line 1"]).await;
    visitor.types("Line 2").await;
    visitor.enter(Spot::Panel, ".composer textarea").await;
    harness.both_read(&["Line 1", "Line 2"]).await;
}

#[tokio::test]
async fn back_closes_the_sheet_and_the_page_behind_it_stays_where_it_is() {
    let phone = Phone::set("phone-sheet").await;
    let visitor = &phone.visitor;
    phone.scrolls_a_tall_page().await;
    phone.opens().await;
    visitor.swipes(200, 30, -300).await;
    let place = "return [scrollY, location.pathname, history.state.router, pops]";
    assert_eq!(visitor.run(place).await, json!([500, "/tall", 1, 0]));

    visitor.run("history.back()").await;
    phone.is_shut().await;
    // The page's router may hear of a step to the entry that it is on.
    phone.finds(Spot::Page, "the page as it was", place, json!([500, "/tall", 1, 1])).await;
    assert_eq!(visitor.run("return history.state").await, json!({ "router": 1 }));
    assert_eq!(
        visitor.run("return getComputedStyle(document.documentElement).overflow").await,
        "visible"
    );

    // Whoever closes it otherwise goes to the page before by one step back, too.
    phone.opens().await;
    visitor.click(Spot::Panel, "[data-act=close]").await;
    phone.is_shut().await;
    phone.opens().await;
    visitor.click(Spot::Panel, "[data-act=close]").await;
    phone.is_shut().await;
    assert_eq!(visitor.run(place).await, json!([500, "/tall", 1, 1]));
    visitor.run("history.back()").await;
    visitor.see_text(Spot::Page, "h1", "Hats").await;
    assert!(visitor.complaints(&[Spot::Page]).await.is_empty());
}

#[tokio::test]
async fn a_pages_own_steps_and_other_pages_are_not_the_sheets() {
    let phone = Phone::set("phone-router").await;
    let visitor = &phone.visitor;
    phone.scrolls_a_tall_page().await;
    phone.opens().await;

    // The page goes on by itself: its step back is its own.
    visitor.run("history.pushState({ router: 2 }, '', '/tall/2')").await;
    visitor.run("history.back()").await;
    phone
        .finds(
            Spot::Page,
            "the page's own step",
            "return [pops, history.state.router]",
            json!([1, 1]),
        )
        .await;
    visitor.see(Spot::Panel, "[data-response=yes]").await;
    visitor.run("history.back()").await;
    phone.is_shut().await;
    assert_eq!(visitor.run("return location.pathname").await, "/tall");

    // On another page it is open again, and Back closes it there first.
    phone.opens().await;
    visitor.run("location.href = '/about'").await;
    visitor.see_text(Spot::Page, "h1", "About us").await;
    visitor.see(Spot::Panel, "[data-response=yes]").await;
    phone.is_locked().await;
    visitor.run("history.back()").await;
    phone.is_shut().await;
    assert_eq!(visitor.run("return location.pathname").await, "/about");

    // A page that leaves as soon as the chat is closed, leaves.
    phone.opens().await;
    visitor.run("Bellhop.on('closed', () => { location.href = '/tall' })").await;
    visitor.click(Spot::Panel, "[data-act=close]").await;
    visitor.see_text(Spot::Page, "h1", "All hats").await;
}

#[tokio::test]
async fn the_sheet_keeps_above_the_keyboard_and_fits_low_and_zoomed_screens() {
    let phone = Phone::set("phone-keyboard").await;
    let visitor = &phone.visitor;
    let mut devtools = visitor.devtools().await;
    let view = "const view = new EventTarget();
        Object.assign(view, { width: 390, height: 844, offsetLeft: 0, offsetTop: 0, pageLeft: 0, pageTop: 0, scale: 1 });
        Object.defineProperty(window, 'visualViewport', { value: view })";
    devtools.before_every_page(view).await;
    visitor.visit(&phone.website.origin).await;
    phone.opens().await;
    let panel =
        "const panel = document.querySelector('bellhop-widget').shadowRoot.querySelector('.panel');
        const { top, height } = panel.getBoundingClientRect();
        return [top, height].map(Math.round)";
    for (height, top) in [(480, 0), (420, 60), (844, 0)] {
        visitor
            .run(&format!(
                "Object.assign(visualViewport, {{ height: {height}, offsetTop: {top} }});
                visualViewport.dispatchEvent(new Event('resize'))"
            ))
            .await;
        phone.finds(Spot::Page, "the sheet above the keyboard", panel, json!([top, height])).await;
    }
    // A phone on its side, and a window of 1280 by 900 at 200 %.
    for (width, height) in [(844, 390), (640, 450)] {
        visitor.measures(width, height, false).await;
        visitor
            .run(&format!(
                "visualViewport.height = {height};
                visualViewport.dispatchEvent(new Event('resize'))"
            ))
            .await;
        phone.finds(Spot::Page, "a whole sheet", panel, json!([0, height])).await;
    }
    // A window that is large again has no sheet, and lets its page be scrolled.
    visitor.measures(1280, 900, false).await;
    phone
        .finds(
            Spot::Page,
            "the page to be free",
            "return getComputedStyle(document.documentElement).overflow",
            json!("visible"),
        )
        .await;
}
