//! A desk whose storage is gone (`docs/rules.md`, ROUTE-26).

use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::event::Event;

/// What is left of the storage of the desk.
#[derive(Clone, Copy)]
enum Loss {
    /// Its file is gone.
    Deleted,
    /// Its file is there and empty.
    Emptied,
}

async fn an_agent_is_offered_the_next_chat_after(loss: Loss) {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_visitor, mut chat, _theirs) = site.chatting(&grace, &mut socket).await;
    chat.leave().await;
    chat.event("the end", |event| matches!(event, Event::Ended { .. })).await;
    site.used(1, 0).await;
    server.kill().await;
    for file in server.files_of("bellhop-desk") {
        match loss {
            Loss::Deleted => std::fs::remove_file(&file).unwrap(),
            Loss::Emptied => drop(std::fs::File::create(&file).unwrap()),
        }
    }
    server.start().await;

    // A chat request alone is enough: it waits for the roster, then nobody is available.
    let (_early, mut early) = site.requested_chat().await;
    crate::fallback::fell_back(&mut early).await;

    let mut socket = grace.connect_available().await;
    let (_visitor, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let key = theirs.say("Our desk was lost.").await;
    theirs.ack(&key).await;
    chat.until("the agent's message", |chat| chat.head() == theirs.head()).await;
    site.used(2, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_whose_file_is_deleted_asks_its_site_for_the_roster() {
    an_agent_is_offered_the_next_chat_after(Loss::Deleted).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_whose_file_is_empty_asks_its_site_for_the_roster() {
    an_agent_is_offered_the_next_chat_after(Loss::Emptied).await;
}
