//! API keys, the credentials of programs.

use bellhop_tests::agent::{Agent, email};
use bellhop_tests::http::{Answer, Method, RequestBuilder};
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft, new_agent};
use bellhop_tests::stream;
use serde_json::{Value, json};
use shared::id::AgentId;
use shared::permission::{Permission, Role};
use shared::protocol::{CreatedKey, HistoryRow, KeyRow, Listing, Me, NewKey};

async fn make(agent: &Agent, permissions: &[Permission]) -> CreatedKey {
    let body = json!({ "name": "Nightly", "permissions": permissions });
    let answer = agent.request(Method::POST, "keys").json(&body).send().await;
    assert_eq!(answer.status, 201, "{}", answer.dump());
    answer.json()
}

/// A request as a program makes it: without cookie and `Origin`.
fn with(site: &Site, key: &str, method: Method, path: &str) -> RequestBuilder {
    site.http.request(method, &format!("/v1/sites/{}/{path}", site.id)).bearer(key)
}

async fn rows(site: &Site) -> Vec<KeyRow> {
    let listed: Listing<KeyRow> = site.admin.request(Method::GET, "keys").done().await.json();
    listed.items
}

#[tokio::test]
async fn a_key_edits_and_publishes_and_its_name_is_in_the_history() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let body = json!({ "name": " Nightly " });
    let created: CreatedKey =
        site.admin.request(Method::POST, "keys").json(&body).done().await.json();
    assert!(created.key.starts_with("bhk_"), "{}", created.key);
    assert_eq!((created.row.name.as_str(), created.row.by.name()), ("Nightly", "Admin"));
    assert_eq!(created.row.permissions, NewKey::DIALOGUES);

    let path = "dialogues/dialogue_night";
    let (_, draft) = draft(&site.dialogue, stream::short());
    with(&site, &created.key, Method::PUT, path).json(&draft).done().await;
    with(&site, &created.key, Method::POST, &format!("{path}/publish")).done().await;
    let history = format!("{path}/history");
    let history: Listing<HistoryRow> =
        with(&site, &created.key, Method::GET, &history).done().await.json();
    let by = serde_json::to_value(&history.items[0].by).unwrap();
    assert_eq!(by, json!({ "key": created.row.id, "name": "Nightly" }));

    let listed = site.admin.request(Method::GET, "keys").done().await;
    let text = String::from_utf8(listed.body.clone()).unwrap();
    assert!(!text.contains("bhk_"), "a list never shows a key: {text}");
    let used = listed.json::<Listing<KeyRow>>().items[0].last_used.unwrap();
    assert_eq!(used.0 % 86_400_000, 0, "rounded to the day");
}

#[tokio::test]
async fn revoked_and_forged_keys_are_refused_and_wake_no_object() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let created = make(&site.admin, &[Permission::ViewDialogues]).await;
    let list = async |site: &Site, key: &str| -> Answer {
        with(site, key, Method::GET, "dialogues").send().await
    };
    assert_eq!(list(&site, &created.key).await.status, 200);
    let revoke = || site.admin.request(Method::DELETE, &format!("keys/{}", created.row.id));
    assert_eq!(revoke().send().await.status, 204);
    let refused = list(&site, &created.key).await;
    refused.problem(401, "revoked_key");
    assert_eq!(refused.header("WWW-Authenticate"), Some("Bearer"));
    revoke().send().await.problem(404, "not_found");

    // Keys of another site, forged or truncated ones are refused by their signature, before any
    // object wakes.
    let other = Site::make(&server).await;
    let theirs = make(&other.admin, &[Permission::ViewDialogues]).await;
    list(&site, &theirs.key).await.problem(401, "bad_key");
    let objects = server.objects("bellhop-site");
    let nobody = format!("/v1/sites/site_nobody{objects}/dialogues");
    for odd in [&theirs.key, "bhk_", "x", &created.key[..40]] {
        list(&site, odd).await.problem(401, "bad_key");
        site.http.get(&nobody).bearer(odd).send().await.problem(404, "no_site");
    }
    assert_eq!(server.objects("bellhop-site"), objects);
    let none = site.http.get(&format!("/v1/sites/{}/dialogues", site.id)).send().await;
    none.problem(401, "not_signed_in");
}

#[tokio::test]
async fn a_key_has_its_permissions_and_never_more_than_its_creator() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let reports = make(&site.admin, &[Permission::ViewReports, Permission::ViewUsage]).await;
    let request = |key: &CreatedKey, method, path: &str| with(&site, &key.key, method, path);
    request(&reports, Method::GET, "usage").done().await;
    request(&reports, Method::GET, "dialogues").send().await.problem(403, "no_permission");
    let me: Me = request(&reports, Method::GET, "me").done().await.json();
    assert_eq!(me.permissions, [Permission::ViewReports, Permission::ViewUsage]);

    // Routes of the creator's own data are not open to the key.
    for path in ["conversations?scope=mine", "transfer_targets", "agents/agent_x/availability"] {
        request(&reports, Method::GET, path).send().await.problem(403, "no_permission");
    }
    // A leaked key can't create further keys or sign agents out.
    let all = make(&site.admin, Permission::ALL).await;
    for (method, path) in [
        (Method::GET, "keys".to_owned()),
        (Method::POST, "keys".to_owned()),
        (Method::GET, "identity".to_owned()),
        (Method::DELETE, format!("keys/{}", reports.row.id)),
    ] {
        let body = json!({ "name": "Another" });
        request(&all, method, &path).json(&body).send().await.problem(403, "not_for_keys");
    }
    // If the creator loses a permission, so do their keys.
    let second = site.agent_of("Second", Role::Admin).await;
    let theirs = make(&second, &[Permission::ViewSettings, Permission::ViewDialogues]).await;
    request(&theirs, Method::GET, "settings").done().await;
    let lesser = json!({ "name": "Second", "email": email(&second.id), "role": "marketing" });
    let put = site.admin.request(Method::PUT, &format!("agents/{}", second.id));
    put.json(&lesser).done().await;
    request(&theirs, Method::GET, "settings").send().await.problem(403, "no_permission");
    request(&theirs, Method::GET, "dialogues").done().await;
    // And they can't create further keys.
    let body = json!({ "name": "More" });
    let more = second.request(Method::POST, "keys").json(&body).send().await;
    more.problem(403, "no_permission");
}

#[tokio::test]
async fn a_key_opens_no_socket_and_an_invalid_new_key_is_refused() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let created = make(&site.admin, Permission::ALL).await;
    let desk = with(&site, &created.key, Method::GET, "desk").header("Upgrade", "websocket");
    assert_eq!(desk.header("Connection", "Upgrade").send().await.status, 403);
    let out = with(&site, &created.key, Method::DELETE, "session").send().await;
    out.problem(403, "foreign_origin");

    let try_make = async |body: Value| -> Answer {
        site.admin.request(Method::POST, "keys").json(&body).send().await
    };
    try_make(json!({ "name": " " })).await.problem(422, "invalid");
    try_make(json!({ "name": "x".repeat(101) })).await.problem(422, "invalid");
    try_make(json!({ "name": "a", "permissions": [] })).await.problem(422, "invalid");
    try_make(json!({ "name": "a", "permissions": ["fly"] })).await.problem(400, "bad_body");
    try_make(json!({})).await.problem(400, "bad_body");
    let marketing = site.agent_of("Mara", Role::Marketing).await;
    marketing.request(Method::GET, "keys").send().await.problem(403, "no_permission");
    assert_eq!(rows(&site).await.len(), 1);
    let from_afar = site.admin.request(Method::POST, "keys").json(&json!({ "name": "a" }));
    let afar = from_afar.header("Origin", "https://evil.example").send().await;
    assert_ne!(afar.status, 201, "a cookie alone can't create a key: {}", afar.dump());
}

#[tokio::test]
async fn a_key_neither_makes_nor_changes_nor_removes_agents() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let key = make(&site.admin, Permission::ALL).await.key;
    let (made, existing) = (AgentId::parse("agent_made").unwrap(), grace.id.clone());
    for agent in [&made, &existing] {
        let body = new_agent(agent, "Grace", Role::Admin);
        let put = with(&site, &key, Method::PUT, &format!("agents/{agent}")).json(&body);
        put.send().await.problem(403, "not_for_keys");
    }
    let remove = with(&site, &key, Method::DELETE, &format!("agents/{existing}"));
    remove.send().await.problem(403, "not_for_keys");
    grace.request(Method::GET, "me").done().await;
}
