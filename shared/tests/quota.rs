//! The ledger never lets a limit be exceeded, not by one (`docs/rules.md` §5).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use proptest::prelude::*;
use shared::id::{ConversationId, RequestId, Seq, VisitId, VisitorId};
use shared::quota::{Engagement, Grant, Ledger, Package, Settlement};
use shared::time::{Millis, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

const NOW: Timestamp = Timestamp(1_795_000_000_000);
const LIMIT: Option<u64> = Some(3);

fn request(n: u64) -> RequestId {
    RequestId::of(&ConversationId::parse(format!("conv_{n}")).unwrap(), Seq(1))
}

fn visit(n: u64) -> Engagement {
    Engagement {
        visitor: VisitorId::parse(format!("visitor_{n}")).unwrap(),
        visit: VisitId::parse("visit_1").unwrap(),
    }
}

#[test]
fn a_select_site_has_100_engagements_and_a_prime_site_has_no_limit() {
    assert_eq!((Package::Select.limit(), Package::Prime.limit()), (Some(100), None));
}

#[test]
fn what_rings_is_held_and_what_nobody_answers_is_free_again() {
    let mut ledger = Ledger::default();
    for n in 1..=3 {
        assert_eq!(ledger.reserve(NOW, LIMIT, request(n), visit(n)), Grant::Granted);
    }
    assert_eq!(ledger.reserve(NOW, LIMIT, request(4), visit(4)), Grant::Spent);
    ledger.settle(NOW, &request(2), Settlement::Released);
    assert_eq!(ledger.reserve(NOW, LIMIT, request(5), visit(5)), Grant::Granted);
    assert_eq!((ledger.used, ledger.reserved()), (0, 3));
}

#[test]
fn the_same_visit_counts_once() {
    let mut ledger = Ledger::default();
    for n in 1..=5 {
        assert_eq!(ledger.reserve(NOW, Some(1), request(n), visit(1)), Grant::Granted);
        ledger.settle(NOW, &request(n), Settlement::Engaged);
        ledger.settle(NOW, &request(n), Settlement::Engaged);
    }
    assert_eq!(ledger.used, 1);
}

#[test]
fn a_word_said_twice_changes_nothing() {
    let mut ledger = Ledger::default();
    ledger.reserve(NOW, LIMIT, request(1), visit(1));
    ledger.reserve(NOW, LIMIT, request(1), visit(1));
    assert_eq!(ledger.reserved(), 1);
    ledger.settle(NOW, &request(1), Settlement::Engaged);
    ledger.settle(NOW, &request(1), Settlement::Released);
    ledger.reserve(NOW, LIMIT, request(1), visit(1));
    assert_eq!((ledger.used, ledger.reserved()), (1, 0));
}

#[test]
fn a_wish_that_was_refused_holds_nothing_when_it_is_heard_again() {
    let mut ledger = Ledger::default();
    ledger.reserve(NOW, Some(1), request(1), visit(1));
    assert_eq!(ledger.reserve(NOW, Some(1), request(2), visit(2)), Grant::Spent);
    ledger.settle(NOW, &request(1), Settlement::Released);
    assert_eq!(ledger.reserve(NOW, Some(1), request(2), visit(2)), Grant::Spent);
    assert_eq!(ledger.reserved(), 0);
}

#[test]
fn a_chat_connected_after_any_time_finds_its_place_still_held() {
    let mut ledger = Ledger::default();
    ledger.reserve(NOW, Some(1), request(1), visit(1));
    let later = NOW + Millis::minutes(60 * 24 * 30);
    assert_eq!(ledger.reserve(later, Some(1), request(2), visit(2)), Grant::Spent);
    ledger.settle(later, &request(1), Settlement::Engaged);
    assert_eq!(ledger.used, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn never_one_too_many_in_any_order(words in prop::collection::vec((0_u8..3, 0_u64..12, 0_u64..8), 1..150)) {
        let mut ledger = Ledger::default();
        let mut holder = BTreeMap::new();
        let mut engaged = BTreeSet::new();
        for (word, n, v) in words {
            let v = *holder.entry(n).or_insert(v);
            match word {
                0 => { ledger.reserve(NOW, LIMIT, request(n), visit(v)); }
                1 => {
                    let before = ledger.used + ledger.reserved();
                    ledger.settle(NOW, &request(n), Settlement::Engaged);
                    engaged.insert(v);
                    prop_assert_eq!(before, ledger.used + ledger.reserved(), "a chat takes what was held for it");
                }
                _ => ledger.settle(NOW, &request(n), Settlement::Released),
            }
            prop_assert!(ledger.used + ledger.reserved() <= 3);
            prop_assert!(ledger.used <= engaged.len() as u64, "nothing is counted twice");
        }
    }
}
