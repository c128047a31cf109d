//! What a conversation waits for, and when each wait ends.

use super::availability_check::CHECK_LIMIT;
use super::follow_up::FOLLOW_UP_OPEN_FOR;
use super::machine::Conversation;
use super::message::Presence;
use super::meta::GONE_WHILE_WAITING;
use super::outcome::Outcome;
use super::state::Phase;
use crate::heartbeat::SILENT_AFTER;
use crate::time::{Millis, Timestamp};

/// How often typing is recorded.
const TYPING_COUNTS_EVERY: Millis = Millis::seconds(10);

/// How long before a silent chat ends its visitor is asked whether they are still there. Where a site
/// lets chats be silent for less than twice as long, it is half of that.
const WARNS_BEFORE_END: Millis = Millis::minutes(1);

impl Conversation {
    /// When [`super::Input::Timer`] is due next.
    pub fn deadline(&self) -> Option<Timestamp> {
        let ends = [
            self.warns_of_silence(),
            self.silence_ends(),
            self.absence_ends(),
            self.falls_silent(),
            self.mails_answer_at(),
        ];
        ends.into_iter().flatten().min()
    }

    /// When the wait for the desk, or the silence in a chat, reaches its limit.
    pub(super) fn silence_ends(&self) -> Option<Timestamp> {
        match &self.state.phase {
            Phase::Waiting { since, .. } => {
                // The desk ends the wait in the queue. An offer may still be made at its end.
                let queue = self.state.queued_until.map_or(Millis(0), |until| until.since(*since));
                Some(self.counts_from(*since) + queue + self.meta.limits.request)
            }
            Phase::Live { last, .. } if self.state.is_follow_up() => {
                Some(self.counts_from(*last) + FOLLOW_UP_OPEN_FOR)
            }
            Phase::Live { last, .. } => {
                let last = self.counts_from(*last);
                let last = self.typed_at.map_or(last, |typed_at| typed_at.max(last));
                Some(last + self.meta.limits.idle)
            }
            Phase::Scripted => Some(self.counts_from(self.state.checking_since?) + CHECK_LIMIT),
            Phase::Over(_) => None,
        }
    }

    /// When the visitor is asked whether they are still there, unless they were asked already.
    pub(super) fn warns_of_silence(&self) -> Option<Timestamp> {
        self.silence_ends()
            .filter(|ends_at| self.expects_both() && self.warned_of != Some(*ends_at))
            .map(|ends_at| ends_at - self.warning_time())
    }

    /// When the chat ends by silence, if the visitor is to be asked now whether they are still
    /// there: for a browser that connects after the others were asked.
    pub fn idle_warning(&self, now: Timestamp) -> Option<Timestamp> {
        let ends_at = self.silence_ends().filter(|_| self.expects_both());
        ends_at.filter(|ends_at| *ends_at - self.warning_time() <= now)
    }

    /// Somebody types, so the chat is not silent. Keystrokes are many, so only the first of every ten
    /// seconds is stored.
    pub(super) fn typed(&self, now: Timestamp) -> Outcome {
        let fresh = self.typed_at.is_some_and(|at| now.since(at) < TYPING_COUNTS_EVERY);
        Outcome { typed_at: (self.expects_both() && !fresh).then_some(now), ..Outcome::default() }
    }

    fn warning_time(&self) -> Millis {
        WARNS_BEFORE_END.min(Millis(self.meta.limits.idle.0 / 2))
    }

    /// When a visitor who is gone has been gone for too long.
    fn absence_ends(&self) -> Option<Timestamp> {
        self.absence_of(self.visitor)
    }

    /// When the visitor's open sockets count as silent unless a ping comes. It matters only while a
    /// chat is waiting or running, so no finished conversation wakes up for it.
    fn falls_silent(&self) -> Option<Timestamp> {
        let watched = matches!(self.state.phase, Phase::Waiting { .. }) || self.expects_both();
        let last_seen_at = self.last_seen_at.filter(|_| watched && self.visitor == Presence::Here);
        last_seen_at.map(|at| at + SILENT_AFTER)
    }

    pub(super) fn absence_of(&self, visitor: Presence) -> Option<Timestamp> {
        let (Presence::GoneSince(since) | Presence::Expected(since)) = visitor else {
            return None;
        };
        match &self.state.phase {
            Phase::Waiting { .. } => Some(since + GONE_WHILE_WAITING),
            Phase::Live { .. } if self.expects_both() => Some(since + self.meta.limits.gone),
            Phase::Live { .. } | Phase::Scripted | Phase::Over(_) => None,
        }
    }
}
