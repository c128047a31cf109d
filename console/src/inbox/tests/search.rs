//! Tests of filters and search.

use super::*;
use crate::inbox::{Direction, Filter, Narrowed, Tab};
use shared::api::{ConversationFilter, Scope};
use shared::people::{Device, Pages, Piece, Seen};
use shared::protocol::{Listing, SearchHit};

fn found(typed: &str, first: bool, ids: &[&str], next: Option<&str>) -> Msg {
    let piece = Piece { text: "Ada".into(), hit: true };
    let hit = |id: &&str| SearchHit { row: row(id), name: vec![piece.clone()], said: Vec::new() };
    let page = Listing { items: ids.iter().map(hit).collect(), next: next.map(str::to_owned) };
    Msg::SearchPage { typed: typed.into(), narrowed: Narrowed::default(), first, page: Ok(page) }
}

fn visible(world: &World) -> Vec<ConversationId> {
    world.inbox.search.rows.iter().map(|found| found.row.id.clone()).collect()
}

#[test]
fn a_response_to_an_earlier_text_is_ignored() {
    let mut world = World::with_chats(&[]);
    let search = |typed: &str, cursor: Option<&str>| Effect::Search {
        typed: typed.into(),
        narrowed: Narrowed::default(),
        cursor: cursor.map(str::to_owned),
    };
    assert_eq!(world.send(Msg::Search("ad".into())), [search("ad", None)]);
    assert_eq!(world.send(Msg::Search("ada".into())), [search("ada", None)]);
    world.send(found("ad", true, &["x"], None));
    assert!(world.inbox.search.loading && visible(&world).is_empty());
    world.send(found("ada", true, &["a", "b"], Some("7")));
    assert_eq!(world.send(Msg::SearchMore), [search("ada", Some("7"))]);
    assert_eq!(world.send(Msg::SearchMore), [], "a request is in flight");
    world.send(found("ada", false, &["c"], None));
    assert_eq!(visible(&world), [conv("a"), conv("b"), conv("c")]);
    assert_eq!(world.send(Msg::SearchMore), [], "there are no more pages");
    assert_eq!(world.send(Msg::Search(" ".into())), [], "a blank text ends the search");
    assert!(!world.inbox.search.is_on() && visible(&world).is_empty());
}

#[test]
fn hits_are_stepped_through_and_opened_like_a_list() {
    let mut world = World::with_chats(&[]);
    world.send(Msg::Search("ada".into()));
    world.send(found("ada", true, &["a", "b"], None));
    assert_eq!(world.send(Msg::Step(Direction::Down)), [Effect::OpenChat(conv("a"))]);
    world.send(Msg::Step(Direction::Down));
    assert_eq!(world.inbox.selected, Some(conv("b")));
    assert!(!world.chat("b").is_live());
}

#[test]
fn a_filtered_list_shows_no_row_of_the_whole_list() {
    let mut world = World::with_chats(&[]);
    world.send(Msg::ShowTab(Tab::All));
    let filter = Filter { status: "fell_back".into(), ..Filter::default() };
    let narrowed = Narrowed::default();
    let load = Effect::Load {
        tab: Tab::All,
        filter: filter.clone(),
        narrowed: narrowed.clone(),
        cursor: None,
    };
    assert_eq!(world.send(Msg::Narrow(Tab::All, filter.clone())), [load]);
    assert_eq!(world.send(Msg::Narrow(Tab::All, filter.clone())), [], "the filter is the same");
    let page = |id| Ok(Listing { items: vec![row(id)], next: None });
    let loaded = |filter: &Filter, id| {
        let (filter, narrowed) = (filter.clone(), Narrowed::default());
        Msg::Loaded { tab: Tab::All, filter, narrowed, first: true, page: page(id) }
    };
    world.send(loaded(&Filter::default(), "a"));
    assert!(world.inbox.all.rows.is_empty() && world.inbox.all.loading);
    world.send(loaded(&filter, "b"));
    assert_eq!(world.inbox.all.rows.len(), 1);
    let query = filter.query(|| unreachable!(), Scope::All, &narrowed, None);
    let status = Some("fell_back".to_owned());
    let expected =
        ConversationFilter { scope: Some(Scope::All), status, ..ConversationFilter::default() };
    assert_eq!(query, expected);
}

#[test]
fn a_list_is_limited_to_days_of_the_agents_time_zone() {
    let mut filter = Filter::default();
    filter.begin("2026-11-10".into());
    filter.end("2026-11-20".into());
    let zone = || "Europe/Berlin".to_owned();
    let query = filter.query(zone, Scope::Mine, &Narrowed::default(), None);
    assert_eq!(query.from.as_deref(), Some("2026-11-10"));
    assert_eq!((query.to.as_deref(), query.zone), (Some("2026-11-20"), Some(zone())));
    // A period never ends before it begins.
    filter.begin("2026-11-25".into());
    assert_eq!((filter.from.as_str(), filter.to.as_str()), ("2026-11-25", "2026-11-25"));
    filter.end("2026-11-05".into());
    assert_eq!((filter.from.as_str(), filter.to.as_str()), ("2026-11-05", "2026-11-05"));
    filter.end(String::new());
    assert_eq!((filter.from.as_str(), filter.count()), ("2026-11-05", 1));
}

#[test]
fn an_earlier_conversation_opens_and_is_closed_afterwards() {
    let mut world = World::with_chats(&["live"]);
    world.send(Msg::Select(conv("live")));
    let opened = world.send(Msg::OpenHistory(Box::new(row("old"))));
    assert_eq!(opened, [Effect::OpenChat(conv("old"))]);
    assert!(world.inbox.selected == Some(conv("old")) && !world.chat("old").is_live());
    world.send(Msg::Select(conv("live")));
    assert!(!world.inbox.chats.contains_key(&conv("old")) && world.chat("live").is_live());
}

#[test]
fn overrides_win_over_attributes_and_the_page_follows_the_visitor() {
    let mut world = World::with_chats(&["a"]);
    let overrides = Attributes::from([(Field::FirstName, "Augusta".to_owned())]);
    world.send(Msg::Overridden(conv("a"), overrides));
    assert_eq!(world.chat("a").attributes()[&Field::FirstName], "Augusta");
    assert_eq!(world.inbox.row(&conv("a")).unwrap().name, "Augusta");
    let page = Page { url: "https://shop.example/hats".into(), ..Page::default() };
    let pages = Pages::restore(vec![Seen { page: page.clone(), at: Timestamp(1) }]);
    world.frame("a", ServerFrame::Visit { pages, device: Device::default() });
    assert_eq!(*world.chat("a").current(), page);
}
