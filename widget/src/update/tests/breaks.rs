//! Tests of failures: lost connections and refused requests.

use shared::event::Page;
use shared::heartbeat::CLOSED_AS_SILENT;
use shared::id::ConversationId;
use shared::protocol::{Bootstrap, Style};

use super::{NOW, choose, dialogue, lines, link, live, model, say, sent};
use crate::model::{ConversationView, LinkState};
use crate::update::{Answer, Effect, LoaderMessage, Msg, start, update};

#[test]
fn messages_during_a_break_arrive_once_and_in_order() {
    let (mut model, edge) = live();
    let first = say(&mut model, "one");
    // The edge handles the frame, and the connection breaks before its ack.
    for frame in sent(&first) {
        drop(edge.frame(&frame));
    }
    let connection_id = model.link.connection_id;
    update(&mut model, NOW, Msg::Unlinked(connection_id, 1006));
    assert_eq!(model.link.state, LinkState::Broken);
    assert!(sent(&say(&mut model, "two")).is_empty());
    say(&mut model, "three");
    let connection_id = model.link.connection_id;
    update(&mut model, NOW, Msg::Relink(connection_id));
    link(&mut model, &edge);
    assert_eq!(lines(&model)[7..], ["V: one", "V: two", "V: three"]);
    assert_eq!(
        edge.conversation.borrow().state.head,
        model.conversation.as_ref().unwrap().state.head
    );
    assert!(model.conversation.as_ref().unwrap().pending.is_empty());
}

#[test]
fn an_unanswered_beginning_is_retried_with_the_same_key() {
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
fn a_dialogue_that_changed_is_fetched_again() {
    let mut model = model();
    choose(&mut model, "talk");
    let effects = update(&mut model, NOW, Msg::Begun(Answer::Refused(409, String::new().into())));
    assert!(effects.iter().any(|e| matches!(e, Effect::LoaderMessage(LoaderMessage::Stale))));
}

#[test]
fn a_missing_conversation_is_dropped_once_the_server_answers() {
    let mut model = model();
    let key = model.rng.key().unwrap();
    model.conversation =
        Some(ConversationView::running(ConversationId::parse("conv_gone").unwrap(), key));
    start(&mut model);
    let mut reported = false;
    for _ in 0..3 {
        let connection_id = model.link.connection_id;
        let effects = update(&mut model, NOW, Msg::Unlinked(connection_id, 1006));
        reported |=
            effects.iter().any(|e| matches!(e, Effect::LoaderMessage(LoaderMessage::Stale)));
        let connection_id = model.link.connection_id;
        update(&mut model, NOW, Msg::Relink(connection_id));
    }
    assert!(reported && model.conversation.as_ref().unwrap().id.is_some());
    let site = shared::id::SiteId::parse("site_a").unwrap();
    let (style, dialogue) = (Style::default(), Some(dialogue()));
    let bootstrap = Bootstrap {
        site,
        enabled: true,
        style,
        dialogue,
        poke: None,
        location: shared::event::Location::default(),
        page_attributes: shared::person::Attributes::default(),
    };
    update(&mut model, NOW, Msg::Offered(Box::new((bootstrap, Page::default()))));
    assert_eq!(lines(&model), ["B: What brings you here?"]);
    assert_eq!(model.link.state, LinkState::Off);
}

#[test]
fn a_silent_connection_is_replaced() {
    let (mut model, _) = live();
    let connection_id = model.link.connection_id;
    update(&mut model, NOW, Msg::Ping(connection_id));
    update(&mut model, NOW, Msg::Pong(connection_id));
    update(&mut model, NOW, Msg::PongDue(connection_id));
    assert_eq!(model.link.state, LinkState::Ready);
    update(&mut model, NOW, Msg::Ping(connection_id));
    update(&mut model, NOW, Msg::PongDue(connection_id));
    assert_eq!(model.link.state, LinkState::Broken);
}

#[test]
fn a_connection_closed_as_silent_by_the_edge_is_replaced() {
    let (mut model, _) = live();
    let connection_id = model.link.connection_id;
    let effects = update(&mut model, NOW, Msg::Unlinked(connection_id, CLOSED_AS_SILENT));
    assert_eq!(model.link.state, LinkState::Broken);
    assert!(matches!(effects[..], [Effect::After(_, Msg::Relink(_))]), "{effects:?}");
    assert!(model.conversation.is_some(), "the conversation continues");
}
