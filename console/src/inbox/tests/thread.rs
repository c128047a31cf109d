//! Tests of a chat's lines.

use super::*;
use crate::inbox::{Bubble, DeliveryState, Filter, Line, Narrowed, Note, Tab, lines};
use shared::protocol::{Listing, Side};

fn bubbles(world: &World, id: &str) -> Vec<Bubble> {
    let lines = lines(world.chat(id), &grace().id, |at| i64::try_from(at.0 / 86_400_000).unwrap());
    lines
        .into_iter()
        .filter_map(|line| match line {
            Line::Bubble(bubble) => Some(bubble),
            _ => None,
        })
        .collect()
}

#[test]
fn consecutive_bubbles_of_one_side_are_grouped() {
    let mut world = World::with_chats(&["a"]);
    world.said("a", 1, Author::Visitor, "one");
    world.now += 60_000;
    world.said("a", 2, Author::Visitor, "two");
    world.now += 200_000;
    world.said("a", 3, Author::Visitor, "three");
    world.said("a", 4, by_grace(), "four");
    let ends: Vec<_> = bubbles(&world, "a").iter().map(|b| (b.first, b.last)).collect();
    assert_eq!(ends, [(true, false), (false, true), (true, true), (true, true)]);
}

#[test]
fn only_the_last_seen_message_shows_seen() {
    let mut world = World::with_chats(&["a"]);
    for seq in 1..=3 {
        world.said("a", seq, by_grace(), "x");
    }
    world.frame("a", ServerFrame::Seen { by: Side::Visitor, seq: Seq(2) });
    let deliveries: Vec<_> = bubbles(&world, "a").into_iter().map(|b| b.delivery).collect();
    assert_eq!(deliveries, [DeliveryState::Saved, DeliveryState::Seen, DeliveryState::Saved]);
}

#[test]
fn each_day_has_a_heading() {
    let mut world = World::with_chats(&["a"]);
    world.said("a", 1, Author::Visitor, "one");
    world.now += 86_400_000;
    world.said("a", 2, Author::Visitor, "two");
    let visible =
        lines(world.chat("a"), &grace().id, |at| i64::try_from(at.0 / 86_400_000).unwrap());
    assert_eq!(visible.iter().filter(|line| matches!(line, Line::Day(_))).count(), 2);
}

#[test]
fn the_dialogue_is_folded_into_its_steps() {
    let mut world = World::with_chats(&["a"]);
    let card = shared::id::CardId::parse("hi").unwrap();
    let event = Event::Shown { card };
    let logged = Logged { seq: Seq(1), at: Timestamp(1), id: None, event };
    world.frame("a", ServerFrame::Event(logged));
    assert_eq!(lines(world.chat("a"), &grace().id, |_| 0), [Line::Bot(1)]);
    assert_eq!(world.chat("a").steps()[0].said, "Hello");
}

#[test]
fn a_missed_offer_names_the_agent() {
    use shared::event::OfferFailure;
    use shared::id::RequestId;
    let mut world = World::with_chats(&["a"]);
    let request = RequestId::parse("req_1").unwrap();
    let (offer, agent) = (offer_id("1"), grace());
    let offered = Event::Offered {
        request: request.clone(),
        offer: offer.clone(),
        agent: agent.clone(),
        until: Timestamp(9),
    };
    let reason = OfferFailure::TimedOut;
    let closed = Event::OfferClosed { request, offer, agent: agent.id, reason };
    for (seq, event) in [(1, offered), (2, closed)] {
        let logged = Logged { seq: Seq(seq), at: Timestamp(1), id: None, event };
        world.frame("a", ServerFrame::Event(logged));
    }
    let visible = lines(world.chat("a"), &grace().id, |_| 0);
    let note = Note::OfferEnded("Grace".into(), OfferFailure::TimedOut);
    assert_eq!(visible.last(), Some(&Line::Note(2, Timestamp(1), note)));
}

fn loaded(first: bool, page: Listing<ConversationRow>) -> Msg {
    let (filter, narrowed) = (Filter::default(), Narrowed::default());
    Msg::Loaded { tab: Tab::History, filter, narrowed, first, page: Ok(page) }
}

#[test]
fn the_history_loads_page_by_page_each_row_once() {
    let mut world = World::with_chats(&[]);
    let load = |cursor| {
        let (filter, narrowed) = (Filter::default(), Narrowed::default());
        Effect::Load { tab: Tab::History, filter, narrowed, cursor }
    };
    let first = load(None);
    assert_eq!(world.send(Msg::ShowTab(Tab::History)), [first]);
    let page = Listing { items: vec![row("a"), row("b")], next: Some("2".into()) };
    world.send(loaded(true, page));
    let second = load(Some("2".into()));
    assert_eq!(world.send(Msg::LoadHistory { tab: Tab::History, again: false }), [second]);
    assert_eq!(
        world.send(Msg::LoadHistory { tab: Tab::History, again: false }),
        [],
        "a request is in flight"
    );
    let page = Listing { items: vec![row("b"), row("c")], next: None };
    world.send(loaded(false, page));
    let ids: Vec<_> = world.inbox.history.rows.iter().map(|row| row.id.clone()).collect();
    assert_eq!(ids, [conv("a"), conv("b"), conv("c")]);
}

#[test]
fn a_live_chat_is_not_in_the_history() {
    let mut world = World::with_chats(&["b"]);
    let live = ConversationRow { status: "live".into(), ..row("b") };
    let page = Listing { items: vec![live, row("a")], next: None };
    world.send(loaded(true, page));
    let ids: Vec<_> = world.inbox.listed(Tab::History).into_iter().map(|row| row.id).collect();
    assert_eq!(ids, [conv("a")]);
}

#[test]
fn a_past_conversation_opens_read_only_and_is_closed_afterwards() {
    let mut world = World::with_chats(&["b"]);
    let page = Listing { items: vec![row("a")], next: None };
    world.send(loaded(true, page));
    assert_eq!(world.send(Msg::Select(conv("a"))), [Effect::OpenChat(conv("a"))]);
    assert!(!world.chat("a").is_live() && world.inbox.mine() == [conv("b")]);
    assert_eq!(world.send(Msg::Say(conv("a"))), []);
    world.send(Msg::Select(conv("b")));
    assert!(!world.inbox.chats.contains_key(&conv("a")));
}
