//! The bootstrap of a page.

use bellhop_tests::http::{Answer, Http, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft};
use bellhop_tests::stream;
use shared::id::{DialogueId, SiteId, Version};
use shared::install::Installation;
use shared::protocol::{Bootstrap, ConversationBegun, PageBoot};
use std::time::Duration;

async fn bootstrap(http: &Http, site: &SiteId, url: &str, done: &str) -> Answer {
    let url: String = url.replace('?', "%3F").replace('#', "%23").replace('&', "%26");
    http.get(&format!("/v1/sites/{site}/bootstrap?url={url}&done={done}")).done().await
}

async fn visible(site: &Site, url: &str, done: &str) -> Option<String> {
    let page: PageBoot = bootstrap(&site.http, &site.id, url, done).await.json();
    page.boot.dialogue.filter(|_| !page.again).map(|dialogue| dialogue.id.to_string())
}

fn source(answer: &Answer) -> &str {
    let timing = answer.header("Server-Timing").unwrap_or_else(|| panic!("{}", answer.dump()));
    let source = timing.strip_prefix("snapshot;desc=\"").and_then(|rest| rest.strip_suffix('"'));
    source.unwrap_or_else(|| panic!("{}", answer.dump()))
}

#[tokio::test]
async fn a_page_view_wakes_no_object_in_steady_state() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    // A new process has no snapshot, so it asks the site once.
    server.kill().await;
    server.start().await;
    let page = "https://shop.example/";
    assert_eq!(source(&bootstrap(&site.http, &site.id, page, "").await), "site");
    for _ in 0..20 {
        let answer = bootstrap(&site.http, &site.id, page, "").await;
        assert_ne!(source(&answer), "site", "{}", answer.dump());
    }
    let path = format!("/v1/sites/{}/visitors", site.id);
    site.http.post(&path, &()).done().await;
    assert_eq!(server.objects("bellhop-conversation"), 0);
    assert_eq!(server.objects("bellhop-site"), 1, "only one site's object exists");
}

#[tokio::test]
async fn the_matching_dialogue_with_the_lowest_priority_number_is_shown() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let publish = async |id: &str, priority, pages: &[&str], not_pages: &[&str]| {
        let owned = |list: &[&str]| list.iter().map(|page| (*page).to_owned()).collect();
        let id = DialogueId::parse(id).unwrap();
        let (id, mut draft) = draft(&id, stream::advised());
        (draft.priority, draft.pages, draft.not_pages) = (priority, owned(pages), owned(not_pages));
        site.publish(&(id, draft)).await;
    };
    publish("dialogue_hello", 9, &[], &[]).await;
    publish("dialogue_shop", 5, &["https://*.shop.example/sale/*"], &["*/sale/secret*"]).await;
    publish("dialogue_first", 1, &["https://www.shop.example/sale/hats"], &[]).await;

    let sale = "https://www.shop.example/sale/";
    for (page, done, expected) in [
        (format!("{sale}hats"), "", "dialogue_first"),
        (format!("{sale}hats?colour=red&size=7#top"), "", "dialogue_first"),
        (format!("{sale}hats"), "dialogue_first", "dialogue_shop"),
        (format!("{sale}hats"), "dialogue_shop,dialogue_first", "dialogue_hello"),
        (format!("{sale}shoes"), "", "dialogue_shop"),
        (format!("{sale}secret/shoes"), "", "dialogue_hello"),
        ("https://shop.example/?next=/sale/hats".to_owned(), "", "dialogue_hello"),
    ] {
        let got = visible(&site, &page, done).await;
        assert_eq!(got.as_deref(), Some(expected), "on {page}, done: {done}");
    }
    let all = "dialogue_shop,dialogue_first,dialogue_hello";
    assert_eq!(visible(&site, &format!("{sale}hats"), all).await, None);
}

#[tokio::test]
async fn engaged_visitors_keep_their_version_and_others_see_the_new_one() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (_, mut begun) = site.begun().await;
    let again = site.publish(&draft(&site.dialogue, stream::advised())).await;
    assert_eq!(again, site.version, "the same content is the same version");
    let next = site.publish(&draft(&site.dialogue, stream::short())).await;
    assert_eq!(next, Version(site.version.0 + 1));

    let key = begun.capture(stream::CAPTURE, bellhop_tests::visitor::ada()).await;
    begun.ack(&key).await;
    let answer = bootstrap(&site.http, &site.id, "https://shop.example/", "").await;
    assert_eq!(answer.json::<Bootstrap>().dialogue.map(|visible| visible.version), Some(next));

    // A page that was loaded before the new version was published still shows the old one.
    let visitor = site.visitor().await;
    let beginning = visitor.beginning(&site.dialogue, site.version);
    let _begun: ConversationBegun = visitor.begin(&beginning).done().await.json();
    let never = visitor.beginning(&site.dialogue, Version(99));
    visitor.begin(&never).send().await.problem(409, "stale_dialogue");

    let path = format!("dialogues/{}/unpublish", site.dialogue);
    site.admin.request(Method::POST, &path).done().await;
    assert_eq!(visible(&site, "https://shop.example/", "").await, None);
}

#[tokio::test]
async fn only_pages_of_allowed_domains_may_show_the_chat() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let path = format!("/v1/sites/{}/bootstrap?url=https://www.shop.example/&done=", site.id);
    let from = |origin: &str| site.http.get(&path).header("Origin", origin);
    let any = from("https://anybody.example").done().await;
    assert_eq!(any.header("Access-Control-Allow-Origin"), Some("https://anybody.example"));
    assert_eq!(any.header("Access-Control-Allow-Credentials"), None, "no third-party cookies");

    let allowed = ["https://*.shop.example", "http://127.0.0.1:9000"];
    site.settings(|settings| settings.allowed_domains = allowed.map(str::to_owned).into()).await;
    for good in ["https://www.shop.example", "http://127.0.0.1:9000", site.http.origin()] {
        let answer = from(good).done().await;
        assert_eq!(answer.header("Access-Control-Allow-Origin"), Some(good));
        assert!(answer.header("Vary").is_some_and(|vary| vary.contains("Origin")));
    }
    for bad in ["https://shop.example", "https://shop.example.evil.org", "null"] {
        let answer = from(bad).send().await;
        let problem = answer.problem(403, "page_not_allowed");
        assert!(problem["detail"].as_str().unwrap().contains(bad), "{problem}");
        // The page's owner must be able to read the reason.
        assert_eq!(answer.header("Access-Control-Allow-Origin"), Some(bad));
    }
    let panel = site.http.get(&format!("/v1/sites/{}/panel", site.id)).done().await;
    let policy = panel.header("Content-Security-Policy").unwrap();
    assert!(policy.contains("frame-ancestors 'self' https://*.shop.example http://127.0.0.1:9000"));
    assert!(!policy.contains("unsafe-inline"), "{policy}");
}

/// PAGE-14.
#[tokio::test]
async fn admins_learn_the_first_page_and_which_were_refused_until_they_allow_them() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let path = format!("/v1/sites/{}/bootstrap?url=https://www.shop.example/&done=", site.id);
    let opened = async |origin: &str| site.http.get(&path).header("Origin", origin).send().await;
    let refused = async || -> Vec<String> {
        let found: Installation =
            site.admin.request(Method::GET, "installation").done().await.json();
        found.refused.into_iter().map(|known| known.origin).collect()
    };
    let until = async |expected: &[&str]| {
        for _ in 0..100 {
            if refused().await == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("expected {expected:?}, but {:?}", refused().await);
    };
    let installed = async || -> Option<String> {
        let found: Installation =
            site.admin.request(Method::GET, "installation").done().await.json();
        found.first_page.map(|page| page.origin)
    };
    opened(site.http.origin()).await;
    assert_eq!(installed().await, None, "our own pages have no snippet");
    opened("https://www.shop.example").await;
    while installed().await.is_none() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    opened("https://shop.example").await;
    assert_eq!(installed().await.as_deref(), Some("https://www.shop.example"), "the first one");
    assert!(refused().await.is_empty(), "every page is allowed");

    let only = |domains: &[&str]| domains.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    site.settings(|settings| settings.allowed_domains = only(&["https://shop.example"])).await;
    for origin in ["https://www.shop.example", "null", "https://shop.example"] {
        opened(origin).await;
    }
    until(&["https://www.shop.example"]).await;
    let both = only(&["https://shop.example", "https://*.shop.example"]);
    site.settings(|settings| settings.allowed_domains = both).await;
    until(&[]).await;
}

#[tokio::test]
async fn a_preflight_request_is_answered() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    for path in ["bootstrap", "visitors", "conversations"] {
        let path = format!("/v1/sites/{}/{path}", site.id);
        let preflight = site.http.request(Method::OPTIONS, &path);
        let preflight = preflight
            .header("Origin", "https://shop.example")
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization, content-type");
        let answer = preflight.done().await;
        let origin = answer.header("Access-Control-Allow-Origin");
        assert_eq!(origin, Some("https://shop.example"), "{}", answer.dump());
        let methods = answer.header("Access-Control-Allow-Methods").unwrap_or_default();
        assert!(methods.contains("POST"), "{}", answer.dump());
        let headers = answer.header("Access-Control-Allow-Headers").unwrap_or_default();
        let headers = headers.to_lowercase();
        assert!(headers.contains("authorization") && headers.contains("content-type"), "{headers}");
    }
}

#[tokio::test]
async fn an_unknown_site_is_not_found_and_a_switched_off_one_shows_nothing() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    for path in ["bootstrap?url=x&done=", "panel"] {
        let path = format!("/v1/sites/site_nobody/{path}");
        site.http.get(&path).send().await.problem(404, "no_site");
    }
    site.http.post("/v1/sites/site_nobody/visitors", &()).send().await.problem(404, "no_site");

    let visitor = site.visitor().await;
    site.settings(|settings| settings.enabled = false).await;
    let bootstrap: Bootstrap =
        bootstrap(&site.http, &site.id, "https://shop.example/", "").await.json();
    assert!(!bootstrap.enabled && bootstrap.dialogue.is_none());
    let beginning = visitor.beginning(&site.dialogue, site.version);
    visitor.begin(&beginning).send().await.problem(409, "switched_off");
}
