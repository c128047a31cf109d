//! Availability (`docs/rules.md`, ROUTE), checked against a second implementation that only reads
//! the local clock.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]
#![cfg(feature = "desk")]

use crate::common::hours::{Hours, at, office_hours, schedule, schedules, toggles};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::json;
use shared::availability::{
    Availability, AvailabilityState, Draft, Presence, Schedule, Toggle, UnavailableReason,
    availability,
};
use shared::counts::Day as CalendarDay;
use shared::time::{Millis, Timestamp};
use std::collections::BTreeSet;

const GRACE: Millis = Millis::seconds(20);
const HERE: Presence = Presence { gone_since: None, push: false };
const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;

fn here(now: Timestamp, schedule: Option<&Schedule>, toggle: Option<&Toggle>) -> Availability {
    availability(now, schedule, toggle, HERE, GRACE)
}

fn verdict(now: &str, schedule: &Schedule) -> Result<(), UnavailableReason> {
    here(at(now), Some(schedule), None).verdict
}

/// The first boundaries of a schedule after a time.
fn boundaries(schedule: &Schedule, from: &str, count: usize) -> Vec<Timestamp> {
    let next = |at: &Timestamp| schedule.changes_after(*at);
    std::iter::successors(next(&at(from)), next).take(count).collect()
}

// --- a week ---

#[test]
fn several_blocks_a_day_and_pauses_between_them() {
    let office_hours = office_hours();
    assert_eq!(
        verdict("2026-11-18T08:59:59[Europe/Berlin]", &office_hours),
        Err(UnavailableReason::OffSchedule)
    );
    assert_eq!(verdict("2026-11-18T09:00[Europe/Berlin]", &office_hours), Ok(()));
    assert_eq!(
        verdict("2026-11-18T12:30[Europe/Berlin]", &office_hours),
        Err(UnavailableReason::OffSchedule)
    );
    assert_eq!(verdict("2026-11-18T13:30[Europe/Berlin]", &office_hours), Ok(()));
    assert_eq!(
        verdict("2026-11-21T13:30[Europe/Berlin]", &office_hours),
        Err(UnavailableReason::OffSchedule)
    );
    let friday = at("2026-11-20T17:00[Europe/Berlin]");
    assert_eq!(office_hours.changes_after(friday), Some(at("2026-11-23T09:00[Europe/Berlin]")));
}

#[test]
fn a_block_goes_over_midnight_and_over_the_end_of_the_week() {
    let night = schedule("Europe/Berlin", json!({ "sun": [{ "from": "22:00", "to": "06:00" }] }));
    let expected = [
        at("2026-11-22T22:00[Europe/Berlin]"),
        at("2026-11-23T06:00[Europe/Berlin]"),
        at("2026-11-29T22:00[Europe/Berlin]"),
    ];
    assert_eq!(boundaries(&night, "2026-11-18T00:00[Europe/Berlin]", 3), expected);
    assert_eq!(verdict("2026-11-23T00:00[Europe/Berlin]", &night), Ok(()));
}

#[test]
fn there_is_no_boundary_where_one_block_ends_as_the_next_begins() {
    let touching = schedule(
        "UTC",
        json!({
            "mon": [{ "from": "08:00", "to": "12:00" }, { "from": "12:00", "to": "24:00" }],
            "tue": [{ "from": "00:00", "to": "02:00" }],
        }),
    );
    let expected = [at("2026-11-23T08:00[UTC]"), at("2026-11-24T02:00[UTC]")];
    assert_eq!(boundaries(&touching, "2026-11-18T00:00[UTC]", 2), expected);
}

#[test]
fn a_schedule_that_is_always_or_never_open_has_no_boundary() {
    let whole = |day: &str| (day.to_owned(), json!([{ "from": "00:00", "to": "24:00" }]));
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let always = schedule("Europe/Berlin", days.into_iter().map(whole).collect());
    let never = schedule("Europe/Berlin", json!({}));
    for (schedule, verdict) in [(&always, Ok(())), (&never, Err(UnavailableReason::OffSchedule))] {
        let found = here(at("2026-03-29T00:00[UTC]"), Some(schedule), None);
        assert_eq!((found.verdict, found.changes_at), (verdict, None));
    }
}

#[test]
fn a_closed_day_is_skipped_from_midnight_to_midnight() {
    let week = json!({ "fri": [{ "from": "09:00", "to": "17:00" }],
        "thu": [{ "from": "22:00", "to": "06:00" }] });
    let closed =
        json!({ "zone": "Europe/Berlin", "week": week, "closed": ["2026-12-25", "2027-01-01"] });
    let closed: Schedule = serde_json::from_value(closed).unwrap();
    // The night of Christmas Eve ends at midnight, and the first Friday with hours is between the years.
    let expected = [
        at("2026-12-24T22:00[Europe/Berlin]"),
        at("2026-12-25T00:00[Europe/Berlin]"),
        at("2026-12-31T22:00[Europe/Berlin]"),
        at("2027-01-01T00:00[Europe/Berlin]"),
        at("2027-01-07T22:00[Europe/Berlin]"),
    ];
    assert_eq!(boundaries(&closed, "2026-12-20T00:00[Europe/Berlin]", 5), expected);
    let again: Schedule = serde_json::from_value(serde_json::to_value(&closed).unwrap()).unwrap();
    assert_eq!(again, closed);
}

#[test]
fn a_closed_day_must_be_a_day() {
    let draft: Draft =
        serde_json::from_value(json!({ "zone": "UTC", "closed": ["2026-12-25", "2026-02-30"] }))
            .unwrap();
    let found = draft.check().unwrap_err().to_string();
    assert_eq!(found, "Closed day 2: “2026-02-30” is not a day: write it like 2026-11-22.");
    let many = vec!["2026-12-25".to_owned(); 101];
    let found = Draft { closed: many, ..draft }.check().unwrap_err().to_string();
    assert!(found.contains("101 closed days; at most 100"), "{found}");
}

// --- daylight saving ---

#[test]
fn a_skipped_hour_has_no_boundary_and_a_block_that_begins_in_it_begins_at_its_end() {
    let skipped = schedule("Europe/Berlin", json!({ "sun": [{ "from": "02:00", "to": "03:00" }] }));
    let next = skipped.changes_after(at("2026-03-28T00:00[UTC]")).unwrap();
    assert_eq!(next, at("2026-04-05T02:00[Europe/Berlin]"));
    let into = schedule("Europe/Berlin", json!({ "sun": [{ "from": "02:30", "to": "05:00" }] }));
    let expected = [at("2026-03-29T01:00[UTC]"), at("2026-03-29T05:00[Europe/Berlin]")];
    assert_eq!(boundaries(&into, "2026-03-28T00:00[UTC]", 2), expected);
    let out_of = schedule("Europe/Berlin", json!({ "sun": [{ "from": "01:00", "to": "02:30" }] }));
    let expected = [at("2026-03-29T00:00[UTC]"), at("2026-03-29T01:00[UTC]")];
    assert_eq!(boundaries(&out_of, "2026-03-28T00:00[UTC]", 2), expected);
}

#[test]
fn a_repeated_hour_comes_twice() {
    let whole = schedule("Europe/Berlin", json!({ "sun": [{ "from": "02:00", "to": "03:00" }] }));
    let expected = [at("2026-10-25T00:00[UTC]"), at("2026-10-25T02:00[UTC]")];
    assert_eq!(boundaries(&whole, "2026-10-24T00:00[UTC]", 2), expected);
    let half = schedule("Europe/Berlin", json!({ "sun": [{ "from": "01:00", "to": "02:30" }] }));
    let expected = [
        at("2026-10-24T23:00[UTC]"),
        at("2026-10-25T00:30[UTC]"),
        at("2026-10-25T01:00[UTC]"),
        at("2026-10-25T01:30[UTC]"),
    ];
    assert_eq!(boundaries(&half, "2026-10-24T00:00[UTC]", 4), expected);
}

// --- the toggle ---

#[test]
fn without_a_schedule_the_toggle_holds_until_midnight_utc() {
    let now = at("2026-11-18T09:00[UTC]");
    assert_eq!(here(now, None, None).verdict, Err(UnavailableReason::NoSchedule));
    let toggle = Toggle { available: true, set: now };
    let midnight = at("2026-11-19T00:00[UTC]");
    let found = here(now, None, Some(&toggle));
    assert_eq!((found.verdict, found.changes_at), (Ok(()), Some(midnight)));
    assert_eq!(here(midnight, None, Some(&toggle)).verdict, Err(UnavailableReason::NoSchedule));
}

#[test]
fn the_toggle_overrides_the_schedule_until_the_next_boundary_or_local_midnight() {
    let office_hours = office_hours();
    let ends = |set: &str| Toggle { available: false, set: at(set) }.ends(Some(&office_hours));
    let noon = at("2026-11-18T12:30[Europe/Berlin]");
    assert_eq!(ends("2026-11-18T10:00[Europe/Berlin]"), noon);
    let midnight = at("2026-11-19T00:00[Europe/Berlin]");
    assert_eq!(ends("2026-11-18T18:00[Europe/Berlin]"), midnight);
    // A toggle that is set at a boundary holds for the block that begins there.
    assert_eq!(ends("2026-11-18T12:30[Europe/Berlin]"), at("2026-11-18T13:30[Europe/Berlin]"));
}

#[test]
fn a_skipped_midnight_is_the_instant_of_the_change() {
    let brazil = schedule("America/Sao_Paulo", json!({}));
    let ends = |set: &str| Toggle { available: true, set: at(set) }.ends(Some(&brazil));
    let changed = at("2018-11-04T01:00[America/Sao_Paulo]");
    assert_eq!(ends("2018-11-03T20:00[America/Sao_Paulo]"), changed);
    // If the clocks go from 24:00 back to 23:00, midnight comes once.
    let back = at("2018-02-18T00:00[America/Sao_Paulo]");
    assert_eq!(ends("2018-02-17T20:00[America/Sao_Paulo]"), back);
    let samoa = schedule("Pacific/Apia", json!({}));
    let toggle = Toggle { available: true, set: at("2011-12-29T20:00[Pacific/Apia]") };
    assert_eq!(toggle.ends(Some(&samoa)), at("2011-12-31T00:00[Pacific/Apia]"));
}

// --- presence ---

#[test]
fn an_agent_gone_beyond_the_grace_period_is_offered_chats_only_by_push() {
    let since = at("2026-11-18T10:00[Europe/Berlin]");
    let lost = since + GRACE;
    let of = |now, push| {
        let presence = Presence { gone_since: Some(since), push };
        availability(now, Some(&office_hours()), None, presence, GRACE)
    };
    let before = of(since, false);
    assert_eq!((before.verdict, before.changes_at), (Ok(()), Some(lost)));
    let after = of(lost, false);
    let noon = at("2026-11-18T12:30[Europe/Berlin]");
    assert_eq!((after.verdict, after.changes_at), (Err(UnavailableReason::Gone), Some(noon)));
    assert_eq!(after.state, before.state);
    assert_eq!(of(lost, true).verdict, Ok(()));
}

// --- wire format ---

#[test]
fn a_schedule_is_parsed_as_it_was_written() {
    let written = json!({
        "zone": "Europe/Berlin",
        "week": {
            "mon": [{ "from": "09:00", "to": "12:30" }, { "from": "13:30", "to": "24:00" }],
            "sun": [{ "from": "22:00", "to": "06:00" }],
        },
    });
    let schedule: Schedule = serde_json::from_value(written.clone()).unwrap();
    assert_eq!(serde_json::to_value(&schedule).unwrap(), written);
    let other_case = json!({ "zone": "europe/berlin", "week": {} });
    let schedule: Schedule = serde_json::from_value(other_case).unwrap();
    assert_eq!(schedule.zone().name(), "Europe/Berlin");
}

#[test]
fn everything_that_is_wrong_is_said_at_once_with_what_to_do() {
    let draft: Draft = serde_json::from_value(json!({
        "zone": "Europe/Berln",
        "week": {
            "monday": [],
            "tue": [{ "from": "24:00", "to": "9am" }, { "from": "09:00", "to": "09:00" }],
            "wed": [{ "from": "22:00", "to": "06:00" }],
            "thu": [{ "from": "05:00", "to": "07:00" }],
        },
    }))
    .unwrap();
    let findings = draft.check().unwrap_err();
    let described: Vec<String> = findings.iter().map(|f| format!("{}: {f}", f.code())).collect();
    insta::assert_snapshot!(described.join("\n"));
}

#[test]
fn a_day_has_at_most_twelve_blocks() {
    let hours = |count: usize| -> Vec<_> {
        let block = |n| json!({ "from": format!("{n:02}:00"), "to": format!("{n:02}:30") });
        (0..count).map(block).collect()
    };
    let of = |count| {
        let draft = json!({ "zone": "UTC", "week": { "sat": hours(count) } });
        serde_json::from_value::<Draft>(draft).unwrap().check().map_err(|found| found.to_string())
    };
    assert!(of(12).is_ok());
    let found = of(13).unwrap_err();
    assert_eq!(found, "Saturday has 13 blocks; at most 12 are allowed. Merge some of them.");
}

// --- properties ---

fn instants() -> impl Strategy<Value = Timestamp> {
    // From 2015 to 2035, to the millisecond.
    (1_420_070_400_000_u64..2_051_222_400_000).prop_map(Timestamp)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn a_block_holds_by_the_local_clock(hours in schedules(), now in instants()) {
        prop_assert_eq!(hours.schedule().holds(now), hours.holds(now));
    }

    #[test]
    fn a_boundary_is_the_first_instant_that_differs(hours in schedules(), now in instants()) {
        let schedule = hours.schedule();
        let holds = hours.holds(now);
        let boundary = schedule.changes_after(now);
        // Eight days, because a weekly boundary may fall into a skipped hour; twice that if a block
        // lies in the skipped hour alone.
        let end = boundary.unwrap_or(now + Millis(16 * DAY));
        let minutes = (now.0 / MINUTE + 1..).map(|minute| Timestamp(minute * MINUTE));
        for minute in minutes.take_while(|minute| *minute < end) {
            prop_assert_eq!(hours.holds(minute), holds, "at {:?}", minute);
        }
        if let Some(boundary) = boundary {
            prop_assert!(boundary > now);
            prop_assert_eq!(hours.holds(boundary), !holds);
            prop_assert_eq!(hours.holds(boundary - Millis(1)), holds);
        }
    }

    #[test]
    fn closed_days_have_no_hours_and_a_boundary_is_the_first_instant_that_differs(
        hours in schedules(), now in instants(), closed in proptest::collection::vec(0..20_u32, 0..8),
    ) {
        let zone = hours.schedule().zone().clone();
        let today = zone.day(now);
        let closed: BTreeSet<CalendarDay> =
            closed.into_iter().map(|days| today.after(days).before(2)).collect();
        let schedule = hours.schedule().with_closed(closed.clone());
        let is_closed = |at| {
            let date = crate::common::hours::wall_clock(at, &hours.zone).date().to_string();
            closed.iter().any(|day| day.to_string() == date)
        };
        let open = |at| hours.holds(at) && !is_closed(at);
        prop_assert_eq!(schedule.holds(now), open(now));
        let boundary = schedule.changes_after(now);
        let end = boundary.unwrap_or(now + Millis(40 * DAY));
        let minutes = (now.0 / MINUTE + 1..).map(|minute| Timestamp(minute * MINUTE));
        for minute in minutes.take_while(|minute| *minute < end).step_by(7) {
            prop_assert_eq!(open(minute), open(now), "at {:?}", minute);
        }
        if let Some(boundary) = boundary {
            prop_assert!(boundary > now);
            prop_assert_eq!(open(boundary), !open(now));
            prop_assert_eq!(open(boundary - Millis(1)), open(now));
        }
    }

    #[test]
    fn a_toggle_ends_at_the_first_boundary_or_midnight_after_it(
        hours in proptest::option::of(schedules()), set in instants(), available in any::<bool>(),
    ) {
        let schedule = hours.as_ref().map(Hours::schedule);
        let ends = Toggle { available, set }.ends(schedule.as_ref());
        prop_assert!(set < ends);
        let zone = hours.as_ref().map_or(TimeZone::UTC, |hours| hours.zone.clone());
        let day = |at| crate::common::hours::wall_clock(at, &zone).date();
        let holds = |at| hours.as_ref().is_some_and(|hours| hours.holds(at));
        let before = ends - Millis(1);
        prop_assert!(day(before) <= day(set) && holds(before) == holds(set), "not too late");
        prop_assert!(day(ends) > day(set) || holds(ends) != holds(set), "not too early");
    }

    #[test]
    fn nothing_changes_before_changes_at_and_something_changes_then(
        hours in proptest::option::of(schedules()),
        toggle in proptest::option::of(toggles()),
        gone in proptest::option::of(0..60_000_u64),
        push in any::<bool>(),
        now in instants(),
        fractions in proptest::collection::vec(0.0..1.0_f64, 8),
    ) {
        let schedule = hours.as_ref().map(Hours::schedule);
        let toggle = toggle.map(|(available, ago)| Toggle { available, set: now - Millis(ago) });
        let gone_since = gone.map(|ago| now - Millis(ago));
        let of = |at| {
            let presence = Presence { gone_since, push };
            availability(at, schedule.as_ref(), toggle.as_ref(), presence, GRACE)
        };
        let first = of(now);
        if let Some(changes_at) = first.changes_at {
            prop_assert!(changes_at > now);
            let same = |at| { let found = of(at); (found.verdict, found.state) };
            let length = changes_at.0 - now.0;
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place")]
            for fraction in fractions {
                let at = now + Millis((length as f64 * fraction) as u64);
                prop_assert_eq!(same(at), same(now));
            }
            prop_assert_eq!(same(changes_at - Millis(1)), same(now));
            prop_assert_ne!(same(changes_at), same(now));
        }
    }

    #[test]
    fn chats_are_offered_exactly_to_agents_who_are_available_and_reachable(
        hours in proptest::option::of(schedules()),
        toggle in proptest::option::of(toggles()),
        gone in proptest::option::of(0..60_000_u64),
        push in any::<bool>(),
        now in instants(),
    ) {
        let schedule = hours.as_ref().map(Hours::schedule);
        let toggle = toggle.map(|(available, ago)| Toggle { available, set: now - Millis(ago) });
        let presence = Presence { gone_since: gone.map(|ago| now - Millis(ago)), push };
        let found = availability(now, schedule.as_ref(), toggle.as_ref(), presence, GRACE);
        let lost = !push && gone.is_some_and(|ago| Millis(ago) >= GRACE);
        prop_assert_eq!(found.verdict.is_ok(), found.state.available() && !lost);
        let scheduled = hours.as_ref().is_some_and(|hours| hours.holds(now));
        let holding = toggle.filter(|toggle| now < toggle.ends(schedule.as_ref()));
        let said = holding.map_or(scheduled, |toggle| toggle.available);
        prop_assert_eq!(found.state.available(), said);
        let by_toggle = matches!(found.state, AvailabilityState::Toggle { .. });
        prop_assert!(toggle.is_some() || !by_toggle);
    }

    #[test]
    fn a_stored_schedule_is_read_as_it_was(hours in schedules()) {
        let schedule = hours.schedule();
        let stored = serde_json::to_string(&schedule).unwrap();
        prop_assert_eq!(serde_json::from_str::<Schedule>(&stored).unwrap(), schedule);
    }
}
