//! Nobody comes: the visitor is told, at once or when the ring's time is over.

use bellhop_tests::chat::Chat;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::event::{Event, FallbackReason, OfferEnd};
use shared::permission::Role;
use shared::protocol::ClosedAs;

/// Waits for the fallback message, and gives its reason.
pub(crate) async fn fell_back(chat: &mut Chat) -> FallbackReason {
    let is = |event: &Event| matches!(event, Event::FellBack { .. });
    let logged = chat.event("the fallback", is).await;
    let Event::FellBack { reason, message, .. } = logged.event else { unreachable!() };
    assert!(!message.is_empty(), "the visitor is told nothing: {}", chat.story());
    reason
}

fn rang(chat: &Chat) -> bool {
    chat.events().any(|event| matches!(event, Event::Offered { .. }))
}

#[tokio::test]
async fn nobody_available_is_told_at_once_with_the_sites_own_words() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    site.settings(|settings| settings.fallback = "Write to us: 📮".to_owned()).await;
    let (_, mut chat) = site.asking().await;
    assert_eq!(fell_back(&mut chat).await, FallbackReason::NobodyAvailable);
    let Some(Event::FellBack { message, .. }) = chat.events().last() else {
        panic!("{}", chat.story())
    };
    assert_eq!(message, "Write to us: 📮");
    assert!(!rang(&chat));
}

#[tokio::test]
async fn whoever_is_away_or_has_no_live_chat_permission_is_not_rung() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let writer = site.agent_of("Writer", Role::Marketing).await;
    let mut away = grace.on_duty().await;
    away.available(false).await;
    let mut no_agent = writer.bell().await;
    let refused =
        no_agent.send(|id| shared::protocol::BellFrame::Status { id, available: true }).await;
    assert_eq!(refused, Err("no_permission".to_owned()));

    let (_, mut chat) = site.asking().await;
    assert_eq!(fell_back(&mut chat).await, FallbackReason::NobodyAvailable);
    away.up_to_date().await;
    assert_eq!((away.rings().len(), no_agent.rings().len()), (0, 0));
}

#[tokio::test]
async fn a_ring_nobody_answers_ends_by_itself_and_a_late_accept_is_told_why() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut bell = grace.on_duty().await;
    let (_, mut chat) = site.asking().await;
    let offer = bell.offer_of(&chat.id).await;

    assert_eq!(fell_back(&mut chat).await, FallbackReason::TimedOut);
    assert_eq!(bell.closed(&offer.id).await, ClosedAs::TimedOut);
    assert_eq!(bell.accept(&offer.id).await, Err("timed_out".to_owned()));
    let reasons: Vec<OfferEnd> = chat
        .events()
        .filter_map(|event| match event {
            Event::OfferClosed { reason, .. } => Some(*reason),
            _ => None,
        })
        .collect();
    assert_eq!(reasons, [OfferEnd::TimedOut]);
    let fell = chat.log.last().unwrap();
    assert!(fell.at >= offer.until, "it fell back {:?} too early", fell.at.since(offer.until));
    site.used(0, 0).await;
}

#[tokio::test]
async fn a_ring_that_is_declined_falls_back_and_the_agent_is_free_again() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let (mut bell, mut tab) = (grace.on_duty().await, grace.bell().await);
    let (_, mut chat) = site.asking().await;
    let offer = bell.offer_of(&chat.id).await;

    assert_eq!(bell.decline(&offer.id).await, Ok(()));
    assert_eq!(tab.closed(&offer.id).await, ClosedAs::Declined);
    assert_eq!(tab.accept(&offer.id).await, Err("already_declined".to_owned()));
    assert_eq!(fell_back(&mut chat).await, FallbackReason::Declined);
    let (_, next) = site.asking().await;
    bell.offer_of(&next.id).await;
}

#[tokio::test]
async fn a_visitor_who_stops_waiting_takes_the_ring_away() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut bell = grace.on_duty().await;
    let (_, mut chat) = site.asking().await;
    let offer = bell.offer_of(&chat.id).await;

    let key = chat.leave().await;
    chat.ack(&key).await;
    assert!(matches!(chat.events().last(), Some(Event::Withdrawn { .. })), "{}", chat.story());
    assert_eq!(bell.closed(&offer.id).await, ClosedAs::Withdrawn);
    assert_eq!(bell.accept(&offer.id).await, Err("withdrawn".to_owned()));
    assert!(bell.offers.is_empty());
    site.used(0, 0).await;
}
