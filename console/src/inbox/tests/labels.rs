//! Labels, and what the lists are narrowed to (INBOX-26, INBOX-27).

use super::{World, ada, card, conv, row, snapshot};
use crate::inbox::{
    Effect, Filter, LabelChoice, LabelEffect, LabelMsg, Msg, Narrowed, Tab, choices, next_colour,
};
use shared::id::LabelId;
use shared::label::{ConversationLabels, Label, LabelColour, LabelList, LabelRow, Labelled};
use shared::protocol::{AgentEvent, ConversationRow, Listing};

fn label(name: &str, colour: LabelColour) -> Label {
    Label { id: LabelId::parse(format!("label_{name}")).unwrap(), name: name.to_owned(), colour }
}

fn list(names: &[&str]) -> LabelList {
    let row = |name: &&str| LabelRow {
        label: label(name, LabelColour::Blue),
        conversations: Labelled { own: 1, all: Some(7) },
    };
    LabelList { items: names.iter().map(row).collect(), needs_answer: Labelled::default() }
}

fn id(name: &str) -> LabelId {
    label(name, LabelColour::Blue).id
}

/// A world whose site has the labels “vip” and “bill”.
fn labelled_world(chats: &[&str]) -> World {
    let mut world = World::with_chats(chats);
    world.send(Msg::Labels(LabelMsg::Listed(list(&["bill", "vip"]))));
    world
}

fn names(world: &World, chat: &str) -> Vec<String> {
    world.inbox.labels_of(&conv(chat)).into_iter().map(|label| label.name).collect()
}

#[test]
fn a_label_shows_at_once_and_the_desk_tells_of_those_of_others() {
    let mut world = labelled_world(&["a"]);
    let put = world.send(Msg::Labels(LabelMsg::Toggle(conv("a"), id("vip"))));
    assert_eq!(put, [Effect::Labels(LabelEffect::Put(conv("a"), id("vip")))]);
    assert_eq!(names(&world, "a"), ["vip"]);
    let conversation = conv("a");
    let labels = vec![id("vip"), id("bill"), id("gone")];
    world.desk(AgentEvent::Labelled { conversation, labels });
    assert_eq!(names(&world, "a"), ["bill", "vip"], "by name, and only those of the site");
    let off = world.send(Msg::Labels(LabelMsg::Toggle(conv("a"), id("vip"))));
    assert_eq!(off, [Effect::Labels(LabelEffect::TakeOff(conv("a"), id("vip")))]);
    let refused = LabelMsg::Refused(Some(conv("a")), "No.".into());
    let effects = world.send(Msg::Labels(refused));
    assert!(effects.contains(&Effect::Labels(LabelEffect::Load(conv("a")))), "{effects:?}");
    assert_eq!(world.desk(AgentEvent::LabelsChanged), [Effect::Labels(LabelEffect::LoadList)]);
}

#[test]
fn a_new_connection_asks_for_the_labels_of_every_chat() {
    let mut world = World::new();
    world.send(Msg::AgentSocketOpened);
    let effects = world.desk(snapshot(&["a"], &[]));
    for wanted in [LabelEffect::LoadList, LabelEffect::Load(conv("a"))] {
        assert!(effects.contains(&Effect::Labels(wanted.clone())), "{wanted:?} in {effects:?}");
    }
    let effects = world.desk(AgentEvent::Assigned { chat: card("b") });
    assert!(effects.contains(&Effect::Labels(LabelEffect::Load(conv("b")))), "{effects:?}");
    // What is known is not asked for again.
    let known = ConversationLabels { conversation: conv("b"), labels: Vec::new() };
    world.send(Msg::Labels(LabelMsg::Known(known)));
    assert_eq!(world.send(Msg::Labels(LabelMsg::Ask(conv("b")))), []);
    let ask = world.send(Msg::Labels(LabelMsg::Ask(conv("c"))));
    assert_eq!(ask, [Effect::Labels(LabelEffect::Load(conv("c")))]);
    world.inbox.me.permissions = shared::permission::Role::Marketing.permissions().to_vec();
    assert_eq!(world.send(Msg::Labels(LabelMsg::Ask(conv("d")))), [], "a marketer sees none");
    assert_eq!(world.send(Msg::Labels(LabelMsg::Toggle(conv("d"), id("vip")))), []);
}

#[test]
fn all_lists_are_narrowed_and_show_nothing_of_before() {
    let mut world = labelled_world(&["a", "b"]);
    assert_eq!(ada().len(), 1);
    world.send(Msg::Labels(LabelMsg::Toggle(conv("a"), id("vip"))));
    let vip = Narrowed { label: Some(id("vip")), waits: false };
    assert_eq!(world.send(Msg::Labels(LabelMsg::Narrow(vip.clone()))), [], "Mine is here already");
    assert_eq!(world.inbox.mine_narrowed(), [conv("a")]);
    assert_eq!(world.inbox.label_count(Tab::Mine, &list(&["vip"]).items[0]), 1);
    assert_eq!(world.inbox.label_count(Tab::All, &list(&["vip"]).items[0]), 7);
    let load = |narrowed: &Narrowed| Effect::Load {
        tab: Tab::History,
        filter: Filter::default(),
        narrowed: narrowed.clone(),
        cursor: None,
    };
    assert_eq!(world.send(Msg::ShowTab(Tab::History)), [load(&vip)]);
    let all = Narrowed::default();
    assert_eq!(world.send(Msg::Labels(LabelMsg::Narrow(all.clone()))), [load(&all)]);
    let loaded = |narrowed: &Narrowed, row: ConversationRow| Msg::Loaded {
        tab: Tab::History,
        filter: Filter::default(),
        narrowed: narrowed.clone(),
        first: true,
        page: Ok(Listing { items: vec![row], next: None }),
    };
    world.send(loaded(&vip, row("x")));
    assert!(world.inbox.history.rows.is_empty(), "an answer to what is asked for no more");
    world.send(loaded(&all, ConversationRow { labels: vec![id("bill")], ..row("y") }));
    assert_eq!(names(&world, "y"), ["bill"], "a row brings its labels");
    // A label that is gone narrows nothing.
    world.send(Msg::Labels(LabelMsg::Narrow(vip)));
    let effects = world.send(Msg::Labels(LabelMsg::Listed(list(&["bill"]))));
    assert_eq!((world.inbox.labels.narrowed.clone(), effects), (all.clone(), vec![load(&all)]));
}

#[test]
fn a_row_that_loses_the_label_goes_and_one_that_gets_it_comes() {
    let mut world = labelled_world(&[]);
    world.send(Msg::ShowTab(Tab::History));
    let vip = Narrowed { label: Some(id("vip")), waits: false };
    world.send(Msg::Labels(LabelMsg::Narrow(vip.clone())));
    let page = Listing {
        items: vec![ConversationRow { labels: vec![id("vip")], ..row("x") }],
        next: None,
    };
    let (tab, filter) = (Tab::History, Filter::default());
    world.send(Msg::Loaded { tab, filter, narrowed: vip, first: true, page: Ok(page) });
    assert_eq!(world.inbox.listed(Tab::History).len(), 1);
    let labelled = |chat: &str, labels| AgentEvent::Labelled { conversation: conv(chat), labels };
    assert_eq!(world.desk(labelled("x", Vec::new())), []);
    assert!(world.inbox.listed(Tab::History).is_empty());
    let effects = world.desk(labelled("z", vec![id("vip")]));
    assert!(matches!(effects[..], [Effect::Load { tab: Tab::History, .. }]), "{effects:?}");
}

#[test]
fn typing_finds_labels_and_offers_a_new_one() {
    let found = |typed: &str, may| choices(&list(&["bill", "vip"]), typed, may);
    let labels = |typed: &str| {
        let found = found(typed, false);
        let name = |choice| match choice {
            LabelChoice::Label(label) => label.name,
            LabelChoice::New(name) => panic!("{name}"),
        };
        found.into_iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(labels(""), ["bill", "vip"]);
    assert_eq!(labels("I"), ["bill", "vip"]);
    assert_eq!(labels("vi"), ["vip"]);
    assert_eq!(found(" refund ", true), [LabelChoice::New("refund".into())]);
    assert_eq!(found("VIP", true).len(), 1, "there is one of this name");
    assert_eq!(found("", true).len(), 2, "a label has a name");
    assert_eq!(next_colour(&list(&["a", "b"])), LabelColour::Red, "blue is used already");
}
