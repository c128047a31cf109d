//! Private notes: for agents who may read the conversation, and never for its visitor.

use bellhop_tests::chat::ConversationClient;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::conversation::PrivateNote;
use shared::id::ClientKey;
use shared::permission::Role;
use shared::protocol::{ClientFrame, Record, ServerFrame};

fn notes(chat: &ConversationClient) -> Vec<&PrivateNote> {
    let mut notes = Vec::new();
    for frame in &chat.frames {
        if let ServerFrame::Note(note) = frame {
            notes.push(note);
        }
    }
    notes
}

async fn note(chat: &mut ConversationClient, text: &str) -> ClientKey {
    chat.send(|id| ClientFrame::Note { id, text: text.to_owned() }).await
}

#[tokio::test]
async fn a_note_reaches_every_reading_agent_and_never_the_visitor() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let chief = site.agent_of("Zoe", Role::SalesAdmin).await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, mut graces) = site.chatting(&grace, &mut socket).await;
    let mut reader = chief.chat(&chat.id).connected().await;

    chat.say("I need an invoice").await;
    chat.synced().await;
    let key = note(&mut graces, "Asked for an invoice before").await;
    let seq = graces.ack(&key).await;
    reader.until("her note", |chat| notes(chat).len() == 1).await;
    let key = note(&mut reader, "Give them a discount").await;
    reader.ack(&key).await;
    graces.until("the reader's note", |chat| notes(chat).len() == 2).await;
    assert_eq!(notes(&graces)[1].by.name, "Zoe");
    assert_eq!(notes(&graces)[0].after, seq);

    // Notes are not in the visitor's log, whose sequence numbers have no gap.
    graces.say("Here it is").await;
    graces.synced().await;
    chat.until("her message", |chat| chat.said().len() == 2).await;
    let again = visitor.chat(&chat.id).connected().await;
    for end in [&chat, &again] {
        assert!(notes(end).is_empty(), "{}", end.dump());
        assert!(!end.dump().contains("invoice before"), "{}", end.dump());
    }
    assert_eq!(again.log, graces.log);
    let key = note(&mut chat, "Can I?").await;
    assert_eq!(chat.error("not_allowed").await.0, Some(key));

    // A later reader gets all notes; they are in the JSON export, but not in the text transcript.
    chat.leave().await;
    chat.synced().await;
    let mut late = grace.chat(&chat.id).connected().await;
    late.until("both notes", |chat| notes(chat).len() == 2).await;
    let key = note(&mut late, "They left happy").await;
    late.ack(&key).await;
    let path = format!("conversations/{}/transcript", chat.id);
    let text = grace.request(Method::GET, &path).done().await.text();
    assert!(text.contains("I need an invoice") && !text.contains("invoice before"), "{text}");
    let json = grace.request(Method::GET, &format!("{path}?format=json")).done().await;
    let texts: Vec<_> = json.json::<Record>().notes.into_iter().map(|note| note.text).collect();
    let all = ["Asked for an invoice before", "Give them a discount", "They left happy"];
    assert_eq!(texts, all);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_sent_twice_is_saved_once_and_outlives_a_crash() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_visitor, chat, mut graces) = site.chatting(&grace, &mut socket).await;
    let key = note(&mut graces, "Once").await;
    let seq = graces.ack(&key).await;
    graces.send_frame(&ClientFrame::Note { id: key.clone(), text: "Once".to_owned() }).await;
    note(&mut graces, " ").await;
    graces.error("empty").await;
    server.kill().await;
    server.start().await;
    let mut late = grace.chat(&chat.id).connected().await;
    late.until("the note", |chat| !notes(chat).is_empty()).await;
    late.say("Back").await;
    late.synced().await;
    assert_eq!(notes(&late).len(), 1, "{}", late.dump());
    assert_eq!((notes(&late)[0].after, &notes(&late)[0].id), (seq, &key));
}
