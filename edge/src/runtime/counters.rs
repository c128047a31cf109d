//! What this isolate has counted since it began, for the operator's metrics.

use shared::metrics::{IsolateCounts, SocketCounts};
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

/// Whose a socket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SocketOf {
    Visitor,
    Agent,
}

pub(crate) fn socket_opened(of: SocketOf) {
    change_sockets(of, |counts| counts.opened += 1);
}

pub(crate) fn socket_closed(of: SocketOf) {
    change_sockets(of, |counts| counts.closed += 1);
}

fn change_sockets(of: SocketOf, change: impl FnOnce(&mut SocketCounts)) {
    COUNTS.with_borrow_mut(|counts| {
        change(match of {
            SocketOf::Visitor => &mut counts.visitor_sockets,
            SocketOf::Agent => &mut counts.agent_sockets,
        });
    });
}

pub(crate) fn delivery_delayed() {
    COUNTS.with_borrow_mut(|counts| counts.delayed_deliveries += 1);
}

pub(crate) fn alarm_failed() {
    COUNTS.with_borrow_mut(|counts| counts.failed_alarms += 1);
}
