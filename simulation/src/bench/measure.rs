//! A clock around the steps of a wish.

use crate::office::{Office, roster};
use shared::desk::{Desk, DeskEffect};
use std::time::{Duration, Instant};

/// The decisions of a wish, in their order.
pub(crate) const STEPS: [&str; 4] = ["asked", "granted", "accepted", "over"];

/// How long a round lasts at least, and how many wishes it has at least.
const LONG_ENOUGH: Duration = Duration::from_millis(40);
const OFTEN_ENOUGH: u32 = 20;

/// What one wish costs, in µs for each step.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Measured {
    /// The steps.
    pub(crate) steps: [f64; 4],
}

impl Measured {
    /// The whole wish.
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

/// Some wishes, one after the other.
pub(crate) fn round(office: &mut Office) -> Measured {
    let (mut spent, mut wishes) = ([Duration::ZERO; 4], 0);
    while wishes < OFTEN_ENOUGH || spent.iter().sum::<Duration>() < LONG_ENOUGH {
        wishes += 1;
        for (spent, step) in spent.iter_mut().zip(office.wish()) {
            let begun = Instant::now();
            let effects = office.take(step);
            *spent += begun.elapsed();
            drop(effects);
        }
    }
    Measured { steps: spent.map(|spent| spent.as_secs_f64() * 1e6 / f64::from(wishes)) }
}

/// What comes seldom: how long a desk takes to hear of so many new agents, to hear of the same ones
/// again, and to wake from its rows, in µs.
pub(crate) fn seldom(size: u32) -> [f64; 3] {
    let mut office = Office::empty();
    let (letter, again) = (roster(size), roster(size));
    let (new, effects) = timed(|| office.put(letter));
    let (same, _) = timed(|| office.put(again));
    let rows = effects.into_iter().filter_map(|effect| match effect {
        DeskEffect::Keep(record) => Some(record),
        _ => None,
    });
    let rows: Vec<_> = rows.collect();
    let (woken, _) = timed(|| Desk::restore(rows));
    [new, same, woken]
}

fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begun = Instant::now();
    let made = work();
    (begun.elapsed().as_secs_f64() * 1e6, made)
}
