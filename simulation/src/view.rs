//! A conversation as a client has it.

use shared::conversation::State;
use shared::event::Logged;
use shared::id::Seq;
use shared::stream::Stream;

/// What a client has heard of a conversation, and what it folds to.
#[derive(Default)]
pub(crate) struct View {
    log: Vec<Logged>,
    state: State,
}

impl View {
    /// What was heard, in order.
    pub(crate) fn log(&self) -> &[Logged] {
        &self.log
    }

    /// How things stand, as far as was heard.
    pub(crate) const fn state(&self) -> &State {
        &self.state
    }

    /// The last place.
    pub(crate) fn head(&self) -> Seq {
        self.log.last().map(|logged| logged.seq).unwrap_or_default()
    }

    /// Hears an event. A line that broke during `resume` may bring a part again, never leave one out:
    /// `false` where it did.
    #[must_use]
    pub(crate) fn apply(&mut self, stream: &Stream, logged: Logged) -> bool {
        if logged.seq == self.head().next() {
            self.state.apply(stream, &logged);
            self.log.push(logged);
            return true;
        }
        logged.seq <= self.head()
    }
}
