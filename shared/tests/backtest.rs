//! The backtest of drafts (`docs/rules.md`, BACKTEST).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use crate::common::streams::any_stream;
use crate::common::witness::{any_context, visitor_events};
use proptest::collection;
use proptest::prelude::*;
use serde_json::{Value, json};
use shared::audience::{Audience, Visitors};
use shared::backtest::{Backtest, End, Folded, Mark, Range, Record, Tried, courses};
use shared::dialogue::FlowContext;
use shared::event::Event;
use shared::id::{CardId, ConversationId};
use shared::person::{Attributes, Field};
use shared::quota::Package;
use shared::stream::{Act, Stream, check_document};

fn card(id: &str) -> CardId {
    CardId::parse(id).unwrap()
}

fn field(name: &str) -> Field {
    Field::from_name(name).unwrap()
}

fn conversation() -> ConversationId {
    ConversationId::parse("conv_a").unwrap()
}

fn cards() -> Vec<Value> {
    vec![
        json!({ "type": "question", "id": "ask", "text": "Ovens?", "store": "topic", "responses": [
            { "id": "y", "label": "Yes", "value": "ovens", "next": "now" },
            { "id": "n", "label": "No", "next": "bye" } ] }),
        json!({ "type": "condition", "id": "now", "else": { "next": "bye" }, "branches": [
            { "when": { "attribute": "now:available", "operator": "is", "value": "yes" }, "next": "who" } ] }),
        json!({ "type": "capture", "id": "who", "text": "You?", "next": "goal", "fields": [
            { "field": "first_name", "label": "Name" },
            { "field": "email", "label": "E-mail", "required": true } ] }),
        json!({ "type": "goal", "id": "goal", "goal": "Asked", "next": "chat" }),
        json!({ "type": "live_chat", "id": "chat", "route": { "by": "round_robin" } }),
        json!({ "type": "message", "id": "bye", "text": "Bye" }),
    ]
}

fn stream(first: &str, cards: &[Value]) -> Stream {
    let checked = check_document(&json!({ "first": first, "cards": cards }), Package::Prime);
    checked.stream.unwrap_or_else(|| panic!("{:?}", checked.findings))
}

fn live() -> Stream {
    stream("ask", &cards())
}

fn fill(name: &str, value: &str) -> Act {
    Act::Fill { card: card("who"), field: field(name), value: value.into() }
}

fn answer(response: &str) -> Act {
    let response = shared::id::ResponseId::parse(response).unwrap();
    Act::Answer { card: card("ask"), response }
}

fn look(found: bool) -> Act {
    let attribute = shared::audience::NowAttribute::parse("now:available").unwrap();
    Act::Look { card: card("now"), facts: [(attribute, found)].into() }
}

/// The record of acts on the live stream.
fn record(acts: &[Act]) -> Record {
    let stream = live();
    let events = visitor_events(&stream, FlowContext::default(), acts);
    Record::of(conversation(), FlowContext::default(), &stream, &events)
}

/// The visitors of the table: to a person, no e-mail address, nobody available, not interested.
fn records() -> [Record; 4] {
    let ada =
        [answer("y"), look(true), fill("first_name", "Ada"), fill("email", "ada@example.com")];
    [record(&ada), record(&ada[..3]), record(&[answer("y"), look(false)]), record(&[answer("n")])]
}

/// A conversation, folded with a draft for everybody.
fn folded(draft: &Stream, record: &Record) -> Folded {
    Folded::new(&Tried { stream: draft.clone(), audience: Audience::default() }, record)
}

fn backtest(draft: &Stream) -> Backtest {
    let mut all = Backtest::default();
    for record in &records() {
        all.add(&folded(draft, record));
    }
    all
}

fn exactly(count: u64) -> Range {
    Range { least: count, most: count }
}

/// BACKTEST-01
#[test]
fn the_live_version_gives_what_happened() {
    let result = backtest(&live());
    assert_eq!(result.before, result.after);
    assert_eq!((result.conversations, result.changed.len(), result.uncertain), (4, 0, 0));
    assert_eq!((result.after.people, result.after.completed), (exactly(1), exactly(2)));
    assert_eq!((result.after.acquired, result.after.goals["Asked"]), (exactly(1), exactly(1)));
    assert_eq!(result.after.cards[&card("who")].reached, exactly(2));
    assert_eq!(result.after.cards[&card("who")].stopped, exactly(1));
}

/// BACKTEST-02
#[test]
fn a_draft_is_counted_beside_what_happened() {
    let people = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut changed = cards();
        change(&mut changed);
        let result = backtest(&stream("ask", &changed));
        let after = result.after;
        assert_eq!(result.before.people, exactly(1));
        (after.people, after.completed, after.acquired, result.changed.len())
    };
    let range = |least, most| Range { least, most };
    // Who didn't give an e-mail address comes further if it is not asked for.
    let without = |cards: &mut Vec<Value>| {
        cards[2]["fields"].as_array_mut().unwrap().pop();
    };
    assert_eq!(people(&without), (exactly(2), exactly(2), exactly(0), 1));
    // Nobody looks any more who is available.
    let always = |cards: &mut Vec<Value>| {
        cards[0]["responses"][0]["next"] = json!("who");
        cards.remove(1);
    };
    // The third was never asked for name and address, so they may go on.
    assert_eq!(people(&always), (exactly(2), exactly(1), exactly(2), 1));
    // Another text of a response is another text.
    let label = |cards: &mut Vec<Value>| cards[0]["responses"][0]["label"] = json!("Sure");
    assert_eq!(people(&label), (exactly(1), exactly(2), exactly(1), 0));
    // Another id with the same label is the same response.
    let id = |cards: &mut Vec<Value>| cards[0]["responses"][0]["id"] = json!("yes");
    assert_eq!(people(&id), (exactly(1), exactly(2), exactly(1), 0));
    // A new question: its answer is not known, and one of them leads to the end.
    let asks = |cards: &mut Vec<Value>| {
        cards[2]["next"] = json!("sure");
        cards.push(json!({ "type": "question", "id": "sure", "text": "Sure?", "responses": [
            { "id": "y", "label": "Yes", "next": "goal" }, { "id": "n", "label": "No", "next": "bye" } ] }));
    };
    assert_eq!(people(&asks), (range(0, 1), range(2, 3), exactly(1), 1));
    // A new field that may be skipped decides nothing here.
    let more = |cards: &mut Vec<Value>| {
        let fields = cards[2]["fields"].as_array_mut().unwrap();
        fields.push(json!({ "field": "company", "label": "Company" }));
    };
    assert_eq!(people(&more), (exactly(1), exactly(2), exactly(1), 0));
}

/// BACKTEST-02
#[test]
fn what_nobody_looked_for_is_both() {
    let mut changed = cards();
    changed[0]["responses"][1]["next"] = json!("now");
    let result = backtest(&stream("ask", &changed));
    // The last one said no, and nobody looked then.
    assert_eq!(result.after.people, Range { least: 1, most: 2 });
    assert_eq!(result.changed.len(), 1);
    assert_eq!(result.changed[0].before, Some(End::Completed(card("bye"))));
    assert_eq!(
        result.changed[0].after,
        [End::Person(card("chat")), End::Completed(card("bye"))].into()
    );
}

/// BACKTEST-03
#[test]
fn no_word_of_a_visitor_comes_out() {
    let result = serde_json::to_string(&backtest(&live())).unwrap();
    assert!(!result.contains("Ada") && !result.contains("example.com"), "{result}");
}

#[test]
fn a_conversation_with_too_many_courses_may_have_done_everything() {
    let mut changed = cards();
    changed[0]["responses"][1]["next"] = json!("q0");
    for n in 0..9 {
        let next = if n == 8 { "bye".to_owned() } else { format!("q{}", n + 1) };
        changed.push(json!({ "type": "question", "id": format!("q{n}"), "text": "?", "responses": [
            { "id": "a", "label": "A", "next": next }, { "id": "b", "label": "B", "next": next } ] }));
    }
    let result = backtest(&stream("ask", &changed));
    assert_eq!(result.uncertain, 1);
    assert_eq!(result.after.people, Range { least: 1, most: 2 });
}

#[test]
fn several_fields_at_once_and_a_program_that_hands_over_are_as_they_were() {
    let stream = live();
    let context = FlowContext::default();
    let mut events = visitor_events(&stream, context.clone(), &[answer("y"), look(true)]);
    let mut state = shared::dialogue::FlowState::new(context.clone());
    for event in &events {
        state.apply(&stream, event);
    }
    let typed = Attributes::from([(Field::Email, "a@b.de".into()), (Field::FirstName, "A".into())]);
    let mut together = events.clone();
    together.extend(state.capture(&stream, &card("who"), &typed).unwrap());
    let record = Record::of(conversation(), context.clone(), &stream, &together);
    assert_eq!(courses(&stream, &record).all[0].events, record.events);
    events.push(Event::Requested {
        request: shared::id::RequestId::parse("req_a").unwrap(),
        card: card("who"),
        handed_over: None,
    });
    let record = Record::of(conversation(), context, &stream, &events);
    let all = courses(&stream, &record).all;
    assert_eq!((all.len(), &all[0].events, all[0].end.clone()), (1, &record.events, record.end()));
    assert_eq!(record.end(), Some(End::Person(card("who"))));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(crate::ways::cases()) })]

    /// BACKTEST-01
    #[test]
    fn the_backtest_of_the_live_version_is_what_happened_event_by_event(
        document in any_stream(), context in any_context(), choices in collection::vec(0_usize..42, 0..16),
    ) {
        let Some(stream) = check_document(&document, Package::Prime).stream else { return Ok(()) };
        let acts = crate::common::witness::visitor_acts(&stream, context.clone(), &choices);
        let events = visitor_events(&stream, context.clone(), &acts);
        let record = Record::of(conversation(), context, &stream, &events);
        let courses = courses(&stream, &record);
        prop_assert!(!courses.cut);
        prop_assert_eq!(courses.all.len(), 1, "{:?}", events);
        prop_assert_eq!(&courses.all[0].events, &record.events);
        prop_assert_eq!(&courses.all[0].end, &record.end());
        let mut result = Backtest::default();
        result.add(&folded(&stream, &record));
        prop_assert_eq!(&result.before, &result.after);
        prop_assert_eq!(result.changed.len(), 0);
    }

}

proptest! {
    // Another stream has up to 256 courses.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(crate::ways::cases() / 20) })]

    /// BACKTEST-02
    #[test]
    fn what_happened_with_another_stream_is_within_the_range(
        before in any_stream(), after in any_stream(), context in any_context(),
        choices in collection::vec(0_usize..42, 0..16),
    ) {
        let read = |document: &Value| check_document(document, Package::Prime).stream;
        let (Some(before), Some(after)) = (read(&before), read(&after)) else { return Ok(()) };
        let acts = crate::common::witness::visitor_acts(&before, context.clone(), &choices);
        let events = visitor_events(&before, context.clone(), &acts);
        let mut result = Backtest::default();
        result.add(&folded(&after, &Record::of(conversation(), context, &before, &events)));
        for card in result.after.cards.values() {
            prop_assert!(card.reached.least <= card.reached.most && card.reached.most <= 1);
            prop_assert!(card.stopped.most <= card.reached.most.max(result.uncertain));
        }
    }
}

/// BACKTEST-04
#[test]
fn who_would_not_have_met_the_draft_is_counted_as_that() {
    use shared::audience::Criterion;
    use shared::event::Page;
    let stream = live();
    let page = |url: &str| Page { url: url.to_owned(), ..Page::default() };
    let context = |url: &str| FlowContext { page: page(url), ..FlowContext::default() };
    let begun = |context: FlowContext| {
        let events = visitor_events(&stream, context.clone(), &[answer("n")]);
        Record::of(conversation(), context, &stream, &events)
    };
    let pricing = begun(context("https://shop.example/pricing"));
    let mut known = context("https://shop.example/");
    known.page_attributes.insert(Field::Email, "ada@example.com".to_owned());
    let known = begun(known);
    let tried = |audience: Audience, record: &Record| {
        Folded::new(&Tried { stream: stream.clone(), audience }, record)
    };
    let pages = || Audience {
        pages: vec!["https://shop.example/pricing".to_owned()],
        ..Audience::default()
    };
    assert!(!tried(pages(), &pricing).outside);
    let outside = tried(pages(), &known);
    assert!(outside.outside && outside.is_changed());
    assert_eq!((outside.least.len(), outside.maybe.len(), outside.ends.len()), (0, 0, 0));
    assert!(outside.before.contains(&Mark::Completed), "what happened stays");
    let anonymous = Audience { visitors: Visitors::Anonymous, ..Audience::default() };
    assert!(tried(anonymous.clone(), &known).outside);
    assert!(!tried(anonymous, &pricing).outside);
    let when = |json: Value| {
        let when: Criterion = serde_json::from_value(json).unwrap();
        Audience { when: Some(when), ..Audience::default() }
    };
    // What was measured is taken as reached; what was so then is not known, so it is a range.
    let waited = when(json!({ "event": "time_on_page", "at_least": 300 }));
    assert!(!tried(waited, &pricing).outside);
    let open = when(json!({ "attribute": "now:open", "operator": "is", "value": "yes" }));
    let folded = tried(open, &pricing);
    assert_eq!((folded.outside, folded.least.len()), (false, 0));
    assert!(folded.maybe.contains(&Mark::Completed));
    let mut sum = Backtest::default();
    sum.add(&outside);
    sum.add(&folded);
    assert_eq!(
        (sum.outside, sum.before.completed, sum.after.completed),
        (1, exactly(2), Range { least: 0, most: 1 })
    );
}

/// BACKTEST-03
#[test]
fn no_words_of_visitors_are_in_what_is_folded() {
    let ada = [
        answer("y"),
        look(true),
        fill("first_name", "Mieczysława"),
        fill("email", "secret@example.com"),
    ];
    let folded = folded(&live(), &record(&ada));
    let written = serde_json::to_string(&folded).unwrap();
    for word in ["Mieczysława", "secret", "Ovens", "Yes"] {
        assert!(!written.contains(word), "{written}");
    }
    let back: Folded = serde_json::from_str(&written).unwrap();
    assert_eq!(back, folded);
}
