//! Reports as people read them: days, changes, lengths of time, bars. Pure.

mod bars;
mod range;
mod words;

pub(crate) use bars::{Bar, HEIGHT, WIDTH, bars, top};
pub(crate) use range::Range;
pub(crate) use words::{Change, came, change, percent, took};
