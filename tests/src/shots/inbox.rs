//! What an agent meets in the inbox.

use crate::album::Album;
use crate::past;
use crate::town::Town;
use bellhop_tests::browser::{Browser, ESCAPE, Spot};
use std::time::Duration;
use tokio::time::sleep;

/// Goes through every state of the inbox.
pub(crate) async fn show(town: &Town, album: &Album) {
    sign_in(town, album).await;
    let grace = town.at_console("Grace").await;
    Album::desk(&grace).await;
    album.take(&grace, "inbox-empty").await;
    let _allowed = town.quiet(&grace).await;
    grace.click(Spot::Page, "[data-part=availability-switch]").await;
    grace.see_text(Spot::Page, "[data-part=availability-word]", "Available").await;
    let (_noor, mut chat) = past::waits(town, "Noor Haddad", "noor@cinnamon.example").await;
    grace.see(Spot::Page, "[data-part=accept]").await;
    album.once(&grace, "inbox-ring").await;
    grace.measures(390, 844, true).await;
    album.take(&grace, "inbox-ring").await;
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
    album.take(&grace, "inbox-chat").await;
    let (_marco, _chat) = past::waits(town, "Marco Conti", "marco@forno-conti.example").await;
    grace.see(Spot::Page, "[data-part=accept]").await;
    album.once(&grace, "inbox-busy").await;
    grace.alt("d").await;
    grace.gone(Spot::Page, "[data-part=accept]").await;
    for (part, name) in
        [("menu", "inbox-menu"), ("hand", "inbox-transfer"), ("save", "inbox-download")]
    {
        if grace.shown(Spot::Page, &format!("[data-part={part}]")).await.unwrap().is_empty() {
            continue;
        }
        grace.click(Spot::Page, &format!("[data-part={part}]")).await;
        album.take(&grace, name).await;
        grace.press(ESCAPE).await;
    }
    sheets(&grace, album).await;
    grace.click(Spot::Page, "[data-part=tab-past]").await;
    grace.see_text(Spot::Page, ".list-rows", "Ines").await;
    album.take(&grace, "inbox-past").await;
    grace.click(Spot::Page, "[data-part=past] .row").await;
    grace.see(Spot::Page, "[data-part=closed]").await;
    album.take(&grace, "inbox-past-chat").await;
    grace.click(Spot::Page, "[data-part=replay]").await;
    grace.see(Spot::Page, "[data-part=replay-view]").await;
    let near_the_end = "const slider = document.querySelector('[data-part=replay-slider]');
         slider.value = slider.max - 1; slider.dispatchEvent(new Event('input', { bubbles: true }))";
    grace.run(near_the_end).await;
    album.take(&grace, "replay").await;
    grace.click(Spot::Page, "[data-part=close-replay]").await;
    grace.click(Spot::Page, "[data-part=tab-mine]").await;
    grace.click(Spot::Page, "[data-part=chat]").await;
    grace.see(Spot::Page, "[data-part=message]").await;
    town.server.kill().await;
    grace
        .write(Spot::Page, "[data-part=message]", "Then the three-deck is the one to look at.")
        .await;
    grace.click(Spot::Page, "[data-part=send]").await;
    sleep(Duration::from_secs(3)).await;
    album.take(&grace, "inbox-offline").await;
    town.server.start().await;
    grace.gone(Spot::Page, ".offline").await;
    let _ = chat.connect().await;
    notes_and_end(&grace, album).await;
    elsewhere(town, &grace, album).await;
}

/// A note is written, and the end is about to come.
async fn notes_and_end(grace: &Browser, album: &Album) {
    grace.click(Spot::Page, "[data-part=tab-mine]").await;
    grace.click(Spot::Page, "[data-part=chat]").await;
    grace.click(Spot::Page, "[data-part=way-note]").await;
    grace.write(Spot::Page, "[data-part=message]", "Six cafés: give her the trade price.").await;
    grace.click(Spot::Page, "[data-part=send]").await;
    grace.see(Spot::Page, "[data-part=private]").await;
    grace.write(Spot::Page, "[data-part=message]", "I’ll send you").await;
    album.take(grace, "inbox-note").await;
    grace.click(Spot::Page, "[data-part=end]").await;
    grace.see(Spot::Page, "[data-part=ending]").await;
    album.once(grace, "inbox-ending").await;
    grace.see(Spot::Page, "[data-part=closed]").await;
    album.take(grace, "inbox-ended").await;
    grace.click(Spot::Page, "[data-part=availability-switch]").await;
}

/// Where they may not go, and when they have signed out somewhere else.
async fn elsewhere(town: &Town, grace: &Browser, album: &Album) {
    grace.visit(&town.console("reports")).await;
    grace.see(Spot::Page, "[data-part=not-for-you]").await;
    album.take(grace, "state-no-permission").await;
    let out = format!(
        "return fetch('/v1/sites/{}/session', {{ method: 'DELETE' }}).then(() => 1)",
        town.site
    );
    grace.run(&out).await;
    grace.see(Spot::Page, "[data-part=email]").await;
    album.take(grace, "state-signed-out").await;
}

async fn sheets(grace: &Browser, album: &Album) {
    for (opens, button, name) in [("emoji", None, "emoji"), ("save", Some("block"), "block")] {
        grace.click(Spot::Page, &format!("[data-part={opens}]")).await;
        if let Some(button) = button {
            grace.click(Spot::Page, &format!("[data-part={button}]")).await;
        }
        album.take(grace, &format!("inbox-{name}")).await;
        grace.press(ESCAPE).await;
    }
    for (part, name) in
        [("show-shortcuts", "shortcuts"), ("show-alerts", "alerts"), ("show-replies", "replies")]
    {
        grace.click(Spot::Page, "[data-part=menu]").await;
        grace.click(Spot::Page, &format!("[data-part={part}]")).await;
        album.take(grace, &format!("inbox-{name}")).await;
        grace.press(ESCAPE).await;
    }
}

async fn sign_in(town: &Town, album: &Album) {
    let nobody = Browser::open("shots-nobody").await;
    nobody.visit(&town.console("inbox")).await;
    nobody.see(Spot::Page, "[data-part=email]").await;
    album.take(&nobody, "sign-in").await;
    nobody.write(Spot::Page, "[data-part=email]", "grace@crumb-and-peel.example").await;
    nobody.write(Spot::Page, "[data-part=password]", "not this one").await;
    nobody.click(Spot::Page, "[data-part=submit]").await;
    nobody.see(Spot::Page, "[role=alert]").await;
    album.take(&nobody, "sign-in-refused").await;
}
