//! Visitors correct what they filled in (STREAM-26).

use shared::client::ConnectionState;
use shared::event::{FallbackReason, Logged};
use shared::person::Field;
use shared::protocol::ServerFrame;

use super::{
    Edge, Effect, Msg, NOW, UserAction, carry, deliver, lines, link, live, opened, requested, sent,
    update, user,
};
use crate::model::Model;
use crate::texts::TextKey;
use crate::thread_view::{Line, Prompt, ThreadView};
use crate::view::view;

/// The values of all buttons that correct something.
fn changes(model: &Model) -> Vec<String> {
    let tree = view(model);
    let buttons = tree.find(&|el| el.get("class") == Some("change"));
    buttons.iter().map(|button| button.parts().kids[1].all_text()).collect()
}

/// The visitor presses “Change” beside the answer to this field.
fn begins(model: &mut Model, field: &Field) -> Vec<Effect> {
    let conversation = model.conversation.as_ref().unwrap();
    let is_it = |logged: &&Logged| {
        conversation
            .answer(logged.seq)
            .is_some_and(|(card, of)| card.as_str() == "who" && of == field)
    };
    let seq = conversation.log.iter().find(is_it).unwrap().seq;
    user(model, UserAction::Correct(seq))
}

fn corrects(model: &mut Model, value: &str) -> Vec<Effect> {
    user(model, UserAction::Typed(value.into()));
    user(model, UserAction::Continue)
}

fn is_asked_for(model: &Model, field: &Field) -> bool {
    let view = ThreadView::new(model.conversation.as_ref().unwrap());
    matches!(view.prompt, Prompt::Field { spec, corrects: true, .. } if spec.field == *field)
}

fn known(edge: &Edge, field: &Field) -> Option<String> {
    edge.conversation.borrow().state.flow.attributes.get(field).cloned()
}

#[test]
fn an_answer_is_corrected_where_it_stands() {
    let (mut model, edge) = live();
    assert_eq!(changes(&model), [": |Ada", ": |Skipped"]);
    let before = lines(&model);
    user(&mut model, UserAction::Draft("Hello".into()));
    begins(&mut model, &Field::FirstName);
    assert!(is_asked_for(&model, &Field::FirstName));
    assert_eq!(model.typing.value, "Ada");

    // It is required, so it can't be emptied; and it may be kept.
    assert!(sent(&corrects(&mut model, " ")).is_empty());
    assert_eq!(model.typing.complaint, Some(TextKey::Missing.into()));
    user(&mut model, UserAction::Escape);
    assert!(!is_asked_for(&model, &Field::FirstName));

    begins(&mut model, &Field::FirstName);
    let effects = corrects(&mut model, "Adele");
    assert!(is_asked_for(&model, &Field::FirstName), "until it is confirmed");
    carry(&mut model, &edge, &effects);
    assert!(!is_asked_for(&model, &Field::FirstName));
    assert_eq!(known(&edge, &Field::FirstName).as_deref(), Some("Adele"));
    let mut expected = before;
    expected[3] = "V: Adele".into();
    assert_eq!(lines(&model), expected, "what was said before stays");
    assert!(model.conversation.as_ref().unwrap().pending.is_empty());
    assert_eq!(model.typing.draft, "Hello");

    // The same again is nothing.
    begins(&mut model, &Field::FirstName);
    assert!(sent(&corrects(&mut model, "Adele")).is_empty());
    assert!(!is_asked_for(&model, &Field::FirstName));

    // What was skipped is filled in.
    begins(&mut model, &Field::Company);
    let effects = corrects(&mut model, "Acme");
    carry(&mut model, &edge, &effects);
    assert_eq!(changes(&model), [": |Adele", ": |Acme"]);
    assert_eq!(known(&edge, &Field::Company).as_deref(), Some("Acme"));
}

#[test]
fn what_is_typed_into_the_current_field_is_kept_meanwhile() {
    let mut model = super::model();
    let edge = super::begin(&mut model);
    link(&mut model, &edge);
    let effects = corrects(&mut model, "Ada");
    assert!(changes(&model).is_empty(), "it has not arrived yet");
    carry(&mut model, &edge, &effects);
    user(&mut model, UserAction::Typed("Ac".into()));
    for _ in 0..2 {
        begins(&mut model, &Field::FirstName);
    }
    let effects = corrects(&mut model, "Adele");
    carry(&mut model, &edge, &effects);
    assert_eq!(model.typing.value, "Ac");
    let view = ThreadView::new(model.conversation.as_ref().unwrap());
    assert!(
        matches!(view.prompt, Prompt::Field { spec, corrects: false, .. } if spec.field == Field::Company)
    );
}

#[test]
fn a_refused_correction_is_explained_under_its_field() {
    let (mut model, edge) = live();
    begins(&mut model, &Field::FirstName);
    let effects = corrects(&mut model, "Adele");
    let frame: serde_json::Value = serde_json::from_str(&sent(&effects)[0]).unwrap();
    let refusal: ServerFrame = serde_json::from_value(serde_json::json!({
        "type": "error", "id": frame["id"], "code": "invalid_value", "message": "No.",
        "reason": "blocked_address" }))
    .unwrap();
    deliver(&mut model, &edge, vec![refusal], &mut Vec::new());
    assert!(is_asked_for(&model, &Field::FirstName));
    assert_eq!((model.typing.value.as_str(), lines(&model)[3].as_str()), ("Adele", "V: Ada"));
    assert_eq!(model.typing.complaint, Some(TextKey::CannotUse.into()));
    assert!(model.conversation.as_ref().unwrap().pending.is_empty());
}

#[test]
fn after_the_end_the_connection_is_made_again_for_a_correction() {
    let (mut model, edge) = requested();
    deliver(&mut model, &edge, edge.falls_back(FallbackReason::Declined), &mut Vec::new());
    assert_eq!(model.connection.state(), ConnectionState::Off);
    begins(&mut model, &Field::FirstName);
    let effects = corrects(&mut model, "Adele");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Connect(..))), "{effects:?}");
    let effects = opened(&mut model);
    carry(&mut model, &edge, &effects);
    assert_eq!(known(&edge, &Field::FirstName).as_deref(), Some("Adele"));
    assert_eq!(model.connection.state(), ConnectionState::Off);
    assert_eq!(model.earlier.len(), 1);

    let day = shared::conversation::CORRECTIONS_OPEN_FOR;
    assert_eq!(changes(&model).len(), 2);
    update(&mut model, NOW + day, Msg::Opened(true));
    assert!(changes(&model).is_empty());
    let view = ThreadView::new(model.conversation.as_ref().unwrap());
    assert!(view.lines.iter().all(|line| matches!(line, Line::Bubble(_))));
}
