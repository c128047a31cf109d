//! When something breaks on the way.

use shared::event::Page;
use shared::id::ConversationId;
use shared::protocol::{Bootstrap, Style};

use super::{NOW, choose, dialogue, lines, link, live, model, say, sent};
use crate::model::{LinkState, Talk};
use crate::update::{Answer, Effect, Msg, Tell, start, update};

#[test]
fn what_was_said_while_the_connection_was_gone_arrives_once_and_in_order() {
    let (mut model, edge) = live();
    let taken = say(&mut model, "one");
    // The edge takes it, and the connection breaks before it can say so.
    for frame in sent(&taken) {
        drop(edge.frame(&frame));
    }
    let nth = model.link.nth;
    update(&mut model, NOW, Msg::Unlinked(nth, 1006));
    assert_eq!(model.link.state, LinkState::Broken);
    assert!(sent(&say(&mut model, "two")).is_empty());
    say(&mut model, "three");
    let nth = model.link.nth;
    update(&mut model, NOW, Msg::Relink(nth));
    link(&mut model, &edge);
    assert_eq!(lines(&model)[7..], ["V: one", "V: two", "V: three"]);
    assert_eq!(edge.conversation.borrow().state.head, model.talk.as_ref().unwrap().state.head);
    assert!(model.talk.as_ref().unwrap().pending.is_empty());
}

#[test]
fn a_beginning_that_nobody_heard_is_tried_again_by_the_same_name() {
    let mut model = model();
    let body = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Begin(_, body) => Some(body.clone()),
            _ => None,
        })
    };
    let first = body(&choose(&mut model, "talk")).unwrap();
    let effects = update(&mut model, NOW, Msg::Begun(Answer::Unreachable));
    assert!(matches!(effects[..], [Effect::After(_, Msg::BeginAgain)]));
    assert_eq!(body(&update(&mut model, NOW, Msg::BeginAgain)), Some(first));
}

#[test]
fn a_dialogue_that_changed_meanwhile_is_asked_for_again() {
    let mut model = model();
    choose(&mut model, "talk");
    let effects = update(&mut model, NOW, Msg::Begun(Answer::Refused(409, String::new().into())));
    assert!(effects.iter().any(|e| matches!(e, Effect::Tell(Tell::Stale))));
}

#[test]
fn a_conversation_that_is_gone_is_forgotten_once_the_edge_is_known_to_be_there() {
    let mut model = model();
    let key = model.dice.key().unwrap();
    model.talk = Some(Talk::running(ConversationId::parse("conv_gone").unwrap(), key));
    start(&mut model);
    let mut asked = false;
    for _ in 0..3 {
        let nth = model.link.nth;
        let effects = update(&mut model, NOW, Msg::Unlinked(nth, 1006));
        asked |= effects.iter().any(|e| matches!(e, Effect::Tell(Tell::Stale)));
        let nth = model.link.nth;
        update(&mut model, NOW, Msg::Relink(nth));
    }
    assert!(asked && model.talk.as_ref().unwrap().id.is_some());
    let site = shared::id::SiteId::parse("site_a").unwrap();
    let (style, dialogue) = (Style::default(), Some(dialogue()));
    let bootstrap = Bootstrap {
        site,
        enabled: true,
        style,
        dialogue,
        poke: None,
        place: shared::event::Place::default(),
        known: shared::person::Values::default(),
    };
    update(&mut model, NOW, Msg::Offered(Box::new((bootstrap, Page::default()))));
    assert_eq!(lines(&model), ["B: What brings you here?"]);
    assert_eq!(model.link.state, LinkState::Off);
}

#[test]
fn a_silent_connection_is_made_anew() {
    let (mut model, _) = live();
    let nth = model.link.nth;
    update(&mut model, NOW, Msg::Ping(nth));
    update(&mut model, NOW, Msg::Pong(nth));
    update(&mut model, NOW, Msg::PongDue(nth));
    assert_eq!(model.link.state, LinkState::Ready);
    update(&mut model, NOW, Msg::Ping(nth));
    update(&mut model, NOW, Msg::PongDue(nth));
    assert_eq!(model.link.state, LinkState::Broken);
}
