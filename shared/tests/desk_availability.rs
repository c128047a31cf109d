//! Agents become available and unavailable at the desk, by schedule and by toggle (`docs/rules.md`,
//! ROUTE).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]
#![cfg(feature = "desk")]

use crate::common::desk::{Bench, agent, offer};
use crate::common::hours::{at, office_hours, schedule};
use proptest::prelude::*;
use serde_json::json;
use shared::desk::{AgentDesk, Decision, DeskEffect, DeskInput, DeskRefusal, SkipReason};
use shared::id::ClientKey;
use shared::protocol::{AgentEvent, AgentFrame, Scheduled};
use shared::quota::Grant;
use shared::stream::Route;
use shared::time::{Millis, Timestamp};

const HALF_HOUR: Millis = Millis::minutes(30);

/// This many connected agents with the schedule of `common::hours`, at ten in the morning.
fn bench(count: u32) -> Bench {
    let mut bench = Bench::with_agents(count);
    bench.now = ten();
    for n in 1..=count {
        bench.schedule(n, Some(office_hours()));
        bench.present(n, 1);
    }
    bench.said.clear();
    bench
}

fn ten() -> Timestamp {
    at("2026-11-18T10:00[Europe/Berlin]")
}

fn noon() -> Timestamp {
    at("2026-11-18T12:30[Europe/Berlin]")
}

fn statuses(bench: &Bench, n: u32) -> Vec<AgentEvent> {
    let is_status = |frame: &AgentEvent| matches!(frame, AgentEvent::Status { .. });
    bench.frames(n).into_iter().filter(is_status).collect()
}

fn status(
    available: bool,
    toggled_until: Option<Timestamp>,
    (scheduled, until): (bool, Timestamp),
) -> AgentEvent {
    let schedule = Some(Scheduled { available: scheduled, until: Some(until) });
    AgentEvent::Status { available, toggled_until, schedule }
}

fn skipped(bench: &Bench) -> Vec<Option<SkipReason>> {
    let decided = |effect: &DeskEffect| match effect {
        DeskEffect::Explain(_, decision) => Some(Decision::clone(decision)),
        _ => None,
    };
    let last = bench.said.iter().rev().find_map(decided).unwrap();
    last.pools[0].agents.iter().map(|agent| agent.skipped).collect()
}

#[test]
fn scheduled_agents_are_offered_chats_without_a_toggle_and_nobody_else_is() {
    let mut bench = bench(3);
    bench.schedule(1, Some(schedule("UTC", json!({}))));
    bench.status(2, false).unwrap();
    assert_eq!(bench.request_and_grant(1), Some(agent(3)));
    assert_eq!(
        skipped(&bench),
        [Some(SkipReason::OffSchedule), Some(SkipReason::SwitchedOff), None]
    );
}

#[test]
fn a_new_agent_has_no_schedule_and_is_not_available() {
    let mut bench = Bench::with_agents(1);
    bench.present(1, 1);
    assert_eq!(bench.request_and_grant(1), None);
    assert_eq!(skipped(&bench), [Some(SkipReason::Away)]);
}

#[test]
fn each_schedule_boundary_updates_the_agents_tabs() {
    let mut bench = bench(1);
    let half_past_one = noon() + Millis::minutes(60);
    assert_eq!(bench.desk.deadline(), Some(noon()));
    bench.pass(Millis::minutes(150));
    assert_eq!(statuses(&bench, 1), [status(false, None, (false, half_past_one))]);
    bench.check_invariants();
    bench.said.clear();
    bench.pass(Millis::minutes(60));
    let five = at("2026-11-18T17:00[Europe/Berlin]");
    assert_eq!(statuses(&bench, 1), [status(true, None, (true, five))]);
}

#[test]
fn a_late_alarm_never_offers_a_chat_outside_the_agents_hours() {
    let mut bench = bench(1);
    bench.request(1, Route::RoundRobin);
    bench.jump(Millis::minutes(150));
    assert_eq!(bench.grant(1, Grant::Reserved), None);
    assert!(bench.fell_back(1).is_some());
    assert_eq!(statuses(&bench, 1).len(), 1, "the tabs get it in the same turn");
}

#[test]
fn a_late_alarm_excludes_no_scheduled_agent_from_offers() {
    let mut bench = bench(1);
    bench.pass(Millis::minutes(160));
    bench.jump(Millis::minutes(60));
    assert_eq!(bench.request_and_grant(1), Some(agent(1)));
}

#[test]
fn a_refusal_changes_nothing_not_even_for_a_boundary_that_has_passed() {
    let mut bench = bench(1);
    bench.jump(Millis::minutes(150));
    let before = format!("{:?}", bench.desk);
    // Without `bench.handle`, because its presence check is a turn of its own.
    let frame = AgentFrame::Accept { id: ClientKey::parse("k").unwrap(), offer: offer(7) };
    let refused = bench.desk.handle(bench.now, DeskInput::AgentFrame { agent: agent(1), frame });
    assert_eq!(refused, Err(DeskRefusal::NotOffered));
    assert_eq!(format!("{:?}", bench.desk), before);
    bench.tick();
    assert_eq!(statuses(&bench, 1).len(), 1, "the boundary that passed is applied");
    bench.check_invariants();
}

#[test]
fn the_toggle_overrides_the_schedule_until_the_next_boundary_through_a_crash() {
    let mut bench = bench(1);
    bench.pass(Millis::minutes(160));
    bench.said.clear();
    let half_past_one = noon() + Millis::minutes(60);
    bench.status(1, true).unwrap();
    let scheduled = (false, half_past_one);
    assert_eq!(statuses(&bench, 1), [status(true, Some(half_past_one), scheduled)]);
    bench.crash();
    assert_eq!(bench.request_and_grant(1), Some(agent(1)));
    bench.said.clear();
    bench.pass(Millis::minutes(60));
    let five = at("2026-11-18T17:00[Europe/Berlin]");
    assert_eq!(statuses(&bench, 1), [status(true, None, (true, five))]);
}

#[test]
fn a_toggle_that_is_changed_back_overrides_nothing() {
    let mut bench = bench(1);
    bench.status(1, false).unwrap();
    bench.status(1, true).unwrap();
    let scheduled = (true, noon());
    let expected = [status(false, Some(noon()), scheduled), status(true, None, scheduled)];
    assert_eq!(statuses(&bench, 1), expected);
}

#[test]
fn without_a_schedule_the_toggle_ends_at_midnight_utc() {
    let mut bench = Bench::with_available(1);
    bench.pass(Millis::minutes(13 * 60));
    let off = AgentEvent::Status { available: false, toggled_until: None, schedule: None };
    assert_eq!(statuses(&bench, 1), [off]);
    assert_eq!(bench.request_and_grant(1), None);
}

#[test]
fn becoming_unavailable_never_touches_chats_or_offers() {
    let mut bench = bench(1);
    bench.request_and_grant(1);
    bench.accept(1, 1).unwrap();
    bench.now = noon() - Millis(1);
    bench.request_and_grant(2);
    bench.pass(Millis(1));
    assert_eq!(bench.desk.agents().next().map(AgentDesk::load), Some(2));
    assert_eq!(bench.accept(1, 2), Ok(()));
}

#[test]
fn a_new_schedule_applies_at_once() {
    let mut bench = bench(1);
    bench.status(1, false).unwrap();
    bench.said.clear();
    bench.pass(HALF_HOUR);
    let week = json!({ "wed": [{ "from": "10:15", "to": "11:00" }] });
    bench.schedule(1, Some(schedule("Europe/Berlin", week)));
    let eleven = at("2026-11-18T11:00[Europe/Berlin]");
    // The boundary at 10:15 has ended the toggle.
    assert_eq!(statuses(&bench, 1), [status(true, None, (true, eleven))]);
    bench.schedule(1, None);
    let off = AgentEvent::Status { available: false, toggled_until: None, schedule: None };
    assert_eq!(statuses(&bench, 1).last(), Some(&off));
    assert_eq!(bench.desk.deadline(), None);
}

#[test]
fn agents_reached_by_push_are_offered_chats_while_their_browsers_are_gone() {
    let mut bench = bench(2);
    bench.push(2);
    bench.present(1, 0);
    bench.present(2, 0);
    bench.pass(Millis::minutes(1));
    assert_eq!(bench.request_and_grant(1), Some(agent(2)));
    assert_eq!(skipped(&bench), [Some(SkipReason::Gone), None]);
}

#[test]
fn records_of_an_older_desk_are_read() {
    let stored = json!({
        "profile": { "id": "agent_1", "name": "Ada" }, "live_chat": true, "position": 0,
        "available": true, "turn": 3, "gone_since": null,
    });
    let agent: AgentDesk = serde_json::from_value(stored).unwrap();
    assert!(agent.schedule.is_none() && !agent.available());
}

#[derive(Debug, Clone)]
enum Act {
    Request(u64),
    Grant(u64),
    Accept(u32, u64),
    Status(u32, bool),
    Present(u32, usize),
    Schedule(u32, Option<crate::common::hours::Hours>),
    Jump(u64),
    Pass(u64),
    Crash,
}

fn act() -> impl Strategy<Value = Act> {
    let hours = proptest::option::of(crate::common::hours::schedules());
    prop_oneof![
        (1..30_u64).prop_map(Act::Request),
        (1..30_u64).prop_map(Act::Grant),
        (1..4_u32, 1..30_u64).prop_map(|(a, n)| Act::Accept(a, n)),
        (1..4_u32, any::<bool>()).prop_map(|(a, on)| Act::Status(a, on)),
        (1..4_u32, 0..2_usize).prop_map(|(a, n)| Act::Present(a, n)),
        (1..4_u32, hours).prop_map(|(a, hours)| Act::Schedule(a, hours)),
        (1..40_000_u64).prop_map(Act::Jump),
        (1..400_u64).prop_map(Act::Pass),
        Just(Act::Crash),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// In any order and however late the alarms: the desk's state of its agents is what the pure
    /// function returns, also after a crash.
    #[test]
    fn the_desk_agrees_with_the_clock(acts in prop::collection::vec(act(), 1..100)) {
        let mut bench = Bench::with_available(3);
        for act in acts {
            match act {
                Act::Request(n) => bench.request(n, Route::RoundRobin),
                Act::Grant(n) => { bench.grant(n, Grant::Reserved); }
                Act::Accept(a, n) => { let _ = bench.accept(a, n); }
                Act::Status(a, on) => { let _ = bench.status(a, on); }
                Act::Present(a, n) => bench.present(a, n),
                Act::Schedule(a, hours) => bench.schedule(a, hours.map(|hours| hours.schedule())),
                Act::Jump(seconds) => bench.jump(Millis::seconds(seconds)),
                Act::Pass(minutes) => bench.pass(Millis::minutes(minutes)),
                Act::Crash => bench.crash(),
            }
            bench.check_invariants();
        }
    }
}
