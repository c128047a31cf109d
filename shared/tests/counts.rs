//! Everything counts once per visitor and visit, however often it is sent (`docs/rules.md`,
//! STREAM-17).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use proptest::prelude::*;
use proptest::sample::Index;
use shared::availability::Zone;
use shared::counts::{
    AnalyticsEvent, Beacon, Count, CountRow, Counted, Day, DayFigures, Figures, MAX_CARDS,
    MAX_EVENTS, MEMORY_DAYS, MemoryCounts, Period, PeriodError, Report, counted,
};
use shared::event::{EndedBy, Event, Location, Logged, Page};
use shared::id::{CardId, DialogueId, ResponseId, Seq, Version, VisitId};
use shared::person::{Attributes, Field};
use shared::stream::Stream;
use shared::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// 2026-11-18, 10:13:20.
const NOW: Timestamp = Timestamp(1_795_000_400_000);
const DAY: Millis = Millis::minutes(24 * 60);

fn later(days: u64) -> Timestamp {
    NOW + Millis(DAY.0 * days)
}

fn dialogue(n: u64) -> DialogueId {
    DialogueId::parse(format!("dialogue_{n}")).unwrap()
}

fn visit(n: u64) -> VisitId {
    VisitId::parse(format!("visit_{n}")).unwrap()
}

fn event(visit_: u64, count: Count, at: Timestamp) -> AnalyticsEvent {
    AnalyticsEvent { dialogue: dialogue(1), visit: visit(visit_), count, at, version: None }
}

fn day(text: &str) -> Day {
    Day::try_from(text.to_owned()).unwrap()
}

fn total(counts: &MemoryCounts) -> i64 {
    counts.figures().values().sum()
}

fn any_count() -> impl Strategy<Value = Count> {
    prop_oneof![
        Just(Count::Triggered),
        Just(Count::Engaged),
        Just(Count::Completed),
        Just(Count::Acquired),
        Just(Count::Converted),
        "[a-c/é]{0,3}".prop_map(Count::Goal),
        (1..3_u32, "[a-c]{1,2}").prop_map(|(version, card)| {
            Count::Asked(Version(version), CardId::parse(card).unwrap())
        }),
        (1..3_u32, "[a-c]{1,2}", "[a-c]{1,2}").prop_map(|(version, card, response)| {
            let (card, response) = (CardId::parse(card), ResponseId::parse(response));
            Count::Chosen(Version(version), card.unwrap(), response.unwrap())
        }),
    ]
}

/// An event of few visits and dialogues within two days, so that many belong together.
fn any_event() -> impl Strategy<Value = AnalyticsEvent> {
    let at = (0..DAY.0 * 2).prop_map(|ms| NOW + Millis(ms));
    (1..4_u64, 1..3_u64, any_count(), at).prop_map(|(visit_, dialogue_, count, at)| {
        AnalyticsEvent {
            dialogue: dialogue(dialogue_),
            visit: visit(visit_),
            count,
            at,
            version: None,
        }
    })
}

/// The expected figures: each thing once, on its first day; a visitor who responded was shown the
/// dialogue.
fn once(events: &[AnalyticsEvent]) -> BTreeMap<(DialogueId, Day, Count), i64> {
    let mut first = BTreeMap::new();
    for event in events {
        let implied = match event.count {
            Count::Engaged => Some(&Count::Triggered),
            Count::Goal(_) => Some(&Count::Converted),
            _ => None,
        };
        for count in implied.into_iter().chain([&event.count]) {
            let at = first.entry((&event.dialogue, &event.visit, count)).or_insert(event.at);
            *at = event.at.min(*at);
        }
    }
    let mut figures = BTreeMap::new();
    for ((dialogue, _, count), at) in first {
        *figures.entry((dialogue.clone(), Day::from_timestamp(at), count.clone())).or_default() +=
            1;
    }
    figures
}

proptest! {
    #[test]
    fn resent_reordered_and_doubled_events_count_the_same(
        events in prop::collection::vec(any_event(), 0..30),
        again in prop::collection::vec(any::<Index>(), 0..30),
        order in any::<u64>(),
        cuts in prop::collection::vec(1..6_usize, 0..60),
    ) {
        let mut sent = events.clone();
        if !events.is_empty() {
            sent.extend(again.iter().map(|which| which.get(&events).clone()));
        }
        sent.sort_by_key(|event| {
            event.at.0.wrapping_add(order).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29)
        });
        let (mut counts, mut rest, mut cuts) = (MemoryCounts::default(), sent.as_slice(), cuts.into_iter());
        while !rest.is_empty() {
            let (batch, left) = rest.split_at(cuts.next().unwrap_or(1).min(rest.len()));
            counts.record(later(2), batch);
            counts.prune(later(2));
            rest = left;
        }
        prop_assert_eq!(counts.figures(), &once(&events));
    }

    #[test]
    fn a_visit_that_goes_on_is_never_counted_again(pauses in prop::collection::vec(0..=48_u64, 1..40)) {
        let (mut counts, mut now) = (MemoryCounts::default(), NOW);
        counts.record(now, &[event(1, Count::Triggered, now)]);
        for (n, hours) in pauses.into_iter().enumerate() {
            now = now + Millis::minutes(hours * 60);
            counts.prune(now);
            // Any event of a visit extends its memory.
            let count = if n % 3 == 0 { Count::Triggered } else { Count::Engaged };
            counts.record(now, &[event(1, count, now)]);
        }
        let triggered = counts.figures().iter().filter(|((_, _, count), _)| *count == Count::Triggered);
        prop_assert_eq!(triggered.map(|(_, n)| n).sum::<i64>(), 1);
    }

    #[test]
    fn an_expired_row_makes_no_difference(pauses in prop::collection::vec(0..120_u64, 1..20)) {
        let (mut pruned, mut hoards, mut now) = (MemoryCounts::default(), MemoryCounts::default(), NOW);
        for hours in pauses {
            now = now + Millis::minutes(hours * 60);
            pruned.prune(now);
            let events = [event(1, Count::Triggered, now)];
            pruned.record(now, &events);
            hoards.record(now, &events);
            prop_assert_eq!(pruned.figures(), hoards.figures());
        }
    }

    #[test]
    fn a_day_is_read_as_it_was_written(number in 0..2_932_897_u64) {
        let ours = Day::numbered(number);
        prop_assert_eq!(Day::try_from(ours.to_string()), Ok(ours));
        prop_assert_eq!(Day::from_timestamp(Timestamp(number * DAY.0 + DAY.0 - 1)), ours);
    }

    #[test]
    fn a_count_is_parsed_as_it_was_written(count in any_count()) {
        prop_assert_eq!(Count::try_from(count.to_string()), Ok(count));
    }
}

#[test]
fn days_are_those_of_the_calendar() {
    for (number, text) in [
        (0, "1970-01-01"),
        (11_016, "2000-02-29"),
        (19_782, "2024-02-29"),
        (2_932_896, "9999-12-31"),
    ] {
        assert_eq!(Day::numbered(number).to_string(), text);
    }
    for other in ["20240229", "2024-02-29T00:00", "+002024-02-29", "2024-2-29", "1969-12-31"] {
        assert!(Day::try_from(other.to_owned()).is_err(), "{other}");
    }
}

#[test]
fn another_visit_another_dialogue_and_another_thing_count_by_themselves() {
    let mut counts = MemoryCounts::default();
    let one = event(1, Count::Completed, NOW);
    let events = [
        one.clone(),
        AnalyticsEvent { visit: visit(2), ..one.clone() },
        AnalyticsEvent { dialogue: dialogue(2), ..one.clone() },
        AnalyticsEvent { count: Count::Goal("Demo".into()), ..one.clone() },
        AnalyticsEvent { count: Count::Goal("Trial".into()), ..one },
    ];
    counts.record(NOW, &events);
    counts.record(NOW, &events);
    // Two goals of a visit are one conversion.
    assert_eq!(total(&counts), 6);
}

#[test]
fn what_happens_counts_on_its_day_in_the_zone_of_the_site() {
    let auckland = Zone::parse("Pacific/Auckland").unwrap();
    // An evening in UTC is the next morning there.
    let evening = NOW + Millis::minutes(10 * 60);
    let mut counts = MemoryCounts::default();
    let events = [event(1, Count::Triggered, evening)];
    counts.record_in(&auckland, evening, &events);
    let there = (dialogue(1), day("2026-11-19"), Count::Triggered);
    assert_eq!(counts.figures(), &BTreeMap::from([(there, 1)]));
    // Another zone begins new days; what was counted is not counted again on a later one.
    counts.record_in(&auckland, later(1), &[event(1, Count::Triggered, later(1))]);
    assert_eq!(total(&counts), 1);
}

#[test]
fn a_visitor_who_responded_was_shown_the_dialogue_even_without_the_pages_event() {
    let mut counts = MemoryCounts::default();
    counts.record(NOW, &[event(1, Count::Engaged, NOW)]);
    let visible = (dialogue(1), Day::from_timestamp(NOW), Count::Triggered);
    assert_eq!(counts.figures().get(&visible), Some(&1));
    counts.record(NOW, &[event(1, Count::Triggered, NOW)]);
    assert_eq!(counts.figures().get(&visible), Some(&1), "once, from whichever event");
}

#[test]
fn a_late_event_counts_on_the_day_it_happened() {
    let mut counts = MemoryCounts::default();
    let late =
        |counts: &mut MemoryCounts, at| counts.record(later(1), &[event(1, Count::Completed, at)]);
    late(&mut counts, later(1));
    late(&mut counts, NOW);
    late(&mut counts, later(9)); // a browser clock that is fast
    let expected = BTreeMap::from([((dialogue(1), Day::from_timestamp(NOW), Count::Completed), 1)]);
    assert_eq!(counts.figures(), &expected);
}

#[test]
fn a_reloaded_page_writes_nothing_on_the_same_day() {
    let mut counts = MemoryCounts::default();
    let seen =
        |counts: &mut MemoryCounts, now| counts.record(now, &[event(1, Count::Triggered, now)]);
    assert_eq!(seen(&mut counts, NOW), 2);
    assert_eq!(seen(&mut counts, NOW + Millis::minutes(1)), 0);
    assert_eq!(seen(&mut counts, later(1)), 1, "the visit is remembered for longer");
    assert_eq!(total(&counts), 1);
}

#[test]
fn a_visit_is_remembered_for_48_hours_after_its_last_event() {
    let midnight = Timestamp(Day::from_timestamp(NOW).number() * DAY.0);
    let retriggered = |last: Timestamp, again: Timestamp| {
        let mut counts = MemoryCounts::default();
        counts.record(last, &[event(1, Count::Triggered, last)]);
        counts.prune(again);
        counts.record(again, &[event(1, Count::Triggered, again)]);
        total(&counts)
    };
    for last in [midnight, NOW, midnight + Millis(DAY.0 - 1)] {
        assert_eq!(retriggered(last, last + Millis(2 * DAY.0)), 1);
        assert_eq!(retriggered(last, last + Millis(u64::from(MEMORY_DAYS) * DAY.0)), 2);
    }
}

fn card() -> CardId {
    CardId::parse("card").unwrap()
}

fn captured(field: Field, value: &str) -> Event {
    let values: Attributes = [(field, value.to_owned())].into_iter().collect();
    Event::Captured { card: card(), values }
}

/// A stream that asks one question.
fn stream() -> Stream {
    let question = serde_json::json!({ "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": "Well?", "responses": [
            { "id": "yes", "label": "Yes" }, { "id": "no", "label": "No" },
        ]},
    ]});
    serde_json::from_value(question).unwrap()
}

fn started() -> Event {
    let (page, location) = (Page::default(), Location::default());
    let page_attributes = Attributes::new();
    Event::Started { dialogue: dialogue(1), version: Version(1), page, location, page_attributes }
}

#[test]
fn which_events_of_a_conversation_count() {
    assert_eq!(counted(&started()), Some(Count::Engaged));
    assert_eq!(counted(&Event::Completed { card: card() }), Some(Count::Completed));
    assert_eq!(counted(&captured(Field::Email, "ada@example.com")), Some(Count::Acquired));
    assert_eq!(counted(&captured(Field::Email, "")), None, "it was skipped");
    assert_eq!(counted(&captured(Field::FirstName, "Ada")), None);
    let goal = Event::GoalReached { card: card(), goal: "Demo".into() };
    assert_eq!(counted(&goal), Some(Count::Goal("Demo".into())));
    assert_eq!(counted(&Event::Shown { card: card() }), None);
    assert_eq!(counted(&Event::Ended { by: EndedBy::Visitor }), None);
}

#[test]
fn a_conversation_reports_each_count_once() {
    let log = |events: Vec<Event>| -> Vec<Logged> {
        let logged = |event| Logged { seq: Seq(1), at: NOW, id: None, event };
        events.into_iter().map(logged).collect()
    };
    let (mut counted, stream) = (Counted::default(), stream());
    assert_eq!(counted.note(&stream, &log(vec![started()])), [Count::Engaged]);
    let email = || captured(Field::Email, "ada@example.com");
    assert_eq!(counted.note(&stream, &log(vec![email(), email()])), [Count::Acquired]);
    assert_eq!(counted.note(&stream, &log(vec![email()])), []);
}

#[test]
fn a_conversation_reports_which_cards_were_reached_and_passed() {
    let id = |id: &str| CardId::parse(id).unwrap();
    let logged = |event| Logged { seq: Seq(1), at: NOW, id: None, event };
    let shown_event = |card: &str| logged(Event::Shown { card: id(card) });
    let values: Attributes = [(Field::FirstName, "Ada".to_owned())].into_iter().collect();
    let filled = logged(Event::Captured { card: id("who"), values });
    let answered =
        logged(Event::Answered { card: id("ask"), response: ResponseId::parse("yes").unwrap() });
    let (mut counted, stream) = (Counted::default(), stream());
    let first = counted.note(&stream, &[shown_event("ask"), answered, shown_event("who")]);
    let (reached, passed) = (|card| Count::Reached(id(card)), |card| Count::Passed(id(card)));
    assert_eq!(first, [reached("ask"), passed("ask"), reached("who")]);
    // A capture card is passed with its last field, not with its first.
    assert_eq!(counted.note(&stream, std::slice::from_ref(&filled)), []);
    let end = logged(Event::Completed { card: id("who") });
    assert_eq!(counted.note(&stream, &[filled, end]), [Count::Completed, passed("who")]);
    // No conversation counts more than this many cards.
    let many: Vec<Logged> = (0..2 * MAX_CARDS).map(|n| shown_event(&format!("card{n}"))).collect();
    assert_eq!(counted.note(&stream, &many).len(), MAX_CARDS - 2);
    for count in [reached("ask"), passed("who-2")] {
        assert_eq!(Count::try_from(count.to_string()), Ok(count));
    }
    assert!(Count::try_from("reached/two words".to_owned()).is_err());
}

#[test]
fn a_conversation_reports_what_was_asked_and_chosen_in_its_version() {
    let logged = |event| Logged { seq: Seq(1), at: NOW, id: None, event };
    let ask = || CardId::parse("ask").unwrap();
    let shown_event = || logged(Event::Shown { card: ask() });
    let answered = |response: &str| {
        let response = ResponseId::parse(response).unwrap();
        logged(Event::Answered { card: ask(), response })
    };
    let (mut counted, stream) = (Counted::default(), stream());
    let of = |counts: Vec<Count>| {
        counts.into_iter().filter(|count| {
            matches!(count, Count::Asked(..) | Count::Answered(..) | Count::Chosen(..))
        })
    };
    let new = |counts: Vec<Count>| of(counts).map(|count| count.to_string()).collect::<Vec<_>>();
    let first = counted.note(&stream, &[logged(started()), shown_event()]);
    assert_eq!(new(first), ["asked/1/ask"], "and left without an answer, so far");
    let answers = counted.note(&stream, &[answered("yes")]);
    assert_eq!(new(answers), ["answered/1/ask", "chosen/1/ask/yes"]);
    // Who comes back to the question may choose another response.
    let again = counted.note(&stream, &[shown_event(), answered("no"), answered("yes")]);
    assert_eq!(new(again), ["chosen/1/ask/no"]);
}

#[test]
fn a_browser_may_report_only_shown_and_completed() {
    let read = |count: &str| {
        let body = format!(
            r#"{{"visit":"visit_1","events":[{{"dialogue":"dialogue_1","count":"{count}"}}]}}"#
        );
        serde_json::from_str::<Beacon>(&body)
    };
    let events = read("triggered").unwrap().events(NOW).unwrap();
    assert_eq!(events, [event(1, Count::Triggered, NOW)]);
    assert_eq!(read("completed").unwrap().events(NOW).unwrap()[0].count, Count::Completed);
    for other in ["engaged", "acquired", "goal/Demo", ""] {
        assert!(read(other).is_err(), "{other}");
    }
    let mut many = read("triggered").unwrap();
    many.events = vec![many.events[0].clone(); MAX_EVENTS + 1];
    assert_eq!(many.events(NOW).unwrap_err().actual, MAX_EVENTS + 1);
}

#[test]
fn a_period_has_30_days_and_ends_today_by_default() {
    let read = |from, to| Period::read(from, to, day("2026-11-30"));
    let period = |from, to| Ok(Period { from: day(from), to: day(to) });
    assert_eq!(read(None, None), period("2026-11-01", "2026-11-30"));
    assert_eq!(read(None, Some("2026-03-30")), period("2026-03-01", "2026-03-30"));
    assert_eq!(read(Some("2026-11-22"), None), period("2026-11-22", "2026-11-30"));
    assert_eq!(read(Some("2027-01-01"), None), period("2027-01-01", "2027-01-01"));
    assert_eq!(read(Some("2025-01-01"), Some("2026-02-04")), period("2025-01-01", "2026-02-04"));
}

#[test]
fn an_invalid_period_is_refused_with_a_reason() {
    let read = |from, to| Period::read(Some(from), Some(to), day("2026-11-30")).unwrap_err();
    for bad in
        ["", "2026-11-31", "2026-02-29", "2026-1-1", "20261101", "2026-11-01T00:00", "1969-12-31"]
    {
        assert_eq!(read(bad, "2026-11-30").problem().as_str(), "bad_day", "{bad}");
    }
    let sentence = read("2026-11-01", "tomorrow").to_string();
    assert_eq!(sentence, "`to` can't be read: “tomorrow” is not a day: write it like 2026-11-22.");
    assert_eq!(read("2026-11-02", "2026-11-01").problem().as_str(), "period_reversed");
    assert_eq!(read("2025-01-01", "2026-02-05"), PeriodError::TooLong { days: 401 });
}

#[test]
fn a_report_has_every_dialogue_with_its_sums_and_days() {
    let row = |dialogue_, day_: &str, count, n| CountRow {
        dialogue: dialogue(dialogue_),
        day: day(day_),
        count,
        n,
    };
    let rows = [
        row(1, "2026-11-02", Count::Triggered, 5),
        row(1, "2026-11-01", Count::Triggered, 7),
        row(1, "2026-11-01", Count::Goal("Demo".into()), 2),
    ];
    let period = Period { from: day("2026-11-01"), to: day("2026-11-30") };
    let titled = |n| (dialogue(n), format!("No. {n}"));
    let report = Report::new((period, &Zone::utc()), vec![titled(2), titled(1)], &rows);
    let names: Vec<&str> = report.items.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(names, ["No. 2", "No. 1"]);
    assert_eq!(report.items[0].total, Figures::default());
    let item = &report.items[1];
    assert_eq!((item.total.triggered, item.total.goals["Demo"]), (12, 2));
    assert_eq!(item.total.converted, 2, "at least, where conversions were not counted yet");
    let figures = Figures { triggered: 5, ..Figures::default() };
    assert_eq!(item.days[1], DayFigures { day: day("2026-11-02"), figures });
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!((&json["from"], &json["items"][1]["triggered"]), (&"2026-11-01".into(), &12.into()));
    assert_eq!(json["items"][1]["days"][0]["goals"]["Demo"], 2);
}
