//! The ledger never exceeds a limit, not even by one (`docs/rules.md`, QUOTA).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use proptest::prelude::*;
use shared::id::{ConversationId, RequestId, Seq, VisitId, VisitorId};
use shared::quota::{
    AtLimit, Engagement, Grant, Ledger, LedgerRows, Package, Plan, PlanRefusal, ReservationOutcome,
    ReservationState, Totals, VISIT_MEMORY,
};
use shared::time::{Millis, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

const NOW: Timestamp = Timestamp(1_795_000_000_000);
const LIMIT: Option<u64> = Some(3);

fn request(n: u64) -> RequestId {
    RequestId::derive(&ConversationId::parse(format!("conv_{n}")).unwrap(), Seq(1))
}

fn visit(n: u64) -> Engagement {
    Engagement {
        visitor: VisitorId::parse(format!("visitor_{n}")).unwrap(),
        visit: VisitId::parse("visit_1").unwrap(),
    }
}

/// Totals with these numbers of used and reserved engagements.
fn figures(used: u64, reserved: u64) -> Totals {
    Totals { used, reserved }
}

/// A Select site with this limit.
fn select(limit: u64) -> Plan {
    Plan::default().changed(Package::Select, Some(limit), figures(0, 0)).unwrap()
}

#[test]
fn a_select_site_has_100_engagements_and_a_prime_site_has_no_limit() {
    let prime = Plan::default().changed(Package::Prime, None, figures(100, 0)).unwrap();
    assert_eq!((Plan::default().limit(), prime.limit()), (Some(100), None));
    assert_eq!(Plan::default().usage(figures(0, 0)).at_limit, AtLimit::FallBack);
    assert_eq!(prime.usage(figures(0, 0)).at_limit, AtLimit::NoLimit);
}

#[test]
fn a_limit_may_not_be_below_used_plus_reserved() {
    let raised = |limit| Plan::default().changed(Package::Select, Some(limit), figures(40, 3));
    assert_eq!(raised(150).unwrap().limit(), Some(150));
    assert_eq!(raised(43).unwrap().limit(), Some(43));
    let low = raised(42).unwrap_err();
    assert_eq!(low, PlanRefusal::LimitBelowUse { limit: 42, used: 40, reserved: 3 });
    let sentence = low.to_string();
    assert!(sentence.contains("used 40") && sentence.contains("43 or more"), "{sentence}");
}

#[test]
fn a_raised_limit_survives_other_operator_changes() {
    let site = select(150);
    let again = site.changed(Package::Select, None, figures(120, 0)).unwrap();
    assert_eq!(again.limit(), Some(150));
    let prime = again.changed(Package::Prime, None, figures(120, 0)).unwrap();
    let back = prime.changed(Package::Select, None, figures(150, 0)).unwrap();
    assert_eq!(back.limit(), Some(150));
    assert!(prime.changed(Package::Select, None, figures(150, 1)).is_err());
    assert_eq!(
        prime.changed(Package::Prime, Some(9), figures(0, 0)),
        Err(PlanRefusal::LimitOnPrime)
    );
}

#[test]
fn a_plan_stored_before_limits_existed_has_the_default_limit() {
    let stored: Plan = serde_json::from_str(r#"{ "package": "select" }"#).unwrap();
    assert_eq!(stored, Plan::default());
}

#[test]
fn the_notice_is_given_from_90_percent_of_the_limit_on() {
    let notices = |plan: Plan, used| plan.usage(figures(used, 5)).notice;
    for (limit, used, expected) in [
        (100, 89, false),
        (100, 90, true),
        (100, 100, true),
        (150, 134, false),
        (150, 135, true),
        (1, 0, false),
        (1, 1, true),
        (0, 0, true),
        (u64::MAX, u64::MAX / 2, false),
    ] {
        assert_eq!(notices(select(limit), used), expected, "{used} of {limit}");
    }
    let prime = Plan::default().changed(Package::Prime, None, figures(0, 0)).unwrap();
    assert!(!notices(prime, 1_000_000));
}

#[test]
fn an_offer_holds_its_reservation_until_it_ends_unanswered() {
    let mut ledger = Ledger::default();
    for n in 1..=3 {
        assert_eq!(ledger.reserve(NOW, LIMIT, request(n), visit(n)), Grant::Reserved);
    }
    assert_eq!(ledger.reserve(NOW, LIMIT, request(4), visit(4)), Grant::Exhausted);
    ledger.close_reservation(NOW, &request(2), ReservationOutcome::Released);
    assert_eq!(ledger.reserve(NOW, LIMIT, request(5), visit(5)), Grant::Reserved);
    assert_eq!(ledger.figures(), figures(0, 3));
}

#[test]
fn the_same_visit_counts_once() {
    let mut ledger = Ledger::default();
    for n in 1..=5 {
        assert_eq!(ledger.reserve(NOW, Some(1), request(n), visit(1)), Grant::Reserved);
        ledger.close_reservation(NOW, &request(n), ReservationOutcome::Committed);
        ledger.close_reservation(NOW, &request(n), ReservationOutcome::Committed);
    }
    assert_eq!(ledger.figures().used, 1);
}

#[test]
fn a_repeated_ledger_message_changes_nothing() {
    let mut ledger = Ledger::default();
    ledger.reserve(NOW, LIMIT, request(1), visit(1));
    ledger.reserve(NOW, LIMIT, request(1), visit(1));
    assert_eq!(ledger.figures().reserved, 1);
    ledger.close_reservation(NOW, &request(1), ReservationOutcome::Committed);
    ledger.close_reservation(NOW, &request(1), ReservationOutcome::Released);
    ledger.reserve(NOW, LIMIT, request(1), visit(1));
    assert_eq!(ledger.figures(), figures(1, 0));
}

#[test]
fn a_repeated_refused_request_reserves_nothing() {
    let mut ledger = Ledger::default();
    ledger.reserve(NOW, Some(1), request(1), visit(1));
    assert_eq!(ledger.reserve(NOW, Some(1), request(2), visit(2)), Grant::Exhausted);
    ledger.close_reservation(NOW, &request(1), ReservationOutcome::Released);
    assert_eq!(ledger.reserve(NOW, Some(1), request(2), visit(2)), Grant::Exhausted);
    assert_eq!(ledger.figures().reserved, 0);
}

#[test]
fn a_chat_connected_late_still_has_its_reservation() {
    let mut ledger = Ledger::default();
    ledger.reserve(NOW, Some(1), request(1), visit(1));
    let later = NOW + Millis::minutes(60 * 24 * 30);
    assert_eq!(ledger.reserve(later, Some(1), request(2), visit(2)), Grant::Exhausted);
    ledger.close_reservation(later, &request(1), ReservationOutcome::Committed);
    assert_eq!(ledger.figures().used, 1);
}

#[test]
fn a_raised_limit_admits_the_next_request_but_not_a_refused_one() {
    let mut ledger = Ledger::default();
    ledger.reserve(NOW, Some(1), request(1), visit(1));
    assert_eq!(ledger.reserve(NOW, Some(1), request(2), visit(2)), Grant::Exhausted);
    assert_eq!(ledger.reserve(NOW, Some(2), request(3), visit(3)), Grant::Reserved);
    assert_eq!(ledger.reserve(NOW, Some(9), request(2), visit(2)), Grant::Exhausted);
    assert_eq!(ledger.reserve(NOW, None, request(4), visit(4)), Grant::Reserved);
}

#[test]
fn a_visit_counted_days_ago_takes_no_second_slot() {
    let mut ledger = Ledger::default();
    ledger.reserve(NOW, Some(1), request(1), visit(1));
    ledger.close_reservation(NOW, &request(1), ReservationOutcome::Committed);
    ledger.reserve(NOW, Some(1), request(2), visit(1));
    let later = NOW + VISIT_MEMORY + VISIT_MEMORY;
    ledger.prune(later);
    assert_eq!(ledger.figures(), figures(1, 0));
    ledger.close_reservation(later, &request(2), ReservationOutcome::Committed);
    assert_eq!(ledger.figures(), figures(1, 0));
}

#[test]
fn expired_rows_are_pruned() {
    let mut ledger = Ledger::default();
    for (n, outcome) in [(1, ReservationOutcome::Committed), (2, ReservationOutcome::Released)] {
        ledger.reserve(NOW, LIMIT, request(n), visit(n));
        ledger.close_reservation(NOW, &request(n), outcome);
    }
    ledger.reserve(NOW, Some(0), request(3), visit(3));
    assert_eq!(ledger.rows(), 4, "two ends, one refusal, one visit that counted");
    ledger.prune(NOW + VISIT_MEMORY - Millis(1));
    assert_eq!(ledger.rows(), 4);
    ledger.prune(NOW + VISIT_MEMORY);
    assert_eq!((ledger.rows(), ledger.figures()), (0, figures(1, 0)));
}

/// A model of the totals from the rows: visits that are reserved and not counted.
#[derive(Default)]
struct Model {
    reserved: BTreeMap<u64, u64>,
    counted: BTreeMap<u64, Timestamp>,
}

impl Model {
    fn pass(&mut self, now: Timestamp) {
        let reserved = &self.reserved;
        self.counted.retain(|v, at| {
            now.since(*at) < VISIT_MEMORY || reserved.values().any(|reserved| reserved == v)
        });
    }

    fn reserved(&self) -> u64 {
        let reserved: BTreeSet<u64> = self.reserved.values().copied().collect();
        reserved.iter().filter(|v| !self.counted.contains_key(v)).count() as u64
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_limit_is_never_exceeded_in_any_order(messages in prop::collection::vec((0_u8..3, 0_u64..12, 0_u64..8), 1..150)) {
        let mut ledger = Ledger::default();
        let mut holder = BTreeMap::new();
        let mut committed = BTreeSet::new();
        for (kind, n, v) in messages {
            let v = *holder.entry(n).or_insert(v);
            match kind {
                0 => { ledger.reserve(NOW, LIMIT, request(n), visit(v)); }
                1 => {
                    let before = ledger.figures();
                    ledger.close_reservation(NOW, &request(n), ReservationOutcome::Committed);
                    committed.insert(v);
                    let after = ledger.figures();
                    let (before, after) = (before.used + before.reserved, after.used + after.reserved);
                    prop_assert_eq!(before, after, "a chat takes what was held for it");
                }
                _ => ledger.close_reservation(NOW, &request(n), ReservationOutcome::Released),
            }
            let Totals { used, reserved } = ledger.figures();
            prop_assert!(used + reserved <= 3);
            prop_assert!(used <= committed.len() as u64, "nothing is counted twice");
        }
    }

    /// Expired rows may be deleted at once, late or never: every answer and figure is the same, and
    /// the totals are those that the rows add up to.
    #[test]
    fn when_old_rows_are_pruned_makes_no_difference(
        messages in prop::collection::vec((0_u8..3, 0_u64..16, 0_u64..6, 0_u64..30, any::<bool>()), 1..120),
        limit in prop::option::of(0_u64..5),
    ) {
        let (mut at_once, mut late, mut never) = <(Ledger, Ledger, Ledger)>::default();
        let (mut now, mut model, mut visits) = (NOW, Model::default(), BTreeMap::new());
        for (kind, n, v, hours, prune) in messages {
            now = now + Millis::minutes(60 * hours / 4);
            model.pass(now);
            at_once.prune(now);
            if prune {
                late.prune(now);
            }
            // A chat request is made once; what comes later is the same message again.
            let v = *visits.entry(n).or_insert(v);
            let all = [&mut at_once, &mut late, &mut never];
            if kind == 0 {
                let [one, two, three] = all.map(|ledger| ledger.reserve(now, limit, request(n), visit(v)));
                prop_assert!(one == two && two == three);
                let Ok(state) = at_once.reservation(&request(n));
                if matches!(state, Some(ReservationState::Reserved { .. })) {
                    model.reserved.insert(n, v);
                }
            } else {
                let outcome = if kind == 1 { ReservationOutcome::Committed } else { ReservationOutcome::Released };
                for ledger in all {
                    ledger.close_reservation(now, &request(n), outcome);
                }
                if model.reserved.remove(&n).is_some() && outcome == ReservationOutcome::Committed {
                    model.counted.insert(v, now);
                }
            }
            model.pass(now);
            prop_assert_eq!(at_once.figures(), late.figures());
            prop_assert_eq!(late.figures(), never.figures());
            prop_assert_eq!(at_once.figures().reserved, model.reserved());
            if let Some(limit) = limit {
                prop_assert!(at_once.figures().used + at_once.figures().reserved <= limit);
            }
        }
    }
}
