//! Headers that protect the browsers of agents and visitors.

use bellhop_tests::http::{Answer, Http, Method};
use bellhop_tests::proxy::Proxy;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.header(name).unwrap_or_else(|| panic!("no {name}: {}", answer.dump()))
}

/// An answer of each kind: pages, files, JSON of the worker and of objects, problems.
async fn answers(http: &Http, site: &Site) -> Vec<(String, Answer)> {
    let mut answers = Vec::new();
    for path in [
        "/console",
        "/console/inbox",
        "/widget.js",
        "/sw.js",
        "/docs/problems",
        "/nothing",
        "/v1/health",
        "/v1/nothing",
        "/v1/sites/{site}/panel",
        "/v1/sites/{site}/bootstrap?url=&done=",
        "/v1/sites/{site}/me",
        "/v1/sites/site_nobody/me",
    ] {
        let path = path.replace("{site}", site.id.as_str());
        answers.push((path.clone(), http.get(&path).send().await));
    }
    let mine = site.admin.request(Method::GET, "settings").send().await;
    answers.push(("settings".to_owned(), mine));
    answers
}

#[tokio::test]
async fn no_browser_guesses_a_type_and_https_stays_https() {
    let server = Server::shared().await;
    let proxy = Proxy::before(&server).await;
    let site = Site::make_by(proxy.http()).await;
    for (path, answer) in answers(&site.http, &site).await {
        assert_eq!(header(&answer, "X-Content-Type-Options"), "nosniff", "{path}");
        assert_eq!(header(&answer, "Strict-Transport-Security"), "max-age=31536000", "{path}");
    }
    // Over plain HTTP, as on a developer's machine, there is nothing to insist on.
    let site = Site::make(&server).await;
    for (path, answer) in answers(&site.http, &site).await {
        assert_eq!(header(&answer, "X-Content-Type-Options"), "nosniff", "{path}");
        assert_eq!(answer.header("Strict-Transport-Security"), None, "{path}");
    }
}

#[tokio::test]
async fn our_pages_refuse_devices_strange_windows_and_html_from_texts() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let console = site.http.get("/console").send().await;
    let panel = site.http.get(&format!("/v1/sites/{}/panel", site.id)).send().await;
    assert_eq!(header(&console, "Cross-Origin-Opener-Policy"), "same-origin");
    for page in [&console, &panel] {
        let devices = header(page, "Permissions-Policy");
        assert!(devices.contains("camera=(), microphone=(), geolocation=()"), "{devices}");
        let policy = header(page, "Content-Security-Policy");
        assert!(policy.contains("; require-trusted-types-for 'script'; "), "{policy}");
    }
    assert!(header(&console, "Content-Security-Policy").contains("trusted-types default;"));
    assert!(header(&panel, "Content-Security-Policy").contains("trusted-types 'none';"));
}

#[tokio::test]
async fn head_is_answered_like_get_without_a_body() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let bootstrap = format!("/v1/sites/{}/bootstrap?url=&done=", site.id);
    for path in ["/v1/health", "/console", "/widget.js", &bootstrap] {
        let head = site.http.request(Method::HEAD, path).send().await;
        assert_eq!((head.status, head.text().as_str()), (200, ""), "{path}");
        let get = site.http.get(path).send().await;
        assert_eq!(header(&head, "Content-Type"), header(&get, "Content-Type"), "{path}");
    }
    let refused = site.http.request(Method::HEAD, "/v1/sites/site_nobody/me").send().await;
    assert_eq!(refused.status, 404);
}

#[tokio::test]
async fn settings_of_the_assets_are_no_page() {
    let server = Server::shared().await;
    let http = Http::new(server.port());
    for path in ["/_headers", "/_redirects", "/panel.html"] {
        http.get(path).send().await.problem(404, "no_such_route");
    }
}

#[tokio::test]
async fn a_domain_is_somebodys_and_a_picture_is_ours_or_a_link() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let put = async |change: serde_json::Value| {
        let mut settings: serde_json::Value =
            site.admin.request(Method::GET, "settings").done().await.json();
        for (name, value) in change.as_object().unwrap() {
            settings[name] = value.clone();
        }
        site.admin.request(Method::PUT, "settings").json(&settings).send().await
    };
    let everybody = put(serde_json::json!({ "allowed_domains": ["https://*.com"] })).await;
    let detail = everybody.problem(422, "invalid")["detail"].to_string();
    assert!(detail.contains("https://*.com"), "{detail}");
    let elsewhere = serde_json::json!({ "style": { "bot_picture": "/\\evil.example/x.png" } });
    put(elsewhere).await.problem(422, "invalid");
}
