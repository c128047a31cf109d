//! Where a visitor is, as the proxy tells it (`docs/rules.md`, PAGE-23).

use bellhop_tests::http::Http;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::{Value, json};
use shared::api::{GetPlace, PostBootstrap};
use shared::place::Place;

const SETTINGS: [(&str, &str); 2] =
    [("BELLHOP_SECRET", Server::SECRET), ("BELLHOP_OPERATOR_TOKEN", Server::OPERATOR)];
const HEADERS: (&str, &str) = ("BELLHOP_PLACE_HEADERS", "X-Country X-Region X-City");

/// A site whose dialogue is only for one country.
async fn site_for(server: &Server, country: &str) -> Site {
    let site = Site::make(server).await;
    let mut draft = bellhop_tests::site::draft(&site.dialogue, bellhop_tests::stream::advised());
    let only = json!({ "attribute": "country", "operator": "is", "value": country });
    draft.1.when = Some(serde_json::from_value(only).unwrap());
    site.publish(&draft).await;
    site
}

/// Whether a page shows the dialogue to somebody whose proxy sends this country.
async fn is_shown(site: &Site, country: &str) -> bool {
    let request = site.http.route(&PostBootstrap { site: site.id.clone() }).json(&json!({}));
    let boot: Value = request.header("X-Country", country).done().await.json();
    !boot["dialogue"].is_null()
}

#[tokio::test]
async fn a_header_of_the_proxy_decides_who_sees_a_dialogue() {
    let settings = [SETTINGS[0], SETTINGS[1], HEADERS];
    let server = Server::with_settings(&settings).await;
    let site = site_for(&server, "DE").await;
    assert!(is_shown(&site, "de").await);
    assert!(!is_shown(&site, "FR").await);
    for wrong in ["", "DEU", "{}", "D\u{e9}", "null"] {
        assert!(!is_shown(&site, wrong).await, "{wrong}: dropped, and no error");
    }
    let place = site.admin.route(&GetPlace { site: site.id.clone() });
    let place = place.header("X-Country", "DE").header("X-City", "Berlin");
    let place: Place = place.done().await.json();
    assert!(place.known);
    assert_eq!((&*place.location.country, &*place.location.city), ("DE", "Berlin"));
}

#[tokio::test]
async fn without_the_setting_headers_of_strangers_say_nothing() {
    let server = Server::shared().await;
    let site = site_for(&server, "DE").await;
    assert!(!is_shown(&site, "DE").await);
    let place: Place = site.admin.route(&GetPlace { site: site.id.clone() }).done().await.json();
    assert!(!place.known);
}

#[tokio::test]
async fn a_setting_that_is_no_list_of_headers_is_named() {
    let wrong = ("BELLHOP_PLACE_HEADERS", "X-Country: DE");
    let server = Server::with_settings(&[SETTINGS[0], SETTINGS[1], wrong]).await;
    let answer = Http::new(server.port()).get("/v1/health").send().await;
    let problem = answer.problem(503, "not_configured");
    assert!(problem["detail"].as_str().unwrap().contains("BELLHOP_PLACE_HEADERS"), "{problem}");
}
