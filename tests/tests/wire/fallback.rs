//! The fallback message, at once or after an offer timed out.

use bellhop_tests::chat::ConversationClient;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::event::{Event, FallbackReason, OfferFailure, OfferOutcome};
use shared::permission::Role;

/// Waits for the fallback message, and returns its reason.
pub(crate) async fn fell_back(chat: &mut ConversationClient) -> FallbackReason {
    let is = |event: &Event| matches!(event, Event::FellBack { .. });
    let logged = chat.event("the fallback", is).await;
    let Event::FellBack { reason, message, .. } = logged.event else { unreachable!() };
    // Who has another chat reads the widget's own text.
    let own_text = reason == FallbackReason::OtherChat;
    assert_eq!(message.is_empty(), own_text, "the visitor gets a message: {}", chat.dump());
    reason
}

fn was_offered(chat: &ConversationClient) -> bool {
    chat.events().any(|event| matches!(event, Event::Offered { .. }))
}

#[tokio::test]
async fn nobody_available_falls_back_at_once_with_the_sites_message() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    site.settings(|settings| settings.fallback = "Write to us: 📮".to_owned()).await;
    let (_, mut chat) = site.requested_chat().await;
    assert_eq!(fell_back(&mut chat).await, FallbackReason::NobodyAvailable);
    let Some(Event::FellBack { message, .. }) = chat.events().last() else {
        panic!("{}", chat.dump())
    };
    assert_eq!(message, "Write to us: 📮");
    assert!(!was_offered(&chat));
}

#[tokio::test]
async fn agents_away_or_without_the_permission_are_offered_nothing() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let writer = site.agent_of("Writer", Role::Marketing).await;
    let mut away = grace.connect_available().await;
    away.available(false).await;
    let mut no_agent = writer.connect().await;
    let refused =
        no_agent.send(|id| shared::protocol::AgentFrame::Status { id, available: true }).await;
    assert_eq!(refused, Err("no_permission".to_owned()));

    let (_, mut chat) = site.requested_chat().await;
    assert_eq!(fell_back(&mut chat).await, FallbackReason::NobodyAvailable);
    away.up_to_date().await;
    assert_eq!((away.all_offers().len(), no_agent.all_offers().len()), (0, 0));
}

#[tokio::test]
async fn an_unanswered_offer_times_out_and_a_late_accept_is_refused() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_, mut chat) = site.requested_chat().await;
    let offer = socket.offer_of(&chat.id).await;

    assert_eq!(fell_back(&mut chat).await, FallbackReason::TimedOut);
    assert_eq!(socket.closed(&offer.id).await, OfferOutcome::Failed(OfferFailure::TimedOut));
    assert_eq!(socket.accept(&offer.id).await, Err("timed_out".to_owned()));
    let reasons: Vec<OfferFailure> = chat
        .events()
        .filter_map(|event| match event {
            Event::OfferClosed { reason, .. } => Some(*reason),
            _ => None,
        })
        .collect();
    assert_eq!(reasons, [OfferFailure::TimedOut]);
    let fell = chat.log.last().unwrap();
    assert!(fell.at >= offer.until, "it fell back {:?} too early", fell.at.since(offer.until));
    site.used(0, 0).await;
}

#[tokio::test]
async fn a_declined_offer_falls_back_and_the_agent_is_free_again() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let (mut socket, mut tab) = (grace.connect_available().await, grace.connect().await);
    let (_, mut chat) = site.requested_chat().await;
    let offer = socket.offer_of(&chat.id).await;

    assert_eq!(socket.decline(&offer.id).await, Ok(()));
    assert_eq!(tab.closed(&offer.id).await, OfferOutcome::Failed(OfferFailure::Declined));
    assert_eq!(tab.accept(&offer.id).await, Err("already_declined".to_owned()));
    assert_eq!(fell_back(&mut chat).await, FallbackReason::Declined);
    let (_, next) = site.requested_chat().await;
    socket.offer_of(&next.id).await;
}

#[tokio::test]
async fn a_visitor_who_stops_waiting_withdraws_the_offer() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_, mut chat) = site.requested_chat().await;
    let offer = socket.offer_of(&chat.id).await;

    let key = chat.leave().await;
    chat.ack(&key).await;
    assert!(matches!(chat.events().last(), Some(Event::Withdrawn { .. })), "{}", chat.dump());
    assert_eq!(socket.closed(&offer.id).await, OfferOutcome::Failed(OfferFailure::Withdrawn));
    assert_eq!(socket.accept(&offer.id).await, Err("withdrawn".to_owned()));
    assert!(socket.offers.is_empty());
    site.used(0, 0).await;
}
