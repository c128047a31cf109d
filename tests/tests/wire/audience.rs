//! What the bootstrap contains for a visitor: the matching dialogues, and the triggers of flows.

use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use serde_json::{Value, json};
use shared::id::DialogueId;
use shared::protocol::PageBoot;

async fn publish(site: &Site, name: &str, more: &Value) -> DialogueId {
    let id = DialogueId::parse(format!("dialogue_{name}")).unwrap();
    let mut draft = json!({ "name": name, "stream": stream::counting() });
    for (key, value) in more.as_object().unwrap() {
        draft[key] = value.clone();
    }
    site.publish(&(id.clone(), serde_json::from_value(draft).unwrap())).await;
    id
}

async fn bootstrap(site: &Site, more: &Value) -> PageBoot {
    let mut body = json!({ "page": { "url": "https://shop.example/hats" } });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    site.http.post(&format!("/v1/sites/{}/bootstrap", site.id), &body).done().await.json()
}

fn visible(boot: &PageBoot) -> Option<&str> {
    boot.boot.dialogue.as_ref().map(|dialogue| dialogue.id.as_str())
}

#[tokio::test]
async fn the_edge_decides_what_it_can_and_lists_the_rest_to_wait_for() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let when = json!({ "all": [
        { "attribute": "plan", "operator": "is", "value": "gold" },
        { "event": "time_on_page", "at_least": 5 } ] });
    publish(&site, "hello", &json!({ "priority": 9 })).await;
    publish(&site, "gold", &json!({ "priority": 1, "when": when })).await;
    let stranger = bootstrap(&site, &json!({})).await;
    assert_eq!(visible(&stranger), Some("dialogue_hello"));
    assert!(stranger.waiting.is_empty() && stranger.measure, "no waiting for what can't match");

    let page = json!({ "page_attributes": { "plan": "Gold", "no field!": 1, "email": "not one" } });
    let gold = bootstrap(&site, &page).await;
    assert_eq!(visible(&gold), Some("dialogue_hello"));
    assert_eq!(
        serde_json::to_value(&gold.boot.page_attributes).unwrap(),
        json!({ "plan": "Gold" })
    );
    assert_eq!(
        serde_json::to_value(&gold.waiting).unwrap(),
        json!([{ "dialogue": "dialogue_gold",
                 "until": { "event": "time_on_page", "at_least": 5 } }])
    );
    let measured =
        json!({ "page_attributes": { "plan": "gold" }, "measured": { "time_on_page": 5 } });
    assert_eq!(visible(&bootstrap(&site, &measured).await), Some("dialogue_gold"));
}

#[tokio::test]
async fn an_unsigned_visitor_is_anonymous_where_signatures_are_required() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    publish(&site, "hello", &json!({ "visitors": "identified" })).await;
    let page = json!({ "page_attributes": { "email": "ada@example.com" },
                        "identity": { "email": "ada@example.com" } });
    assert_eq!(visible(&bootstrap(&site, &page).await), Some("dialogue_hello"));
    site.admin.request(Method::POST, "identity/rotate").done().await;
    let required = json!({ "required": true });
    site.admin.request(Method::PUT, "identity").json(&required).done().await;
    let refused = bootstrap(&site, &page).await;
    assert_eq!((visible(&refused), refused.boot.page_attributes.len()), (None, 0));
    assert!(refused.refused.unwrap().contains("signature"));
}

#[tokio::test]
async fn an_invalid_flow_is_not_published_and_every_reason_is_given() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let draft = json!({
        "name": "Flow", "trigger": { "on": "click" },
        "when": { "all": [{ "event": "time_on_moon", "at_least": 1 }, { "any": [] }] },
        "stream": { "first": "x", "cards": [] },
    });
    site.admin.request(Method::PUT, "dialogues/dialogue_flow").json(&draft).done().await;
    let answer = site.admin.request(Method::POST, "dialogues/dialogue_flow/publish").send().await;
    let problem = answer.problem(422, "unpublishable");
    let codes: Vec<_> =
        problem["findings"].as_array().unwrap().iter().map(|f| &f["code"]).collect();
    assert_eq!(codes, ["bad_audience", "bad_audience", "bad_trigger", "empty_stream"]);
    let listed: Value = site.admin.request(Method::GET, "dialogues").done().await.json();
    let row = listed["items"].as_array().unwrap().iter().find(|row| row["id"] == "dialogue_flow");
    assert_eq!(row.unwrap()["trigger"], "click");
}

#[tokio::test]
async fn concurrent_flows_never_exceed_the_limit() {
    const ROOM: usize = 5;
    let server = Server::shared().await;
    let site = Site::create(&server, shared::quota::Package::Select, stream::counting()).await;
    let flow = publish(&site, "flow", &json!({ "trigger": { "on": "load" } })).await;
    site.package(&json!({ "package": "select", "limit": ROOM })).done().await;
    let request = json!({ "flow": flow });
    let boot = bootstrap(&site, &request).await;
    assert!(boot.flow && visible(&boot) == Some(flow.as_str()));
    let version = boot.boot.dialogue.unwrap().version;
    let mut begun = 0;
    let mut crowd = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let visitor = site.visitor().await;
        let beginning = visitor.beginning(&flow, version);
        crowd.spawn(async move {
            let first = visitor.begin(&beginning).send().await;
            let again = visitor.begin(&beginning).send().await;
            assert_eq!(first.status, again.status, "a repeated request gets the same answer");
            if first.status != 200 {
                let problem = first.problem(422, "quota_exhausted");
                assert!(problem["detail"].as_str().unwrap().starts_with("Sorry"));
            }
            first.status == 200
        });
    }
    while let Some(one) = crowd.join_next().await {
        begun += usize::from(one.unwrap());
    }
    assert_eq!(begun, ROOM);
    site.used(ROOM as u64, 0).await;
    let boot = bootstrap(&site, &request).await;
    assert!(!boot.flow && boot.flows.is_empty(), "at the limit no flow starts");
}
