//! The clock of the machine on which all objects run. In some worlds it is put back or forward by
//! hours, while everything runs.

use crate::mailbox::Object;
use crate::world::{Happening, World};
use shared::time::{Millis, Timestamp};

/// How long a move of the clock can confuse: until every client has pinged again, over a new
/// connection if its old one was closed as silent.
const CONFUSION: Millis = Millis::minutes(2);

/// By how much the clock is wrong.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Clock {
    /// How far it is ahead, in ms; less than zero if it is behind.
    ahead: i64,
    /// How often it was moved.
    pub(crate) moves: u32,
    moved_at: Option<Timestamp>,
}

impl World {
    /// What the clock shows.
    pub(crate) fn shown(&self) -> Timestamp {
        Timestamp(self.now.0.saturating_add_signed(self.clock.ahead))
    }

    /// The clock is put back or forward, by up to six hours.
    pub(crate) fn moves_clock(&mut self) {
        let by = Millis::minutes(self.rng.u64(1..=360));
        let by = i64::try_from(by.0).unwrap_or_default();
        let back = self.rng.bool();
        self.clock.ahead += if back { -by } else { by };
        self.clock.moves += 1;
        self.clock.moved_at = Some(self.now);
        if !back {
            return;
        }
        self.witness.latest = self.witness.latest.min(self.shown());
        // The server starts again then, and clients come back within some seconds.
        let conversations = (0..self.conversations.len()).map(Object::Conversation);
        let objects: Vec<Object> =
            [Object::Site, Object::Desk].into_iter().chain(conversations).collect();
        for object in objects {
            let look = self.rng.u64(0..15_000);
            self.after(look, Happening::PutBack(object));
        }
    }

    /// An object wakes after the clock was put back, and finds what is due.
    pub(crate) fn notices_set_back(&mut self, object: Object) {
        if self.mailbox(object).alarm.is_some() {
            self.rings(object);
        }
    }

    /// Whether the clock was moved so lately that clients who are there may look gone.
    pub(crate) fn is_confused(&self) -> bool {
        self.clock.moved_at.is_some_and(|at| self.now < at + CONFUSION)
    }
}
