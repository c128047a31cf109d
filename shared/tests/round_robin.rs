//! Effects of time and of the round robin that other tests don't check, although a mutant could
//! break them (`docs/mutants.md`).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use crate::common::desk::{Bench, agent, offer};
use shared::desk::DeskEffect;
use shared::event::FallbackReason;
use shared::stream::Route;
use shared::time::Millis;

#[test]
fn repeated_presence_checks_do_not_reset_the_absence() {
    let mut bench = Bench::with_available(1);
    bench.present(1, 0);
    for _ in 0..2 {
        bench.pass(Millis::seconds(10));
        bench.present(1, 0);
        bench.crash();
    }
    bench.request(1, Route::RoundRobin);
    assert_eq!(bench.fell_back(1), Some(FallbackReason::NobodyAvailable));
}

#[test]
fn a_new_agent_joins_the_current_round() {
    let mut bench = Bench::with_available(3);
    for n in 1..=3 {
        assert_eq!(bench.request_and_grant(u64::from(n)), Some(agent(n)));
    }
    bench.roster(&[(1, true), (2, true), (3, true), (4, true)]);
    bench.present(4, 1);
    bench.status(4, true).unwrap();
    let next: Vec<_> = (4..=8).filter_map(|n| bench.request_and_grant(n)).collect();
    assert_eq!(next, [1, 4, 2, 3, 1].map(agent));
}

#[test]
fn a_closed_offer_is_remembered_for_15_minutes() {
    let mut bench = Bench::with_available(1);
    bench.request_and_grant(1);
    bench.decline(1, 1).unwrap();
    let key = format!("closed/{}", offer(1));
    let deleted = |bench: &Bench| bench.said.contains(&DeskEffect::Delete(key.clone()));
    bench.jump(Millis(15 * 60_000 - 1));
    bench.tick();
    assert!(!deleted(&bench));
    bench.jump(Millis(1));
    bench.tick();
    assert!(deleted(&bench));
}
