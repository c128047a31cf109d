//! What a conversation waits for, and when each wait ends.

use super::machine::Conversation;
use super::message::Presence;
use super::meta::GONE_WHILE_WAITING;
use super::state::Phase;
use crate::heartbeat::SILENT_AFTER;
use crate::time::Timestamp;

impl Conversation {
    /// When [`super::Input::Timer`] is due next.
    pub fn deadline(&self) -> Option<Timestamp> {
        let ends = [self.silence_ends(), self.absence_ends(), self.falls_silent()];
        ends.into_iter().flatten().min()
    }

    /// When the wait for the desk, or the silence in a chat, reaches its limit.
    pub(super) fn silence_ends(&self) -> Option<Timestamp> {
        match &self.state.phase {
            Phase::Waiting { since, .. } => {
                Some(self.counts_from(*since) + self.meta.limits.request)
            }
            Phase::Live { last, .. } => Some(self.counts_from(*last) + self.meta.limits.idle),
            Phase::Scripted | Phase::Over(_) => None,
        }
    }

    /// When a visitor who is gone has been gone for too long.
    fn absence_ends(&self) -> Option<Timestamp> {
        self.absence_of(self.visitor)
    }

    /// When the visitor's open sockets count as silent unless a ping comes. It matters only while a
    /// chat is waiting or running, so no finished conversation wakes up for it.
    fn falls_silent(&self) -> Option<Timestamp> {
        let watched = matches!(self.state.phase, Phase::Waiting { .. } | Phase::Live { .. });
        let last_seen_at = self.last_seen_at.filter(|_| watched && self.visitor == Presence::Here);
        last_seen_at.map(|at| at + SILENT_AFTER)
    }

    pub(super) fn absence_of(&self, visitor: Presence) -> Option<Timestamp> {
        let (Presence::GoneSince(since) | Presence::Expected(since)) = visitor else {
            return None;
        };
        match &self.state.phase {
            Phase::Waiting { .. } => Some(since + GONE_WHILE_WAITING),
            Phase::Live { .. } => Some(since + self.meta.limits.gone),
            Phase::Scripted | Phase::Over(_) => None,
        }
    }
}
