//! A lost connection loses nothing and doubles nothing.

use bellhop_tests::chat::{ConversationClient, same_log};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::visitor::Visitor;
use bellhop_tests::wait::within;
use shared::event::Event;
use shared::id::{ClientKey, Seq};
use shared::limit::MAX_RESUMED_EVENTS;
use shared::protocol::{ClientFrame, ConversationBegun, ServerFrame};

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
async fn a_long_log_comes_in_pieces_that_the_client_asks_for() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let note = ClientKey::parse("note-1").unwrap();
    let text = "A note for colleagues".to_owned();
    theirs.send_frame(&ClientFrame::Note { id: note, text }).await;
    theirs.until("the note", |client| notes(client) == 1).await;
    // Each socket of an agent may send 60 frames at once.
    let mut said = 0;
    for _ in 0..5 {
        let mut tab = grace.chat(&chat.id).connected().await;
        for _ in 0..50 {
            said += 1;
            tab.say(&format!("Line {said}")).await;
        }
        tab.synced().await;
    }
    chat.until("all lines", |chat| chat.said().len() == said).await;
    let head = chat.head();
    let pieces = |client: &ConversationClient| -> Vec<(Seq, Seq)> {
        let welcome = |frame: &ServerFrame| match frame {
            ServerFrame::Welcome { through, head, .. } => Some((*through, *head)),
            _ => None,
        };
        client.frames.iter().filter_map(welcome).collect()
    };
    let first = Seq(MAX_RESUMED_EVENTS as u64);
    let agent = grace.chat(&chat.id).connected().await;
    for client in [visitor.chat(&chat.id).connected().await, agent] {
        assert_eq!(pieces(&client), [(first, head), (head, head)]);
        let all: Vec<_> = client.said().into_iter().map(|(_, text)| text.to_owned()).collect();
        assert_eq!(all, (1..=said).map(|line| format!("Line {line}")).collect::<Vec<_>>());
    }
    // What only agents get comes once, with the last piece.
    let mut agent = grace.chat(&chat.id).connected().await;
    agent.until("the note", |client| notes(client) == 1).await;
    // A socket that resumes again and again without asking for more gets a piece each time.
    let mut raw = visitor.endpoint(&chat.id, &visitor.token).open().await.unwrap();
    for _ in 0..3 {
        raw.send(serde_json::to_string(&ClientFrame::Resume { after: Seq(0) }).unwrap()).await;
    }
    let mut events = 0;
    let mut welcomes = 0;
    raw.send(serde_json::to_string(&ClientFrame::Resume { after: head }).unwrap()).await;
    while welcomes < 4 {
        let text = within("a frame", raw.next()).await.unwrap();
        welcomes += usize::from(text.contains(r#""type":"welcome""#));
        events += usize::from(text.contains(r#""type":"event""#));
    }
    assert_eq!(events, 3 * MAX_RESUMED_EVENTS);
}

fn notes(client: &ConversationClient) -> usize {
    client.frames.iter().filter(|frame| matches!(frame, ServerFrame::Note(_))).count()
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
