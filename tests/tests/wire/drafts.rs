//! Unsent drafts: on all tabs and devices of their agent, and nowhere else.

use bellhop_tests::chat::ConversationClient;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::conversation::{Draft, MAX_DRAFT_CHARS};
use shared::id::ClientKey;
use shared::permission::Role;
use shared::protocol::{ClientFrame, ServerFrame};

fn drafts(chat: &ConversationClient) -> Vec<&Draft> {
    let mut drafts = Vec::new();
    for frame in &chat.frames {
        if let ServerFrame::Draft(draft) = frame {
            drafts.push(draft);
        }
    }
    drafts
}

fn draft(text: &str, note: &str) -> Draft {
    Draft { text: text.to_owned(), note: note.to_owned() }
}

async fn save(chat: &mut ConversationClient, draft: Draft) -> ClientKey {
    chat.send(|id| ClientFrame::Draft { id, draft }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_follows_its_agent_everywhere_and_nobody_else_receives_it() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let chief = site.agent_of("Zoe", Role::SalesAdmin).await;
    let mut socket = grace.connect_available().await;
    let (_visitor, mut chat, mut desk) = site.chatting(&grace, &mut socket).await;
    let mut phone = grace.chat(&chat.id).connected().await;
    let reader = chief.chat(&chat.id).connected().await;

    let typed = draft("Let me look that", "Asks for an invoice");
    let key = save(&mut desk, typed.clone()).await;
    desk.ack(&key).await;
    phone.until("the draft", |chat| drafts(chat).last() == Some(&&typed)).await;

    // A later tab gets it, also after a crash; the others never do.
    server.kill().await;
    server.start().await;
    let mut tablet = grace.chat(&chat.id).connected().await;
    tablet.until("the draft", |chat| drafts(chat).last() == Some(&&typed)).await;
    let mut again = chief.chat(&chat.id).connected().await;
    again.until("her own", |chat| drafts(chat).last() == Some(&&Draft::default())).await;
    chat.connect().await.unwrap();
    chat.say("Are you there?").await;
    chat.synced().await;
    assert!(drafts(&chat).is_empty() && !chat.dump().contains("Let me look"), "{}", chat.dump());
    for reader in [&reader, &again] {
        assert!(!reader.dump().contains("invoice"), "{}", reader.dump());
    }
    let key = save(&mut chat, draft("Mine?", "")).await;
    assert_eq!(chat.error("not_allowed").await.0, Some(key));

    // A too long draft is refused with a sentence; a sent message deletes its draft.
    save(&mut tablet, draft(&"x".repeat(MAX_DRAFT_CHARS + 1), "")).await;
    let (_, sentence) = tablet.error("too_long").await;
    assert!(sentence.contains("8000"), "{sentence}");
    let key = save(&mut tablet, Draft::default()).await;
    tablet.ack(&key).await;
    let mut late = grace.chat(&chat.id).connected().await;
    late.until("no draft", |chat| drafts(chat) == [&Draft::default()]).await;
}
