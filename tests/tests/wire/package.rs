//! The operator sets a site's package and limit, which apply at once.

use crate::fallback::fell_back;
use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, new_agent};
use bellhop_tests::stream;
use serde_json::{Value, json};
use shared::desk::RoutingConfig;
use shared::event::{Event, FallbackReason};
use shared::id::AgentId;
use shared::permission::Role;
use shared::protocol::MakeSite;
use shared::quota::{AtLimit, Package, Usage};

fn select(limit: u64) -> Value {
    json!({ "package": "select", "limit": limit })
}

async fn set(site: &Site, body: Value) -> Usage {
    site.package(&body).done().await.json()
}

/// A whole chat of a new visitor.
async fn engage(site: &Site, socket: &mut AgentSocket) {
    let (_, mut chat) = site.begun().await;
    let offer = socket.offer_of(&chat.id).await;
    assert_eq!(socket.accept(&offer.id).await, Ok(()), "{}", socket.dump());
    chat.event("the agent", |event| matches!(event, Event::Connected { .. })).await;
    let key = chat.leave().await;
    chat.ack(&key).await;
}

async fn is_exhausted(site: &Site) {
    let (_, mut chat) = site.begun().await;
    assert_eq!(fell_back(&mut chat).await, FallbackReason::QuotaExhausted);
}

#[tokio::test]
async fn a_raised_limit_applies_at_once_and_prime_has_none() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Select, stream::short()).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    assert_eq!(set(&site, select(1)).await.limit, Some(1));
    engage(&site, &mut socket).await;
    site.used(1, 0).await;
    is_exhausted(&site).await;

    assert_eq!(set(&site, select(2)).await.limit, Some(2));
    // Running chats continue when the limit changes, and an offer keeps its reservation.
    let (_, mut running) = site.begun().await;
    let offer = socket.offer_of(&running.id).await;
    let too_low = site.package(&select(1)).send().await.problem(422, "limit_below_use");
    let sentence = too_low["detail"].as_str().unwrap();
    assert!(sentence.contains("used 1 ") && sentence.contains("2 or more"), "{sentence}");
    assert_eq!(socket.accept(&offer.id).await, Ok(()));
    site.used(2, 0).await;
    is_exhausted(&site).await;

    let prime = set(&site, json!({ "package": "prime" })).await;
    assert_eq!((prime.package, prime.limit, prime.used), (Package::Prime, None, 2));
    assert_eq!((prime.notice, prime.at_limit), (false, AtLimit::NoLimit));
    engage(&site, &mut socket).await;
    site.used(3, 0).await;
    let key = running.say("Still here").await;
    running.ack(&key).await;

    // Back on Select, the last limit applies, and three engagements exceed it.
    let back = site.package(&json!({ "package": "select" })).send().await;
    back.problem(422, "limit_below_use");
    assert_eq!(set(&site, select(3)).await.at_limit, AtLimit::FallBack);
    is_exhausted(&site).await;
}

#[tokio::test]
async fn from_90_percent_of_the_limit_on_the_usage_page_gives_notice() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Select, stream::short()).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    for _ in 0..9 {
        engage(&site, &mut socket).await;
    }
    assert!(!site.used(9, 0).await.notice);
    for (limit, notice) in [(11, false), (10, true), (9, true)] {
        assert_eq!(set(&site, select(limit)).await.notice, notice, "9 of {limit}");
        let usage = site.usage().await;
        assert_eq!((usage.notice, usage.limit), (notice, Some(limit)));
    }
}

#[tokio::test]
async fn provisioning_a_site_again_keeps_its_limit() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Select, stream::short()).await;
    set(&site, select(150)).await;
    let admin = AgentId::parse("agent_x").unwrap();
    let again = |package| MakeSite {
        name: "Renamed".to_owned(),
        package,
        allowed_domains: Vec::new(),
        admin: new_agent(&admin, "X", Role::Admin),
    };
    let path = format!("/v1/operator/sites/{}", site.id);
    for (package, limit) in
        [(Package::Select, Some(150)), (Package::Prime, None), (Package::Select, Some(150))]
    {
        site.http.put(&path, &again(package)).bearer(Server::OPERATOR).done().await;
        assert_eq!(site.usage().await.limit, limit);
    }
}

#[tokio::test]
async fn the_desk_uses_the_new_package_at_once() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let (mut first, mut owner) = (grace.connect_available().await, linus.connect_available().await);
    let routing = json!({ "accounts": [{ "domain": "example.com", "owner": "agent_linus" }] });
    site.admin.request(Method::PUT, "routing").json(&routing).done().await;
    let (_, chat) = site.requested_chat().await;
    owner.offer_of(&chat.id).await;

    set(&site, json!({ "package": "select" })).await;
    let stored: RoutingConfig = site.admin.request(Method::GET, "routing").done().await.json();
    assert_eq!(stored.package, Package::Select);
    let (_, chat) = site.requested_chat().await;
    first.offer_of(&chat.id).await;

    set(&site, json!({ "package": "prime" })).await;
    for _ in 0..2 {
        let (_, chat) = site.requested_chat().await;
        owner.offer_of(&chat.id).await;
    }
}

#[tokio::test]
async fn only_the_operator_sets_a_package() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Select, stream::short()).await;
    let path = format!("/v1/operator/sites/{}/package", site.id);
    let put = || site.http.put(&path, &select(150));
    put().send().await.problem(401, "not_operator");
    put().bearer("a guess").send().await.problem(401, "not_operator");
    let as_admin = put().header("Cookie", &site.admin.cookie);
    as_admin.header("Origin", site.http.origin()).send().await.problem(401, "not_operator");

    let body = json!({ "package": "prime", "limit": 150 });
    let problem = site.package(&body).send().await.problem(422, "limit_on_prime");
    assert!(problem["detail"].as_str().unwrap().contains("`limit`"), "{problem}");
    for bad in
        [json!({}), json!({ "package": "gold" }), json!({ "package": "select", "limit": -1 })]
    {
        site.package(&bad).send().await.problem(400, "bad_body");
    }
    let nowhere = "/v1/operator/sites/site_nowhere/package";
    let nobody = site.http.put(nowhere, &select(150)).bearer(Server::OPERATOR).send().await;
    nobody.problem(404, "no_site");
    let answer = site.http.get(&path).send().await;
    answer.problem(405, "wrong_method");
    assert_eq!(site.usage().await.limit, Some(100));
}
