//! Measures the steps of a chat request.

use crate::bench_desk::{BenchDesk, roster};
use shared::desk::{Desk, DeskEffect};
use std::time::{Duration, Instant};

/// The steps of a chat request, in order.
pub(crate) const STEPS: [&str; 4] = ["requested", "reserved", "accepted", "over"];

/// How long a round lasts at least.
const LONG_ENOUGH: Duration = Duration::from_millis(40);
const OFTEN_ENOUGH: u32 = 20;

/// The cost of one chat request, in µs for each step.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Measured {
    pub(crate) steps: [f64; 4],
}

impl Measured {
    /// The whole chat request, in µs.
    pub(crate) fn micros(&self) -> f64 {
        self.steps.iter().sum()
    }

    /// The median round.
    pub(crate) fn median(rounds: &[Self]) -> Self {
        let mut sorted = rounds.to_vec();
        sorted.sort_by(|a, b| a.micros().total_cmp(&b.micros()));
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    }
}

/// Measures chat requests, one after the other.
pub(crate) fn round(bench: &mut BenchDesk) -> Measured {
    let (mut elapsed, mut requests) = ([Duration::ZERO; 4], 0);
    while requests < OFTEN_ENOUGH || elapsed.iter().sum::<Duration>() < LONG_ENOUGH {
        requests += 1;
        for (elapsed, step) in elapsed.iter_mut().zip(bench.request()) {
            let begun = Instant::now();
            let effects = bench.run_step(step);
            *elapsed += begun.elapsed();
            drop(effects);
        }
    }
    Measured { steps: elapsed.map(|elapsed| elapsed.as_secs_f64() * 1e6 / f64::from(requests)) }
}

/// Rare operations in µs: the roster with new agents, the same roster again, and restoring from
/// rows.
pub(crate) fn seldom(size: u32) -> [f64; 3] {
    let mut bench = BenchDesk::empty();
    let (message, again) = (roster(size), roster(size));
    let (new, effects) = timed(|| bench.feed(message));
    let (same, _) = timed(|| bench.feed(again));
    let rows = effects.into_iter().filter_map(|effect| match effect {
        DeskEffect::Save(record) => Some(record),
        _ => None,
    });
    let rows: Vec<_> = rows.collect();
    let (woken, _) = timed(|| Desk::restore(rows));
    [new, same, woken]
}

fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begun = Instant::now();
    let result = work();
    (begun.elapsed().as_secs_f64() * 1e6, result)
}
