//! Beacons are gathered for a moment, so that many page views wake a site once. One of the requests
//! that wait carries all that was gathered; the others ask from time to time what became of it. Each
//! has nothing but a ticket and its own timer: one request can't wait for another's, and a carrier
//! that is cut off is followed by the next who asks.

use super::AnalyticsEvent;
use crate::time::{Millis, Timestamp};
use std::collections::BTreeMap;
use std::mem;

/// How long is gathered from the first mark of a batch on.
pub const WINDOW: Millis = Millis(1_000);
/// So many marks go at once.
pub const FLUSH_AT: usize = 500;
/// So many marks wait at most, those under way among them.
pub const MOST_WAITING: usize = 5_000;
/// A batch that has been under way for so long was lost with its carrier: the next one carries it.
pub const STUCK: Millis = Millis::seconds(5);
/// So long after it was first carried, everybody who still waits is told that it failed.
pub const GIVE_UP: Millis = Millis::seconds(20);
/// How often is asked what became of a batch that is under way.
const GLANCE: Millis = Millis(40);
/// How long it is remembered what became of a batch: everybody has asked by then.
const REMEMBERED: Millis = Millis::seconds(60);

/// The number of the batch that somebody's marks are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BatchId(u64);

/// What the holder of a ticket is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchStatus {
    /// Ask again after that time.
    Wait(Millis),
    /// Carry these, then say what became of them by [`Batcher::complete`].
    Send(Vec<AnalyticsEvent>),
    /// They are kept; the batch had so many.
    Saved(usize),
    /// They may not be kept: they must be sent again.
    Lost,
}

/// Too many marks wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many events wait to be counted")]
pub struct Full;

/// The marks of one site that wait to be counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batcher {
    batches: BTreeMap<BatchId, Batch>,
    next: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Batch {
    /// When it was begun, and then when it was first carried.
    since: Timestamp,
    phase: Phase,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Phase {
    /// It grows.
    Open(Vec<AnalyticsEvent>),
    /// Somebody carries it, since then.
    InFlight(Vec<AnalyticsEvent>, Timestamp),
    /// It is kept, and had so many.
    Saved(usize),
    /// It could not be carried.
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
    /// Takes marks, and gives the ticket to ask after them with.
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

    /// What the holder of a ticket is to do now.
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
                batch.since = now; // nobody may have asked for long: it begins anew
                batch.phase = Phase::InFlight(events.clone(), now);
                BatchStatus::Send(events)
            }
            Phase::InFlight(..) if age >= GIVE_UP => {
                batch.phase = Phase::Lost;
                BatchStatus::Lost
            }
            Phase::InFlight(events, since) if now.since(*since) >= STUCK => {
                *since = now;
                BatchStatus::Send(events.clone())
            }
            Phase::InFlight(..) => BatchStatus::Wait(GLANCE),
        }
    }

    /// What became of a batch that was carried.
    pub fn complete(&mut self, batch_id: BatchId, saved: bool) {
        let Some(batch) = self.batches.get_mut(&batch_id) else { return };
        let events = batch.waiting().len();
        batch.phase = match (&batch.phase, saved) {
            (Phase::Saved(events), _) => Phase::Saved(*events), // another carrier had arrived already
            (_, true) => Phase::Saved(events),
            (_, false) => Phase::Lost,
        };
    }

    /// Whether nothing is known of any batch.
    pub fn is_idle(&self) -> bool {
        self.batches.is_empty()
    }

    /// Forgets what became of batches that everybody has asked after, and those nobody asks after
    /// any more.
    pub fn expire(&mut self, now: Timestamp) {
        self.batches.retain(|_, batch| now.since(batch.since) < REMEMBERED);
    }
}
