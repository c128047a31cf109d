//! Any visitor on any stream: nobody gets stuck, nobody goes round, and browser and edge agree.
//!
//! So many streams are walked as `BELLHOP_CASES` says; 100,000 without it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use proptest::prelude::*;
use proptest::{collection, option, sample};
use serde_json::{Value, json};
use shared::conversation::{Charter, Conversation, Input, Limits, VisitorAct};
use shared::dialogue::{Place as At, Run, Scene};
use shared::event::{Event, Page, Place};
use shared::id::{
    CardId, ClientKey, ConversationId, DialogueId, SiteId, Version, VisitId, VisitorId,
};
use shared::lean::{self, Json};
use shared::person::{Field, Values};
use shared::quota::Package;
use shared::stream::{Card, Stream, check_document};
use shared::time::{Millis, Timestamp};

const CARDS: usize = 9;
const NOW: Timestamp = Timestamp(1_000);

#[allow(clippy::disallowed_methods, reason = "how long a test runs is no decision")]
fn cases() -> u32 {
    std::env::var("BELLHOP_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(100_000)
}

/// The browser's reading: by typed getters, as the widget reads what the browser parsed.
struct Parsed<'v>(&'v Value);

impl Json for Parsed<'_> {
    fn get(&self, key: &str) -> Option<Self> {
        self.0.get(key).filter(|value| !value.is_null()).map(Self)
    }
    fn text(&self) -> Option<String> {
        self.0.as_str().map(str::to_owned)
    }
    fn whole(&self) -> Option<u64> {
        self.0.as_u64()
    }
    fn flag(&self) -> Option<bool> {
        self.0.as_bool()
    }
    fn items(&self) -> Option<Vec<Self>> {
        self.0.as_array().map(|items| items.iter().map(Self).collect())
    }
    fn keys(&self) -> Vec<String> {
        self.0.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default()
    }
}

/// Mostly forward, so that streams pass the check often; sometimes anywhere, or nowhere.
fn next(at: usize) -> impl Strategy<Value = Option<String>> {
    let forward = (at + 1).min(CARDS)..=CARDS;
    let to = prop_oneof![8 => forward, 1 => 0..=CARDS];
    option::weighted(0.85, to.prop_map(|n| format!("c{n}")))
}

fn field() -> impl Strategy<Value = &'static str> {
    sample::select(vec!["first_name", "email", "company", "topic", "size"])
}

fn test() -> impl Strategy<Value = Value> {
    let attribute = prop_oneof![
        4 => field(),
        1 => sample::select(vec!["country", "city", "page_url", "job_title"])
    ];
    let compared = (
        sample::select(vec!["is", "is_not", "contains", "starts_with"]),
        sample::select(vec!["a", "A@b.de", "DE", "https", "10"]),
    );
    let operator = prop_oneof![
        compared.prop_map(|(operator, value)| (operator, value)),
        sample::select(vec![("is_empty", ""), ("is_not_empty", "")]),
        sample::select(vec![("greater_than", "9.5"), ("less_than", "10")]),
    ];
    (attribute, operator).prop_map(|(attribute, (operator, value))| {
        json!({"attribute": attribute, "operator": operator, "value": value})
    })
}

fn condition() -> impl Strategy<Value = Value> {
    test().prop_recursive(2, 6, 3, |inner| {
        (any::<bool>(), collection::vec(inner, 1..3)).prop_map(|(all, group)| {
            if all { json!({"all": group}) } else { json!({"any": group}) }
        })
    })
}

fn card(at: usize) -> impl Strategy<Value = Value> {
    let id = format!("c{at}");
    let question = {
        let id = id.clone();
        (next(at), next(at), option::of(Just("topic"))).prop_map(move |(a, b, store)| {
            json!({"type": "question", "id": id, "text": "?", "store": store, "responses": [
                {"id": "a", "label": "A", "next": a}, {"id": "b", "label": "B", "value": "10", "next": b}]})
        })
    };
    let capture = {
        let id = id.clone();
        let asked = (any::<bool>(), any::<bool>(), any::<bool>());
        (next(at), sample::subsequence(vec!["email", "size", "topic"], 1..=3), asked).prop_map(
            move |(next, fields, (required, skip, listed))| {
                let options = listed.then(|| json!(["a", "10"]));
                let fields: Vec<Value> = fields
                    .iter()
                    .map(|field| {
                        let options = options.clone().filter(|_| *field != "email");
                        json!({"field": field, "label": "L", "required": required, "skip_known": skip,
                            "options": options})
                    })
                    .collect();
                json!({"type": "capture", "id": id, "text": "?", "next": next, "fields": fields})
            },
        )
    };
    let branches = {
        let id = id.clone();
        (collection::vec((condition(), next(at)), 1..3), next(at)).prop_map(move |(ways, other)| {
            let ways: Vec<Value> =
                ways.iter().map(|(when, next)| json!({"when": when, "next": next})).collect();
            json!({"type": "condition", "id": id, "branches": ways, "else": {"next": other}})
        })
    };
    let through = (sample::select(vec!["message", "goal", "action"]), next(at), field()).prop_map({
        let id = id.clone();
        move |(kind, next, attribute)| match kind {
            "message" => json!({"type": kind, "id": id, "text": "!", "next": next}),
            "goal" => json!({"type": kind, "id": id, "goal": "g", "next": next}),
            _ if attribute == "email" => {
                json!({"type": kind, "id": id, "attribute": attribute, "value": "a@b.de", "next": next})
            }
            _ => json!({"type": kind, "id": id, "attribute": attribute, "value": "12", "next": next}),
        }
    });
    let live = Just(json!({"type": "live_chat", "id": id, "route": {"by": "round_robin"}}));
    prop_oneof![3 => question, 2 => capture, 2 => branches, 3 => through, 1 => live]
}

/// A stream as somebody might draw it. What can't be reached is left out; most of the rest passes.
fn any_stream() -> impl Strategy<Value = Value> {
    let cards: Vec<_> = (0..=CARDS).map(|at| card(at).boxed()).collect();
    cards.prop_map(|cards| {
        let mut kept = Vec::new();
        let mut open = vec!["c0".to_owned()];
        while let Some(id) = open.pop() {
            let is_it = |card: &&Value| card["id"] == id.as_str();
            if kept.iter().any(|card: &Value| is_it(&card)) {
                continue;
            }
            let card = cards.iter().find(is_it).unwrap().clone();
            let text = card.to_string();
            let leads = |n: &usize| text.contains(&format!("\"next\":\"c{n}\""));
            open.extend((0..=CARDS).filter(leads).map(|n| format!("c{n}")));
            kept.push(card);
        }
        json!({"first": "c0", "cards": kept})
    })
}

/// What a visitor does where they stand; `None` at an end.
fn act(stream: &Stream, run: &Run, choice: usize) -> Option<VisitorAct> {
    let At::At(id) = &run.place else { return None };
    if let Some(asked) = run.asked(stream) {
        let typed = match &asked.options {
            Some(options) => &options[choice % options.len()],
            None => ["a@b.de", "", " 10 ", "nonsense"][choice % 4],
        };
        return Some(VisitorAct::Capture(
            id.clone(),
            Values::from([(asked.field.clone(), typed.into())]),
        ));
    }
    let Some(Card::Question(question)) = stream.card(id) else { panic!("{id} does not wait") };
    let chosen = &question.responses[choice % question.responses.len()];
    Some(VisitorAct::Answer(id.clone(), chosen.id.clone()))
}

fn id<T: TryFrom<String>>(text: &str) -> T {
    T::try_from(text.to_owned()).ok().unwrap()
}

fn scene() -> Scene {
    let page = Page { url: "https://a.example/".into(), ..Page::default() };
    let known = Values::from([(Field::Company, "Acme".to_owned())]);
    Scene { page, place: Place { country: "DE".into(), ..Place::default() }, known }
}

fn conversation(stream: Stream) -> Conversation {
    let Scene { page, place, known } = scene();
    let charter = Charter {
        id: id::<ConversationId>("conv_a"),
        site: id::<SiteId>("site_a"),
        visitor: id::<VisitorId>("visitor_a"),
        visit: id::<VisitId>("visit_a"),
        dialogue: id::<DialogueId>("dialogue_a"),
        version: Version(1),
        stream,
        page,
        place,
        known,
        limits: Limits {
            fallback: String::new(),
            request: Millis(1),
            idle: Millis(1),
            gone: Millis(1),
        },
    };
    Conversation::restore(charter, &[])
}

/// The edge takes an input; the events of the dialogue that it wrote.
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

fn walk(browser: &Run, stream: &Stream, act: &VisitorAct) -> Option<Vec<Event>> {
    match act {
        VisitorAct::Answer(card, response) => browser.answer(stream, card, response).ok(),
        VisitorAct::Capture(card, values) => browser.capture(stream, card, values).ok(),
        _ => None,
    }
}

/// Every card that an event shows follows from the card before it.
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
        let read: Stream = lean::read(Parsed(&sent)).unwrap();
        prop_assert_eq!(&read, &stream);

        let mut log = Vec::new();
        let mut conversation = conversation(stream);
        let begun = edge(&mut conversation, Input::Begin, &mut log).unwrap();
        prop_assert_eq!(&begun, &Run::begin(&read, scene()));
        let mut browser = Run::new(scene());
        for event in &begun {
            browser.apply(&read, event);
        }
        let mut at: Option<CardId> = None;
        let mut shown = |events: &[Event]| {
            events.iter().all(|event| {
                let Event::Shown { card } = event else { return true };
                at.replace(card.clone()).is_none_or(|from| follows(&read, &from, card))
            })
        };
        prop_assert!(shown(&begun));
        for (nth, choice) in choices.into_iter().enumerate() {
            prop_assert_ne!(&browser.place, &At::Before);
            let Some(act) = act(&read, &browser, choice) else { break };
            let key = id::<ClientKey>(&format!("k{nth}"));
            let here = walk(&browser, &read, &act);
            let there = edge(&mut conversation, Input::Visitor(key, act), &mut log);
            prop_assert_eq!(&here, &there);
            // What was not taken changes nothing, and something else can be done.
            let Some(events) = here else { continue };
            prop_assert!(events.len() <= 2 * read.cards.len() + 3, "it went round: {:?}", events);
            prop_assert!(shown(&events));
            for event in &events {
                browser.apply(&read, event);
            }
            prop_assert_eq!(&browser, &conversation.state.run);
        }
        match &browser.place {
            At::Before => prop_assert!(read.card(&read.first).is_none(), "the dialogue never began"),
            At::At(id) => prop_assert!(read.card(id).is_some_and(Card::waits)),
            At::LiveChat(id) => prop_assert!(matches!(read.card(id), Some(Card::LiveChat(_)))),
            At::Done => {}
        }
        // The log alone leads to the same place.
        let again = Conversation::restore(conversation.charter.clone(), &log);
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
