//! Data of other releases: that of the one before is brought up to date, and newer data is left alone.

use bellhop_tests::agent::Agent;
use bellhop_tests::env;
use bellhop_tests::http::{Answer, Http, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::sqlite::{count, in_objects, in_sites};
use serde_json::Value;
use shared::event::Event;
use shared::id::{AgentId, DialogueId, SiteId, Version};
use shared::protocol::{ConversationRow, Listing, SiteRow};
use std::process::Command;

/// The storage folder of a server of 0.1.0, which was killed: a site with an admin, a published dialogue,
/// and a conversation that has begun.
const OLD: &str = "tests/fixtures/storage-0.1.0.tar.gz";

/// The objects of each kind, and a table that all of them have.
const KINDS: [(&str, &str); 4] = [
    ("bellhop-deployment", "site"),
    ("bellhop-site", "site_kv"),
    ("bellhop-desk", "record"),
    ("bellhop-conversation", "conversation_meta"),
];

/// A server on the data of 0.1.0, and its site.
async fn old() -> (Server, Site) {
    let server = Server::own().await;
    server.kill().await;
    let storage = server.storage();
    std::fs::remove_dir_all(storage).unwrap();
    std::fs::create_dir_all(storage).unwrap();
    let mut tar = Command::new("tar");
    tar.arg("-xzf").arg(env::root().join(OLD)).arg("-C").arg(storage);
    assert!(tar.status().unwrap().success());
    // As if it was of today, however long ago it was written: nothing is too old to keep.
    let now = "(CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER))";
    in_sites(
        &server,
        &format!(
            "UPDATE conversation SET last = {now};
             UPDATE person SET last = {now}, body = json_set(body, '$.last', {now});
             UPDATE visitor SET last = {now}, body = json_set(body, '$.last', {now});"
        ),
    );
    server.start().await;
    let (http, id) = (Http::new(server.port()), SiteId::parse("site_old").unwrap());
    let admin = AgentId::parse("agent_admin-old").unwrap();
    let admin = Agent::sign_in(&http, &id, &admin, "Ada", "ada@example.com").await;
    let dialogue = DialogueId::parse("dialogue_hello").unwrap();
    (server, Site { id, admin, dialogue, version: Version(1), http })
}

async fn sites(site: &Site) -> Answer {
    let list = site.http.request(Method::GET, "/v1/operator/sites");
    list.bearer(Server::OPERATOR).send().await
}

#[tokio::test]
async fn the_data_of_the_release_before_is_brought_up_to_date() {
    let (server, site) = old().await;
    let listed: Listing<SiteRow> = sites(&site).await.json();
    assert_eq!(listed.items.iter().map(|row| &row.site).collect::<Vec<_>>(), [&site.id]);
    let rows = site.admin.request(Method::GET, "conversations?scope=all").done().await;
    let rows: Listing<ConversationRow> = rows.json();
    assert_eq!(rows.items[0].last_words, None, "that release kept none");
    let path = format!("conversations/{}/transcript?format=json", rows.items[0].id);
    let record: Value = site.admin.request(Method::GET, &path).done().await.json();
    assert!(record.to_string().contains("eve@example.com"), "{record}");
    // Everything goes on.
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let key = chat.say("Hello").await;
    chat.ack(&key).await;
    theirs.event("the message", |event| matches!(event, Event::Said { .. })).await;
    for (kind, table) in KINDS {
        let versions = count(server.storage(), kind, "schema_version", "schema_version");
        let objects =
            count(server.storage(), kind, table, &format!("(SELECT 1 FROM {table} LIMIT 1)"));
        assert!(versions >= 1 && objects >= 1, "{kind}: {versions} of {objects}");
    }
}

#[tokio::test]
async fn newer_data_is_refused_with_a_sentence_and_left_alone() {
    let (server, site) = old().await;
    let grace = site.agent("Grace").await;
    drop(grace.connect_available().await);
    let rows = site.admin.request(Method::GET, "conversations?scope=all").done().await;
    let rows: Listing<ConversationRow> = rows.json();
    let transcript = format!("conversations/{}/transcript?format=json", rows.items[0].id);
    site.admin.request(Method::GET, &transcript).done().await;
    for (kind, _) in KINDS {
        server.kill().await;
        let set = |version: &str| {
            let sql = format!("UPDATE schema_version SET version = {version}");
            in_objects(&server, kind, "schema_version", &sql);
        };
        set("version + 90");
        server.start().await;
        let refused = match kind {
            "bellhop-deployment" => sites(&site).await,
            "bellhop-site" => site.admin.request(Method::GET, "me").send().await,
            "bellhop-desk" => site.admin.request(Method::GET, "availability").send().await,
            _ => site.admin.request(Method::GET, &transcript).send().await,
        };
        let problem = refused.problem(503, "newer_data");
        let sentence = problem["detail"].as_str().unwrap();
        assert!(sentence.contains("restore a backup"), "{sentence}");
        server.kill().await;
        set("version - 90");
        server.start().await;
        site.admin.request(Method::GET, &transcript).done().await;
        assert_eq!(sites(&site).await.status, 200);
    }
}
