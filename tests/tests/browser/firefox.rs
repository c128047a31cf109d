//! The chat in Firefox: the whole story, on a page with the strictest policy, a page that is drawn anew,
//! and storage that is forbidden.

use crate::harness::visit_of;
use bellhop_tests::browser::Spot;
use bellhop_tests::firefox::Firefox;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::event::Event;

const OPEN: &str = ".launch[aria-expanded=true]";

/// The visitor opens the chat, and answers up to the chat request.
async fn requests_chat(visitor: &mut Firefox) {
    visitor.click(Spot::Launcher, ".launch[aria-expanded=false]").await;
    visitor.click(Spot::Panel, "[data-response=yes]").await;
    visitor.enters("input[name=first_name]", "Ada").await;
    visitor.enters("input[name=email]", "ada@example.com").await;
}

#[tokio::test]
async fn in_firefox_a_visitor_chats_on_a_page_with_trusted_types_that_is_drawn_anew() {
    let site = Site::make(&Server::shared().await).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let website = visit_of(&site).await;
    let mut visitor = Firefox::open("firefox-story", &[]).await;
    visitor.visit(&format!("{}/strict", website.origin)).await;
    let refused =
        "(() => { try { document.body.innerHTML = 'x' } catch (error) { return error.name } })()";
    assert_eq!(visitor.run(refused).await, "TypeError", "the page demands trusted types");

    requests_chat(&mut visitor).await;
    let offer = socket.offer().await;
    assert_eq!(socket.accept(&offer.id).await, Ok(()));
    visitor.see_text(Spot::Panel, "header h1", "Grace").await;
    let mut chat = grace.chat(&offer.conversation).connected().await;
    visitor.enters(".composer textarea", "Line 1").await;
    let said = |event: &_| matches!(event, Event::Said { text, .. } if text.contains("Line 1"));
    chat.event("the visitor's message", said).await;
    chat.say("Line 2").await;
    visitor.see_text(Spot::Panel, ".msg[data-by=agent] .said", "Line 2").await;

    // Another page, and a body that is replaced.
    visitor.reload().await;
    visitor.see_text(Spot::Panel, ".msg[data-by=agent] .said", "Line 2").await;
    visitor.run("document.body.replaceWith(document.createElement('body'))").await;
    visitor.run("document.querySelector('bellhop-widget').remove()").await;
    visitor.see_text(Spot::Launcher, OPEN, "").await;
    visitor.see_text(Spot::Panel, ".msg[data-by=visitor] .said", "Line 1").await;
    visitor.enters(".composer textarea", "Line 3").await;
    let said = |event: &_| matches!(event, Event::Said { text, .. } if text.contains("Line 3"));
    chat.event("what the visitor writes after that", said).await;
    let [complaint] = visitor.complaints() else { panic!("{:#?}", visitor.complaints()) };
    assert!(complaint.contains("require-trusted-types-for"), "{complaint}");
}

#[tokio::test]
async fn in_firefox_a_visitor_who_forbids_storage_chats() {
    let site = Site::make(&Server::shared().await).await;
    let website = visit_of(&site).await;
    // As who blocks all cookies: `localStorage` throws.
    let mut visitor =
        Firefox::open("firefox-storage", &[("network.cookie.cookieBehavior", "2")]).await;
    visitor.visit(&format!("{}/strict", website.origin)).await;
    let refused = "(() => { try { return localStorage } catch (error) { return error.name } })()";
    assert_eq!(visitor.run(refused).await, "SecurityError");
    requests_chat(&mut visitor).await;
    visitor.see_text(Spot::Panel, ".msg[data-by=bot] .said", "nobody is free").await;
    // The page's own script needs storage.
    let ours = |text: &&String| !text.contains("/listeners.js");
    let complaints: Vec<_> = visitor.complaints().iter().filter(ours).collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
}
