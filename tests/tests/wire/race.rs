//! Two accepts never both win.

use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::event::Event;
use shared::protocol::ClosedAs;

#[tokio::test]
async fn of_two_agents_and_two_tabs_only_the_first_accept_of_the_one_who_was_asked_wins() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut tab = grace.on_duty().await;
    let mut other_tab = grace.bell().await;
    assert!(other_tab.available, "two tabs are one agent");
    let mut stranger = linus.on_duty().await;
    let (_, mut chat) = site.asking().await;

    let offer = tab.offer_of(&chat.id).await;
    assert_eq!(other_tab.offer_of(&chat.id).await, offer, "every tab of the agent rings");
    assert_eq!(stranger.accept(&offer.id).await, Err("not_offered".to_owned()));
    assert_eq!(stranger.decline(&offer.id).await, Err("not_offered".to_owned()));

    let (one, two) = tokio::join!(tab.accept(&offer.id), other_tab.accept(&offer.id));
    let results = [&one, &two];
    let refused = Err("already_accepted".to_owned());
    assert!(results.contains(&&Ok(())) && results.contains(&&refused), "{results:?}");
    assert_eq!(tab.closed(&offer.id).await, ClosedAs::Accepted);
    assert_eq!(other_tab.closed(&offer.id).await, ClosedAs::Accepted);
    for tab in [&mut tab, &mut other_tab] {
        tab.until("the chat in both tabs", |tab| tab.chats.len() == 1).await;
    }
    chat.event("one connection", |event| matches!(event, Event::Connected { .. })).await;

    let (_, next) = site.asking().await;
    stranger.offer_of(&next.id).await;
    tab.up_to_date().await;
    assert_eq!(tab.rings().len(), 1, "the next ring is the other agent's: {}", tab.story());
    let connected = chat.events().filter(|event| matches!(event, Event::Connected { .. })).count();
    assert_eq!(connected, 1, "{}", chat.story());
}

#[tokio::test]
async fn a_tab_that_opens_while_it_rings_is_told_of_the_ring() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut tab = grace.on_duty().await;
    let (_, chat) = site.asking().await;
    let offer = tab.offer_of(&chat.id).await;

    let mut late_tab = grace.bell().await;
    assert_eq!(late_tab.offers, std::slice::from_ref(&offer));
    assert_eq!(late_tab.accept(&offer.id).await, Ok(()));
    assert_eq!(tab.closed(&offer.id).await, ClosedAs::Accepted);
    tab.until("the chat", |tab| tab.chats.len() == 1).await;
    let reloaded = grace.bell().await;
    assert_eq!(reloaded.chats, tab.chats);
    assert!(reloaded.offers.is_empty());
}
