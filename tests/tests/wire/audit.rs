//! The audit log: who did what, and what strangers can write into it.

use crate::labels;
use crate::{passkeys, passwords, second_factor, single_sign_on};
use bellhop_tests::agent::{Agent, email};
use bellhop_tests::authenticator::Authenticator;
use bellhop_tests::http::{Answer, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft, new_agent};
use bellhop_tests::sqlite::in_sites;
use bellhop_tests::stream;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::api::{
    EndOtherSessions, Endpoint, PutSignInPolicy, PutSite, ROUTES, ResetSecondFactor,
    TurnOffSecondFactor,
};
use shared::id::{AgentId, PersonId};
use shared::permission::{Permission, Role};
use shared::protocol::{
    Actor, AgentField, AuditEvent, AuditKind, AuditRow, CreatedInvitation, CreatedKey, Listing,
    MAX_FAILED_SIGN_INS, MakeSite, MissedList, PersonRow, SignInPolicy, TurnOff,
};
use shared::quota::Package;
use shared::webhook::CreatedWebhook;
use std::collections::BTreeSet;

/// Another password than the first one.
const ANOTHER: &str = "another battery staple";

async fn rows(site: &Site, query: &str) -> Vec<AuditRow> {
    let path = format!("audit?{query}");
    site.admin.request(Method::GET, &path).done().await.json::<Listing<AuditRow>>().items
}

async fn kinds(site: &Site, query: &str) -> Vec<AuditKind> {
    rows(site, query).await.iter().map(|row| row.event.kind()).collect()
}

async fn sign_in(site: &Site, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password });
    let request = site.http.post(&format!("/v1/sites/{}/session", site.id), &body);
    request.header("Origin", site.http.origin()).send().await
}

fn admin(site: &Site) -> Actor {
    Actor::Agent { agent: site.admin.id.clone(), name: "Admin".to_owned() }
}

/// Does everything that is logged, once.
async fn do_everything(site: &Site) {
    let send = async |method: Method, path: &str, body: Value| {
        site.admin.request(method, path).json(&body).done().await
    };
    // The operator.
    let first = AgentId::parse("agent_admin").unwrap();
    let again = MakeSite {
        name: "Another shop".to_owned(),
        package: Package::Prime,
        allowed_domains: Vec::new(),
        admin: new_agent(&first, "Admin", Role::Admin),
    };
    let put = site.http.route(&PutSite { site: site.id.clone() }).json(&again);
    put.bearer(Server::OPERATOR).done().await;
    site.package(&json!({ "package": "prime" })).done().await;
    // Agents and invitations.
    let grace = site.agent("Grace").await;
    let changed = new_agent(&grace.id, "Grace H", Role::LiveAgent);
    let changed = json!({ "name": changed.name, "email": changed.email, "role": "sales_admin" });
    send(Method::PUT, &format!("agents/{}", grace.id), changed).await;
    let role = |name: &str| json!({ "name": name, "permissions": ["live_chat"] });
    send(Method::PUT, "roles/role_support", role("Support")).await;
    send(Method::PUT, "roles/role_support", role("Help")).await;
    send(Method::DELETE, "roles/role_support", json!({})).await;
    let mallory = site.agent("Mallory").await;
    mallory.request(Method::DELETE, "session").done().await;
    send(Method::DELETE, &format!("agents/{}", mallory.id), json!({})).await;
    let invite = json!({ "email": "eve@shop.example", "role": "live_agent" });
    let first: CreatedInvitation = send(Method::POST, "invitations", invite.clone()).await.json();
    send(Method::DELETE, &format!("invitations/{}", first.row.id), json!({})).await;
    let second: CreatedInvitation = send(Method::POST, "invitations", invite).await.json();
    let join = json!({ "invitation": second.token, "name": "Eve", "password": Agent::PASSWORD });
    let join = site.http.post(&format!("/v1/sites/{}/join", site.id), &join);
    join.header("Origin", site.http.origin()).done().await;
    sign_in(site, "eve@shop.example", "wrong wrong wrong").await.problem(401, "wrong_sign_in");
    do_everything_to_an_account(site).await;
    // Settings.
    site.settings(|settings| "At once".clone_into(&mut settings.style.tagline)).await;
    let routing = json!({ "rules": [{ "id": "rule_a", "name": "All", "priority": 1,
        "when": { "all": [] }, "agents": [grace.id] }] });
    send(Method::PUT, "routing", routing).await;
    send(Method::POST, "identity/rotate", json!({})).await;
    send(Method::PUT, "identity", json!({ "required": true })).await;
    send(Method::PUT, "identity", json!({ "required": false })).await;
    let hook = json!({ "url": "https://hooks.example/secret", "events": ["chat.missed"] });
    let hook: CreatedWebhook = send(Method::POST, "webhooks", hook).await.json();
    let hook = format!("webhooks/{}", hook.row.id);
    send(Method::PUT, &hook, json!({ "paused": true })).await;
    send(Method::POST, &format!("{hook}/secret"), json!({})).await;
    send(Method::DELETE, &hook, json!({})).await;
    let key = json!({ "name": "Nightly" });
    let key: CreatedKey = send(Method::POST, "keys", key).await.json();
    // Dialogues: a key publishes one, too.
    let night = draft(&site.dialogue, stream::short()).1;
    let path = format!("/v1/sites/{}/dialogues/dialogue_night", site.id);
    site.http.put(&path, &night).bearer(&key.key).done().await;
    site.http.post(&format!("{path}/publish"), &json!({})).bearer(&key.key).done().await;
    send(Method::DELETE, &format!("keys/{}", key.row.id), json!({})).await;
    let order = json!({ "order": ["dialogue_night", "dialogue_hello"] });
    send(Method::PUT, "dialogues/order", order).await;
    site.publish(&draft(&site.dialogue, stream::short())).await;
    send(Method::POST, "dialogues/dialogue_hello/versions/1/publish", json!({})).await;
    send(Method::POST, "dialogues/dialogue_hello/ab_tests", json!({ "version": 2 })).await;
    send(Method::POST, "dialogues/dialogue_hello/ab_tests/end", json!({ "keep": "a" })).await;
    send(Method::POST, "dialogues/dialogue_night/unpublish", json!({})).await;
    send(Method::DELETE, "dialogues/dialogue_night", json!({})).await;
    do_everything_to_chats(site).await;
    // Visitors.
    let (_visitor, chat) = site.requested_chat().await;
    let path = format!("conversations/{}", chat.id);
    send(Method::GET, &format!("{path}/transcript"), json!({})).await;
    send(Method::GET, &format!("{path}/transcript?format=json"), json!({})).await;
    send(Method::GET, "conversations/export?scope=all", json!({})).await;
    grace.request(Method::PUT, &format!("{path}/blocked")).json(&json!({})).done().await;
    let blocked = async || kinds(site, "what=visitor_blocked").await;
    eventually("the block to be logged", blocked, |kinds| kinds.len() == 1).await;
    send(Method::DELETE, &format!("{path}/blocked"), json!({})).await;
    let people = async || -> Listing<PersonRow> {
        site.admin.request(Method::GET, "people").done().await.json()
    };
    let people = eventually("Ada to be a person", people, |people| !people.items.is_empty()).await;
    let person: &PersonId = &people.items[0].id;
    send(Method::GET, &format!("people/{person}/export"), json!({})).await;
    send(Method::DELETE, &format!("people/{person}"), json!({})).await;
}

/// What managers do to running chats, and agents to missed conversations.
async fn do_everything_to_chats(site: &Site) {
    let managed = async |path: &str, body: Value| {
        site.admin.request(Method::PUT, path).json(&body).done().await;
    };
    let (_visitor, chat) = site.requested_chat().await;
    let path = format!("conversations/{}", chat.id);
    let missed =
        async || -> MissedList { site.admin.request(Method::GET, "missed").done().await.json() };
    eventually("the chat to be missed", missed, |list| !list.items.is_empty()).await;
    for (method, what) in [
        (Method::PUT, "taken"),
        (Method::DELETE, "taken"),
        (Method::PUT, "handled"),
        (Method::DELETE, "handled"),
    ] {
        let request = site.admin.request(method, &format!("{path}/{what}"));
        request.json(&json!({})).done().await;
    }
    let rita = site.agent("Rita").await;
    let mut ritas = rita.connect_available().await;
    let (_visitor, chat, _) = site.chatting(&rita, &mut ritas).await;
    let path = format!("conversations/{}", chat.id);
    let mut admins = site.admin.connect().await;
    managed(&format!("{path}/agent"), json!({ "to": { "agent": site.admin.id } })).await;
    admins.until("the chat", |socket| !socket.chats.is_empty()).await;
    managed(&format!("{path}/agent"), json!({ "to": { "agent": rita.id } })).await;
    managed(&format!("{path}/ended"), json!({})).await;
    let ended = async || kinds(site, "what=chat_ended").await;
    eventually("the end to be logged", ended, |kinds| kinds.len() == 1).await;
    let assigned = async || kinds(site, "what=chat_assigned").await;
    eventually("what came before it", assigned, |kinds| kinds.len() == 1).await;
    ritas.close().await;
    admins.close().await;
    labels::make(&site.admin, "label_a", "VIP").await;
    labels::make(&site.admin, "label_a", "Important").await;
    site.admin.request(Method::DELETE, "labels/label_a").done().await;
}

/// Passwords, sessions and second factors.
async fn do_everything_to_an_account(site: &Site) {
    let nora = site.agent("Nora").await;
    assert_eq!(passwords::change(&nora, Agent::PASSWORD, ANOTHER).await.status, 204);
    nora.route(&EndOtherSessions { site: site.id.clone() }).done().await;
    let (mut app, _) = second_factor::turn_on(&nora).await;
    let off = TurnOff { password: ANOTHER.to_owned(), code: app.code().await };
    nora.route(&TurnOffSecondFactor { site: site.id.clone() }).json(&off).done().await;
    let reset = ResetSecondFactor { site: site.id.clone(), agent: nora.id.clone() };
    site.admin.route(&reset).done().await;
    let nora = site.agent("Nadia").await;
    let laptop = Authenticator::new(site.http.origin());
    let laptop = passkeys::add(&nora, &laptop, "Laptop").await;
    passkeys::remove(&nora, &laptop).await;
    let link = passwords::reset_link(&site.admin, &nora).await;
    assert_eq!(passwords::use_link(site, &link.token, Agent::PASSWORD).await.status, 200);
    single_sign_on::come_and_go(site, &nora).await;
    let policy = PutSignInPolicy { site: site.id.clone() };
    let optional = SignInPolicy { second_factor_required: false };
    site.admin.route(&policy).json(&optional).done().await;
}

#[tokio::test]
async fn everything_that_is_logged_says_who_did_it_and_nothing_about_visitors() {
    let server = Server::shared_with_local_network().await;
    let site = Site::make(&server).await;
    do_everything(&site).await;
    let all = rows(&site, "").await;
    let seen: BTreeSet<AuditKind> = all.iter().map(|row| row.event.kind()).collect();
    let missing: Vec<_> = AuditKind::ALL.iter().filter(|kind| !seen.contains(kind)).collect();
    assert!(missing.is_empty(), "not logged: {missing:?}");
    assert!(all.windows(2).all(|pair| pair[0].at >= pair[1].at), "latest first");

    let text = serde_json::to_string(&all).unwrap();
    for private in
        ["Ada", "ada@example.com", Agent::PASSWORD, ANOTHER, "bhk_", "At once", "/secret"]
    {
        assert!(!text.contains(private), "{private} in {text}");
    }
    let one = |kind: AuditKind| {
        let row = all.iter().find(|row| row.event.kind() == kind).unwrap();
        (row.by.clone(), serde_json::to_value(&row.event).unwrap())
    };
    let (by, changed) = one(AuditKind::AgentChanged);
    assert_eq!(by, admin(&site));
    assert_eq!(changed["fields"], json!([AgentField::Name, AgentField::Role]), "{changed}");
    assert_eq!((&changed["name"], &changed["role"]), (&json!("Grace H"), &json!("sales_admin")));
    let (_, changed) = one(AuditKind::SettingsChanged);
    assert_eq!(changed["settings"], json!(["style.tagline"]));
    let (by, changed) = one(AuditKind::SiteChanged);
    assert_eq!((by, &changed["settings"]), (Actor::Operator, &json!(["name"])));
    let (by, failed) = one(AuditKind::SignInFailed);
    assert_eq!((by, &failed["email"]), (Actor::Nobody, &json!("eve@shop.example")));
    let (by, _) = one(AuditKind::VisitorBlocked);
    assert!(matches!(by, Actor::Agent { name, .. } if name == "Grace H"));
    let (by, assigned) = one(AuditKind::ChatAssigned);
    assert_eq!(by, admin(&site));
    assert_eq!((&assigned["agent"], &assigned["name"]), (&json!("agent_rita"), &json!("Rita")));
    let (by, taken) = one(AuditKind::MissedTaken);
    assert_eq!(by, admin(&site));
    assert!(taken["conversation"].as_str().unwrap().starts_with("conv_"), "{taken}");
    let transcript = all.iter().find(|row| row.event.kind() == AuditKind::TranscriptExported);
    assert_eq!(transcript.unwrap().times, 2, "within the hour both are one row");
    let by_key = all.iter().find(|row| matches!(row.by, Actor::Key { .. })).unwrap();
    assert_eq!(by_key.event.kind(), AuditKind::DialoguePublished);

    // Filters.
    assert_eq!(kinds(&site, "what=package_set").await, [AuditKind::PackageSet]);
    let operators = kinds(&site, "who=operator").await;
    assert!(operators.contains(&AuditKind::SiteMade) && operators.len() == 3, "{operators:?}");
    assert_eq!(kinds(&site, &format!("who={}", by_key.by.who())).await.len(), 1);
    assert_eq!(rows(&site, "from=2000-01-01&zone=Europe/Berlin").await.len(), all.len());
    assert_eq!(rows(&site, "to=2000-01-01").await, []);
    let list = |query: &str| site.admin.request(Method::GET, &format!("audit?{query}"));
    list("from=x").send().await.problem(422, "bad_day");
    list("from=2026-02-01&to=2026-01-01").send().await.problem(422, "period_reversed");
    list("what=nothing").send().await.problem(422, "invalid");
    list("zone=Moon/Base").send().await.problem(422, "invalid");
    list("cursor=x").send().await.problem(422, "invalid");
}

#[tokio::test]
async fn only_admins_and_keys_with_the_permission_read_the_log() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    for role in [Role::Marketing, Role::SalesAdmin, Role::LiveAgent] {
        let agent = site.agent_of(&format!("A{}", role.as_str().replace('_', "")), role).await;
        agent.request(Method::GET, "audit").send().await.problem(403, "no_permission");
    }
    let path = format!("/v1/sites/{}/audit", site.id);
    for (permission, status) in [(Permission::ViewAudit, 200), (Permission::EditSettings, 403)] {
        let body = json!({ "name": "Audit", "permissions": [permission] });
        let made = site.admin.request(Method::POST, "keys").json(&body).done().await;
        let key: CreatedKey = made.json();
        assert_eq!(site.http.get(&path).bearer(&key.key).send().await.status, status);
    }
}

#[tokio::test]
async fn an_act_that_is_refused_or_changes_nothing_is_not_logged() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let before = rows(&site, "").await;
    site.settings(|_| ()).await;
    site.admin.request(Method::POST, "dialogues/dialogue_hello/publish").done().await;
    site.admin.request(Method::DELETE, "keys/key_none").send().await.problem(404, "not_found");
    let last = site.admin.request(Method::DELETE, &format!("agents/{}", site.admin.id));
    last.send().await.problem(422, "invalid");
    assert_eq!(rows(&site, "").await, before);
}

#[tokio::test]
async fn pages_of_the_log_have_every_row_once() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    for n in 0..105 {
        site.settings(|settings| settings.style.tagline = n.to_string()).await;
    }
    let first = site.admin.request(Method::GET, "audit").done().await.json::<Listing<AuditRow>>();
    assert_eq!(first.items.len(), 100);
    let path = format!("audit?cursor={}", first.next.unwrap());
    let second = site.admin.request(Method::GET, &path).done().await.json::<Listing<AuditRow>>();
    assert_eq!(second.next, None);
    let all = first.items.iter().chain(&second.items);
    let settings = all.clone().filter(|row| row.event.kind() == AuditKind::SettingsChanged);
    assert_eq!(settings.count(), 106, "one of them set the time of offers");
    assert_eq!(all.last().unwrap().event.kind(), AuditKind::SiteMade);
}

#[tokio::test]
async fn failed_sign_ins_of_strangers_take_a_bounded_number_of_rows() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    // The same address again is counted in its row, also when it is refused unseen.
    let grace = email(&AgentId::parse("agent_admin").unwrap());
    for _ in 0..6 {
        sign_in(&site, &grace, "a wrong password").await;
    }
    let failed = rows(&site, "what=sign_in_failed").await;
    assert_eq!((failed.len(), failed[0].times), (1, 6));
    // A password in the wrong field is not kept.
    sign_in(&site, "my secret passphrase", "x").await;
    for n in 0..2 * MAX_FAILED_SIGN_INS {
        let guess = format!("guess{n}@example.com");
        sign_in(&site, &guess, "a wrong password").await.problem(401, "wrong_sign_in");
    }
    let written = rows(&site, "what=sign_in_failed").await;
    assert!(!serde_json::to_string(&written).unwrap().contains("passphrase"));
    assert_eq!(written.len(), MAX_FAILED_SIGN_INS + 1);
    let others = AuditEvent::SignInFailed { email: None, address: None };
    assert!(written.iter().any(|row| row.event == others));
    let all: u64 = written.iter().map(|row| row.times).sum();
    assert_eq!(all, 7 + 2 * MAX_FAILED_SIGN_INS as u64, "each one is counted");
}

#[tokio::test]
async fn rows_are_deleted_when_the_site_no_longer_keeps_them() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let short = json!({ "audit_days": 29 });
    site.admin.request(Method::PUT, "settings").json(&short).send().await.problem(422, "invalid");
    site.settings(|settings| settings.audit_days = 30).await;
    let count = rows(&site, "").await.len();
    server.kill().await;
    let days = 31 * 24 * 60 * 60 * 1_000_u64;
    let old = format!("UPDATE audit SET at = at - {days} WHERE what = 'site_made';");
    in_sites(&server, &old);
    server.start().await;
    let left =
        eventually("the old row to go", async || rows(&site, "").await, |left| left.len() < count)
            .await;
    assert_eq!(left.len(), count - 1);
    assert!(left.iter().all(|row| row.event.kind() != AuditKind::SiteMade));
}

#[test]
fn every_kind_of_event_has_a_route() {
    let logged: BTreeSet<AuditKind> =
        ROUTES.iter().flat_map(|route| route.logs.iter().copied()).collect();
    assert_eq!(logged, AuditKind::ALL.iter().copied().collect());
    assert_eq!(PutSite::INFO.logs, [AuditKind::SiteMade, AuditKind::SiteChanged]);
}
