//! `kill -9` of the whole worker at critical moments.

use crate::fallback::fell_back;
use bellhop_tests::chat::{ConversationClient, same_log};
use bellhop_tests::http::Method;
use bellhop_tests::scenario;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::visitor::ada;
use bellhop_tests::wait::within;
use shared::event::{Event, FallbackReason, OfferOutcome};
use tokio::sync::watch;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_in_a_chat_loses_and_doubles_nothing_acknowledged() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    site.settings(|settings| settings.offer_seconds = 60).await;
    let grace = site.agent("Grace").await;
    let (said, mut progress) = watch::channel(0);
    let kills = async {
        for moment in [10, 50, 90] {
            let reached = progress.wait_for(|progress| *progress >= moment);
            within("messages of both", reached).await.unwrap();
            server.kill().await;
            server.start().await;
        }
    };
    let (scenario, ()) = tokio::join!(scenario::play(&site, &grace, 60, &said), kills);
    scenario.is_whole().await;
    site.used(1, 0).await;
    let socket = grace.connect().await;
    assert_eq!((socket.chats.len(), socket.offers.len()), (0, 0), "{}", socket.dump());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offer_survives_a_crash_and_can_be_accepted() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    site.settings(|settings| settings.offer_seconds = 60).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_, mut chat) = site.requested_chat().await;
    let offer = socket.offer_of(&chat.id).await;
    // The conversation gets the offer of the desk, before or after the crash.
    restart(&server, &mut chat).await;

    let mut socket = grace.connect().await;
    assert!(socket.available, "being available survives: {}", socket.dump());
    assert_eq!(socket.offers, std::slice::from_ref(&offer), "{}", socket.dump());
    let mut chat = chat.connected().await;
    assert_eq!(socket.accept(&offer.id).await, Ok(()));
    chat.event("the agent", |event| matches!(event, Event::Connected { .. })).await;
    let mut theirs = grace.chat(&chat.id).connected().await;
    let key = theirs.say("Sorry, we had to restart.").await;
    theirs.ack(&key).await;
    chat.until("the agent's message", |end| end.head() == theirs.head()).await;
    same_log(&chat, &theirs);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unanswered_offer_times_out_after_a_crash() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_, mut chat) = site.requested_chat().await;
    let offer = socket.offer_of(&chat.id).await;
    restart(&server, &mut chat).await;

    let mut chat = chat.connected().await;
    assert_eq!(fell_back(&mut chat).await, FallbackReason::TimedOut);
    let mut socket = grace.connect().await;
    assert!(socket.offers.is_empty(), "{}", socket.dump());
    assert_eq!(socket.accept(&offer.id).await, Err("timed_out".to_owned()));
    assert_eq!(socket.ended(&offer.id), None::<OfferOutcome>, "this tab never got the offer");
    site.used(0, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offer_times_out_without_any_connection() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat) = site.requested_chat().await;
    let offer = socket.offer_of(&chat.id).await;
    restart(&server, &mut chat).await;
    drop(socket);

    // Only the alarm can end the offer, because nobody calls the desk or the conversation. The
    // site's figures show it.
    site.used(0, 0).await;
    let chat = visitor.chat(&chat.id).connected().await;
    let Some(last) = chat.log.last() else { panic!("the log is empty") };
    assert!(matches!(last.event, Event::FellBack { .. }), "{}", chat.dump());
    assert!(last.at >= offer.until, "it ended {:?}, before {:?}", last.at, offer.until);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acknowledged_chat_request_is_offered_even_if_the_visitor_does_not_return() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    site.settings(|settings| settings.offer_seconds = 60).await;
    let grace = site.agent("Grace").await;
    grace.connect_available().await.close().await;
    // Only the ack is certain: whether the desk has received the request before the crash is
    // random.
    for _ in 0..5 {
        let (_, mut chat) = site.begun().await;
        let key = chat.capture(stream::CAPTURE, ada()).await;
        chat.ack(&key).await;
        restart(&server, &mut chat).await;
        let mut socket = grace.connect().await;
        let offer = socket.offer_of(&chat.id).await;
        assert_eq!(socket.accept(&offer.id).await, Ok(()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_continues_the_dialogue_after_a_crash() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let (visitor, mut chat) = site.begun().await;
    restart(&server, &mut chat).await;

    let mut chat = chat.connected().await;
    let key = chat.capture(stream::CAPTURE, ada()).await;
    chat.ack(&key).await;
    assert_eq!(fell_back(&mut chat).await, FallbackReason::NobodyAvailable);
    let whole = visitor.chat(&chat.id).connected().await;
    same_log(&chat, &whole);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_and_publications_survive_a_crash() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let before = site.admin.request(Method::GET, "me").done().await;
    server.kill().await;
    server.start().await;
    let after = site.admin.request(Method::GET, "me").done().await;
    assert_eq!(before.body, after.body);
    let path = format!("/v1/sites/{}/bootstrap?url=https://shop.example/&done=", site.id);
    let visible: shared::protocol::Bootstrap = site.http.get(&path).done().await.json();
    assert_eq!(visible.dialogue.map(|visible| visible.version), Some(site.version));
}

async fn restart(server: &Server, chat: &mut ConversationClient) {
    server.kill().await;
    chat.cut();
    server.start().await;
}
