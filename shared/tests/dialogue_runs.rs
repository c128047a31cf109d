//! Any visitor on any stream: nobody gets stuck, no stream loops without input, and browser and
//! edge agree.
//!
//! `BELLHOP_CASES` sets how many streams are run; 100,000 by default.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use crate::common::streams::any_stream;
use proptest::collection;
use proptest::prelude::*;
use shared::codec;
use shared::conversation::DocumentUse;
use shared::conversation::{
    Conversation, ConversationMeta, FallbackFormSettings, Input, Limits, VisitorAct,
};
use shared::dialogue::{FlowContext, FlowState, Position};
use shared::event::{Event, Location, Page};
use shared::id::{
    CardId, ClientKey, ConversationId, DialogueId, SiteId, Version, VisitId, VisitorId,
};
use shared::person::{Attributes, Field};
use shared::quota::Package;
use shared::stream::{Card, Stream, check_document};
use shared::time::{Millis, Timestamp};

const NOW: Timestamp = Timestamp(1_000);

#[allow(clippy::disallowed_methods, reason = "how long a test runs is no decision")]
fn cases() -> u32 {
    std::env::var("BELLHOP_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(100_000)
}

/// What a visitor does at their position; `None` at an end.
fn act(stream: &Stream, flow: &FlowState, choice: usize) -> Option<VisitorAct> {
    let Position::At(id) = &flow.position else { return None };
    if let Some(spec) = flow.current_field(stream) {
        let typed = match &spec.options {
            Some(options) => &options[choice % options.len()],
            None => ["a@b.de", "", " 10 ", "nonsense"][choice % 4],
        };
        return Some(VisitorAct::Capture(
            id.clone(),
            Attributes::from([(spec.field.clone(), typed.into())]),
        ));
    }
    if let Some(Card::Document(_)) = stream.card(id) {
        return Some(VisitorAct::UseDocument(id.clone(), DocumentUse::Opened));
    }
    let Some(Card::Question(question)) = stream.card(id) else { panic!("{id} does not wait") };
    let chosen = &question.responses[choice % question.responses.len()];
    Some(VisitorAct::Answer(id.clone(), chosen.id.clone()))
}

fn id<T: TryFrom<String>>(text: &str) -> T {
    T::try_from(text.to_owned()).ok().unwrap()
}

fn context() -> FlowContext {
    let page = Page { url: "https://a.example/".into(), ..Page::default() };
    let page_attributes = Attributes::from([(Field::Company, "Acme".to_owned())]);
    FlowContext {
        page,
        location: Location { country: "DE".into(), ..Location::default() },
        page_attributes,
    }
}

fn conversation(stream: Stream) -> Conversation {
    let FlowContext { page, location, page_attributes } = context();
    let meta = ConversationMeta {
        id: id::<ConversationId>("conv_a"),
        site: id::<SiteId>("site_a"),
        visitor: id::<VisitorId>("visitor_a"),
        verified: false,
        visit: id::<VisitId>("visit_a"),
        dialogue: id::<DialogueId>("dialogue_a"),
        version: Version(1),
        stream,
        page,
        location,
        page_attributes,
        device: shared::people::Device::default(),
        webhooks: Vec::new(),
        language: None,
        limits: Limits {
            hours: None,
            fallback: String::new(),
            fallback_form: FallbackFormSettings::default(),
            rating: true,
            request: Millis(1),
            idle: Millis(1),
            gone: Millis(1),
            blocked: Vec::new(),
            blocked_emails: Vec::new(),
        },
    };
    Conversation::restore(meta, &[])
}

/// Handles an input as the edge does; returns the events of the dialogue that it wrote.
fn edge(
    conversation: &mut Conversation,
    input: Input,
    log: &mut Vec<shared::event::Logged>,
) -> Option<Vec<Event>> {
    let outcome = conversation.handle(NOW, input).ok()?;
    let written = conversation.apply(NOW, outcome.events);
    log.extend(written.clone());
    let own = |event: &Event| !matches!(event, Event::Started { .. } | Event::Requested { .. });
    Some(written.into_iter().map(|logged| logged.event).filter(own).collect())
}

fn run_dialogue(browser: &FlowState, stream: &Stream, act: &VisitorAct) -> Option<Vec<Event>> {
    match act {
        VisitorAct::Answer(card, response) => browser.answer(stream, card, response).ok(),
        VisitorAct::Capture(card, values) => browser.capture(stream, card, values).ok(),
        VisitorAct::UseDocument(card, _) => Some(browser.open_document(stream, card)),
        _ => None,
    }
}

/// Whether `to` can directly follow `from`.
fn follows(stream: &Stream, from: &CardId, to: &CardId) -> bool {
    let mut seen = vec![from];
    let mut open = vec![from];
    while let Some(card) = open.pop().and_then(|id| stream.card(id)) {
        for next in card.followers() {
            if next == to {
                return true;
            }
            let silent = matches!(
                stream.card(next),
                Some(Card::Goal(_) | Card::Action(_) | Card::Condition(_) | Card::Capture(_))
            );
            if silent && !seen.contains(&next) {
                seen.push(next);
                open.push(next);
            }
        }
    }
    false
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn nobody_gets_stuck_and_browser_and_edge_agree(
        document in any_stream(), choices in collection::vec(0_usize..8, 0..16),
    ) {
        let Some(stream) = check_document(&document, Package::Prime).stream else { return Ok(()) };
        // The browser reads what the edge writes.
        let sent = serde_json::to_value(&stream).unwrap();
        let read: Stream = codec::read(&sent).unwrap();
        prop_assert_eq!(&read, &stream);

        let mut log = Vec::new();
        let mut conversation = conversation(stream);
        let begun = edge(&mut conversation, Input::Begin, &mut log).unwrap();
        prop_assert_eq!(&begun, &FlowState::begin(&read, context()));
        let mut browser = FlowState::new(context());
        for event in &begun {
            browser.apply(&read, event);
        }
        let mut at: Option<CardId> = None;
        let mut card_is_known = |events: &[Event]| {
            events.iter().all(|event| {
                let Event::Shown { card } = event else { return true };
                at.replace(card.clone()).is_none_or(|from| follows(&read, &from, card))
            })
        };
        prop_assert!(card_is_known(&begun));
        for (index, choice) in choices.into_iter().enumerate() {
            prop_assert_ne!(&browser.position, &Position::Before);
            let Some(act) = act(&read, &browser, choice) else { break };
            let key = id::<ClientKey>(&format!("k{index}"));
            let here = run_dialogue(&browser, &read, &act);
            let there = edge(&mut conversation, Input::Visitor(key, act), &mut log);
            prop_assert_eq!(&here, &there);
            // A refused input changes nothing, and another one can follow.
            let Some(events) = here else { continue };
            prop_assert!(events.len() <= 2 * read.cards.len() + 3, "it went round: {:?}", events);
            prop_assert!(card_is_known(&events));
            for event in &events {
                browser.apply(&read, event);
            }
            prop_assert_eq!(&browser, &conversation.state.flow);
        }
        match &browser.position {
            Position::Before => prop_assert!(read.card(&read.first).is_none(), "the dialogue never began"),
            Position::At(id) => prop_assert!(read.card(id).is_some_and(Card::waits)),
            Position::LiveChat(id) => prop_assert!(matches!(read.card(id), Some(Card::LiveChat(_)))),
            Position::Done => {}
        }
        // The log alone leads to the same state.
        let again = Conversation::restore(conversation.meta.clone(), &log);
        prop_assert_eq!(&again.state, &conversation.state);
    }
}

#[test]
fn many_of_these_streams_pass_the_check() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let passed = (0..1_000).filter(|_| {
        let document = any_stream().new_tree(&mut runner).unwrap().current();
        check_document(&document, Package::Prime).stream.is_some()
    });
    let passed = passed.count();
    assert!(passed > 400, "only {passed} of 1,000");
}
