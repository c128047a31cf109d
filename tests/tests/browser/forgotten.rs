//! The conversation that a browser remembers is gone: erased, expired, or signed with another secret. A
//! new dialogue begins.

use crate::harness::{request_chat, visit};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::http::Method;
use bellhop_tests::page::Website;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::conversation::FallbackFormSettings;

/// More than any conversation is kept.
const YEARS: i64 = 5 * 366 * 24 * 60 * 60;

/// Where nobody is there, the visitor can leave a message, so the conversation goes on.
const FORM: &str = "form[data-act=leave]";

const FIRST_QUESTION: &str = "[data-response=yes]";

/// The visitor answers, and the edge has it.
async fn begins(visitor: &Browser, site: &Site) {
    visitor.opens_chat().await;
    visitor.click(Spot::Panel, FIRST_QUESTION).await;
    visitor.see(Spot::Panel, "input[name=first_name]").await;
    let stored = format!("return !!localStorage['bellhop:{}:conversation']", site.id);
    let begun = async || visitor.run(&stored).await;
    eventually("the conversation to begin", begun, |begun| *begun == json!(true)).await;
}

/// The visitor is on the website, on a page without the chat.
async fn is_away(visitor: &Browser, website: &Website) {
    visitor.visit(&format!("{}/listeners.js", website.origin)).await;
}

/// The visitor comes back, and can begin anew.
async fn begins_anew(visitor: &Browser, website: &Website, site: &Site) {
    visitor.visit(&website.origin).await;
    visitor.opens_chat().await;
    visitor.see(Spot::Panel, FIRST_QUESTION).await;
    begins(visitor, site).await;
    visitor.gone(Spot::Panel, ".banner").await;
}

#[tokio::test]
async fn after_an_erasure_a_new_dialogue_begins() {
    let site = Site::make(&Server::shared().await).await;
    let form = FallbackFormSettings { offered: true, fields: Vec::new() };
    site.settings(|settings| settings.fallback_form = form).await;
    let (website, visitor) = visit("erased", &site).await;
    request_chat(&visitor).await;
    visitor.see(Spot::Panel, FORM).await;
    erase_everybody(&site).await;
    // In the panel that is open.
    visitor.see_text(Spot::Panel, ".banner", "You can start a new one").await;
    visitor.see(Spot::Panel, FIRST_QUESTION).await;
    visitor.closes_chat().await;

    request_chat(&visitor).await;
    visitor.see(Spot::Panel, FORM).await;
    is_away(&visitor, &website).await;
    erase_everybody(&site).await;
    begins_anew(&visitor, &website, &site).await;
}

async fn erase_everybody(site: &Site) {
    let people = async || site.admin.request(Method::GET, "people").done().await.json::<Value>();
    let one = |people: &Value| people["items"].as_array().is_some_and(|items| items.len() == 1);
    let people = eventually("the visitor among the people", people, one).await;
    let person = people["items"][0]["id"].as_str().unwrap();
    site.admin.request(Method::DELETE, &format!("people/{person}")).done().await;
}

#[tokio::test]
async fn years_later_a_new_dialogue_begins() {
    let server = Server::own_with_clock().await;
    let site = Site::make(&server).await;
    let (website, visitor) = visit("expired", &site).await;
    begins(&visitor, &site).await;
    is_away(&visitor, &website).await;
    server.set_clock(YEARS);
    begins_anew(&visitor, &website, &site).await;
}

#[tokio::test]
async fn with_another_secret_a_new_dialogue_begins() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let (website, visitor) = visit("secret", &site).await;
    begins(&visitor, &site).await;
    server.kill().await;
    server.set_secret("another secret of the tests, thirty-two bytes and more");
    server.start().await;
    // In the panel that is open.
    visitor.see_text(Spot::Panel, ".banner", "You can start a new one").await;
    visitor.see(Spot::Panel, FIRST_QUESTION).await;
    begins(&visitor, &site).await;

    server.kill().await;
    server.set_secret(Server::SECRET);
    is_away(&visitor, &website).await;
    server.start().await;
    begins_anew(&visitor, &website, &site).await;
}
