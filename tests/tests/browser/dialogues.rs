//! A marketer orders dialogues, changes an audience, and previews who sees what.

use crate::harness::enter;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::wait::eventually;
use serde_json::json;

const ROWS: &str = "[data-part=dialogue-row] .row-name";

/// Returns the accessibility violations of a screen, in the light and the dark scheme.
pub(crate) async fn violations(browser: &Browser, screen: &str) -> Vec<String> {
    browser.barriers_in_both_schemes(Spot::Page, screen).await
}

async fn names(browser: &Browser, expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(|name| (*name).to_owned()).collect();
    browser.see_all(Spot::Page, ROWS, &expected).await;
}

#[tokio::test]
async fn a_marketer_orders_dialogues_and_changes_an_audience() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let sale = json!({ "name": "Sale", "priority": 10, "stream": stream::advised() });
    site.admin.request(Method::PUT, "dialogues/dialogue_sale").json(&sale).done().await;
    let browser = Browser::open("dialogues-admin").await;
    enter(&browser, &site, "agent_admin@shop.example").await;
    browser.click(Spot::Page, "[data-part=go-dialogues]").await;
    names(&browser, &["Hello", "Sale"]).await;
    let mut found = violations(&browser, "dialogues").await;

    // By keyboard: one moves above the other; visitors see the new order, and it is saved.
    let grip = "[data-part=grip][data-dialogue=dialogue_sale]";
    browser.run(&format!("document.querySelector('{grip}').focus()")).await;
    browser.press(bellhop_tests::browser::UP).await;
    names(&browser, &["Sale", "Hello"]).await;
    browser.see_text(Spot::Page, "[data-part=toasts], [data-part=dialogues]", "Sale").await;
    browser.click(Spot::Page, "[data-dialogue=dialogue_sale] [data-part=dialogue-menu]").await;
    browser.click(Spot::Page, "[data-part=publish]").await;
    browser.click(Spot::Page, "[data-part=confirm-action]").await;
    browser
        .see_text(Spot::Page, "[data-dialogue=dialogue_sale] [data-part=status]", "Version 1")
        .await;
    browser.reload().await;
    names(&browser, &["Sale", "Hello"]).await;
    let path = format!("/v1/sites/{}/bootstrap?url=https://shop.example/", site.id);
    let boot: serde_json::Value = site.http.get(&path).done().await.json();
    assert_eq!(boot["dialogue"]["id"], "dialogue_sale");
    // And back by the pointer.
    browser.drag(grip, "[data-part=dialogue-row][data-dialogue=dialogue_hello]", 14).await;
    names(&browser, &["Hello", "Sale"]).await;

    // The audience: the address tester and the preview with its reasons.
    browser.click(Spot::Page, "[data-dialogue=dialogue_hello] [data-part=dialogue-menu]").await;
    browser.click(Spot::Page, "[data-part=audience]").await;
    browser.see_text(Spot::Page, "[data-part=audience-name]", "Hello").await;
    browser.write(Spot::Page, "[data-part=pages]", "https://shop.example/pricing*").await;
    browser.write(Spot::Page, "[data-part=try-url]", "https://shop.example/pricing?a=1").await;
    browser.see_text(Spot::Page, "[data-part=url-verdict]", "Yes").await;
    browser.write(Spot::Page, "[data-part=try-url]", "https://shop.example/hats").await;
    browser.see_text(Spot::Page, "[data-part=url-verdict]", "No").await;
    browser.write(Spot::Page, "[data-part=audience-page]", "https://shop.example/hats").await;
    browser.see_text(Spot::Page, "[data-part=audience-verdict]", "Sale").await;
    let reason =
        "[data-part=audience-row][data-dialogue=dialogue_hello] [data-part=audience-reason]";
    browser.see_text(Spot::Page, reason, "none of its addresses").await;
    browser.write(Spot::Page, "[data-part=audience-page]", "https://shop.example/pricing").await;
    browser.see_text(Spot::Page, "[data-part=audience-verdict]", "Hello").await;
    found.extend(violations(&browser, "audience").await);

    // It is a part of the draft: saved by itself, undone like a card, in the frame of the cards.
    let pages = async || -> serde_json::Value {
        let read = site.admin.request(Method::GET, "dialogues/dialogue_hello").done().await;
        read.json::<serde_json::Value>()["pages"].clone()
    };
    let written = |pages: &serde_json::Value| *pages == json!(["https://shop.example/pricing*"]);
    eventually("the audience is saved", &pages, written).await;
    browser.see_text(Spot::Page, "[data-part=saved]", "Saved").await;
    browser.click(Spot::Page, "[data-part=undo]").await;
    eventually("the audience is undone", &pages, |pages| !written(pages)).await;
    browser.click(Spot::Page, "[data-part=redo]").await;
    eventually("the audience is back", &pages, written).await;
    browser.click(Spot::Page, "[data-part=cards]").await;
    browser.see(Spot::Page, "[data-part=card]").await;

    // Unpublishing from the list asks first, and does it once confirmed.
    browser.click(Spot::Page, "[data-part=go-dialogues]").await;
    let status = "[data-dialogue=dialogue_sale] [data-part=status]";
    for answer in ["cancel", "action"] {
        browser.see_text(Spot::Page, status, "Version 1").await;
        let menu = "[data-dialogue=dialogue_sale] [data-part=dialogue-menu]";
        browser.click(Spot::Page, menu).await;
        browser.click(Spot::Page, "[data-part=unpublish]").await;
        browser.see_text(Spot::Page, "[data-part=confirm-title]", "Unpublish “Sale”?").await;
        browser.click(Spot::Page, &format!("[data-part=confirm-{answer}]")).await;
    }
    let published = async || -> serde_json::Value {
        let read = site.admin.request(Method::GET, "dialogues").done().await;
        let rows = read.json::<serde_json::Value>();
        let rows = rows.as_array().or_else(|| rows["items"].as_array()).cloned().unwrap();
        rows.into_iter().find(|row| row["id"] == "dialogue_sale").unwrap()["published"].clone()
    };
    eventually("it to be unpublished", published, serde_json::Value::is_null).await;
    let complaints = browser.complaints(&[Spot::Page]).await;
    assert!(complaints.iter().all(|text| text.contains("/me ")), "{complaints:#?}");
    assert!(found.is_empty(), "{found:#?}");
}
