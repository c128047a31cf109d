//! What the settings do that only the edge can: addresses that aren't taken, and pages that are looked at.

use bellhop_tests::http::Method;
use bellhop_tests::page::Website;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::visitor::ada;
use serde_json::{Value, json};
use shared::event::Event;
use shared::install::{Found, PageChecked};
use shared::language::{Language, standard};
use shared::protocol::{ConversationBegun, Font, PageBoot, Settings};

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

#[tokio::test]
async fn the_look_is_kept_as_it_is_set_and_what_cannot_be_is_refused() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    site.settings(|settings| {
        settings.style.font = Font::Rounded;
        settings.style.padding = 0;
        settings.style.sound = false;
        settings.language = Some(Language::Arabic);
    })
    .await;
    let kept: Value = site.admin.call(Method::GET, "settings").done().await.json();
    assert_eq!(kept["style"]["font"], "rounded");
    assert_eq!((&kept["style"]["padding"], &kept["style"]["sound"]), (&json!(0), &json!(false)));
    assert_eq!(kept["language"], "ar");
    for (place, value, problem) in [
        ("/style/padding", json!(81), (422, "invalid")),
        ("/style/padding", json!(-1), (400, "bad_body")),
        ("/style/font", json!("comic"), (400, "bad_body")),
        ("/language", json!("xx"), (400, "bad_body")),
    ] {
        let mut bad = kept.clone();
        *bad.pointer_mut(place).unwrap() = value;
        let answer = site.admin.call(Method::PUT, "settings").json(&bad).send().await;
        answer.problem(problem.0, problem.1);
    }
    let still: Value = site.admin.call(Method::GET, "settings").done().await.json();
    assert_eq!(still, kept);
}

async fn boot(site: &Site, languages: &[&str]) -> PageBoot {
    let asks = json!({ "page": { "url": "https://shop.example/" }, "languages": languages });
    site.http.post(&format!("/v1/sites/{}/bootstrap", site.id), &asks).done().await.json()
}

#[tokio::test]
async fn a_page_is_told_its_language_with_what_the_launcher_says_in_it() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let german = boot(&site, &["", "de-AT", "en"]).await;
    assert_eq!(german.language, Language::German);
    assert_eq!(german.words, Language::German.launcher());
    assert_eq!(german.boot.style.tagline, standard(Language::German).tagline);
    assert_eq!(german.font.as_deref(), Font::System.stack());
    assert_eq!(boot(&site, &["pl"]).await.language, Language::English);
    site.settings(|settings: &mut Settings| {
        settings.language = Some(Language::Dutch);
        settings.style.font = Font::Page;
        settings.style.tagline = "Here for you".into();
    })
    .await;
    let dutch = boot(&site, &["de"]).await;
    assert_eq!(dutch.language, Language::Dutch, "what the site has set holds");
    assert_eq!((dutch.boot.style.tagline.as_str(), dutch.font), ("Here for you", None));
}

#[tokio::test]
async fn the_fallback_that_nobody_has_changed_is_told_in_the_visitors_language() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let visitor = site.visitor().await;
    let beginning = visitor.beginning(&site.dialogue, site.version);
    let call = visitor.begin(&beginning).header("Accept-Language", "de");
    let begun: ConversationBegun = call.done().await.json();
    let mut chat = visitor.chat(&begun.conversation).connected().await;
    chat.capture(stream::WHO, ada()).await;
    let told = chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    let Event::FellBack { message, .. } = told.event else { unreachable!() };
    assert_eq!(message, standard(Language::German).fallback);
}
