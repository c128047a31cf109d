//! Screenshots of the inbox.

use crate::demo_site::DemoSite;
use crate::history;
use crate::screenshots::Screenshots;
use bellhop_tests::browser::{Browser, ESCAPE, Spot};
use bellhop_tests::http::Method;
use serde_json::json;
use std::time::Duration;
use tokio::time::sleep;

/// Goes through every state of the inbox.
pub(crate) async fn show(demo: &DemoSite, screenshots: &Screenshots) {
    sign_in(demo, screenshots).await;
    let grace = demo.at_console("Grace").await;
    Screenshots::desk(&grace).await;
    screenshots.capture(&grace, "inbox-empty").await;
    let _allowed = demo.quiet(&grace).await;
    grace.see_text(Spot::Page, "[data-part=availability-label]", "Away").await;
    grace.click(Spot::Page, "[data-part=availability-switch]").await;
    grace.see_text(Spot::Page, "[data-part=availability-label]", "Available").await;
    let (_noor, mut chat) = history::waits(demo, "Noor Haddad", "noor@cinnamon.example").await;
    grace.see(Spot::Page, "[data-part=accept]").await;
    screenshots.once(&grace, "inbox-offer").await;
    grace.measures(390, 844, true).await;
    screenshots.capture(&grace, "inbox-offer").await;
    grace.click(Spot::Page, "[data-part=accept]").await;
    grace.see(Spot::Page, "[data-part=message]").await;
    let key = chat.say("Good morning! We bake for six cafés and need a bigger deck.").await;
    chat.ack(&key).await;
    grace
        .write(
            Spot::Page,
            "[data-part=message]",
            "Good morning, Noor. How much flour a week is it?",
        )
        .await;
    grace.click(Spot::Page, "[data-part=send]").await;
    let key = chat
        .say("About 600 kg, and it grows. There is room for 2 × 3 m: https://cinnamon.example/plan")
        .await;
    chat.ack(&key).await;
    grace.see_text(Spot::Page, "[data-part=bubble]", "600 kg").await;
    screenshots.capture(&grace, "inbox-chat").await;
    let (_marco, _chat) = history::waits(demo, "Marco Conti", "marco@forno-conti.example").await;
    grace.see(Spot::Page, "[data-part=accept]").await;
    screenshots.once(&grace, "inbox-busy").await;
    grace.alt("d").await;
    grace.gone(Spot::Page, "[data-part=accept]").await;
    for (part, name) in
        [("menu", "inbox-menu"), ("transfer", "inbox-transfer"), ("save", "inbox-download")]
    {
        if grace.texts(Spot::Page, &format!("[data-part={part}]")).await.unwrap().is_empty() {
            continue;
        }
        grace.click(Spot::Page, &format!("[data-part={part}]")).await;
        screenshots.capture(&grace, name).await;
        grace.press(ESCAPE).await;
    }
    labels(demo, &grace, screenshots).await;
    sheets(&grace, screenshots).await;
    missed(&grace, screenshots).await;
    grace.click(Spot::Page, "[data-part=tab-history]").await;
    grace.see_text(Spot::Page, ".list-rows", "Ines").await;
    screenshots.capture(&grace, "inbox-past").await;
    grace.click(Spot::Page, "[data-part=history] .row").await;
    grace.see_text(Spot::Page, "[data-part=thread]", "ended the chat").await;
    screenshots.capture(&grace, "inbox-history-chat").await;
    grace.click(Spot::Page, "[data-part=replay]").await;
    grace.see(Spot::Page, "[data-part=replay-view]").await;
    let near_the_end = "const slider = document.querySelector('[data-part=replay-slider]');
         slider.value = slider.max - 1; slider.dispatchEvent(new Event('input', { bubbles: true }))";
    grace.run(near_the_end).await;
    screenshots.capture(&grace, "replay").await;
    grace.click(Spot::Page, "[data-part=close-replay]").await;
    grace.click(Spot::Page, "[data-part=tab-mine]").await;
    grace.click(Spot::Page, "[data-part=chat]").await;
    grace.see(Spot::Page, "[data-part=message]").await;
    demo.server.kill().await;
    grace
        .write(Spot::Page, "[data-part=message]", "Then the three-deck is the one to look at.")
        .await;
    grace.click(Spot::Page, "[data-part=send]").await;
    sleep(Duration::from_secs(3)).await;
    screenshots.capture(&grace, "inbox-offline").await;
    demo.server.start().await;
    grace.gone(Spot::Page, ".offline").await;
    let _ = chat.connect().await;
    notes_and_end(&grace, screenshots).await;
    elsewhere(demo, &grace, screenshots).await;
}

/// A label, which an admin has made.
async fn labels(demo: &DemoSite, grace: &Browser, screenshots: &Screenshots) {
    let label = json!({ "name": "Trade price", "colour": "green" });
    let ada = demo.agent("Ada").await;
    ada.request(Method::PUT, "labels/label_trade").json(&label).done().await;
    grace.click(Spot::Page, "[data-part=label]").await;
    grace.see(Spot::Page, "[data-part=label-choice]").await;
    screenshots.capture(grace, "inbox-label").await;
    grace.click(Spot::Page, "[data-part=label-choice]").await;
    grace.press(ESCAPE).await;
}

/// What was missed, and an answer after the end.
async fn missed(grace: &Browser, screenshots: &Screenshots) {
    grace.click(Spot::Page, "[data-part=tab-missed]").await;
    grace.click(Spot::Page, "[data-part=history] .row").await;
    grace.see(Spot::Page, "[data-part=take]").await;
    screenshots.capture(grace, "inbox-missed").await;
    grace.click(Spot::Page, "[data-part=take]").await;
    grace.see(Spot::Page, "[data-part=give-back]").await;
    screenshots.capture(grace, "inbox-follow-up").await;
}

/// A private note, and a chat about to end.
async fn notes_and_end(grace: &Browser, screenshots: &Screenshots) {
    grace.click(Spot::Page, "[data-part=tab-mine]").await;
    grace.click(Spot::Page, "[data-part=chat]").await;
    grace.click(Spot::Page, "[data-part=mode-note]").await;
    grace.write(Spot::Page, "[data-part=message]", "Six cafés: give her the trade price.").await;
    grace.click(Spot::Page, "[data-part=send]").await;
    grace.see(Spot::Page, "[data-part=private]").await;
    grace.write(Spot::Page, "[data-part=message]", "I’ll send you").await;
    screenshots.capture(grace, "inbox-note").await;
    grace.click(Spot::Page, "[data-part=end]").await;
    grace.see(Spot::Page, "[data-part=ending]").await;
    screenshots.once(grace, "inbox-ending").await;
    grace.see_text(Spot::Page, "[data-part=thread]", "ended the chat").await;
    screenshots.capture(grace, "inbox-ended").await;
    grace.click(Spot::Page, "[data-part=availability-switch]").await;
}

/// A section without permission, and a session that was ended in another tab.
async fn elsewhere(demo: &DemoSite, grace: &Browser, screenshots: &Screenshots) {
    grace.visit(&demo.console("reports")).await;
    grace.see(Spot::Page, "[data-part=not-for-you]").await;
    screenshots.capture(grace, "state-no-permission").await;
    let out = format!(
        "return fetch('/v1/sites/{}/session', {{ method: 'DELETE' }}).then(() => 1)",
        demo.site
    );
    grace.run(&out).await;
    grace.see(Spot::Page, "[data-part=email]").await;
    screenshots.capture(grace, "state-signed-out").await;
}

async fn sheets(grace: &Browser, screenshots: &Screenshots) {
    for (opens, button, name) in [("emoji", None, "emoji"), ("save", Some("block"), "block")] {
        grace.click(Spot::Page, &format!("[data-part={opens}]")).await;
        if let Some(button) = button {
            grace.click(Spot::Page, &format!("[data-part={button}]")).await;
        }
        screenshots.capture(grace, &format!("inbox-{name}")).await;
        grace.press(ESCAPE).await;
    }
    for (part, name) in
        [("show-shortcuts", "shortcuts"), ("show-alerts", "alerts"), ("show-replies", "replies")]
    {
        grace.click(Spot::Page, "[data-part=menu]").await;
        grace.click(Spot::Page, &format!("[data-part={part}]")).await;
        screenshots.capture(grace, &format!("inbox-{name}")).await;
        grace.press(ESCAPE).await;
    }
}

async fn sign_in(demo: &DemoSite, screenshots: &Screenshots) {
    let nobody = Browser::open("shots-nobody").await;
    nobody.visit(&demo.console("inbox")).await;
    nobody.see(Spot::Page, "[data-part=email]").await;
    screenshots.capture(&nobody, "sign-in").await;
    nobody.write(Spot::Page, "[data-part=email]", "grace@crumb-and-peel.example").await;
    nobody.write(Spot::Page, "[data-part=password]", "not this one").await;
    nobody.click(Spot::Page, "[data-part=submit]").await;
    nobody.see(Spot::Page, "[role=alert]").await;
    screenshots.capture(&nobody, "sign-in-refused").await;
}
