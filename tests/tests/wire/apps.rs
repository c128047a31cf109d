//! Programs that write in conversations: as an app, once for each key, and handing over to people
//! (APP-01 to APP-04).

use bellhop_tests::chat::ConversationClient;
use bellhop_tests::child_guard::free_port;
use bellhop_tests::env;
use bellhop_tests::hook::{Hook, Post};
use bellhop_tests::http::{Answer, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::wait::within;
use serde_json::{Value, json};
use shared::event::{AppName, Author, Event};
use shared::id::ConversationId;
use shared::protocol::{AppWrote, CreatedKey, ServerFrame};
use shared::webhook::CreatedWebhook;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

const APP: &str = "Ada’s helper";

async fn key(site: &Site, name: &str, permission: &str) -> String {
    let body = json!({ "name": name, "permissions": [permission] });
    site.admin.request(Method::POST, "keys").json(&body).done().await.json::<CreatedKey>().key
}

async fn post(site: &Site, key: &str, chat: &ConversationId, what: &str, body: &Value) -> Answer {
    let path = format!("/v1/sites/{}/conversations/{chat}/{what}", site.id);
    site.http.post(&path, body).bearer(key).send().await
}

fn to_all(key: &str) -> Value {
    json!({ "app": APP, "route": { "by": "round_robin" }, "key": key })
}

fn author(name: &str) -> Author {
    Author::App(AppName::new(name).unwrap())
}

async fn hears(chat: &mut ConversationClient, name: &str, words: &str) {
    let is_it = |event: &Event| matches!(event, Event::Said { by, text, .. } if *by == author(name) && text == words);
    chat.event(words, is_it).await;
}

#[tokio::test]
async fn an_app_writes_once_for_each_key_hears_the_visitor_and_hands_over() {
    let server = Server::shared_with_local_network().await;
    let (site, hook) = (Site::make(&server).await, Hook::open().await);
    let key = key(&site, "Shop bot", "speak_as_app").await;
    let events = json!({ "url": hook.url, "events": ["message.created", "chat.requested"] });
    site.admin.request(Method::POST, "webhooks").json(&events).done().await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_visitor, mut chat) = site.begun().await;
    let id = chat.id.clone();

    let hello = json!({ "app": APP, "text": "Hello!", "key": "one" });
    let first: AppWrote = post(&site, &key, &id, "messages", &hello).await.json();
    let again: AppWrote = post(&site, &key, &id, "messages", &hello).await.json();
    assert_eq!(first, again);
    hears(&mut chat, APP, "Hello!").await;
    let unnamed = json!({ "text": "Ask me.", "key": "one" });
    assert_eq!(post(&site, &key, &id, "messages", &unnamed).await.status, 200);
    hears(&mut chat, "Shop bot", "Ask me.").await;

    let said = chat.say("When do you open?").await;
    chat.ack(&said).await;
    let asked = |post: &Post| {
        let event = &post.json()["data"]["event"];
        event["by"] == "visitor" && event["text"] == "When do you open?"
    };
    hook.until("the question", |posts| posts.iter().any(asked)).await;

    let requested: AppWrote = post(&site, &key, &id, "hand_over", &to_all("two")).await.json();
    let again: AppWrote = post(&site, &key, &id, "hand_over", &to_all("two")).await.json();
    assert_eq!(requested, again);
    post(&site, &key, &id, "hand_over", &to_all("three")).await.problem(409, "person_asked");
    let late = json!({ "app": APP, "text": "Wait.", "key": "four" });
    post(&site, &key, &id, "messages", &late).await.problem(409, "person_asked");
    let on = json!({ "on": true });
    post(&site, &key, &id, "typing", &on).await.problem(409, "person_asked");

    let offer = socket.offer_of(&id).await;
    socket.accept(&offer.id).await.unwrap();
    chat.event("Grace", |event| matches!(event, Event::Connected { .. })).await;
    let mut theirs = grace.chat(&id).connected().await;
    hears(&mut theirs, APP, "Hello!").await;
    let mine = chat.said().iter().filter(|(by, _)| matches!(by, Author::App(_))).count();
    assert_eq!(mine, 2, "{}", chat.dump());
    let ended = theirs.end().await;
    theirs.ack(&ended).await;
    post(&site, &key, &id, "messages", &late).await.problem(422, "over");

    let path = format!("conversations/{id}/transcript");
    let text = site.admin.request(Method::GET, &path).done().await.text();
    assert!(text.contains("Ada’s helper (app)") && text.contains("Shop bot (app)"), "{text}");
    let log = site.admin.request(Method::GET, &format!("{path}?format=json")).done().await.text();
    assert!(log.contains("\"app:Ada’s helper\""), "{log}");
}

#[tokio::test]
async fn a_handover_from_any_card_reaches_the_agent_that_it_names() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let key = key(&site, "Shop bot", "speak_as_app").await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut others = grace.connect_available().await;
    let mut socket = linus.connect_available().await;
    let (_visitor, mut chat) = site.begun().await;
    let to = json!({ "route": { "by": "agent", "agent": linus.id }, "key": "one" });
    assert_eq!(post(&site, &key, &chat.id, "hand_over", &to).await.status, 200);
    let offer = socket.offer_of(&chat.id).await;
    // The question that was open is no longer asked.
    let late = chat.capture(stream::CAPTURE, bellhop_tests::visitor::ada()).await;
    let (refused, _) = chat.error("not_there").await;
    assert_eq!(refused, Some(late));
    socket.accept(&offer.id).await.unwrap();
    let joined = chat.event("Linus", |event| matches!(event, Event::Connected { .. })).await;
    assert!(matches!(joined.event, Event::Connected { agent, .. } if agent.id == linus.id));
    others.up_to_date().await;
    assert!(others.all_offers().is_empty(), "{}", others.dump());
}

#[tokio::test]
async fn what_an_app_may_not_do_is_refused_with_a_reason() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let speaks = key(&site, "Shop bot", "speak_as_app").await;
    let reads = key(&site, "Reader", "view_dialogues").await;
    let (_visitor, mut chat) = site.begun().await;
    let id = chat.id.clone();
    let say = |text: &str| json!({ "app": APP, "text": text, "key": "one" });
    post(&site, &reads, &id, "messages", &say("Hi")).await.problem(403, "no_permission");
    post(&site, &speaks, &id, "messages", &say(" ")).await.problem(422, "empty");
    post(&site, &speaks, &id, "messages", &say(&"x".repeat(4_001))).await.problem(422, "too_long");
    let nameless = json!({ "app": "  ", "text": "Hi", "key": "one" });
    post(&site, &speaks, &id, "messages", &nameless).await.problem(422, "invalid");
    for route in [
        json!({ "by": "agent", "agent": "agent_nobody" }),
        json!({ "by": "team", "team": "team_nobody" }),
    ] {
        let body = json!({ "route": route, "key": "one" });
        post(&site, &speaks, &id, "hand_over", &body).await.problem(422, "invalid");
    }
    let said = chat.say("Anybody?").await;
    let (refused, _) = chat.error("not_live").await;
    assert_eq!(refused, Some(said), "nobody reads it, so it is refused");
    let left = chat.leave().await;
    chat.ack(&left).await;
    post(&site, &speaks, &id, "messages", &say("Hi")).await.problem(422, "over");
    let other = Site::make(&server).await;
    let (_visitor, theirs) = other.begun().await;
    post(&site, &speaks, &theirs.id, "messages", &say("Hi")).await.problem(404, "not_found");
    assert!(chat.said().is_empty() && theirs.said().is_empty());
}

#[tokio::test]
async fn typing_of_an_app_shows_to_the_visitor() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let key = key(&site, "Shop bot", "speak_as_app").await;
    let (_visitor, mut chat) = site.begun().await;
    let answer = post(&site, &key, &chat.id, "typing", &json!({ "on": true })).await;
    assert_eq!(answer.status, 204, "{}", answer.dump());
    let typing = |frame: &ServerFrame| matches!(frame, ServerFrame::Typing { on: true, .. });
    chat.until("the dots", |end| end.frames.iter().any(typing)).await;
}

#[tokio::test]
async fn the_bot_of_the_document_greets_answers_and_hands_over() {
    let server = Server::shared_with_local_network().await;
    let site = Site::make(&server).await;
    let key = key(&site, "A bot", "speak_as_app").await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let port = free_port();
    let url = format!("http://127.0.0.1:{port}/");
    let body = json!({ "url": url, "events": ["conversation.started", "message.created"] });
    let hook = site.admin.request(Method::POST, "webhooks").json(&body).done().await;
    let mut bot = Command::new(env::node())
        .arg(env::root().join("docs/bot.mjs"))
        .env("BELLHOP", site.http.origin())
        .env("SITE", site.id.as_str())
        .env("KEY", &key)
        .env("SECRET", hook.json::<CreatedWebhook>().secret.unwrap())
        .env("PORT", port.to_string())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(bot.stdout.take().unwrap()).lines();
    within("the bot", lines.next_line()).await.unwrap();

    let (_visitor, mut chat) = site.begun().await;
    hears(&mut chat, "Shop helper", "I am a program. Ask me, or write “person”.").await;
    chat.say("When do you open?").await;
    hears(&mut chat, "Shop helper", "We are open from 9 to 5, Monday to Friday.").await;
    chat.say("I need a person.").await;
    let offer = socket.offer_of(&chat.id).await;
    socket.accept(&offer.id).await.unwrap();
    chat.event("Grace", |event| matches!(event, Event::Connected { .. })).await;
    bot.kill().await.unwrap();
}
