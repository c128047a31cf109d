//! What this isolate has counted since it began, for the operator's metrics.

use shared::metrics::IsolateCounts;
use std::cell::RefCell;

thread_local! {
    static COUNTS: RefCell<IsolateCounts> = RefCell::default();
}

/// The counts so far.
pub(crate) fn counts() -> IsolateCounts {
    COUNTS.with_borrow(IsolateCounts::clone)
}

pub(crate) fn answered(status: u16) {
    COUNTS.with_borrow_mut(|counts| *counts.answers.entry(status.to_string()).or_default() += 1);
}

/// An answer that was our fault, with the code of its problem.
pub(crate) fn failed(code: &str) {
    COUNTS.with_borrow_mut(|counts| *counts.errors.entry(code.to_owned()).or_default() += 1);
}

pub(crate) fn socket_opened() {
    COUNTS.with_borrow_mut(|counts| counts.sockets_opened += 1);
}

pub(crate) fn delivery_delayed() {
    COUNTS.with_borrow_mut(|counts| counts.delayed_deliveries += 1);
}

pub(crate) fn alarm_failed() {
    COUNTS.with_borrow_mut(|counts| counts.failed_alarms += 1);
}
