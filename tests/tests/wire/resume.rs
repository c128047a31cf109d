//! A lost connection loses nothing and doubles nothing.

use bellhop_tests::chat::same_log;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::visitor::Visitor;
use shared::event::Event;
use shared::protocol::{ClientFrame, ConversationBegun};

#[tokio::test]
async fn resuming_after_a_break_sends_exactly_the_missed_events() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;

    let before = chat.head();
    chat.cut();
    for text in ["One.", "Two.", "Three."] {
        theirs.say(text).await;
    }
    theirs.synced().await;
    // `ConversationClient` fails on a wrong sequence number, so the missing events came in order
    // and once.
    let mut chat = chat.connected().await;
    let said: Vec<&str> = chat.said().into_iter().map(|(_, text)| text).collect();
    assert_eq!(said, ["One.", "Two.", "Three."]);
    assert_eq!(chat.head().0, before.0 + 3);

    chat.say("All of it.").await;
    chat.synced().await;
    theirs.until("the visitor's message", |end| end.head() == chat.head()).await;
    same_log(&chat, &theirs);
}

#[tokio::test]
async fn the_same_frame_again_gets_the_same_ack_and_changes_nothing() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;

    let key = chat.say("Once.").await;
    let seq = chat.ack(&key).await;
    let head = chat.head();
    let again = ClientFrame::Say { id: key.clone(), text: "Once.".to_owned() };
    chat.acked.clear();
    chat.send_frame(&again).await;
    assert_eq!(chat.ack(&key).await, seq, "on the same connection");
    let mut elsewhere = visitor.chat(&chat.id).connected().await;
    elsewhere.send_frame(&again).await;
    assert_eq!(elsewhere.ack(&key).await, seq, "on another connection");
    assert_eq!(elsewhere.head(), head, "{}", elsewhere.dump());

    // Keys belong to their sender: the agent's frame with the same key is another frame.
    theirs.send_frame(&ClientFrame::Say { id: key.clone(), text: "Mine.".to_owned() }).await;
    assert_eq!(theirs.ack(&key).await, head.next());
}

#[tokio::test]
async fn two_tabs_of_a_visitor_are_one_visitor() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, _theirs) = site.chatting(&grace, &mut socket).await;
    let mut tab = visitor.chat(&chat.id).connected().await;
    same_log(&chat, &tab);
    chat.say("From the first.").await;
    tab.say("From the second.").await;
    chat.until("both", |end| end.said().len() == 2).await;
    tab.until("both", |end| end.said().len() == 2).await;
    same_log(&chat, &tab);
}

#[tokio::test]
async fn beginning_with_the_same_key_is_idempotent() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let visitor: Visitor = site.visitor().await;
    let beginning = visitor.beginning(&site.dialogue, site.version);
    let (one, two) =
        tokio::join!(visitor.begin(&beginning).done(), visitor.begin(&beginning).done());
    let (one, two): (ConversationBegun, ConversationBegun) = (one.json(), two.json());
    assert_eq!(one, two);
    let chat = visitor.chat(&one.conversation).connected().await;
    let answered = chat.events().filter(|event| matches!(event, Event::Answered { .. })).count();
    assert_eq!(answered, 1, "{}", chat.dump());

    let other = visitor.beginning(&site.dialogue, site.version);
    let other: ConversationBegun = visitor.begin(&other).done().await.json();
    assert_ne!(other, one, "another key is another conversation");
}
