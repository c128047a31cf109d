//! What time and the row of turns do where nobody looks: rules that a mutant could break, or could
//! have broken, without a test that noticed (`docs/mutants.md`).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

mod common;

use common::desk::{Bench, agent, offer};
use shared::desk::DeskEffect;
use shared::event::FallbackReason;
use shared::stream::Route;
use shared::time::Millis;

#[test]
fn whoever_is_looked_at_again_and_again_is_gone_since_they_left() {
    let mut bench = Bench::with_available(1);
    bench.present(1, 0);
    for _ in 0..2 {
        bench.pass(Millis::seconds(10));
        bench.present(1, 0);
        bench.crash();
    }
    bench.ask(1, Route::RoundRobin);
    assert_eq!(bench.fell_back(1), Some(FallbackReason::NobodyAvailable));
}

#[test]
fn a_newcomer_joins_where_the_round_is() {
    let mut bench = Bench::with_available(3);
    for n in 1..=3 {
        assert_eq!(bench.ask_and_grant(u64::from(n)), Some(agent(n)));
    }
    bench.roster(&[(1, true), (2, true), (3, true), (4, true)]);
    bench.present(4, 1);
    bench.status(4, true).unwrap();
    let next: Vec<_> = (4..=8).filter_map(|n| bench.ask_and_grant(n)).collect();
    assert_eq!(next, [1, 4, 2, 3, 1].map(agent));
}

#[test]
fn a_ring_that_is_over_is_remembered_for_a_quarter_of_an_hour_and_no_longer() {
    let mut bench = Bench::with_available(1);
    bench.ask_and_grant(1);
    bench.decline(1, 1).unwrap();
    let key = format!("closed/{}", offer(1));
    let forgotten = |bench: &Bench| bench.said.contains(&DeskEffect::Forget(key.clone()));
    bench.jump(Millis(15 * 60_000 - 1));
    bench.tick();
    assert!(!forgotten(&bench));
    bench.jump(Millis(1));
    bench.tick();
    assert!(forgotten(&bench));
}
