//! Saves the draft at the edge while the author works, and detects that somebody else changed it.
//! Unsaved changes are never dropped: they stay here, and the status says so.

use crate::texts::t;

/// The state of the sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// The edge has the current draft.
    Saved,
    /// It changed; it is saved in a moment.
    Changed,
    /// The request is in flight.
    Sending,
    /// The edge couldn't be reached; we retry.
    Waiting,
    /// The edge refused it, for that reason.
    Refused(String),
    /// Somebody else saved a draft; the sentence says who and when.
    Overtaken(String),
}

/// An input of the sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SyncEvent {
    /// The draft changed; the number counts the changes so far.
    Changed(u64),
    /// The timer fired.
    Due,
    /// The edge saved it, under that `ETag`.
    Saved(String),
    /// Somebody else saved a draft in the meantime.
    Overtaken(String),
    /// The edge refused it.
    Refused(String),
    /// The edge couldn't be reached.
    Unreachable,
    /// The author keeps their draft and overwrites the one with that `ETag`.
    Overwrite(String),
    /// The draft here is now the one at the edge, with that `ETag` and this many changes.
    Same(String, u64),
}

/// What the caller has to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Do {
    /// Send `Due` after this many milliseconds.
    Wait(u32),
    /// Save the draft if the edge's still has that `ETag`.
    Send(String),
}

/// Tracks which changes the edge has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sync {
    pub(crate) state: State,
    /// The `ETag` of the draft at the edge.
    tag: String,
    /// The number of changes here.
    now: u64,
    /// The number of changes when the request was sent.
    sent: u64,
    /// The number of changes that the edge has.
    saved: u64,
    /// The number of failed attempts in a row.
    tries: u32,
    /// Whether a timer runs that will send `Due`.
    waits: bool,
}

/// How long we wait for further changes before we save, in milliseconds.
const REST: u32 = 700;
/// The first and the longest delay before a retry, in milliseconds.
const AGAIN: (u32, u32) = (2_000, 30_000);

impl Sync {
    /// The draft was just opened, so it is the one at the edge.
    pub(crate) const fn opened(tag: String) -> Self {
        Self { state: State::Saved, tag, now: 0, sent: 0, saved: 0, tries: 0, waits: false }
    }

    pub(crate) const fn is_saved(&self) -> bool {
        matches!(self.state, State::Saved)
    }

    /// The `ETag` of the draft at the edge.
    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }

    /// Handles an event. Returns what to do next.
    pub(crate) fn handle(&mut self, event: SyncEvent) -> Option<Do> {
        match event {
            SyncEvent::Changed(now) => self.changed(now),
            SyncEvent::Due => {
                self.waits = false;
                match self.state {
                    State::Changed | State::Waiting => Some(self.send()),
                    _ => None,
                }
            }
            SyncEvent::Saved(tag) => {
                (self.tag, self.saved, self.tries) = (tag, self.sent, 0);
                self.after_save()
            }
            SyncEvent::Overtaken(author) => {
                self.state = State::Overtaken(author);
                None
            }
            SyncEvent::Refused(reason) => {
                self.state = State::Refused(reason);
                // Changes made in the meantime may be acceptable, so save them.
                if self.now == self.sent { None } else { self.wait(REST) }
            }
            SyncEvent::Unreachable => {
                self.state = State::Waiting;
                self.tries += 1;
                let again = AGAIN.0 << self.tries.saturating_sub(1).min(4);
                self.wait(again.min(AGAIN.1))
            }
            SyncEvent::Overwrite(tag) => {
                self.tag = tag;
                Some(self.send())
            }
            SyncEvent::Same(tag, now) => {
                (self.tag, self.now, self.sent, self.saved) = (tag, now, now, now);
                (self.state, self.tries) = (State::Saved, 0);
                None
            }
        }
    }

    fn changed(&mut self, now: u64) -> Option<Do> {
        if now == self.now {
            return None;
        }
        self.now = now;
        match self.state {
            State::Saved | State::Refused(_) | State::Changed => {
                self.state = State::Changed;
                self.wait(REST)
            }
            // It is saved after the response, or after the author has decided.
            State::Sending | State::Waiting | State::Overtaken(_) => None,
        }
    }

    fn after_save(&mut self) -> Option<Do> {
        if self.now == self.saved {
            self.state = State::Saved;
            return None;
        }
        self.state = State::Changed;
        self.wait(REST)
    }

    fn wait(&mut self, millis: u32) -> Option<Do> {
        // A change while a timer runs does not restart it, so that continuous typing is saved every
        // now and then.
        let waits = std::mem::replace(&mut self.waits, true);
        if matches!(self.state, State::Refused(_)) {
            self.state = State::Changed;
        }
        (!waits).then_some(Do::Wait(millis))
    }

    fn send(&mut self) -> Do {
        self.state = State::Sending;
        self.sent = self.now;
        Do::Send(self.tag.clone())
    }
}

/// The text of the status.
pub(crate) fn status_text(state: &State) -> &'static str {
    match state {
        State::Saved => t!("common-saved"),
        State::Changed | State::Sending => t!("designer-saving"),
        State::Waiting => t!("designer-not-saved-offline"),
        State::Refused(_) => t!("designer-not-saved"),
        State::Overtaken(_) => t!("designer-overtaken"),
    }
}
