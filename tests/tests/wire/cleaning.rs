//! Names and texts have no control characters and nothing that turns the direction of others.

use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft};
use bellhop_tests::stream;
use serde_json::json;
use shared::id::ReplyId;
use shared::person::{Attributes, Field};
use shared::protocol::AgentRow;

/// Escape, NUL and marks that turn the direction.
const DIRTY: &str = "\u{1b}[31m\0\u{202e}";
const NOTHING: &str = "\u{200b}\u{2060}\u{feff}";
/// Persian and a family, with joiners that belong to them.
const WHOLE: &str = "می\u{200c}خواهم 👩\u{200d}👧";

fn is_clean(text: &str) -> bool {
    !text.contains(['\u{1b}', '\0', '\u{202e}'])
}

#[tokio::test]
async fn messages_names_and_transcripts_are_clean_and_keep_their_letters() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let named = json!({ "name": format!("{DIRTY}Grace {WHOLE}"), "email": "grace@shop.example" });
    let put = |body| site.admin.request(Method::PUT, &format!("agents/{}", grace.id)).json(body);
    let row: AgentRow = put(&named).done().await.json();
    assert_eq!(row.name, format!("[31mGrace {WHOLE}"));
    let nobody = json!({ "name": NOTHING, "email": "grace@shop.example" });
    put(&nobody).send().await.problem(422, "invalid");

    let mut socket = grace.connect_available().await;
    let (_visitor, mut chat) = site.begun().await;
    let values = Attributes::from([
        (Field::FirstName, format!("Ada{DIRTY}")),
        (Field::Email, "ada@example.com".to_owned()),
    ]);
    let key = chat.capture(stream::CAPTURE, values).await;
    chat.ack(&key).await;
    let offer = socket.offer_of(&chat.id).await;
    socket.accept(&offer.id).await.unwrap();
    let mut theirs = grace.chat(&chat.id).connected().await;
    let key = chat.say(&format!("{DIRTY}Hello {WHOLE}")).await;
    chat.ack(&key).await;
    let key = theirs.say(&format!("Hi\u{7}\r\nthere{DIRTY}")).await;
    theirs.ack(&key).await;
    let said: Vec<String> = chat.said().into_iter().map(|(_, text)| text.to_owned()).collect();
    assert!(said.contains(&format!("[31mHello {WHOLE}")), "{said:?}");
    assert!(said.iter().all(|text| is_clean(text)), "{said:?}");
    let key = chat.say(NOTHING).await;
    assert_eq!(chat.error("empty").await.0, Some(key));

    let path = format!("conversations/{}/transcript", chat.id);
    let text = grace.request(Method::GET, &path).done().await.text();
    assert!(text.contains(WHOLE) && text.contains("Ada[31m"), "{text}");
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");

    let reply = ReplyId::parse("reply_hi").unwrap();
    let body = json!({ "name": "hi", "text": format!("Hi{DIRTY}") });
    let path = format!("me/replies/{reply}");
    let replies = grace.request(Method::PUT, &path).json(&body).done().await.text();
    assert!(replies.contains("Hi[31m") && is_clean(&replies), "{replies}");
    let empty = json!({ "name": "hi", "text": NOTHING });
    grace.request(Method::PUT, &path).json(&empty).send().await.problem(422, "invalid");
}

#[tokio::test]
async fn names_of_dialogues_and_the_bots_name_and_texts_are_clean() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    site.settings(|settings| {
        settings.fallback = format!("Write to us{DIRTY} {WHOLE}");
        settings.style.bot_name = format!("{DIRTY}Robin");
        settings.style.tagline = format!("At once{DIRTY}");
    })
    .await;
    let settings = site.admin.request(Method::GET, "settings").done().await.text();
    assert!(is_clean_json(&settings) && settings.contains("[31mRobin"), "{settings}");
    assert!(settings.contains(WHOLE), "{settings}");
    let (id, mut dialogue) = draft(&site.dialogue, stream::short());
    dialogue.name = format!("{DIRTY}Hello {WHOLE}");
    site.publish(&(id, dialogue.clone())).await;
    let rows = site.admin.request(Method::GET, "dialogues").done().await.text();
    assert!(is_clean_json(&rows) && rows.contains(&format!("[31mHello {WHOLE}")), "{rows}");
    dialogue.name = NOTHING.to_owned();
    let put = site.admin.request(Method::PUT, "dialogues/dialogue_hello").json(&dialogue);
    put.send().await.problem(422, "invalid");
}

/// JSON escapes control characters, so they are looked for as it writes them.
fn is_clean_json(text: &str) -> bool {
    is_clean(text) && !text.contains("\\u001b") && !text.contains("\\u0000")
}
