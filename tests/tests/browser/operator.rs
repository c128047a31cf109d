//! The operator's page, and what the console says where nobody tells it where visitors are.

use crate::access::Violations;
use crate::harness::enter;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft};
use bellhop_tests::stream;
use serde_json::json;

#[tokio::test]
async fn the_operator_sees_every_site_and_the_browser_keeps_no_token() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let browser = Browser::open("operator").await;
    let mut found = Violations::default();
    let page = format!("{}/console/operator", site.http.origin());
    browser.visit(&page).await;
    browser.write(Spot::Page, "[data-part=operator-token]", "a wrong one").await;
    browser.enter(Spot::Page, "[data-part=operator-token]").await;
    browser.see_text(Spot::Page, "[role=alert]", "operator's token").await;
    found.check_a11y(&browser, Spot::Page, "the operator's token").await;
    browser.write(Spot::Page, "[data-part=operator-token]", Server::OPERATOR).await;
    browser.enter(Spot::Page, "[data-part=operator-token]").await;
    browser.see_text(Spot::Page, "[data-part=operator-figures] tbody", site.id.as_str()).await;
    found.check_a11y(&browser, Spot::Page, "the operator's figures").await;
    browser.measures(390, 844, true).await;
    found.check_a11y(&browser, Spot::Page, "the operator's figures on a phone").await;
    assert!(found.is_clear(), "{found:#?}");
    let kept = browser.run("return JSON.stringify([{...localStorage}, {...sessionStorage}])").await;
    assert!(!kept.to_string().contains(Server::OPERATOR), "{kept}");
    browser.reload().await;
    browser.see(Spot::Page, "[data-part=operator-token]").await;
}

#[tokio::test]
async fn an_audience_by_country_says_that_no_country_is_known() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let browser = Browser::open("place").await;
    enter(&browser, &site, "agent_admin@shop.example").await;
    let audience = format!("{}/console/dialogues/{}/audience", site.http.origin(), site.dialogue);
    browser.visit(&audience).await;
    browser.see(Spot::Page, "[data-part=audience-name]").await;
    browser.gone(Spot::Page, "[data-part=place-unknown]").await;
    let mut german = draft(&site.dialogue, stream::advised());
    let only = json!({ "attribute": "country", "operator": "is", "value": "DE" });
    german.1.when = Some(serde_json::from_value(only).unwrap());
    site.publish(&german).await;
    browser.visit(&audience).await;
    browser
        .see_text(Spot::Page, "[data-part=place-unknown]", "isn’t told where visitors are")
        .await;
}
