//! What a deployer meets who starts workerd as the README says, and who forgot one of its settings.

use bellhop_tests::http::{Http, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;

const SECRET: (&str, &str) = ("BELLHOP_SECRET", Server::SECRET);
const OPERATOR: (&str, &str) = ("BELLHOP_OPERATOR_TOKEN", Server::OPERATOR);

/// The API answers that this setting is missing, and what to do; what needs no setting works.
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
async fn a_push_host_that_is_empty_is_none() {
    let server = Server::with_settings(&[SECRET, OPERATOR, ("BELLHOP_PUSH_HOST", "")]).await;
    Http::new(server.port()).get("/v1/health").done().await;
}

#[tokio::test]
async fn without_a_secret_every_call_says_so() {
    misses("BELLHOP_SECRET", &[OPERATOR]).await;
}

#[tokio::test]
async fn a_secret_that_is_too_short_is_none() {
    misses("BELLHOP_SECRET", &[("BELLHOP_SECRET", "thirty-one bytes, one too few ."), OPERATOR])
        .await;
}

#[tokio::test]
async fn without_an_operator_token_every_call_says_so() {
    misses("BELLHOP_OPERATOR_TOKEN", &[SECRET]).await;
}

#[tokio::test]
async fn without_any_setting_the_first_that_is_missing_is_named() {
    misses("BELLHOP_SECRET", &[]).await;
}
