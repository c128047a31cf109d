//! Visitors correct what they filled in at an information capture card (STREAM-26).
#![cfg(feature = "desk")]

use crate::common::streams::any_stream;
use crate::common::witness::{any_context, visitor_acts, visitor_events};
use crate::conversation::bench::{Bench, NOW, answer, email, grace, key, say};
use proptest::collection;
use proptest::prelude::*;
use serde_json::json;
use shared::availability::Zone;
use shared::backtest::{Record, courses};
use shared::conversation::{
    AgentAct, CORRECTIONS_OPEN_FOR, Conversation, DeskToConversation, Input, Refusal, VisitorAct,
    transcript,
};
use shared::counts::{Count, counted};
use shared::dialogue::{FlowState, Position};
use shared::event::{Event, FallbackReason};
use shared::id::{CardId, ConversationId};
use shared::person::{Attributes, Field};
use shared::quota::Package;
use shared::stream::check_document;
use shared::time::Millis;
use shared::webhook::WebhookEvent;

fn card(id: &str) -> CardId {
    CardId::parse(id).unwrap()
}

fn correct(at: &str, field: Field, value: &str) -> VisitorAct {
    VisitorAct::CorrectAnswer(card(at), Attributes::from([(field, value.to_owned())]))
}

fn corrects_email(value: &str) -> VisitorAct {
    correct("who", Field::Email, value)
}

fn email_of(bench: &Bench) -> &str {
    &bench.conversation.state.flow.attributes[&Field::Email]
}

#[test]
fn a_correction_changes_what_is_known_and_nothing_else() {
    let mut bench = Bench::live();
    let (before, asked) = (bench.conversation.state.clone(), bench.to_desk.len());
    let first = bench.visitor("k1", corrects_email(" ada@acme.example ")).unwrap();
    let values = Attributes::from([(Field::Email, "ada@acme.example".to_owned())]);
    assert_eq!(*bench.last(), Event::AnswerCorrected { card: card("who"), values });
    let after = &bench.conversation.state;
    assert_eq!((&after.phase, &after.flow.position), (&before.phase, &before.flow.position));
    assert_eq!(email_of(&bench), "ada@acme.example");
    assert_eq!(bench.conversation.visitor_card().attributes[&Field::Email], "ada@acme.example");
    assert_eq!(bench.to_desk.len(), asked, "nobody else is asked");
    assert_eq!(counted(bench.last()), Some(Count::Acquired));
    assert_eq!(WebhookEvent::of(bench.last()), Some(WebhookEvent::AnswerCorrected));

    // A repeated frame, and the same value again.
    let again = bench.visitor("k1", corrects_email("ada@acme.example")).unwrap();
    assert_eq!((again.ack, again.events), (first.ack, Vec::new()));
    let same = bench.visitor("k2", corrects_email("ada@acme.example")).unwrap();
    assert_eq!((same.ack, same.events), (Some(bench.conversation.state.head), Vec::new()));

    // The chat goes on, and what is read again is the same.
    bench.visitor("k3", say("Did you get it?")).unwrap();
    bench.agent("k4", AgentAct::Say("Yes".into())).unwrap();
    let restored = Conversation::restore(bench.conversation.meta.clone(), &bench.log);
    assert_eq!(restored.state, bench.conversation.state);
    let text = transcript(&bench.conversation.meta, &bench.log, &Zone::parse("UTC").unwrap());
    assert!(text.contains("E-mail: ada@acme.example (corrected)"), "{text}");
}

#[test]
fn a_correction_is_checked_as_the_answer_was() {
    let mut bench = Bench::waiting();
    bench.conversation.meta.limits.blocked = vec!["bad.example".into()];
    let none = VisitorAct::CorrectAnswer(card("who"), Attributes::new());
    for (act, code, field) in [
        (corrects_email("nobody"), "invalid_value", true),
        (corrects_email("  "), "invalid_value", true),
        (corrects_email("eve@bad.example"), "invalid_value", true),
        (correct("who", Field::Phone, "+49 30 123456"), "not_there", false),
        (correct("ask", Field::Email, "ada@acme.example"), "not_there", false),
        (correct("nowhere", Field::Email, "ada@acme.example"), "not_there", false),
        (none, "not_there", false),
    ] {
        let refusal = bench.visitor("k1", act.clone()).unwrap_err();
        assert_eq!((refusal.code(), refusal.field().is_some()), (code, field), "{act:?}");
    }
    assert_eq!(email_of(&bench), "ada@example.com");
}

#[test]
fn only_what_was_answered_is_corrected() {
    let mut bench = Bench::begun();
    bench.visitor("k1", answer("yes")).unwrap();
    let early = bench.visitor("k2", corrects_email("ada@acme.example"));
    assert_eq!(early.unwrap_err().code(), "not_there");
    bench.visitor("k3", email("ada@example.com")).unwrap();
    bench.visitor("k4", corrects_email("ada@acme.example")).unwrap();
    assert_eq!(email_of(&bench), "ada@acme.example");
}

#[test]
fn what_was_skipped_can_be_filled_in() {
    let document = json!({ "first": "who", "cards": [
        { "type": "capture", "id": "who", "text": "You?", "next": "bye", "fields": [
            { "field": "first_name", "label": "Name" },
            { "field": "size", "label": "How many?", "options": ["1", "2 or more"] } ] },
        { "type": "message", "id": "bye", "text": "Bye" } ]});
    let mut bench = Bench::of(check_document(&document, Package::Select).stream.unwrap());
    let size = Field::from_name("size").unwrap();
    let values =
        Attributes::from([(Field::FirstName, String::new()), (size.clone(), "1".to_owned())]);
    bench.visitor("k1", VisitorAct::Capture(card("who"), values)).unwrap();
    assert!(bench.conversation.state.is_over(), "the dialogue is done");
    assert!(bench.visitor("k2", correct("who", size.clone(), "3")).is_err(), "not in the list");
    bench.visitor("k3", correct("who", size, "2 or more")).unwrap();
    bench.visitor("k4", correct("who", Field::FirstName, "Ada")).unwrap();
    let known = &bench.conversation.state.flow.attributes;
    assert_eq!(known.values().collect::<Vec<_>>(), ["Ada", "2 or more"]);
    assert_eq!(bench.conversation.state.flow.position, Position::Done);
}

/// The address is what the fallback relies on.
#[test]
fn an_answer_can_be_corrected_until_a_day_after_the_end() {
    let mut bench = Bench::waiting();
    let (request, reason) = (bench.request(), FallbackReason::NobodyAvailable);
    let news = DeskToConversation::FellBack { request, reason, back_at: None };
    bench.handle(Input::Desk(news)).unwrap();
    bench.now = NOW + Millis(CORRECTIONS_OPEN_FOR.0 - 1);
    bench.visitor("k1", corrects_email("ada@acme.example")).unwrap();
    assert!(bench.conversation.state.is_over());
    bench.now = bench.now + CORRECTIONS_OPEN_FOR;
    let late = bench.visitor("k2", corrects_email("ada@late.example"));
    assert_eq!(late, Err(Refusal::Over));
    // In a chat there is no such limit.
    let mut live = Bench::live();
    live.now = NOW + CORRECTIONS_OPEN_FOR;
    live.visitor("k3", corrects_email("ada@acme.example")).unwrap();
    assert_eq!(live.conversation.state.agent.as_ref().map(|agent| &agent.id), Some(&grace()));
    assert!(live.conversation.state.applied(&shared::event::Author::Visitor, &key("k3")).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Visitors correct answers while they go through a dialogue: they stay where they are, the backtest
    /// of the same dialogue goes the same way (BACKTEST-01), and what comes later reads what is right.
    #[test]
    fn no_correction_moves_a_visitor(
        document in any_stream(), context in any_context(),
        choices in collection::vec(0_usize..7, 0..12), corrects in collection::vec(any::<bool>(), 30),
    ) {
        let Some(stream) = check_document(&document, Package::Prime).stream else { return Ok(()) };
        let acts = visitor_acts(&stream, context.clone(), &choices);
        let mut corrects = corrects.into_iter();
        let (mut state, mut log) = (FlowState::new(context.clone()), Vec::new());
        let mut acts_left = acts.iter();
        let mut events = FlowState::begin(&stream, context.clone());
        loop {
            let mut corrected = Vec::new();
            for event in &events {
                state.apply(&stream, event);
                if let Event::Captured { card, values } = event
                    && values.values().all(|value| !value.is_empty())
                    && corrects.next() == Some(true)
                {
                    let values = values.iter().map(|(field, value)| (field.clone(), format!("{value}1")));
                    corrected.push((card.clone(), values.collect::<Attributes>()));
                }
            }
            log.append(&mut events);
            for (card, values) in corrected {
                let before = state.clone();
                let event = Event::AnswerCorrected { card, values: values.clone() };
                state.apply(&stream, &event);
                prop_assert_eq!(&state.position, &before.position);
                prop_assert_eq!(state.current_field(&stream), before.current_field(&stream));
                let new = values.iter().all(|(field, value)| state.attributes.get(field) == Some(value));
                prop_assert!(new, "{:?}", state.attributes);
                log.push(event);
            }
            let Some(act) = acts_left.next() else { break };
            // A later condition may lead elsewhere.
            let Ok(next) = state.act(&stream, act) else { break };
            events = next;
        }
        let record = Record::of(ConversationId::parse("conv_a").unwrap(), context.clone(), &stream, &log);
        let found = courses(&stream, &record);
        if log.iter().any(|event| matches!(event, Event::AnswerCorrected { .. })) {
            prop_assert_eq!(found.all.len(), 1);
            prop_assert_eq!(&found.all[0].events, &record.events);
        } else {
            prop_assert_eq!(log, visitor_events(&stream, context, &acts));
        }
    }
}
