//! A conversation as a client has it: `shared::client` keeps it whole.

use crate::visitor::key_of;
use shared::client::{Arrival, Cursor, Pending};
use shared::conversation::{Phase, State};
use shared::event::Logged;
use shared::id::{ClientKey, Seq};
use shared::protocol::{ClientFrame, ServerFrame};
use shared::stream::Stream;

/// What a client has heard of a conversation, what that folds to, and what it sent.
#[derive(Default)]
pub(crate) struct View {
    log: Vec<Logged>,
    state: State,
    cursor: Cursor,
    /// What it sent and has not seen in the log.
    pub(crate) pending: Pending<ClientFrame, ()>,
    /// What it was told is kept.
    pub(crate) acked: Vec<(ClientKey, Seq)>,
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

    /// Whether nothing more is to be said or heard.
    pub(crate) fn is_done(&self) -> bool {
        matches!(self.state.phase, Phase::Over(_)) && self.pending.is_empty()
    }

    /// The first frame of every connection.
    pub(crate) const fn resume(&mut self) -> ClientFrame {
        self.cursor.resumed();
        ClientFrame::Resume { after: self.state.head }
    }

    /// Holds a frame that is sent now, or with the next welcome.
    pub(crate) fn send(&mut self, frame: &ClientFrame) {
        if let Some(key) = key_of(frame) {
            self.pending.push(key.clone(), frame.clone());
        }
    }

    /// Hears a frame; gives what to send now. A line that broke during `resume` may bring a part
    /// again, never leave one out.
    pub(crate) fn receive(&mut self, stream: &Stream, frame: ServerFrame) -> Vec<ClientFrame> {
        match frame {
            ServerFrame::Welcome { .. } => {
                self.cursor.welcomed();
                return self.pending.unacked().map(|frame| frame.content.clone()).collect();
            }
            ServerFrame::Event(logged) => {
                let arrival = self.cursor.arrival(self.state.head, logged.seq);
                assert!(
                    !matches!(arrival, Arrival::Gap { .. }),
                    "something before {:?} was missed",
                    logged.seq
                );
                if arrival == Arrival::Next {
                    self.state.apply(stream, &logged);
                    self.pending.logged(logged.id.as_ref(), logged.seq);
                    self.log.push(logged);
                }
            }
            ServerFrame::Ack { id, seq } => {
                self.pending.ack(&id, seq, self.state.head);
                self.acked.push((id, seq));
            }
            ServerFrame::Error { id: Some(id), .. } => drop(self.pending.remove(&id)),
            _ => {}
        }
        Vec::new()
    }
}
