//! Reports: periods, changes, durations and charts. Only `view` is not pure.

#[cfg(feature = "view")]
pub(crate) mod view;

mod bars;
mod cell;
mod labels;
mod range;
mod tree;

pub(crate) use bars::{Bar, HEIGHT, WIDTH, bars, top};
pub(crate) use cell::{Cell, file_name};
pub(crate) use labels::{
    Change, change, duration_text, hour_text, level, outcome_text, percent, weekdays,
};
pub(crate) use range::Range;
pub(crate) use tree::{BranchEnd, FunnelRow, RowKind, funnel_rows, kind_text, text_of};
