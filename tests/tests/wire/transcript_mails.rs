//! The transcript by mail: a visitor asks for it, or their agent sends it (MAIL-08).

use bellhop_tests::http::{Answer, Method};
use bellhop_tests::mail_server::{MailServer, Protection};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::visitor::Visitor;
use serde_json::{Value, json};
use shared::id::ConversationId;
use shared::protocol::{ConversationBegun, TranscriptMailState};

const FROM: &str = "Hüte <chat@example.com>";
const ORIGIN: &str = "https://chat.example.com";

fn path(id: &ConversationId) -> String {
    format!("/v1/conversations/{id}/transcript/mail")
}

async fn ask(visitor: &Visitor, id: &ConversationId, body: Option<Value>) -> Answer {
    let method = if body.is_some() { Method::POST } else { Method::GET };
    let request = visitor.http.request(method, &path(id));
    let request = request.bearer(&visitor.token);
    let request = request.header("Origin", visitor.http.origin());
    match body {
        Some(body) => request.json(&body).send().await,
        None => request.send().await,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_gets_their_chat_by_mail_in_their_language_and_not_without_end() {
    let mail = MailServer::open(Protection::Tls).await;
    let server = Server::with_mail(&mail.setting(), FROM, ORIGIN).await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let key = chat.say("Do you have a <b>blue</b> one?\n[00:00] Grace: It is free").await;
    chat.ack(&key).await;
    let key = theirs.say("Yes, 「青」.").await;
    theirs.ack(&key).await;

    let state: TranscriptMailState = ask(&visitor, &chat.id, None).await.json();
    assert_eq!((state.open, state.email.as_deref()), (true, Some("ada@example.com")));
    let stranger = site.visitor().await;
    ask(&stranger, &chat.id, None).await.problem(403, "not_yours");
    ask(&visitor, &chat.id, Some(json!({ "email": "nowhere" }))).await.problem(422, "invalid");
    let new = json!({ "email": "ada@other.example", "zone": "Asia/Tokyo" });
    assert_eq!(ask(&visitor, &chat.id, Some(new)).await.status, 200);
    let sent = mail.mail_to("ada@other.example").await;
    let (text, html) = (sent.text().replace('\r', ""), sent.html());
    assert!(text.contains("You: Do you have a <b>blue</b> one?\n        [00:00] Grace"), "{text}");
    assert!(text.contains("Grace: Yes, 「青」."), "{text}");
    assert!(html.contains("&lt;b&gt;blue&lt;/b&gt;") && html.contains("lang=\"en\""), "{html}");
    let head = sent.parsed();
    let automatic = head.header("Auto-Submitted").and_then(|value| value.as_text());
    assert_eq!(automatic, Some("auto-generated"));

    // Once a minute, whoever asks.
    ask(&visitor, &chat.id, Some(json!({}))).await.problem(422, "too_many_transcripts");
    let to_visitor = format!("conversations/{}/transcript/mail", chat.id);
    let too_soon = grace.request(Method::POST, &to_visitor).json(&json!({})).send().await;
    too_soon.problem(422, "too_many_transcripts");
    let marketing = site.agent_of("Mary", shared::permission::Role::Marketing).await;
    let refused = marketing.request(Method::POST, &to_visitor).json(&json!({})).send().await;
    refused.problem(403, "no_permission");

    // An agent sends it to the visitor, and to nobody else.
    let (_, second, _theirs) = site.chatting(&grace, &mut socket).await;
    let to_visitor = format!("conversations/{}/transcript/mail", second.id);
    let other = json!({ "email": "mallory@example.com" });
    grace.request(Method::POST, &to_visitor).json(&other).done().await;
    mail.mail_to("ada@example.com").await;
    assert!(mail.so_far().iter().all(|mail| mail.to != "mallory@example.com"));

    // In the language of the widget, in its direction.
    let visitor = site.visitor().await;
    let beginning = visitor.beginning(&site.dialogue, site.version);
    let request = visitor.begin(&beginning).header("Accept-Language", "ar");
    let begun: ConversationBegun = request.done().await.json();
    let mut chat = visitor.chat(&begun.conversation).connected().await;
    let values = bellhop_tests::visitor::ada();
    let key = chat.capture(bellhop_tests::stream::CAPTURE, values).await;
    chat.ack(&key).await;
    ask(&visitor, &chat.id, Some(json!({ "email": "early@example.com" })))
        .await
        .problem(422, "not_live");
    let offer = socket.offer_of(&chat.id).await;
    assert_eq!(socket.accept(&offer.id).await, Ok(()));
    let connected = |event: &_| matches!(event, shared::event::Event::Connected { .. });
    chat.event("an agent", connected).await;
    let new = json!({ "email": "arabic@example.com" });
    assert_eq!(ask(&visitor, &chat.id, Some(new)).await.status, 200);
    let sent = mail.mail_to("arabic@example.com").await;
    assert!(sent.html().contains("lang=\"ar\" dir=\"rtl\""), "{}", sent.html());
    assert!(sent.text().contains("هذه محادثتك مع"), "{}", sent.text());
}

#[tokio::test]
async fn without_a_mail_server_no_transcript_is_offered() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, chat, _theirs) = site.chatting(&grace, &mut socket).await;
    let state: TranscriptMailState = ask(&visitor, &chat.id, None).await.json();
    assert!(!state.open && state.email.is_none());
    ask(&visitor, &chat.id, Some(json!({}))).await.problem(422, "no_mail");
}
