//! Batches beacons for a moment, so that many page views wake a site once. One of the waiting
//! requests sends the whole batch; the others poll for its result. Each request has only a batch id
//! and its own timer, because one request can't wait for another's I/O. If the sending request is
//! cut off, the next one that polls sends the batch again.

use super::AnalyticsEvent;
use crate::time::{Millis, Timestamp};
use std::collections::BTreeMap;
use std::mem;

/// How long a batch stays open after its first event.
pub const WINDOW: Millis = Millis(1_000);
/// A batch with this many events is sent at once.
pub const FLUSH_AT: usize = 500;
/// Most events that may wait, including those in flight.
pub const MOST_WAITING: usize = 5_000;
/// A batch that has been in flight for this long was lost with its request; the next one sends it
/// again.
pub const STUCK: Millis = Millis::seconds(5);
/// When a batch is given up, counted from its first attempt. Everybody who still waits gets `Lost`.
pub const GIVE_UP: Millis = Millis::seconds(20);
/// How often the result of a batch in flight is polled.
const GLANCE: Millis = Millis(40);
/// How long the result of a batch is remembered; all requests have polled it by then.
const REMEMBERED: Millis = Millis::seconds(60);

/// The number of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BatchId(u64);

/// What a waiting request must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchStatus {
    /// Poll again after this time.
    Wait(Millis),
    /// Send these events, then call [`Batcher::complete`].
    Send(Vec<AnalyticsEvent>),
    /// The batch is saved; it had this many events.
    Saved(usize),
    /// The batch may not be saved: the client must send its events again.
    Lost,
}

/// Too many events are waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many analytics events are waiting")]
pub struct Full;

/// The events of one site that wait to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batcher {
    batches: BTreeMap<BatchId, Batch>,
    next: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Batch {
    /// When the batch was opened, and later when it was first sent.
    since: Timestamp,
    phase: Phase,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Phase {
    /// The batch is open for more events.
    Open(Vec<AnalyticsEvent>),
    /// A request has been sending it since this time.
    InFlight(Vec<AnalyticsEvent>, Timestamp),
    /// It is saved; it had this many events.
    Saved(usize),
    /// It could not be saved.
    Lost,
}

impl Batch {
    fn waiting(&self) -> &[AnalyticsEvent] {
        match &self.phase {
            Phase::Open(events) | Phase::InFlight(events, _) => events,
            Phase::Saved(_) | Phase::Lost => &[],
        }
    }
}

impl Batcher {
    /// Adds events to the open batch, and returns the batch's id for [`Self::poll`].
    pub fn add(&mut self, now: Timestamp, events: Vec<AnalyticsEvent>) -> Result<BatchId, Full> {
        self.expire(now);
        let waiting: usize = self.batches.values().map(|batch| batch.waiting().len()).sum();
        if waiting + events.len() > MOST_WAITING {
            return Err(Full);
        }
        if let Some((batch_id, Batch { phase: Phase::Open(open), .. })) =
            self.batches.iter_mut().next_back()
            && open.len() < FLUSH_AT
        {
            open.extend(events);
            return Ok(*batch_id);
        }
        let batch_id = BatchId(self.next);
        self.next += 1;
        self.batches.insert(batch_id, Batch { since: now, phase: Phase::Open(events) });
        Ok(batch_id)
    }

    /// What a request that waits for this batch must do now.
    pub fn poll(&mut self, now: Timestamp, batch_id: BatchId) -> BatchStatus {
        let Some(batch) = self.batches.get_mut(&batch_id) else { return BatchStatus::Lost };
        let age = now.since(batch.since);
        match &mut batch.phase {
            Phase::Saved(events) => BatchStatus::Saved(*events),
            Phase::Lost => BatchStatus::Lost,
            Phase::Open(events) if age < WINDOW && events.len() < FLUSH_AT => {
                BatchStatus::Wait(Millis(WINDOW.0 - age.0))
            }
            Phase::Open(events) => {
                let events = mem::take(events);
                batch.since = now; // the batch may be old if nobody has polled it, so its time starts now
                batch.phase = Phase::InFlight(events.clone(), now);
                BatchStatus::Send(events)
            }
            Phase::InFlight(..) if age >= GIVE_UP => {
                batch.phase = Phase::Lost;
                BatchStatus::Lost
            }
            Phase::InFlight(events, since)
                if now.since(*since) >= STUCK || since.is_ahead_of(now) =>
            {
                *since = now;
                BatchStatus::Send(events.clone())
            }
            Phase::InFlight(..) => BatchStatus::Wait(GLANCE),
        }
    }

    /// Stores the result of a batch that was sent.
    pub fn complete(&mut self, batch_id: BatchId, saved: bool) {
        let Some(batch) = self.batches.get_mut(&batch_id) else { return };
        let events = batch.waiting().len();
        batch.phase = match (&batch.phase, saved) {
            (Phase::Saved(events), _) => Phase::Saved(*events), // another request had saved it already
            (_, true) => Phase::Saved(events),
            (_, false) => Phase::Lost,
        };
    }

    /// Whether there are no batches.
    pub fn is_idle(&self) -> bool {
        self.batches.is_empty()
    }

    /// Drops results that all requests have polled, and batches that no request polls any more.
    pub fn expire(&mut self, now: Timestamp) {
        self.batches.retain(|_, batch| now.since(batch.since) < REMEMBERED);
    }
}
