//! Concurrent accepts: only one wins.

use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::event::{Event, OfferOutcome};

#[tokio::test]
async fn only_the_first_accept_of_the_offered_agent_wins() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut tab = grace.connect_available().await;
    let mut other_tab = grace.connect().await;
    assert!(other_tab.available, "two tabs are one agent");
    let mut stranger = linus.connect_available().await;
    let (_, mut chat) = site.requested_chat().await;

    let offer = tab.offer_of(&chat.id).await;
    assert_eq!(other_tab.offer_of(&chat.id).await, offer, "every tab of the agent shows the offer");
    assert_eq!(stranger.accept(&offer.id).await, Err("not_offered".to_owned()));
    assert_eq!(stranger.decline(&offer.id).await, Err("not_offered".to_owned()));

    let (one, two) = tokio::join!(tab.accept(&offer.id), other_tab.accept(&offer.id));
    let results = [&one, &two];
    let refused = Err("already_accepted".to_owned());
    assert!(results.contains(&&Ok(())) && results.contains(&&refused), "{results:?}");
    assert_eq!(tab.closed(&offer.id).await, OfferOutcome::Accepted);
    assert_eq!(other_tab.closed(&offer.id).await, OfferOutcome::Accepted);
    for tab in [&mut tab, &mut other_tab] {
        tab.until("the chat in both tabs", |tab| tab.chats.len() == 1).await;
    }
    chat.event("one connection", |event| matches!(event, Event::Connected { .. })).await;

    let (_, next) = site.requested_chat().await;
    stranger.offer_of(&next.id).await;
    tab.up_to_date().await;
    assert_eq!(tab.all_offers().len(), 1, "the next offer is the other agent's: {}", tab.dump());
    let connected = chat.events().filter(|event| matches!(event, Event::Connected { .. })).count();
    assert_eq!(connected, 1, "{}", chat.dump());
}

#[tokio::test]
async fn a_tab_that_opens_during_an_offer_shows_it() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut tab = grace.connect_available().await;
    let (_, chat) = site.requested_chat().await;
    let offer = tab.offer_of(&chat.id).await;

    let mut late_tab = grace.connect().await;
    assert_eq!(late_tab.offers, std::slice::from_ref(&offer));
    assert_eq!(late_tab.accept(&offer.id).await, Ok(()));
    assert_eq!(tab.closed(&offer.id).await, OfferOutcome::Accepted);
    tab.until("the chat", |tab| tab.chats.len() == 1).await;
    let reloaded = grace.connect().await;
    assert_eq!(reloaded.chats, tab.chats);
    assert!(reloaded.offers.is_empty());
}
