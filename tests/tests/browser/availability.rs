//! What the console shows of an agent's availability before the desk's snapshot arrives.

use crate::access::Violations;
use crate::harness::{enter, go_available};
use bellhop_tests::agent::email;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::json;

const WORD: &str = "[data-part=availability-label]";
const SWITCH: &str = "[data-part=availability-switch]";

/// Holds back the desk's events until the page calls `letDeskSpeak()`.
const SLOW_DESK: &str = "
    const held = [];
    let speaks = false;
    window.letDeskSpeak = () => { speaks = true; held.splice(0).forEach((say) => say()); };
    window.WebSocket = class extends WebSocket {
        set onmessage(hear) {
            const slow = hear && this.url.endsWith('/desk');
            super.onmessage = slow
                ? (event) => { if (speaks) hear(event); else held.push(() => hear(event)); }
                : hear;
        }
    };";

/// The switch's ARIA state (checked, busy, disabled), and whether it has the focus.
async fn switch(browser: &Browser) -> serde_json::Value {
    let read = format!(
        "const s = document.querySelector('{SWITCH}');
         return [s.ariaChecked, s.ariaBusy, s.ariaDisabled, document.activeElement === s]"
    );
    browser.run(&read).await
}

#[tokio::test]
async fn availability_is_connecting_and_ignores_clicks_until_the_snapshot() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let browser = Browser::open("availability").await;
    let mut devtools = browser.devtools().await;
    devtools.before_every_page(SLOW_DESK).await;
    enter(&browser, &site, &email(&grace.id)).await;

    browser.see_text(Spot::Page, WORD, "Connecting…").await;
    browser.click(Spot::Page, SWITCH).await;
    browser.click(Spot::Page, SWITCH).await;
    browser.click(Spot::Page, SWITCH).await;
    assert_eq!(browser.see(Spot::Page, WORD).await, "Connecting…");
    assert_eq!(switch(&browser).await, json!(["false", "true", "true", true]));
    let mut found = Violations::default();
    found.check_a11y(&browser, Spot::Page, "connecting").await;

    browser.run("letDeskSpeak()").await;
    browser.see_text(Spot::Page, WORD, "Away").await;
    assert_eq!(switch(&browser).await, json!(["false", null, null, true]), "the focus stays");
    // Earlier clicks were not queued: only this one counts.
    go_available(&browser).await;
    assert_eq!(switch(&browser).await, json!(["true", null, null, true]));
    assert!(found.is_clear(), "{found:#?}");
    let complaints = browser.complaints(&[Spot::Page]).await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[tokio::test]
async fn availability_is_connecting_after_a_break_until_the_next_snapshot() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let browser = Browser::open("availability-break").await;
    enter(&browser, &site, &email(&grace.id)).await;
    go_available(&browser).await;

    server.kill().await;
    browser.see_text(Spot::Page, WORD, "Connecting…").await;
    browser.click(Spot::Page, SWITCH).await;
    assert_eq!(switch(&browser).await, json!(["true", "true", "true", true]), "it keeps its state");
    server.start().await;
    browser.see_text(Spot::Page, WORD, "Available").await;
    assert_eq!(switch(&browser).await, json!(["true", null, null, true]));
}
