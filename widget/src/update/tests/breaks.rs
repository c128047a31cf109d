//! Tests of failures: lost connections and refused requests.

use shared::client::{CloseCode, ConnectionInput, ConnectionState, ConnectionTimer};
use shared::conversation::Input;
use shared::id::ConversationId;

use super::{NOW, choose, closed, deliver, lines, link, live, model, say, sent};
use crate::model::{ConversationView, Model};
use crate::texts::TextKey;
use crate::update::{Answer, Effect, LoaderMessage, Msg, start, update};

#[test]
fn messages_during_a_break_arrive_once_and_in_order() {
    let (mut model, edge) = live();
    let first = say(&mut model, "one");
    // The edge handles the frame, and the connection breaks before its ack.
    for frame in sent(&first) {
        drop(edge.frame(&frame));
    }
    closed(&mut model, 1006);
    assert_eq!(model.connection.state(), ConnectionState::Broken);
    assert!(sent(&say(&mut model, "two")).is_empty());
    say(&mut model, "three");
    retry(&mut model);
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
fn a_limit_is_explained_and_the_beginning_goes_on_by_itself() {
    let mut model = model();
    choose(&mut model, "talk");
    for why in [TextKey::SlowDown, TextKey::NotStored] {
        let effects = update(&mut model, NOW, Msg::Begun(Answer::Later(why)));
        assert!(matches!(effects[..], [Effect::After(_, Msg::BeginAgain)]));
        assert_eq!(model.trouble, Some(why.into()));
        update(&mut model, NOW, Msg::BeginAgain);
    }
    update(&mut model, NOW, Msg::Begun(Answer::Good("conv_a".to_owned())));
    assert_eq!(model.trouble, None);
}

#[test]
fn a_dialogue_that_changed_is_fetched_again() {
    let mut model = model();
    choose(&mut model, "talk");
    let effects = update(&mut model, NOW, Msg::Begun(Answer::Refused(409, String::new().into())));
    assert!(effects.iter().any(|e| matches!(e, Effect::LoaderMessage(LoaderMessage::Stale))));
}

#[test]
fn a_missing_conversation_is_dropped_when_the_edge_says_so() {
    for code in [CloseCode::SignedOut, CloseCode::NotAllowed, CloseCode::Gone] {
        let mut model = model();
        let key = model.rng.key().unwrap();
        model.conversation =
            Some(ConversationView::running(ConversationId::parse("conv_gone").unwrap(), key));
        start(&mut model);
        for _ in 0..9 {
            closed(&mut model, 1006);
            retry(&mut model);
        }
        let id = |model: &Model| model.conversation.as_ref().unwrap().id.clone();
        assert!(id(&model).is_some(), "no connection says nothing about it");
        let effects = closed(&mut model, code.code());
        assert!(effects.iter().any(|e| matches!(e, Effect::LoaderMessage(LoaderMessage::Gone(_)))));
        assert_eq!(lines(&model), ["B: What brings you here?"]);
        assert_eq!(model.connection.state(), ConnectionState::Off);
        assert!(model.trouble.is_none(), "nothing was on the screen");
    }
}

fn timer(model: &mut Model, timer: ConnectionTimer) -> Vec<Effect> {
    update(model, NOW, Msg::Connection(ConnectionInput::Timer(timer)))
}

fn retry(model: &mut Model) {
    let id = model.connection.id();
    timer(model, ConnectionTimer::Retry(id));
}

#[test]
fn a_silent_connection_is_made_anew() {
    let (mut model, edge) = live();
    let id = model.connection.id();
    timer(&mut model, ConnectionTimer::PingDue(id, 0));
    // Any frame proves the connection alive, not only a pong.
    deliver(&mut model, &edge, edge.says("a1", "Hi"), &mut Vec::new());
    timer(&mut model, ConnectionTimer::PongDue(id, 1));
    timer(&mut model, ConnectionTimer::PingDue(id, 1));
    timer(&mut model, ConnectionTimer::PongDue(id, 1));
    assert_eq!(model.connection.state(), ConnectionState::Ready, "the wait for an earlier pong");
    timer(&mut model, ConnectionTimer::PongDue(id, 2));
    assert_eq!(model.connection.state(), ConnectionState::Broken);
}

#[test]
fn a_connection_closed_as_silent_by_the_edge_is_replaced() {
    let (mut model, _) = live();
    closed(&mut model, CloseCode::Silent.code());
    assert_eq!(model.connection.state(), ConnectionState::Broken);
    assert!(model.conversation.is_some(), "the conversation goes on");
}

#[test]
fn a_connection_that_is_not_allowed_is_not_made_again() {
    let (mut model, _) = live();
    let effects = closed(&mut model, CloseCode::NotAllowed.code());
    assert_eq!(model.connection.state(), ConnectionState::Off);
    assert!(effects.iter().any(|e| matches!(e, Effect::LoaderMessage(LoaderMessage::Gone(_)))));
    assert!(model.trouble.is_some());
}

#[test]
fn the_end_of_a_blocked_visitors_chat_stays_on_the_screen() {
    let (mut model, edge) = live();
    deliver(&mut model, &edge, edge.handle(Input::Block), &mut Vec::new());
    let before = lines(&model);
    let effects = closed(&mut model, CloseCode::NotAllowed.code());
    assert_eq!(model.connection.state(), ConnectionState::Off);
    assert!(!effects.iter().any(|e| matches!(e, Effect::LoaderMessage(LoaderMessage::Over))));
    assert!(model.trouble.is_none());
    assert_eq!(lines(&model), before);
}

#[test]
fn what_was_lost_on_the_way_is_asked_for_once() {
    let (mut model, edge) = live();
    let missing = edge.says("a1", "one");
    let mut asked = Vec::new();
    for key in ["a2", "a3"] {
        let frame = edge.says(key, key).remove(0);
        let id = model.connection.id();
        asked.extend(sent(&update(&mut model, NOW, Msg::Frame(id, Box::new(frame)))));
    }
    assert_eq!(asked.iter().filter(|frame| frame.contains("resume")).count(), 1, "{asked:?}");
    let answer = asked.iter().flat_map(|frame| edge.frame(frame)).collect();
    deliver(&mut model, &edge, answer, &mut Vec::new());
    assert_eq!(lines(&model)[7..], ["A: one", "A: a2", "A: a3"]);
    deliver(&mut model, &edge, missing, &mut Vec::new());
    assert_eq!(lines(&model).len(), 10, "what comes late is not shown twice");
}

#[test]
fn a_log_is_drawn_once_it_is_whole() {
    let (mut model, edge) = live();
    for key in ["a1", "a2", "a3"] {
        edge.says(key, key);
    }
    closed(&mut model, 1006);
    retry(&mut model);
    let id = model.connection.id();
    update(&mut model, NOW, Msg::Connection(ConnectionInput::Opened(id)));
    let head = model.conversation.as_ref().unwrap().state.head;
    let frames = edge.resume(head);
    let last = frames.len() - 1;
    for (nth, frame) in frames.into_iter().enumerate() {
        update(&mut model, NOW, Msg::Frame(id, Box::new(frame)));
        assert_eq!(model.is_replaying, nth < last, "frame {nth} of {last}");
    }
    assert_eq!(lines(&model)[7..], ["A: a1", "A: a2", "A: a3"]);
}
