//! What a visitor meets.

use crate::album::Album;
use crate::town::Town;
use bellhop_tests::browser::{Browser, Spot};
use std::time::Duration;
use tokio::time::sleep;

/// Goes through every state of the widget.
pub(crate) async fn show(town: &Town, album: &Album) {
    let grace = town.agent("Grace").await;
    let mut bell = grace.on_duty().await;
    let visitor = town.visitor("/").await;
    Album::desk(&visitor).await;
    visitor.see(Spot::Launcher, ".launch").await;
    album.take(&visitor, "widget-launcher").await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.see(Spot::Panel, "[data-response=oven]").await;
    album.take(&visitor, "widget-question").await;
    fill(&visitor, album).await;
    visitor.see(Spot::Panel, ".waiting").await;
    album.take(&visitor, "widget-waiting").await;
    let offer = bell.offer().await;
    bell.accept(&offer.id).await.unwrap();
    let mut chat = grace.chat(&offer.conversation).connected().await;
    visitor.see_text(Spot::Panel, "header h1", "Grace").await;
    for text in ["Good morning, Noor. Six of you and stone decks, is that right?"] {
        let key = chat.say(text).await;
        chat.ack(&key).await;
    }
    visitor
        .write(Spot::Panel, ".composer textarea", "Yes! Bread all day, from three o’clock.")
        .await;
    visitor.enter(Spot::Panel, ".composer textarea").await;
    chat.event("the visitor's words", |event| {
        matches!(event, shared::event::Event::Said { by: shared::event::Author::Visitor, .. })
    })
    .await;
    let key = chat
        .say(
            "Then the deck oven with two decks: https://crumb-and-peel.example/deck. Shall I send \
             you the drawing?",
        )
        .await;
    chat.ack(&key).await;
    visitor.see_text(Spot::Panel, ".msg[data-by=agent] .said", "drawing").await;
    album.take(&visitor, "widget-chat").await;
    mirror(&visitor, album, "widget-chat-rtl").await;
    town.server.kill().await;
    visitor.write(Spot::Panel, ".composer textarea", "That would be lovely").await;
    visitor.enter(Spot::Panel, ".composer textarea").await;
    sleep(Duration::from_secs(3)).await;
    album.take(&visitor, "widget-offline").await;
    town.server.start().await;
    let mut chat = grace.chat(&offer.conversation).connected().await;
    let key = chat.end().await;
    chat.ack(&key).await;
    visitor.see(Spot::Panel, ".event").await;
    album.take(&visitor, "widget-ended").await;
    grace.bell().await.available(false).await;
    nobody(town, album).await;
}

/// Fills in who they are, first wrongly.
async fn fill(visitor: &Browser, album: &Album) {
    visitor.click(Spot::Panel, "[data-response=oven]").await;
    visitor.see_text(Spot::Panel, ".choices .choice", "More than 5").await;
    album.take(visitor, "widget-pick").await;
    visitor.click(Spot::Panel, ".choices .choice:nth-of-type(3)").await;
    visitor.write(Spot::Panel, "input[name=first_name]", "Noor").await;
    visitor.enter(Spot::Panel, "input[name=first_name]").await;
    visitor.write(Spot::Panel, "input[name=email]", "noor at home").await;
    visitor.enter(Spot::Panel, "input[name=email]").await;
    visitor.see(Spot::Panel, ".wrong[role=alert]").await;
    album.take(visitor, "widget-wrong").await;
    visitor.write(Spot::Panel, "input[name=email]", "noor@cinnamon.example").await;
    visitor.enter(Spot::Panel, "input[name=email]").await;
    visitor.write(Spot::Panel, "input[name=company]", "Cinnamon & Daughters").await;
    visitor.enter(Spot::Panel, "input[name=company]").await;
}

/// The same from right to left.
async fn mirror(visitor: &Browser, album: &Album, name: &str) {
    visitor.run("document.documentElement.dir = 'rtl'").await;
    visitor.reload().await;
    visitor.run("document.documentElement.dir = 'rtl'").await;
    visitor.see(Spot::Launcher, ".launch").await;
    if visitor.shown(Spot::Launcher, "iframe").await.unwrap().is_empty() {
        visitor.click(Spot::Launcher, ".launch").await;
    }
    visitor.see(Spot::Panel, ".composer textarea").await;
    album.take(visitor, name).await;
    visitor.run("document.documentElement.dir = 'ltr'").await;
}

/// Nobody is there.
async fn nobody(town: &Town, album: &Album) {
    let visitor = town.visitor("/").await;
    Album::desk(&visitor).await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.click(Spot::Panel, "[data-response=service]").await;
    for (name, value) in
        [("first_name", "Ines"), ("email", "ines@example.com"), ("phone", "+44 20 7946 0000")]
    {
        let css = format!("input[name={name}]");
        visitor.write(Spot::Panel, &css, value).await;
        visitor.enter(Spot::Panel, &css).await;
    }
    visitor.see_text(Spot::Panel, ".msg[data-by=bot] .said", "Sorry").await;
    album.take(&visitor, "widget-fallback").await;
}
