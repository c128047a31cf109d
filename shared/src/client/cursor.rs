//! Whether an event that arrives is the next one of the log.

use crate::id::Seq;

/// Where an event belongs that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It is in the log already.
    Old,
    /// It is the next. An event of a later version, which can't be read, takes its place all the same.
    Next,
    /// Events before it are missing: sequence numbers have no gaps, so they were lost on the way.
    /// The edge will send it again with them.
    Gap {
        /// Whether to send `resume` now, with the head of the log.
        resume: bool,
    },
}

/// Compares what arrives with the head of the log, and asks for what is missing: once, until the edge
/// has answered. The head itself belongs to whoever folds the log.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cursor {
    resuming: bool,
    /// Where the piece of the log ends that is on its way; `None` if nothing follows it.
    piece_end: Option<Seq>,
}

impl Cursor {
    /// `resume` was sent: the first frame of every connection.
    pub const fn resumed(&mut self) {
        self.resuming = true;
    }

    /// The edge answered with `welcome`. What is missing follows in order up to `through`; if the log
    /// goes on to a later `head`, the client asks for the rest ([`Self::wants_more`]).
    pub fn welcomed(&mut self, through: Seq, head: Seq) {
        self.resuming = false;
        self.piece_end = (through < head).then_some(through);
    }

    /// Whether the log that is here ends where a piece of it ended: `resume` must be sent now.
    pub fn wants_more(&mut self, head: Seq) -> bool {
        let ends = self.piece_end.is_some_and(|end| head >= end) && !self.resuming;
        if ends {
            self.piece_end = None;
            self.resuming = true;
        }
        ends
    }

    /// Whether older events are still to come, which the client asks for piece by piece.
    pub const fn is_partial(&self) -> bool {
        self.resuming || self.piece_end.is_some()
    }

    /// Where that event belongs in a log that ends at `head`.
    pub fn arrival(&mut self, head: Seq, seq: Seq) -> Arrival {
        if seq <= head {
            Arrival::Old
        } else if seq == head.next() {
            Arrival::Next
        } else {
            Arrival::Gap { resume: !core::mem::replace(&mut self.resuming, true) }
        }
    }
}
