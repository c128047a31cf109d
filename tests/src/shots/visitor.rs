//! Screenshots of the widget.

use crate::demo_site::DemoSite;
use crate::history;
use crate::screenshots::Screenshots;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::http::Method;
use serde_json::Value;
use shared::event::Event;
use std::time::Duration;
use tokio::time::sleep;

/// Goes through every state of the widget.
pub(crate) async fn show(demo: &DemoSite, screenshots: &Screenshots) {
    let grace = demo.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let visitor = demo.visitor("/").await;
    Screenshots::desk(&visitor).await;
    visitor.see(Spot::Launcher, ".launch").await;
    screenshots.capture(&visitor, "widget-launcher").await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.see(Spot::Panel, "[data-response=oven]").await;
    screenshots.capture(&visitor, "widget-question").await;
    fill(&visitor, screenshots).await;
    visitor.see(Spot::Panel, ".waiting").await;
    screenshots.capture(&visitor, "widget-waiting").await;
    let offer = socket.offer().await;
    socket.accept(&offer.id).await.unwrap();
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
    chat.event("the visitor's message", |event| {
        matches!(event, Event::Said { by: shared::event::Author::Visitor, .. })
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
    screenshots.capture(&visitor, "widget-chat").await;
    mirror(&visitor, screenshots, "widget-chat-rtl").await;
    demo.server.kill().await;
    visitor.write(Spot::Panel, ".composer textarea", "That would be lovely").await;
    visitor.enter(Spot::Panel, ".composer textarea").await;
    sleep(Duration::from_secs(3)).await;
    screenshots.capture(&visitor, "widget-offline").await;
    demo.server.start().await;
    let mut chat = grace.chat(&offer.conversation).connected().await;
    let key = chat.end().await;
    chat.ack(&key).await;
    visitor.see(Spot::Panel, ".event").await;
    screenshots.capture(&visitor, "widget-ended").await;
    grace.connect().await.available(false).await;
    queue(demo, screenshots).await;
    nobody(demo, screenshots).await;
    languages(demo, screenshots).await;
}

/// Fills in the fields, first with an invalid value.
async fn fill(visitor: &Browser, screenshots: &Screenshots) {
    visitor.click(Spot::Panel, "[data-response=oven]").await;
    visitor.see_text(Spot::Panel, ".choices .choice", "More than 5").await;
    screenshots.capture(visitor, "widget-pick").await;
    visitor.click(Spot::Panel, ".choices .choice:nth-of-type(3)").await;
    visitor.write(Spot::Panel, "input[name=first_name]", "Noor").await;
    visitor.enter(Spot::Panel, "input[name=first_name]").await;
    visitor.write(Spot::Panel, "input[name=email]", "noor at home").await;
    visitor.enter(Spot::Panel, "input[name=email]").await;
    visitor.see(Spot::Panel, ".wrong[role=alert]").await;
    screenshots.capture(visitor, "widget-wrong").await;
    visitor.write(Spot::Panel, "input[name=email]", "noor@cinnamon.example").await;
    visitor.enter(Spot::Panel, "input[name=email]").await;
    visitor.write(Spot::Panel, "input[name=company]", "Cinnamon & Daughters").await;
    visitor.enter(Spot::Panel, "input[name=company]").await;
}

/// The same from right to left.
async fn mirror(visitor: &Browser, screenshots: &Screenshots, name: &str) {
    visitor.run("document.documentElement.dir = 'rtl'").await;
    visitor.reload().await;
    visitor.run("document.documentElement.dir = 'rtl'").await;
    visitor.see(Spot::Launcher, ".launch").await;
    if visitor.texts(Spot::Launcher, "iframe").await.unwrap().is_empty() {
        visitor.click(Spot::Launcher, ".launch").await;
    }
    visitor.see(Spot::Panel, ".composer textarea").await;
    screenshots.capture(visitor, name).await;
    visitor.run("document.documentElement.dir = 'ltr'").await;
}

/// The only agent is busy, and the visitor sees their place in the queue.
async fn queue(demo: &DemoSite, screenshots: &Screenshots) {
    let (ada, grace) = (demo.agent("Ada").await, demo.agent("Grace").await);
    let before: Value = ada.request(Method::GET, "routing").done().await.json();
    let mut queue = before.clone();
    queue["max_chats"] = 1.into();
    queue["wait_minutes"] = 10.into();
    ada.request(Method::PUT, "routing").json(&queue).done().await;
    let mut socket = grace.connect_available().await;
    let (_busy, mut chat) = history::waits(demo, "Hugo Lefèvre", "hugo@boulange.example").await;
    let offer = socket.offer_of(&chat.id).await;
    socket.accept(&offer.id).await.unwrap();
    chat.event("the agent", |event| matches!(event, Event::Connected { .. })).await;
    let visitor = demo.visitor("/").await;
    Screenshots::desk(&visitor).await;
    service(&visitor).await;
    visitor.see_text(Spot::Panel, ".waiting", "place in the queue").await;
    screenshots.capture(&visitor, "widget-queue").await;
    visitor.click(Spot::Panel, "[data-act=cancel]").await;
    let key = chat.leave().await;
    chat.ack(&key).await;
    socket.available(false).await;
    ada.request(Method::PUT, "routing").json(&before).done().await;
}

/// The widget in German, and from right to left in Arabic.
async fn languages(demo: &DemoSite, screenshots: &Screenshots) {
    let ada = demo.agent("Ada").await;
    let before: Value = ada.request(Method::GET, "settings").done().await.json();
    for tag in ["de", "ar"] {
        let mut settings = before.clone();
        settings["language"] = tag.into();
        ada.request(Method::PUT, "settings").json(&settings).done().await;
        let visitor = demo.visitor("/").await;
        Screenshots::desk(&visitor).await;
        visitor.click(Spot::Launcher, ".launch").await;
        visitor.click(Spot::Panel, "[data-response=service]").await;
        visitor.see(Spot::Panel, "input[name=first_name]").await;
        screenshots.capture(&visitor, &format!("widget-{tag}")).await;
    }
    ada.request(Method::PUT, "settings").json(&before).done().await;
}

/// Nobody is available.
async fn nobody(demo: &DemoSite, screenshots: &Screenshots) {
    let visitor = demo.visitor("/").await;
    Screenshots::desk(&visitor).await;
    service(&visitor).await;
    visitor.see_text(Spot::Panel, ".msg[data-by=bot] .said", "Sorry").await;
    screenshots.capture(&visitor, "widget-fallback").await;
}

/// Asks for a repair, and answers what is asked.
async fn service(visitor: &Browser) {
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.click(Spot::Panel, "[data-response=service]").await;
    for (name, value) in
        [("first_name", "Ines"), ("email", "ines@example.com"), ("phone", "+44 20 7946 0000")]
    {
        let css = format!("input[name={name}]");
        visitor.write(Spot::Panel, &css, value).await;
        visitor.enter(Spot::Panel, &css).await;
    }
}
