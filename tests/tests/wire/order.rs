//! The order of dialogues, and their list.

use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use serde_json::{Value, json};
use shared::protocol::{Bootstrap, DialogueRow, Listing};

async fn list(site: &Site) -> Vec<DialogueRow> {
    let listed: Listing<DialogueRow> =
        site.admin.request(Method::GET, "dialogues").done().await.json();
    listed.items
}

async fn visible(site: &Site) -> Option<String> {
    let path = format!("/v1/sites/{}/bootstrap?url=https://shop.example/hats", site.id);
    let bootstrap: Bootstrap = site.http.get(&path).done().await.json();
    bootstrap.dialogue.map(|dialogue| dialogue.id.to_string())
}

async fn write(site: &Site, name: &str, document: &Value) {
    site.admin.request(Method::PUT, &format!("dialogues/{name}")).json(document).done().await;
}

#[tokio::test]
async fn a_new_order_applies_at_once_and_changes_nothing_else() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let document = json!({
        "name": "Sale", "priority": 10, "stream": stream::advised(), "ours": { "kept": [1, 2] },
        "pages": ["https://shop.example/*"], "visitors": "anonymous",
    });
    write(&site, "dialogue_sale", &document).await;
    site.admin.request(Method::POST, "dialogues/dialogue_sale/publish").done().await;
    assert_eq!(visible(&site).await.as_deref(), Some("dialogue_hello"));
    let hello = site.admin.request(Method::GET, "dialogues/dialogue_hello").done().await;
    let tag = hello.header("ETag").unwrap().to_owned();

    let order = async |order: Value| {
        site.admin
            .request(Method::PUT, "dialogues/order")
            .json(&json!({ "order": order }))
            .send()
            .await
    };
    let put = order(json!(["dialogue_sale"])).await;
    assert_eq!(put.status, 200, "{}", put.dump());
    let rows = list(&site).await;
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["dialogue_sale", "dialogue_hello"]);
    assert!(rows.iter().all(|row| !row.changed), "a new position is no changed draft: {rows:?}");
    assert_eq!(rows[0].target.pages, ["https://shop.example/*"]);
    assert_eq!(visible(&site).await.as_deref(), Some("dialogue_sale"));
    // Only the dialogue that moved has a new `ETag`; the other one was not written.
    assert_eq!(rows.iter().map(|row| row.priority).collect::<Vec<_>>(), [10, 20]);
    let late = site.admin.request(Method::PUT, "dialogues/dialogue_hello").header("If-Match", &tag);
    assert_eq!(late.json(&hello.json::<Value>()).send().await.status, 412);
    let there: Value =
        site.admin.request(Method::GET, "dialogues/dialogue_sale").done().await.json();
    assert_eq!(there, document);
    let mut changed = there.clone();
    changed["visitors"] = json!("identified");
    write(&site, "dialogue_sale", &changed).await;
    let rows = list(&site).await;
    assert!(rows[0].changed && !rows[1].changed, "{rows:?}");

    // A version that is published again keeps the position that the order gave it.
    site.admin.request(Method::POST, "dialogues/dialogue_sale/versions/1/publish").done().await;
    assert_eq!(visible(&site).await.as_deref(), Some("dialogue_sale"));
    let twice = order(json!(["dialogue_sale", "dialogue_sale"])).await;
    assert_eq!(twice.status, 422, "{}", twice.dump());
}
