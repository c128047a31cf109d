//! A deployment as docs/deploy.md describes it, and with one setting missing.

use bellhop_tests::http::{Http, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;

const SECRET: (&str, &str) = ("BELLHOP_SECRET", Server::SECRET);
const OPERATOR: (&str, &str) = ("BELLHOP_OPERATOR_TOKEN", Server::OPERATOR);

/// Asserts that the API names the missing setting and what to do, and that everything else works.
async fn misses(name: &str, settings: &[(&'static str, &str)]) {
    let server = Server::with_settings(settings).await;
    let http = Http::new(server.port());
    for path in ["/v1/health", "/v1/sites/site_a/bootstrap?url=https://shop.example/&done="] {
        let problem = http.get(path).send().await.problem(503, "not_configured");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(name), "{detail}");
        assert!(detail.contains("environment of workerd"), "it says what to do: {detail}");
    }
    http.get("/widget.js").done().await;
    http.get("/console").done().await;
}

#[tokio::test]
async fn workerd_works_with_the_two_settings_of_the_readme() {
    let server = Server::with_settings(&[SECRET, OPERATOR]).await;
    let http = Http::new(server.port());
    let health: serde_json::Value = http.get("/v1/health").done().await.json();
    assert_eq!(health["status"], "ok");
    let site = Site::make(&server).await;
    site.admin.request(Method::GET, "me").done().await;
    let (_visitor, chat) = site.begun().await;
    assert!(!chat.log.is_empty(), "a conversation begins");
}

#[tokio::test]
async fn an_empty_push_host_is_ignored() {
    let server = Server::with_settings(&[SECRET, OPERATOR, ("BELLHOP_PUSH_HOST", "")]).await;
    Http::new(server.port()).get("/v1/health").done().await;
}

#[tokio::test]
async fn without_a_secret_every_call_names_it() {
    misses("BELLHOP_SECRET", &[OPERATOR]).await;
}

#[tokio::test]
async fn a_too_short_secret_is_refused() {
    misses("BELLHOP_SECRET", &[("BELLHOP_SECRET", "thirty-one bytes, one too few ."), OPERATOR])
        .await;
}

#[tokio::test]
async fn without_an_operator_token_every_call_names_it() {
    misses("BELLHOP_OPERATOR_TOKEN", &[SECRET]).await;
}

#[tokio::test]
async fn without_any_setting_the_first_missing_one_is_named() {
    misses("BELLHOP_SECRET", &[]).await;
}
