//! A visitor's name of 200 letters without a space pushes nothing off the console's screen.

use crate::harness::{enter, go_available};
use bellhop_tests::agent::email;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::chat::ConversationClient;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::wait::eventually;
use serde_json::json;
use shared::permission::Role;
use shared::person::{Attributes, Field};

const PAGE: Spot = Spot::Page;

async fn click(browser: &Browser, part: &str) {
    browser.click(PAGE, &format!("[data-part={part}]")).await;
}

/// Asserts that the buttons are whole on the screen, from its left to its right edge.
async fn on_screen(browser: &Browser, parts: &[&str]) {
    for part in parts {
        browser.see(PAGE, &format!("[data-part={part}]")).await;
        let script = format!(
            "const all = [...document.querySelectorAll('[data-part={part}]')];
             const boxes = all.map((one) => one.getBoundingClientRect());
             const box = boxes.find((box) => box.width > 0);
             return [box.left >= 0 && box.right <= innerWidth, box.left, box.right, innerWidth]"
        );
        let measured = browser.run(&script).await;
        assert_eq!(measured[0], json!(true), "{part}: {measured}");
    }
    let wide = browser
        .run("return document.documentElement.scrollWidth > document.documentElement.clientWidth")
        .await;
    assert_eq!(wide, json!(false), "nothing is wider than the screen beside {parts:?}");
}

#[tokio::test]
async fn a_long_name_leaves_every_button_on_the_screen() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    // Nothing stops ringing while it is looked at.
    site.settings(|settings| settings.offer_seconds = 300).await;
    let chief = site.agent_of("Chief", Role::Admin).await;
    let agent = Browser::open("long-names").await;
    enter(&agent, &site, &email(&chief.id)).await;
    go_available(&agent).await;
    for (width, phone) in [(1500, false), (390, true)] {
        agent.measures(width, 844, phone).await;
        let (_visitor, mut chat) = site.begun().await;
        let values = Attributes::from([
            (Field::FirstName, "W".repeat(200)),
            (Field::Email, "ada@example.com".to_owned()),
        ]);
        let key = chat.capture(stream::CAPTURE, values).await;
        chat.ack(&key).await;
        on_screen(&agent, &["accept", "decline"]).await;
        click(&agent, "accept").await;
        agent.see(PAGE, "[data-part=message]").await;
        on_screen(&agent, &["end", "save"]).await;
        if !phone {
            on_screen(&agent, &["transfer", "replay"]).await;
            click(&agent, "replay").await;
            on_screen(&agent, &["close-replay"]).await;
            agent.shot("long-name-replay").await;
            click(&agent, "close-replay").await;
        }
        click(&agent, "save").await;
        click(&agent, "block").await;
        on_screen(&agent, &["close-block", "confirm-block"]).await;
        click(&agent, "close-block").await;
        if phone {
            agent.shot("long-name-phone").await;
        } else {
            let key = chat.leave().await;
            chat.ack(&key).await;
            click(&agent, "go-people").await;
            agent.see_text(PAGE, "[data-part=page]", "WWWW").await;
            agent.click(PAGE, "[data-part=person-row] a").await;
            on_screen(&agent, &["export", "erase"]).await;
            click(&agent, "erase").await;
            on_screen(&agent, &["close-erase"]).await;
            click(&agent, "close-erase").await;
            click(&agent, "go-inbox").await;
        }
    }
    click(&agent, "end").await;
    agent.see(PAGE, "[data-part=ending]").await;
    two_offers_cover_nothing(&site, &agent).await;
}

/// A visitor with this name asks for a person.
async fn asks(site: &Site, name: &str) -> ConversationClient {
    let (_visitor, mut chat) = site.begun().await;
    let values = Attributes::from([
        (Field::FirstName, name.to_owned()),
        (Field::Email, "ada@example.com".to_owned()),
    ]);
    let key = chat.capture(stream::CAPTURE, values).await;
    chat.ack(&key).await;
    chat
}

/// Asserts that a click on the middle of these parts hits them.
async fn uncovered(browser: &Browser, parts: &[&str]) {
    for part in parts {
        let script = format!(
            "const all = [...document.querySelectorAll('[data-part={part}]')];
             const one = all.find((one) => one.getBoundingClientRect().width > 0);
             if (!one) return 'not there';
             const {{ left, top, width, height }} = one.getBoundingClientRect();
             const hit = document.elementFromPoint(left + width / 2, top + height / 2);
             return one.contains(hit) || hit?.outerHTML.slice(0, 200) || 'outside'"
        );
        let hits = async || browser.run(&script).await;
        eventually(&format!("{part} to be in reach"), hits, |hit| *hit == json!(true)).await;
    }
}

/// While two chats ring, everything that the open chat needs is in reach, at every width; and no notice lies
/// over what sends.
async fn two_offers_cover_nothing(site: &Site, agent: &Browser) {
    agent.measures(1440, 900, false).await;
    let mut open = asks(site, "Augusta Ada Lovelace").await;
    click(agent, "accept").await;
    agent.see_text(PAGE, "[data-part=thread-name]", "Augusta").await;
    agent.gone(PAGE, "[data-part=offer]").await;
    // The other one was closed without a word.
    agent.see_text(PAGE, "[data-part=chat]", "Left the page").await;
    let _ringing = (asks(site, "Grace").await, asks(site, "Mary").await);
    agent.see_text(PAGE, "[data-part=offers]", "Mary").await;
    for (width, phone) in [(1440, false), (900, false), (720, false), (390, true)] {
        agent.measures(width, 844, phone).await;
        uncovered(agent, &["end", "thread-name", "message", "send", "save", "decline"]).await;
        if !phone {
            uncovered(agent, &["transfer", "search"]).await;
            let wide = "return document.querySelector('[data-part=thread-name]').clientWidth";
            let wide = agent.run(wide).await.as_u64().unwrap_or_default();
            assert!(wide >= 90, "at {width}, the name has {wide} pixels");
        }
        agent.shot(&format!("two-offers-{width}")).await;
    }
    for width in [900, 1440] {
        agent.measures(width, 844, false).await;
        click(agent, "end").await;
        agent.see(PAGE, "[data-part=ending]").await;
        open.say(&format!("Wait, at {width}")).await;
        agent.see(PAGE, "[data-part=toast]").await;
        uncovered(agent, &["end", "thread-name", "message", "send", "save"]).await;
        agent.shot(&format!("toast-{width}")).await;
    }
}

#[tokio::test]
async fn keys_and_resizes_before_the_panel_is_there_throw_nothing() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let browser = Browser::open("early-panel").await;
    browser.blocks("*panel_bg.wasm*").await;
    browser.visit(&format!("{}/v1/sites/{}/panel", site.http.origin(), site.id)).await;
    // It listens to nothing before its wasm is there.
    let loaded = "return performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/panel.js'))";
    let loaded = async || browser.run(loaded).await;
    eventually("the panel's script", loaded, |is| *is == json!(true)).await;
    let thrown = browser
        .run(
            "const thrown = [];
             addEventListener('error', (event) => thrown.push(event.message));
             dispatchEvent(new Event('resize'));
             dispatchEvent(new Event('online'));
             dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
             document.dispatchEvent(new Event('visibilitychange'));
             return thrown",
        )
        .await;
    assert_eq!(thrown, json!([]));
}
