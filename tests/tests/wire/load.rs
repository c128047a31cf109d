//! An agent has at most ten chats, including offers.

use crate::fallback::fell_back;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use shared::event::{Event, FallbackReason};
use shared::quota::Package;

const MOST: usize = 10;

#[tokio::test]
async fn the_eleventh_visitor_falls_back_at_once_and_a_free_slot_is_used_again() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Prime, stream::short()).await;
    site.settings(|settings| settings.offer_seconds = 120).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;

    // All at once: eight become chats, two stay offered, the rest fall back.
    let visitors: Vec<_> = (0..MOST + 5).map(|_| site.begun()).collect();
    let mut chats = Vec::new();
    for (_, mut chat) in futures_util::future::join_all(visitors).await {
        let is = |event: &Event| matches!(event, Event::Offered { .. } | Event::FellBack { .. });
        let outcome = chat.event("an offer or the fallback", is).await;
        if let Event::FellBack { reason, .. } = outcome.event {
            assert_eq!(reason, FallbackReason::NobodyAvailable);
        } else {
            chats.push(chat);
        }
    }
    assert_eq!(chats.len(), MOST, "one agent was offered the maximum");
    socket.until("ten offers", |socket| socket.offers.len() == MOST).await;
    for offer in socket.offers.clone().iter().take(8) {
        assert_eq!(socket.accept(&offer.id).await, Ok(()));
    }
    let (_, mut eleventh) = site.begun().await;
    assert_eq!(fell_back(&mut eleventh).await, FallbackReason::NobodyAvailable);
    assert_eq!(socket.all_offers().len(), MOST);

    let chat = chats.iter_mut().find(|chat| socket.chats.iter().any(|c| c.conversation == chat.id));
    let chat = chat.unwrap();
    let key = chat.leave().await;
    chat.ack(&key).await;
    socket.until("a free slot", |socket| socket.chats.len() == 7).await;
    let (_, next) = site.begun().await;
    socket.offer_of(&next.id).await;
}
