//! Keeping the draft at the edge while somebody works on it, and noticing when somebody else does.
//! What is not kept is never lost: it stays here, and says so.

/// Where the draft stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// The edge has it as it is.
    Saved,
    /// It changed; it is sent in a moment.
    Changed,
    /// It is being sent.
    Sending,
    /// The edge could not be reached; it is sent again.
    Waiting,
    /// The edge won't have it, for that reason.
    Refused(String),
    /// Somebody else has written; the sentence says who and when.
    Overtaken(String),
}

/// What happens to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SyncEvent {
    /// It is this many changes further now.
    Changed(u64),
    /// It is time to send it.
    Due,
    /// The edge has kept it, under that tag.
    Saved(String),
    /// Somebody else has written.
    Overtaken(String),
    /// The edge won't have it.
    Refused(String),
    /// The edge could not be reached.
    Unreachable,
    /// The author goes on with what is here, over the draft of that tag.
    Overwrite(String),
    /// What is here now is what the edge has, under that tag; so many changes far.
    Same(String, u64),
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Do {
    /// Say that it is due, after so many milliseconds.
    Wait(u32),
    /// Send it, over the draft of that tag.
    Send(String),
}

/// Keeps account of what the edge has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sync {
    /// Where it stands.
    pub(crate) state: State,
    /// Names what the edge has.
    tag: String,
    /// How far it is here.
    now: u64,
    /// How far it was when it was sent.
    sent: u64,
    /// How far the edge has it.
    saved: u64,
    /// How often in a row it could not be sent.
    tries: u32,
    /// Whether somebody will say that it is due.
    waits: bool,
}

/// How long nothing may change before it is sent.
const REST: u32 = 700;
/// How long until it is sent again, at first and at most.
const AGAIN: (u32, u32) = (2_000, 30_000);

impl Sync {
    /// What was opened is what the edge has.
    pub(crate) const fn opened(tag: String) -> Self {
        Self { state: State::Saved, tag, now: 0, sent: 0, saved: 0, tries: 0, waits: false }
    }

    /// Whether the edge has everything.
    pub(crate) const fn is_saved(&self) -> bool {
        matches!(self.state, State::Saved)
    }

    /// Names what the edge has.
    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }

    /// Takes note of it, and says what follows.
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
                // What changed meanwhile may be taken.
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
            // It is sent when the answer is there, or when the author has decided.
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
        // A change while a timer runs does not begin another: what is typed is sent now and then.
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

/// Where it stands, in words.
pub(crate) const fn status_text(state: &State) -> &'static str {
    match state {
        State::Saved => "Saved",
        State::Changed | State::Sending => "Saving",
        State::Waiting => "Not saved: no connection",
        State::Refused(_) => "Not saved",
        State::Overtaken(_) => "Changed by somebody else",
    }
}
