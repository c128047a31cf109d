//! What the settings do that only the edge can: addresses that aren't taken, and pages that are looked at.

use bellhop_tests::http::Method;
use bellhop_tests::page::Website;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::visitor::ada;
use serde_json::json;
use shared::event::Event;
use shared::install::{Found, PageChecked};

#[tokio::test]
async fn an_address_at_a_blocked_domain_is_refused_where_it_is_typed() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    site.settings(|settings| settings.blocked_email_domains = vec!["example.com".into()]).await;
    let (_visitor, mut chat) = site.begun().await;
    let key = chat.capture(stream::WHO, ada()).await;
    let (refused, message) = chat.error("invalid_value").await;
    assert_eq!(refused, Some(key));
    assert!(message.contains("example.com can’t be used here"), "{message}");

    site.settings(|settings| settings.blocked_email_domains.clear()).await;
    let (_other, mut chat) = site.asking().await;
    chat.event("a wish", |event| matches!(event, Event::Requested { .. })).await;
}

#[tokio::test]
async fn a_page_is_looked_at_for_the_snippet_and_nothing_else_is_asked() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let look = async |url: &str| {
        let body = json!({ "url": url });
        site.admin.call(Method::POST, "installation/check").json(&body).send().await
    };
    let page = Website::serve(site.http.origin(), &site.id).await;
    let found = look(&page.origin).await.json::<PageChecked>();
    assert_eq!(found.found, Found::Here, "{found:?}");
    let other = Site::make(&server).await;
    let theirs = Website::serve(site.http.origin(), &other.id).await;
    assert_eq!(look(&theirs.origin).await.json::<PageChecked>().found, Found::OtherSite);
    let own = format!("{}/console", site.http.origin());
    assert_eq!(look(&own).await.json::<PageChecked>().found, Found::Nothing);
    site.settings(|settings| settings.allowed_domains = vec!["https://a.example".into()]).await;
    let found = look(&page.origin).await.json::<PageChecked>();
    assert_eq!(found.found, Found::DomainNotAllowed, "{found:?}");
    for inside in
        ["http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "file:///etc/passwd"]
    {
        look(inside).await.problem(422, "invalid");
    }
    let grace = site.agent("Grace").await;
    let call = grace.call(Method::POST, "installation/check").json(&json!({ "url": page.origin }));
    call.send().await.problem(403, "no_permission");
}
