//! A client's copy of a conversation, which `shared::client` keeps complete.

use shared::client::{Arrival, Cursor, Pending};
use shared::conversation::{Phase, State};
use shared::event::Logged;
use shared::id::{ClientKey, Seq};
use shared::protocol::{ClientFrame, ServerFrame};
use shared::stream::Stream;

/// A client's copy of a log, its fold, and the pending frames.
#[derive(Default)]
pub(crate) struct View {
    log: Vec<Logged>,
    state: State,
    cursor: Cursor,
    /// Frames that were sent and are not in the log yet.
    pub(crate) pending: Pending<ClientFrame, ()>,
    /// Acked frames, with their sequence numbers.
    pub(crate) acked: Vec<(ClientKey, Seq)>,
}

impl View {
    /// The events received, in order.
    pub(crate) fn log(&self) -> &[Logged] {
        &self.log
    }

    /// The fold of the events received.
    pub(crate) const fn state(&self) -> &State {
        &self.state
    }

    /// Whether the conversation is over and nothing is pending.
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
        if let Some(key) = frame.key() {
            self.pending.push(key.clone(), frame.clone());
        }
    }

    /// Handles a frame; returns what to send now. A connection that broke during `resume` may repeat
    /// events, but never skips one.
    pub(crate) fn receive(&mut self, stream: &Stream, frame: ServerFrame) -> Vec<ClientFrame> {
        match frame {
            ServerFrame::Welcome { through, head, .. } => {
                self.cursor.welcomed(through, head);
                if self.cursor.is_partial() {
                    return Vec::new();
                }
                return self.pending.unacked().map(|frame| frame.content.clone()).collect();
            }
            ServerFrame::Event(logged) => {
                let arrival = self.cursor.arrival(self.state.head, logged.seq);
                let is_partial = self.cursor.is_partial();
                assert!(
                    is_partial || !matches!(arrival, Arrival::Gap { .. }),
                    "something before {:?} was missed",
                    logged.seq
                );
                if arrival == Arrival::Next {
                    self.state.apply(stream, &logged);
                    self.pending.logged(logged.id.as_ref(), logged.seq);
                    self.log.push(logged);
                    if self.cursor.wants_more(self.state.head) {
                        return vec![self.resume()];
                    }
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
