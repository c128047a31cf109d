//! What a client sent and has not seen in the log.

use crate::id::{ClientKey, Seq};
use crate::prelude::*;

/// How far a pending frame came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery<R> {
    /// It may be anywhere between here and the edge: it is sent again after every welcome.
    Unacked,
    /// The edge has it, but the event at that place has not arrived here.
    Acked(Seq),
    /// The edge did not take it, for that reason. It is not sent again.
    Refused(R),
}

/// A frame that is not in the log yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingFrame<T, R> {
    /// Its idempotency key.
    pub key: ClientKey,
    /// What it says.
    pub content: T,
    /// How far it came.
    pub delivery: Delivery<R>,
}

impl<T, R> PendingFrame<T, R> {
    /// Why the edge did not take it, if it did not.
    pub const fn refusal(&self) -> Option<&R> {
        match &self.delivery {
            Delivery::Refused(reason) => Some(reason),
            Delivery::Unacked | Delivery::Acked(_) => None,
        }
    }
}

/// The pending frames of one conversation, in the order they were sent. `T` is what a frame says, `R`
/// why one is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending<T, R> {
    frames: Vec<PendingFrame<T, R>>,
}

impl<T, R> Default for Pending<T, R> {
    fn default() -> Self {
        Self { frames: Vec::new() }
    }
}

impl<T, R> Pending<T, R> {
    /// All of them, in order.
    pub fn frames(&self) -> &[PendingFrame<T, R>] {
        &self.frames
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Holds a frame that is sent now, or with the next welcome.
    pub fn push(&mut self, key: ClientKey, content: T) {
        self.frames.push(PendingFrame { key, content, delivery: Delivery::Unacked });
    }

    /// What to send after a welcome, in order: the edge may not have any of it.
    pub fn unacked(&self) -> impl Iterator<Item = &PendingFrame<T, R>> {
        self.frames.iter().filter(|frame| matches!(frame.delivery, Delivery::Unacked))
    }

    /// The edge has the frame; what it did is at `seq`. The frame stays until the log, which ends at
    /// `head`, has reached that place: else it would vanish before its event appears.
    pub fn ack(&mut self, key: &ClientKey, seq: Seq, head: Seq) {
        if let Some(frame) = self.frames.iter_mut().find(|frame| frame.key == *key) {
            frame.delivery = Delivery::Acked(seq);
        }
        self.reached(head);
    }

    /// The log grew to `head`, with the event that the frame of `key` caused.
    pub fn logged(&mut self, key: Option<&ClientKey>, head: Seq) {
        if let Some(key) = key {
            self.remove(key);
        }
        self.reached(head);
    }

    /// The edge did not take the frame; gives it, if it is still pending.
    pub fn refuse(&mut self, key: &ClientKey, reason: R) -> Option<&PendingFrame<T, R>> {
        let frame = self.frames.iter_mut().find(|frame| frame.key == *key)?;
        frame.delivery = Delivery::Refused(reason);
        Some(frame)
    }

    /// Takes a frame out: given up, or confirmed in another way.
    pub fn remove(&mut self, key: &ClientKey) -> Option<PendingFrame<T, R>> {
        let at = self.frames.iter().position(|frame| frame.key == *key)?;
        Some(self.frames.remove(at))
    }

    /// Gives all of them up.
    pub fn clear(&mut self) {
        self.frames.clear();
    }

    fn reached(&mut self, head: Seq) {
        // Shorter than `retain`, in the widget.
        let is_there = |frame: &PendingFrame<T, R>| matches!(frame.delivery, Delivery::Acked(seq) if seq <= head);
        while let Some(at) = self.frames.iter().position(is_there) {
            self.frames.remove(at);
        }
    }
}
