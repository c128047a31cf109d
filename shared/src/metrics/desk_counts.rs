//! What a desk has counted since its site was made.

use crate::conversation::DeskToConversation;
use crate::desk::{ClosedOffer, DeskEffect, DeskToLedger, Record};
use crate::event::OfferOutcome;
use crate::quota::ReservationOutcome;
use crate::time::Millis;
use alloc::collections::BTreeMap;
use serde::{Deserialize, Serialize};

/// The counts of a desk, which only grow.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct DeskCounts {
    /// Chat requests that an agent has accepted.
    pub answered: u64,
    /// Chat requests that got the fallback message, by its reason.
    pub fallbacks: BTreeMap<String, u64>,
    /// Ended offers by outcome, those of transfers included.
    pub offers: BTreeMap<String, u64>,
    /// How long accepted offers had been open.
    pub accept_times: AcceptTimes,
}

/// A histogram of the times from an offer to its acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct AcceptTimes {
    /// How many took at most as many seconds as [`AcceptTimes::SECONDS`] says at the same place, and more
    /// than the one before.
    pub buckets: [u64; AcceptTimes::SECONDS.len()],
    pub count: u64,
    pub sum: Millis,
}

impl AcceptTimes {
    /// The upper bounds of the buckets. An offer is open for 45 seconds, unless the site says otherwise.
    pub const SECONDS: [u64; 7] = [2, 5, 10, 20, 30, 45, 60];

    fn add(&mut self, time: Millis) {
        let bucket = Self::SECONDS.iter().position(|bound| time <= Millis::seconds(*bound));
        if let Some(count) = bucket.and_then(|place| self.buckets.get_mut(place)) {
            *count += 1;
        }
        self.count += 1;
        self.sum = Millis(self.sum.0.saturating_add(time.0));
    }
}

impl DeskCounts {
    /// Whether an effect is counted.
    pub const fn counts(effect: &DeskEffect) -> bool {
        matches!(
            effect,
            DeskEffect::Save(Record::ClosedOffer(_))
                | DeskEffect::Conversation(_, DeskToConversation::FellBack { .. })
                | DeskEffect::Site(DeskToLedger::CloseReservation {
                    outcome: ReservationOutcome::Committed,
                    ..
                })
        )
    }

    /// Counts an effect of a turn of the desk.
    pub fn add(&mut self, effect: &DeskEffect) {
        match effect {
            DeskEffect::Save(Record::ClosedOffer(closed)) => self.offer_closed(closed),
            DeskEffect::Conversation(_, DeskToConversation::FellBack { reason, .. }) => {
                *self.fallbacks.entry(reason.as_str().to_owned()).or_default() += 1;
            }
            // A transferred chat was counted when it began, here as by the ledger.
            DeskEffect::Site(DeskToLedger::CloseReservation {
                outcome: ReservationOutcome::Committed,
                ..
            }) => self.answered += 1,
            _ => {}
        }
    }

    fn offer_closed(&mut self, closed: &ClosedOffer) {
        let outcome = match closed.outcome {
            OfferOutcome::Accepted => "accepted",
            OfferOutcome::Failed(failure) => failure.as_str(),
        };
        *self.offers.entry(outcome.to_owned()).or_default() += 1;
        if let (OfferOutcome::Accepted, Some(since)) = (closed.outcome, closed.since) {
            self.accept_times.add(closed.at.since(since));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_counts_in_the_first_bucket_that_holds_it() {
        let mut times = AcceptTimes::default();
        for milliseconds in [0, 2_000, 2_001, 45_000, 60_001] {
            times.add(Millis(milliseconds));
        }
        assert_eq!(times.buckets, [2, 1, 0, 0, 0, 1, 0]);
        assert_eq!((times.count, times.sum), (5, Millis(109_002)));
    }
}
