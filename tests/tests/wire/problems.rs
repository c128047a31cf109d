//! Every error of the HTTP API explains itself, in the format of RFC 9457.

use bellhop_tests::agent::{Agent, email};
use bellhop_tests::http::{Http, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft, new_agent};
use bellhop_tests::stream;
use serde_json::json;
use shared::id::{AgentId, DialogueId};
use shared::permission::Role;
use shared::problem::ProblemCode;
use shared::protocol::{AgentRow, Listing, MakeSite};
use shared::quota::Package;

#[tokio::test]
async fn unreadable_requests_and_unknown_paths_get_problems() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let path = format!("/v1/sites/{}", site.id);
    let http = &site.http;
    for nowhere in [format!("{path}/nothing"), path.clone(), "/v1/".into(), "/v2".into()] {
        http.get(&nowhere).send().await.problem(404, "no_such_route");
    }
    let bad = http.get("/v1/sites/agent_a/bootstrap").send().await;
    assert!(bad.problem(400, "bad_id")["detail"].as_str().unwrap().contains("site_"));
    let answer = http.request(Method::DELETE, &format!("{path}/settings")).send().await;
    answer.problem(405, "wrong_method");
    assert_eq!(answer.header("Allow"), Some("GET, PUT"));

    let put = |body: Vec<u8>| site.admin.request(Method::PUT, "settings").body(body);
    put(b"{".to_vec()).send().await.problem(400, "bad_body");
    put(b"[]".to_vec()).send().await.problem(400, "bad_body");
    put(vec![b' '; 1024 * 1024 + 1]).send().await.problem(413, "too_large");
    put(br#"{"offer_seconds":9}"#.to_vec()).send().await.problem(422, "invalid");
    put(br#"{"offer_seconds":301}"#.to_vec()).send().await.problem(422, "invalid");
    let desk = site.admin.request(Method::GET, "desk").send().await;
    desk.problem(426, "not_a_socket");
    site.admin
        .request(Method::GET, "dialogues/dialogue_none")
        .send()
        .await
        .problem(404, "not_found");
    http.get(&format!("{path}/me")).send().await.problem(401, "not_signed_in");
}

#[tokio::test]
async fn the_type_of_a_problem_links_to_its_documentation() {
    let server = Server::shared().await;
    let http = Http::new(server.port());
    let nothing = http.get("/v1/nothing").send().await.problem(404, "no_such_route");
    let detail = nothing["detail"].as_str().unwrap();
    assert!(detail.contains("/v1/nothing") && detail.contains("/docs/openapi.json"), "{detail}");

    let (path, anchor) = nothing["type"].as_str().unwrap().split_once('#').unwrap();
    let page = http.get(path).done().await;
    assert_eq!(page.header("Content-Type"), Some("text/html; charset=utf-8"));
    assert!(page.text().contains(&format!("id=\"{anchor}\"")), "{}", page.dump());
    for code in ProblemCode::ALL {
        let anchor = format!("id=\"{}\"", code.as_str());
        assert!(page.text().contains(&anchor), "no {anchor} on the page");
    }
    let policy = page.header("Content-Security-Policy").unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    let style = http.get("/docs.css").done().await;
    assert_eq!(style.header("Content-Type"), Some("text/css; charset=utf-8"));
    let head = http.request(Method::HEAD, path).send().await;
    assert_eq!(head.status, 200, "{}", head.dump());
}

#[tokio::test]
async fn only_the_operator_creates_sites() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let admin = AgentId::parse("agent_x").unwrap();
    let body = MakeSite {
        name: "Another".to_owned(),
        package: Package::Prime,
        allowed_domains: Vec::new(),
        admin: new_agent(&admin, "X", Role::Admin),
    };
    let path = format!("/v1/operator/sites/{}", site.id);
    let put = || site.http.put(&path, &body);
    put().send().await.problem(401, "not_operator");
    put().bearer("a guess").send().await.problem(401, "not_operator");
    put()
        .header("Cookie", &site.admin.cookie)
        .header("Origin", site.http.origin())
        .send()
        .await
        .problem(401, "not_operator");

    // A repeated call changes the package and keeps the admin.
    put().bearer(Server::OPERATOR).done().await;
    let address = email(&admin);
    let answer = Agent::try_sign_in(&site.http, &site.id, &address, Agent::PASSWORD).await;
    answer.problem(401, "wrong_sign_in");
    site.admin.request(Method::GET, "me").done().await;
}

#[tokio::test]
async fn an_unpublishable_stream_gets_all_findings_at_once() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let id = DialogueId::parse("dialogue_broken").unwrap();
    let broken = json!({ "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": "?", "responses": [
            { "id": "yes", "label": "Yes", "next": "call" },
            { "id": "no", "label": "No", "next": "nowhere" },
        ]},
        { "type": "live_chat", "id": "call", "route": { "by": "round_robin" }, "next": "ask" },
        { "type": "message", "id": "island", "text": "Nobody comes here." },
        { "type": "message", "id": "silent", "text": " " },
    ]});
    let (id, draft) = draft(&id, broken);
    site.admin.request(Method::PUT, &format!("dialogues/{id}")).json(&draft).done().await;
    let answer = site.admin.request(Method::POST, &format!("dialogues/{id}/publish")).send().await;
    let problem = answer.problem(422, "unpublishable");
    let findings = problem["findings"].as_array().unwrap();
    for (card, code) in [
        ("ask", "dangling_next"),
        ("call", "live_chat_not_last"),
        ("island", "unreachable"),
        ("silent", "empty_text"),
    ] {
        let named = |finding: &&serde_json::Value| {
            finding["card"] == card && finding["code"] == code && finding["severity"] == "error"
        };
        let finding = findings.iter().find(named);
        let finding = finding.unwrap_or_else(|| panic!("no {code} at {card}: {problem:#}"));
        assert!(!finding["message"].as_str().unwrap_or_default().is_empty());
    }
    let path =
        format!("/v1/sites/{}/bootstrap?url=https://shop.example/&done=dialogue_hello", site.id);
    let page: shared::protocol::PageBoot = site.http.get(&path).done().await.json();
    let only = page.boot.dialogue.map(|dialogue| dialogue.id.to_string());
    assert_eq!(
        (only.as_deref(), page.again),
        (Some("dialogue_hello"), true),
        "an invalid draft is not shown, and what was finished can be started again"
    );
}

#[tokio::test]
async fn a_hostile_stream_gets_findings_or_a_clear_problem() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Select, stream::advised()).await;
    let id = DialogueId::parse("dialogue_odd").unwrap();
    let codes = async |stream: serde_json::Value| {
        let (id, draft) = draft(&id, stream);
        site.admin.request(Method::PUT, &format!("dialogues/{id}")).json(&draft).done().await;
        let publish = site.admin.request(Method::POST, &format!("dialogues/{id}/publish"));
        let problem = publish.send().await.problem(422, "unpublishable");
        let findings = problem["findings"].as_array().unwrap().clone();
        findings
            .iter()
            .map(|finding| finding["code"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let mut deep = json!({ "attribute": "email", "operator": "is_empty" });
    for _ in 0..40 {
        deep = json!({ "any": [deep] });
    }
    let odd = json!({ "first": "a", "cards": [
        { "type": "condition", "id": "a", "branches": [{ "when": deep, "next": "b" }] },
        { "type": "condition", "id": "b", "branches": [{ "when": { "all": [] }, "next": "c" }] },
        { "type": "action", "id": "c", "attribute": "topic", "value": "", "next": "d" },
        { "type": "capture", "id": "d", "text": "", "fields": [
            { "field": "size", "label": "Size", "options": [] }, { "field": "Big Size", "label": "?" }] },
    ]});
    let found = codes(odd).await;
    let expected =
        ["too_deep", "no_else", "malformed_card", "empty_group", "prime_only", "empty_text"];
    for code in expected {
        assert!(found.iter().any(|found| found == code), "no {code} in {found:?}");
    }
    let many: Vec<_> =
        (0..501).map(|n| json!({ "type": "goal", "id": format!("c{n}"), "goal": "g" })).collect();
    assert_eq!(codes(json!({ "first": "c0", "cards": many })).await, ["too_many_cards"]);
    for odd in [json!(null), json!([[[]]]), json!({ "cards": "none" })] {
        assert_eq!(codes(odd).await, ["not_a_stream"]);
    }
    // Too deep to be parsed at all.
    let (open, close) = ("[".repeat(2_000), "]".repeat(2_000));
    let body = format!("{{\"name\":\"Odd\",\"stream\":{open}{close}}}");
    let put = site.admin.request(Method::PUT, &format!("dialogues/{id}"));
    put.body(body.into_bytes()).send().await.problem(400, "bad_body");
}

#[tokio::test]
async fn guessing_passwords_is_limited_with_retry_after() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let address = email(&grace.id);
    let attempt = |password| Agent::try_sign_in(&site.http, &site.id, &address, password);
    for _ in 0..5 {
        attempt("wrong horse battery").await.problem(401, "wrong_sign_in");
    }
    let answer = attempt(Agent::PASSWORD).await;
    answer.problem(429, "too_many_sign_ins");
    let seconds: u64 = answer.header("Retry-After").unwrap().parse().unwrap();
    assert!((1..=900).contains(&seconds), "{seconds}");
    // Other agents, and sessions that exist already, are not limited.
    site.agent("Linus").await;
    grace.request(Method::GET, "me").done().await;
    // The answer doesn't reveal whether the address exists.
    let nobody =
        Agent::try_sign_in(&site.http, &site.id, "nobody@shop.example", "wrong horse").await;
    nobody.problem(401, "wrong_sign_in");
}

#[tokio::test]
async fn a_picture_must_be_small_and_square() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let path = format!("agents/{}/picture", grace.id);
    let put = |body: Vec<u8>| grace.request(Method::PUT, &path).body(body);
    put(png(64, 32)).send().await.problem(422, "bad_picture");
    put(b"<svg onload='alert(1)'/>".to_vec()).send().await.problem(422, "bad_picture");
    let mut large = png(64, 64);
    large.resize(256 * 1024 + 1, 0);
    put(large).send().await.problem(413, "too_large");
    linus.request(Method::PUT, &path).body(png(64, 64)).send().await.problem(403, "no_permission");

    put(png(64, 64)).done().await;
    let rows: Listing<AgentRow> = site.admin.request(Method::GET, "agents").done().await.json();
    let row = rows.items.iter().find(|row| row.id == grace.id).unwrap();
    let picture = row.picture.clone().unwrap();
    let answer = site.http.get(&picture).done().await;
    assert_eq!(answer.header("Content-Type"), Some("image/png"));
    assert_eq!(answer.body, png(64, 64));
}

#[tokio::test]
async fn a_live_agent_may_only_use_their_own_inbox() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let somebody = AgentId::parse("agent_somebody").unwrap();
    let body = new_agent(&somebody, "Somebody", Role::Admin);
    let put = grace.request(Method::PUT, &format!("agents/{somebody}")).json(&body);
    put.send().await.problem(403, "no_permission");
    for path in ["settings", "usage", "dialogues", "agents", "conversations?scope=all"] {
        let answer = grace.request(Method::GET, path).send().await;
        let problem = answer.problem(403, "no_permission");
        assert!(
            problem["detail"].as_str().unwrap().contains('“'),
            "it names no permission: {problem}"
        );
    }
    grace.request(Method::GET, "me").done().await;
    grace.request(Method::GET, "conversations?scope=mine").done().await;

    // Nobody can grant a role above their own.
    let sales = site.agent_of("Sales", Role::SalesAdmin).await;
    let put = sales.request(Method::PUT, &format!("agents/{somebody}")).json(&body);
    assert_eq!(put.send().await.status, 403);
}

/// The beginning of a PNG of that size, enough to read its header.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}
