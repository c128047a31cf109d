//! Settings that the edge enforces: blocked e-mail domains, the check of pages, style and language.

use bellhop_tests::http::Method;
use bellhop_tests::page::Website;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::visitor::ada;
use serde_json::{Value, json};
use shared::event::Event;
use shared::install::{InstallStatus, PageChecked};
use shared::language::{Language, standard};
use shared::permission::Role;
use shared::protocol::{ConversationBegun, CreatedKey, Font, PageBoot, Settings};

#[tokio::test]
async fn an_address_at_a_blocked_domain_is_refused() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    site.settings(|settings| settings.blocked_email_domains = vec!["example.com".into()]).await;
    let (_visitor, mut chat) = site.begun().await;
    let key = chat.capture(stream::CAPTURE, ada()).await;
    let (refused, message) = chat.error("invalid_value").await;
    assert_eq!(refused, Some(key));
    assert!(message.contains("example.com can’t be used here"), "{message}");

    site.settings(|settings| settings.blocked_email_domains.clear()).await;
    let (_other, mut chat) = site.requested_chat().await;
    chat.event("a request", |event| matches!(event, Event::Requested { .. })).await;
}

#[tokio::test]
async fn a_page_is_checked_for_the_snippet_and_nothing_else_is_fetched() {
    let server = Server::shared_with_local_network().await;
    let site = Site::make(&server).await;
    let check_page = async |url: &str| {
        let body = json!({ "url": url });
        site.admin.request(Method::POST, "installation/check").json(&body).send().await
    };
    let page = Website::serve(site.http.origin(), &site.id).await;
    let status = check_page(&page.origin).await.json::<PageChecked>();
    assert_eq!(status.status, InstallStatus::Here, "{status:?}");
    let other = Site::make(&server).await;
    let theirs = Website::serve(site.http.origin(), &other.id).await;
    assert_eq!(
        check_page(&theirs.origin).await.json::<PageChecked>().status,
        InstallStatus::OtherSite
    );
    let own = format!("{}/console", site.http.origin());
    assert_eq!(check_page(&own).await.json::<PageChecked>().status, InstallStatus::Nothing);
    site.settings(|settings| settings.allowed_domains = vec!["https://a.example".into()]).await;
    let status = check_page(&page.origin).await.json::<PageChecked>();
    assert_eq!(status.status, InstallStatus::DomainNotAllowed, "{status:?}");
    for inside in
        ["http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "file:///etc/passwd"]
    {
        check_page(inside).await.problem(422, "invalid");
    }
    let grace = site.agent("Grace").await;
    let request =
        grace.request(Method::POST, "installation/check").json(&json!({ "url": page.origin }));
    request.send().await.problem(403, "no_permission");
}

#[tokio::test]
async fn the_host_of_a_request_opens_no_page_of_this_machine() {
    let server = Server::own_with_closed_local_network().await;
    let site = Site::make(&server).await;
    let page = Website::serve(site.http.origin(), &site.id).await;
    let body = json!({ "name": "Check", "permissions": ["edit_settings"] });
    let key: CreatedKey = site.admin.request(Method::POST, "keys").json(&body).done().await.json();
    let path = format!("/v1/sites/{}/installation/check", site.id);
    for host in ["localhost", "127.0.0.1", "[::1]", "shop.example"] {
        let request = site.http.request(Method::POST, &path).bearer(&key.key);
        let request = request.header("Host", host).json(&json!({ "url": page.origin }));
        request.send().await.problem(422, "invalid");
    }
}

#[tokio::test]
async fn the_style_is_saved_as_set_and_an_invalid_one_is_refused() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    site.settings(|settings| {
        settings.style.font = Font::Rounded;
        settings.style.padding = 0;
        settings.style.sound = false;
        settings.language = Some(Language::Arabic);
    })
    .await;
    let stored: Value = site.admin.request(Method::GET, "settings").done().await.json();
    assert_eq!(stored["style"]["font"], "rounded");
    assert_eq!(
        (&stored["style"]["padding"], &stored["style"]["sound"]),
        (&json!(0), &json!(false))
    );
    assert_eq!(stored["language"], "ar");
    for (pointer, value, problem) in [
        ("/style/padding", json!(81), (422, "invalid")),
        ("/style/padding", json!(-1), (400, "bad_body")),
        ("/style/font", json!("comic"), (400, "bad_body")),
        ("/language", json!("xx"), (400, "bad_body")),
    ] {
        let mut bad = stored.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        let answer = site.admin.request(Method::PUT, "settings").json(&bad).send().await;
        answer.problem(problem.0, problem.1);
    }
    let still: Value = site.admin.request(Method::GET, "settings").done().await.json();
    assert_eq!(still, stored);
}

#[tokio::test]
async fn who_sees_dialogues_previews_them_as_the_site_falls_back_and_sees_no_other_setting() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    site.settings(|settings| {
        settings.fallback = "Back at nine, promised.".to_owned();
        settings.fallback_form.offered = true;
        settings.blocked_email_domains = vec!["rival.example".to_owned()];
    })
    .await;
    let marketing = site.agent_of("Marketing", Role::Marketing).await;
    marketing.request(Method::GET, "settings").send().await.problem(403, "no_permission");
    let preview: Value = marketing.request(Method::GET, "settings/preview").done().await.json();
    assert_eq!(preview["fallback"], "Back at nine, promised.");
    assert_eq!(preview["fallback_form"]["offered"], true);
    assert!(!preview.to_string().contains("rival"), "{preview}");
    let grace = site.agent("Grace").await;
    grace.request(Method::GET, "settings/preview").send().await.problem(403, "no_permission");
}

async fn boot(site: &Site, languages: &[&str]) -> PageBoot {
    let body = json!({ "page": { "url": "https://shop.example/" }, "languages": languages });
    site.http.post(&format!("/v1/sites/{}/bootstrap", site.id), &body).done().await.json()
}

#[tokio::test]
async fn bootstrap_answers_with_the_language_and_the_launcher_texts() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let german = boot(&site, &["", "de-AT", "en"]).await;
    assert_eq!(german.language, Language::German);
    assert_eq!(german.texts, Language::German.launcher());
    assert_eq!(german.boot.style.tagline, standard(Language::German).tagline);
    assert_eq!(german.font.as_deref(), Font::System.stack());
    assert_eq!(boot(&site, &["da"]).await.language, Language::English);
    site.settings(|settings: &mut Settings| {
        settings.language = Some(Language::Dutch);
        settings.style.font = Font::Page;
        settings.style.tagline = "Here for you".into();
    })
    .await;
    let dutch = boot(&site, &["de"]).await;
    assert_eq!(dutch.language, Language::Dutch, "the site's setting wins");
    assert_eq!((dutch.boot.style.tagline.as_str(), dutch.font), ("Here for you", None));
}

#[tokio::test]
async fn the_default_fallback_is_in_the_visitors_language() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let visitor = site.visitor().await;
    let beginning = visitor.beginning(&site.dialogue, site.version);
    let request = visitor.begin(&beginning).header("Accept-Language", "de");
    let begun: ConversationBegun = request.done().await.json();
    let mut chat = visitor.chat(&begun.conversation).connected().await;
    chat.capture(stream::CAPTURE, ada()).await;
    let fallback =
        chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    let Event::FellBack { message, .. } = fallback.event else { unreachable!() };
    assert_eq!(message, standard(Language::German).fallback);
}
