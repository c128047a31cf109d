//! Reports: periods, changes, durations and charts. Only `view` is not pure.

#[cfg(feature = "view")]
pub(crate) mod view;

mod bars;
mod labels;
mod range;

pub(crate) use bars::{Bar, HEIGHT, WIDTH, bars, top};
pub(crate) use labels::{Change, change, duration_text, outcome_text, percent};
pub(crate) use range::Range;
