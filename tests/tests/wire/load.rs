//! An agent has ten chats at most, rings counted.

use crate::fallback::fell_back;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use shared::event::{Event, FallbackReason};
use shared::quota::Package;

const MOST: usize = 10;

#[tokio::test]
async fn the_eleventh_visitor_is_told_at_once_and_the_next_free_place_is_taken_again() {
    let server = Server::shared().await;
    let site = Site::of(&server, Package::Prime, stream::short()).await;
    site.settings(|settings| settings.offer_seconds = 120).await;
    let grace = site.agent("Grace").await;
    let mut bell = grace.on_duty().await;

    // All at once: eight become chats, two keep ringing, the rest find nobody.
    let asking: Vec<_> = (0..MOST + 5).map(|_| site.begun()).collect();
    let mut chats = Vec::new();
    for (_, mut chat) in futures_util::future::join_all(asking).await {
        let is = |event: &Event| matches!(event, Event::Offered { .. } | Event::FellBack { .. });
        let outcome = chat.event("a ring or the fallback", is).await;
        if let Event::FellBack { reason, .. } = outcome.event {
            assert_eq!(reason, FallbackReason::NobodyAvailable);
        } else {
            chats.push(chat);
        }
    }
    assert_eq!(chats.len(), MOST, "so many were offered to one agent");
    bell.until("ten rings", |bell| bell.offers.len() == MOST).await;
    for offer in bell.offers.clone().iter().take(8) {
        assert_eq!(bell.accept(&offer.id).await, Ok(()));
    }
    let (_, mut eleventh) = site.begun().await;
    assert_eq!(fell_back(&mut eleventh).await, FallbackReason::NobodyAvailable);
    assert_eq!(bell.rings().len(), MOST);

    let chat = chats.iter_mut().find(|chat| bell.chats.iter().any(|c| c.conversation == chat.id));
    let chat = chat.unwrap();
    let key = chat.leave().await;
    chat.ack(&key).await;
    bell.until("a free place", |bell| bell.chats.len() == 7).await;
    let (_, next) = site.begun().await;
    bell.offer_of(&next.id).await;
}
