//! Refused frames: the client gets an error, and the socket stays open.

use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::visitor::ada;
use bellhop_tests::{chat::ConversationClient, stream};
use shared::id::ClientKey;
use shared::protocol::{ClientFrame, MAX_FRAME_BYTES};

/// Asserts that the socket still works.
async fn still_open(chat: &mut ConversationClient) {
    let key = chat.say("Still here.").await;
    chat.ack(&key).await;
}

#[tokio::test]
async fn an_unreadable_frame_gets_an_error_and_the_socket_stays_open() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let large = format!(r#"{{"type":"say","id":"big","text":"{}"}}"#, "x".repeat(MAX_FRAME_BYTES));
    for end in [&mut chat, &mut theirs] {
        end.send_raw(large.clone()).await;
        end.error("frame_too_large").await;
        end.send_raw(r#"{"type":"dance","id":"d1"}"#.to_owned()).await;
        let (id, message) = end.error("unknown_frame").await;
        assert_eq!(id, ClientKey::parse("d1").ok(), "{message}");
        for malformed in ["", "{", "[]", "null", r#"{"type":"say","id":"s1"}"#, r#"{"type":7}"#] {
            end.send_raw(malformed.to_owned()).await;
            end.error("malformed").await;
        }
        still_open(end).await;
    }
    socket.send_raw(large).await;
    assert_eq!(socket.nameless_error().await, "frame_too_large");
    socket.send_raw("{".to_owned()).await;
    socket
        .until("the other error", |socket| {
            let errors = socket.frames.iter().filter(|frame| {
            matches!(frame, shared::protocol::AgentEvent::Error { code, .. } if code == "malformed")
        });
            errors.count() == 1
        })
        .await;
    socket.up_to_date().await;
}

#[tokio::test]
async fn a_message_has_1_to_4000_characters() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    for end in [&mut chat, &mut theirs] {
        let key = end.say(&"x".repeat(4_001)).await;
        assert_eq!(end.error("too_long").await.0, Some(key));
        let key = end.say(" \n ").await;
        assert_eq!(end.error("empty").await.0, Some(key));
        // The limit counts characters, not bytes.
        let key = end.say(&"ж".repeat(4_000)).await;
        end.ack(&key).await;
    }
}

#[tokio::test]
async fn each_side_has_its_own_frames() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let head = chat.head();

    let key = chat.end().await;
    assert_eq!(chat.error("not_allowed").await.0, Some(key));
    let key = theirs.leave().await;
    assert_eq!(theirs.error("not_allowed").await.0, Some(key));
    let key = theirs.answer(stream::QUESTION, stream::YES).await;
    assert_eq!(theirs.error("not_allowed").await.0, Some(key));
    let key = theirs.capture(stream::CAPTURE, ada()).await;
    assert_eq!(theirs.error("not_allowed").await.0, Some(key));
    let key = chat.say("Nothing happened.").await;
    assert_eq!(chat.ack(&key).await, head.next());
}

#[tokio::test]
async fn an_input_that_does_not_match_the_card_is_refused() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (_, mut chat) = site.begun().await;
    let head = chat.head();

    let key = chat.answer(stream::QUESTION, stream::YES).await;
    assert_eq!(chat.error("not_there").await.0, Some(key), "the question was answered before");
    let key = chat.say("Anybody here?").await;
    assert_eq!(chat.error("not_live").await.0, Some(key));
    let mut mistyped = ada();
    mistyped.insert(shared::person::Field::Email, "ada at example".to_owned());
    let key = chat.capture(stream::CAPTURE, mistyped).await;
    let (id, message) = chat.error("invalid_value").await;
    assert_eq!(id, Some(key.clone()));
    assert!(message.contains("name@example.com"), "{message}");

    // A refused frame does not use up its key, so a retry may use it again.
    chat.send_frame(&ClientFrame::Capture {
        id: key.clone(),
        card: shared::id::CardId::parse(stream::CAPTURE).unwrap(),
        values: ada(),
    })
    .await;
    assert_eq!(chat.ack(&key).await, head.next());
}
