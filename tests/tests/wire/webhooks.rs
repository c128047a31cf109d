//! Webhooks: what endpoints hear, in which order, how it is signed, and what happens when they fail.

use bellhop_tests::hook::{Hook, Post, Reaction};
use bellhop_tests::http::{Answer, Method};
use bellhop_tests::push::StatusCode;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::event::Event;
use shared::protocol::{Listing, PersonRow};
use shared::webhook::{
    CreatedWebhook, DeliveryRow, DeliveryState, EndpointRow, EndpointState, NewSecret, WebhookEvent,
};
use std::collections::{BTreeMap, BTreeSet};

async fn make(site: &Site, url: &str, kind: &str, events: &[WebhookEvent]) -> CreatedWebhook {
    let body = json!({ "url": url, "kind": kind, "events": events });
    let answer = site.admin.request(Method::POST, "webhooks").json(&body).done().await;
    assert_eq!(answer.status, 201, "{}", answer.dump());
    answer.json()
}

/// An endpoint that gets everything.
async fn everything(site: &Site, hook: &Hook) -> CreatedWebhook {
    make(site, &hook.url, "standard", WebhookEvent::ALL).await
}

async fn send(site: &Site, method: Method, path: &str, body: &Value) -> Answer {
    site.admin.request(method, &format!("webhooks/{path}")).json(body).done().await
}

async fn deliveries(site: &Site, made: &CreatedWebhook) -> Vec<DeliveryRow> {
    let path = format!("webhooks/{}/deliveries", made.row.id);
    site.admin.request(Method::GET, &path).done().await.json::<Listing<DeliveryRow>>().items
}

async fn row(site: &Site, made: &CreatedWebhook) -> EndpointRow {
    let rows: Listing<EndpointRow> =
        site.admin.request(Method::GET, "webhooks").done().await.json();
    rows.items.into_iter().find(|row| row.id == made.row.id).unwrap()
}

/// Every conversation's events are in order, and none arrived under two ids.
fn is_whole(posts: &[Post]) {
    let mut last: BTreeMap<String, u64> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for post in posts.iter().filter(|post| !post.conversation().is_empty()) {
        let before = last.insert(post.conversation(), post.seq());
        assert!(before.is_none_or(|before| before < post.seq()), "{posts:#?}");
        assert!(ids.insert(post.id().to_owned()), "{posts:#?}");
    }
}

#[tokio::test]
async fn an_endpoint_hears_a_whole_chat_in_order_and_signed() {
    let server = Server::shared_with_local_network().await;
    let (site, hook) = (Site::make(&server).await, Hook::open().await);
    site.settings(|settings| settings.style.rating = true).await;
    let made = everything(&site, &hook).await;
    let secret = made.secret.clone().unwrap();
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_visitor, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let key = chat.say("Do you have hats?").await;
    chat.ack(&key).await;
    let key = theirs.say("Yes.").await;
    theirs.ack(&key).await;
    let key = theirs.end().await;
    theirs.ack(&key).await;
    hook.event("chat.ended").await;

    let posts = hook.delivered();
    is_whole(&posts);
    let kinds: Vec<String> =
        posts.iter().filter(|post| !post.conversation().is_empty()).map(Post::kind).collect();
    let expected = [
        "conversation.started",
        "chat.requested",
        "chat.offered",
        "chat.connected",
        "message.created",
        "message.created",
        "chat.ended",
    ];
    let told: Vec<_> = kinds.iter().filter(|kind| *kind != "goal.reached").collect();
    assert_eq!(told, expected.iter().collect::<Vec<_>>(), "{posts:#?}");
    for post in &posts {
        assert_eq!(post.path, "/hook?a=b");
        assert_eq!(post.headers["content-type"], "application/json");
        assert!(post.is_signed_with(&secret), "{post:#?}");
    }
    let said = hook.event("message.created").await.json();
    let data = &said["data"];
    assert_eq!(data["event"]["text"], "Do you have hats?");
    assert_eq!(data["event"]["by"], "visitor");
    assert_eq!(data["conversation"]["agent"]["name"], "Grace");
    let url = data["conversation"]["url"].as_str().unwrap();
    assert!(url.starts_with(site.http.origin()) && url.contains(chat.id.as_str()), "{url}");
    let person = hook.event("person.changed").await.json();
    assert_eq!(person["data"]["person"]["fields"]["first_name"], "Ada");

    let rows = deliveries(&site, &made).await;
    assert_eq!(rows.len(), posts.len());
    let last = rows[0].last.as_ref().unwrap();
    assert_eq!((rows[0].state, last.status), (DeliveryState::Delivered, Some(204)));
}

#[tokio::test]
async fn an_endpoint_gets_only_the_events_that_it_chose() {
    let server = Server::shared_with_local_network().await;
    let (site, hook, other) = (Site::make(&server).await, Hook::open().await, Hook::open().await);
    make(&site, &hook.url, "standard", &[WebhookEvent::ChatMissed]).await;
    make(&site, &other.url, "slack", &[WebhookEvent::ChatMissed, WebhookEvent::ChatRequested])
        .await;
    let (_visitor, mut chat) = site.requested_chat().await;
    chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    let missed = hook.event("chat.missed").await;
    assert_eq!(missed.json()["data"]["event"]["reason"], "nobody_available");
    let posts = other.until("both", |posts| posts.len() == 2).await;
    assert_eq!(hook.so_far().len(), 1);
    // The kind for Slack is a sentence with a link, and has no signature.
    let texts: Vec<_> = posts.iter().map(|post| post.json()["text"].clone()).collect();
    assert!(texts[0].as_str().unwrap().starts_with("Ada asks for a person."), "{texts:?}");
    assert!(texts[1].as_str().unwrap().starts_with("Missed chat: Ada"), "{texts:?}");
    assert!(texts[1].as_str().unwrap().contains(&format!("chat={}|", chat.id)), "{texts:?}");
    assert!(!posts[0].headers.contains_key("webhook-signature"));
}

#[tokio::test]
async fn a_failed_delivery_holds_up_its_conversation_and_no_other() {
    let server = Server::shared_with_local_network().await;
    let (site, hook) = (Site::make(&server).await, Hook::open().await);
    let events = [WebhookEvent::ConversationStarted, WebhookEvent::ChatRequested];
    let made = make(&site, &hook.url, "standard", &events).await;
    hook.next(Reaction::Redirect(format!("{}/elsewhere", hook.url)));
    let (_visitor, first) = site.requested_chat().await;
    hook.until("the first attempt", |posts| !posts.is_empty()).await;
    let (_visitor, second) = site.requested_chat().await;
    let of = |posts: &[Post], id: &str| {
        posts.iter().filter(|post| post.conversation() == id).cloned().collect::<Vec<_>>()
    };
    let posts = hook.until("the other", |posts| of(posts, second.id.as_str()).len() == 2).await;
    assert_eq!(of(&posts, first.id.as_str()).len(), 1, "it waits: {posts:#?}");
    assert_eq!(row(&site, &made).await.state, EndpointState::Works, "another one was delivered");
    let posts = hook.until("the rest", |posts| of(posts, first.id.as_str()).len() == 3).await;
    is_whole(&hook.delivered());
    let tries = of(&posts, first.id.as_str());
    assert_eq!(tries[0].id(), tries[1].id(), "the same delivery is tried again");
    assert!(posts.iter().all(|post| post.path == "/hook?a=b"), "no redirect is followed");
}

#[tokio::test]
async fn an_endpoint_that_never_answers_is_given_fifteen_seconds() {
    let server = Server::shared_with_local_network().await;
    let (site, hook) = (Site::make(&server).await, Hook::open().await);
    let made = make(&site, &hook.url, "standard", &[WebhookEvent::ConversationStarted]).await;
    hook.next(Reaction::Hang);
    let (_visitor, _chat) = site.begun().await;
    let tried = async || deliveries(&site, &made).await;
    let rows = eventually("the attempt to end", tried, |rows| {
        rows.first().is_some_and(|row| row.last.is_some())
    })
    .await;
    let last = rows[0].last.clone().unwrap();
    assert_eq!((rows[0].attempts, last.status), (1, None));
    assert_eq!(last.answer, "No answer within 15 seconds.");
    assert!((15_000..25_000).contains(&last.took.0), "{last:?}");
    hook.event("conversation.started").await;
    assert_eq!(hook.so_far().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_loses_no_delivery_and_sends_none_out_of_order() {
    let server = Server::own_with_local_network().await;
    let (site, hook) = (Site::make(&server).await, Hook::open().await);
    let events =
        [WebhookEvent::ConversationStarted, WebhookEvent::ChatRequested, WebhookEvent::ChatMissed];
    let made = make(&site, &hook.url, "standard", &events).await;
    hook.answers(StatusCode::INTERNAL_SERVER_ERROR);
    let mut chats = Vec::new();
    for _ in 0..3 {
        let (_visitor, mut chat) = site.requested_chat().await;
        chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
        chats.push(chat.id.to_string());
    }
    let queued = async || deliveries(&site, &made).await;
    let all = eventually("all to be queued", queued, |rows| rows.len() == 9).await;
    assert!(all.iter().all(|row| row.state == DeliveryState::Waiting), "{all:#?}");
    server.kill().await;
    hook.answers(StatusCode::OK);
    server.start().await;
    hook.until("all", |_| hook.delivered().len() >= 9).await;
    let posts = hook.delivered();
    is_whole(&posts);
    for chat in chats {
        let kinds: Vec<_> =
            posts.iter().filter(|post| post.conversation() == chat).map(Post::kind).collect();
        assert_eq!(kinds, ["conversation.started", "chat.requested", "chat.missed"]);
    }
    let ids: BTreeSet<_> = all.iter().map(|row| row.id.to_string()).collect();
    assert_eq!(posts.iter().map(|post| post.id().to_owned()).collect::<BTreeSet<_>>(), ids);
}

#[tokio::test]
async fn after_a_rotation_both_secrets_sign_and_a_replay_keeps_its_id() {
    let server = Server::shared_with_local_network().await;
    let (site, hook) = (Site::make(&server).await, Hook::open().await);
    let made = everything(&site, &hook).await;
    let (id, old) = (&made.row.id, made.secret.clone().unwrap());
    let first: DeliveryRow =
        send(&site, Method::POST, &format!("{id}/test"), &json!({})).await.json();
    let post = hook.event("test").await;
    assert_eq!(post.id(), first.id.as_str());
    assert!(post.is_signed_with(&old));

    let rotated = send(&site, Method::POST, &format!("{id}/secret"), &json!({})).await;
    let NewSecret { secret: new, .. } = rotated.json();
    assert_ne!(new, old);
    let path = format!("{id}/deliveries/{}/replay", first.id);
    // The outbox forgets a delivery after its outcome is stored, so a replay may still be refused
    // as one that waits; the list says when it is over.
    let over = async || deliveries(&site, &made).await;
    eventually("the test", over, |rows| rows[0].state == DeliveryState::Delivered).await;
    send(&site, Method::POST, &path, &json!({})).await;
    let posts = hook.until("the replay", |posts| posts.len() == 2).await;
    assert_eq!(posts[1].id(), first.id.as_str());
    assert_eq!(posts[1].body, posts[0].body);
    assert!(posts[1].is_signed_with(&old) && posts[1].is_signed_with(&new));
    let over = async || deliveries(&site, &made).await;
    let rows = eventually("the replay", over, |rows| rows[0].attempts == 2).await;
    assert_eq!(rows.len(), 1);

    let listed = site.admin.request(Method::GET, "webhooks").done().await.text();
    assert!(!listed.contains("whsec_"), "{listed}");
}

#[tokio::test]
async fn an_endpoint_that_says_it_is_gone_is_paused_until_somebody_resumes_it() {
    let server = Server::shared_with_local_network().await;
    let (site, hook) = (Site::make(&server).await, Hook::open().await);
    let made = make(&site, &hook.url, "standard", &[WebhookEvent::ConversationStarted]).await;
    let id = &made.row.id;
    hook.next(Reaction::Status(StatusCode::GONE));
    let (_visitor, _chat) = site.begun().await;
    let paused = async || row(&site, &made).await;
    eventually("the pause", paused, |row| row.state == EndpointState::Paused).await;
    let failed = async || deliveries(&site, &made).await;
    let rows =
        eventually("the failure", failed, |rows| rows[0].state == DeliveryState::Failed).await;
    let last = rows[0].last.clone().unwrap();
    assert_eq!((last.status, last.answer.as_str()), (Some(410), "what I think of it"));

    // A conversation that begins meanwhile tells it nothing; a test reaches it.
    let (_visitor, _chat) = site.begun().await;
    send(&site, Method::POST, &format!("{id}/test"), &json!({})).await;
    hook.event("test").await;
    let resumed = send(&site, Method::PUT, &id.to_string(), &json!({ "paused": false })).await;
    assert_eq!(resumed.json::<EndpointRow>().state, EndpointState::Works);
    let (_visitor, chat) = site.begun().await;
    assert_eq!(hook.event("conversation.started").await.conversation(), chat.id.to_string());
    // What failed is sent when somebody asks for it.
    let path = format!("{id}/deliveries/{}/replay", rows[0].id);
    send(&site, Method::POST, &path, &json!({})).await;
    hook.until("the replay", |posts| {
        posts.iter().filter(|post| post.id() == rows[0].id.as_str()).count() == 2
    })
    .await;
}

#[tokio::test]
async fn private_addresses_are_refused_when_they_are_set_and_when_they_are_called() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    for url in ["https://127.0.0.1/", "https://10.0.0.1/", "http://hooks.example/", "hooks"] {
        let body = json!({ "url": url, "events": ["chat.missed"] });
        let refused = site.admin.request(Method::POST, "webhooks").json(&body).send().await;
        refused.problem(422, "invalid");
    }
    let body = json!({ "url": "https://hooks.example/", "events": [] });
    site.admin.request(Method::POST, "webhooks").json(&body).send().await.problem(422, "invalid");
    let grace = site.agent("Grace").await;
    grace.request(Method::GET, "webhooks").send().await.problem(403, "no_permission");

    let server = Server::own_with_local_network().await;
    let (site, hook) = (Site::make(&server).await, Hook::open().await);
    let made = everything(&site, &hook).await;
    server.restart_with(&[("BELLHOP_PRIVATE_WEBHOOKS", "")]).await;
    send(&site, Method::POST, &format!("{}/test", made.row.id), &json!({})).await;
    let tried = async || deliveries(&site, &made).await;
    let rows = eventually("the attempt", tried, |rows| rows[0].last.is_some()).await;
    let answer = &rows[0].last.as_ref().unwrap().answer;
    assert!(answer.contains("private") || answer.contains("https"), "{answer}");
    assert!(hook.so_far().is_empty());
}

#[tokio::test]
async fn erasing_a_person_erases_what_was_sent_about_them() {
    let server = Server::shared_with_local_network().await;
    let (site, hook) = (Site::make(&server).await, Hook::open().await);
    let made = everything(&site, &hook).await;
    let (_visitor, mut chat) = site.requested_chat().await;
    chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    hook.event("chat.missed").await;
    hook.event("person.changed").await;
    let people: Listing<PersonRow> = site.admin.request(Method::GET, "people").done().await.json();
    let path = format!("people/{}", people.items[0].id);
    site.admin.request(Method::DELETE, &path).done().await;
    assert!(deliveries(&site, &made).await.is_empty());
}
