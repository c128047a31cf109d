//! A clock around the steps of a chat request.

use crate::bench_desk::{BenchDesk, roster};
use shared::desk::{Desk, DeskEffect};
use std::time::{Duration, Instant};

/// The decisions of a chat request, in their order.
pub(crate) const STEPS: [&str; 4] = ["requested", "reserved", "accepted", "over"];

/// How long a round lasts at least, and how many chat requests it has at least.
const LONG_ENOUGH: Duration = Duration::from_millis(40);
const OFTEN_ENOUGH: u32 = 20;

/// What one chat request costs, in µs for each step.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Measured {
    pub(crate) steps: [f64; 4],
}

impl Measured {
    /// The whole chat request.
    pub(crate) fn micros(&self) -> f64 {
        self.steps.iter().sum()
    }

    /// The round in the middle.
    pub(crate) fn median(rounds: &[Self]) -> Self {
        let mut sorted = rounds.to_vec();
        sorted.sort_by(|a, b| a.micros().total_cmp(&b.micros()));
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    }
}

/// Some chat requests, one after the other.
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

/// What comes seldom: how long a desk takes to hear of so many new agents, to hear of the same ones
/// again, and to wake from its rows, in µs.
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
