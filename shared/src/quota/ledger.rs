//! The ledger of engagements. It reads rows by key and writes only those that change, so a message
//! costs the same on a site's first day as after its millionth chat.

use super::{Engagement, Grant, ReservationOutcome};
use crate::id::RequestId;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::convert::Infallible;

/// How long the row of a counted visit or of an ended chat request is needed: longer than any visit
/// lasts, and longer than any message is under way.
pub const VISIT_MEMORY: Millis = Millis::minutes(60 * 48);

/// The engagements of a package that are used, and those that are reserved for open chat requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Engagements counted so far.
    pub used: u64,
    /// Visits that have a reservation and were not counted before.
    pub reserved: u64,
}

/// The state of a chat request in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ReservationState {
    /// An engagement is reserved. This row never expires: the desk closes every reservation, and a
    /// chat that is connected late must still have its own.
    Reserved {
        /// The engagement that the chat would count as.
        engagement: Engagement,
    },
    /// The reservation is closed; later messages about it change nothing.
    Closed { at: Timestamp },
    /// The limit was reached. A repeated request is refused again, because nobody would close a
    /// reservation.
    Refused { at: Timestamp },
}

/// A visit in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Visit {
    /// Number of chat requests that have a reservation for this visit.
    pub reserved: u64,
    /// When it was last counted, so that it is not counted twice.
    pub counted: Option<Timestamp>,
}

/// A change of the rows. All changes are written in the transaction that marks the message as
/// handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerEffect {
    /// The new totals.
    Totals(Totals),
    /// The new state of a chat request.
    Reservation(RequestId, ReservationState),
    /// The new state of a visit.
    Visit(Engagement, Visit),
    /// Delete the row of a visit.
    DeleteVisit(Engagement),
}

/// Reads the stored rows. An expired row may be returned or not: it makes no difference.
pub trait LedgerRows {
    /// Why a row can't be read. If a read fails, it must return an error and never an empty result.
    type Error;
    fn totals(&self) -> Result<Totals, Self::Error>;
    fn reservation(&self, request: &RequestId) -> Result<Option<ReservationState>, Self::Error>;
    fn visit(&self, engagement: &Engagement) -> Result<Option<Visit>, Self::Error>;
}

impl Engagement {
    /// The key of its row.
    pub fn key(&self) -> String {
        format!("{}/{}", self.visitor, self.visit)
    }
}

impl ReservationState {
    /// When the row expires; `None` means never.
    pub fn needless_from(&self) -> Option<Timestamp> {
        match self {
            Self::Reserved { .. } => None,
            Self::Closed { at } | Self::Refused { at } => Some(*at + VISIT_MEMORY),
        }
    }
}

impl Visit {
    /// When the row expires; `None` means not while it is reserved.
    pub fn needless_from(&self) -> Option<Timestamp> {
        // While a chat request has a reservation for a counted visit, the visit must not count
        // again.
        if self.reserved > 0 { None } else { self.counted.map(|at| at + VISIT_MEMORY) }
    }

    /// Whether it uses one engagement of the limit by reservation.
    const fn takes_slot(&self) -> bool {
        self.reserved > 0 && self.counted.is_none()
    }
}

/// Reserves an engagement for a chat request. Repeated for the same chat request, it returns the
/// same answer.
pub fn reserve<R: LedgerRows>(
    rows: &R,
    now: Timestamp,
    limit: Option<u64>,
    request: &RequestId,
    engagement: Engagement,
) -> Result<(Grant, Vec<LedgerEffect>), R::Error> {
    match unexpired(now, rows.reservation(request)?) {
        Some(ReservationState::Reserved { .. } | ReservationState::Closed { .. }) => {
            return Ok((Grant::Reserved, Vec::new()));
        }
        Some(ReservationState::Refused { .. }) => return Ok((Grant::Exhausted, Vec::new())),
        None => {}
    }
    let (before, visit) = (rows.totals()?, load_visit(rows, now, &engagement)?);
    let reserved = Visit { reserved: visit.reserved + 1, ..visit };
    let totals = before.moved(visit, reserved);
    let takes_another_slot = totals.reserved > before.reserved;
    if takes_another_slot && limit.is_some_and(|limit| before.used + before.reserved >= limit) {
        let refused = ReservationState::Refused { at: now };
        return Ok((Grant::Exhausted, vec![LedgerEffect::Reservation(request.clone(), refused)]));
    }
    let state = ReservationState::Reserved { engagement: engagement.clone() };
    let mut effects = vec![LedgerEffect::Reservation(request.clone(), state)];
    effects.push(LedgerEffect::Visit(engagement, reserved));
    effects.extend((totals != before).then_some(LedgerEffect::Totals(totals)));
    Ok((Grant::Reserved, effects))
}

/// Closes the reservation of a chat request: the engagement counts or is released. Repeating it
/// changes nothing.
pub fn close_reservation<R: LedgerRows>(
    rows: &R,
    now: Timestamp,
    request: &RequestId,
    outcome: ReservationOutcome,
) -> Result<Vec<LedgerEffect>, R::Error> {
    let Some(ReservationState::Reserved { engagement }) = rows.reservation(request)? else {
        return Ok(Vec::new());
    };
    let (before, visit) = (rows.totals()?, load_visit(rows, now, &engagement)?);
    let counted = match outcome {
        ReservationOutcome::Committed => Some(now),
        ReservationOutcome::Released => visit.counted,
    };
    let left = Visit { reserved: visit.reserved.saturating_sub(1), counted };
    let mut totals = before.moved(visit, left);
    totals.used += u64::from(visit.counted.is_none() && counted.is_some());
    let closed = ReservationState::Closed { at: now };
    let mut effects = vec![LedgerEffect::Reservation(request.clone(), closed)];
    effects.push(match left {
        Visit { reserved: 0, counted: None } => LedgerEffect::DeleteVisit(engagement),
        left => LedgerEffect::Visit(engagement, left),
    });
    effects.extend((totals != before).then_some(LedgerEffect::Totals(totals)));
    Ok(effects)
}

fn unexpired(now: Timestamp, state: Option<ReservationState>) -> Option<ReservationState> {
    state.filter(|state| state.needless_from().is_none_or(|from| now < from))
}

fn load_visit<R: LedgerRows>(
    rows: &R,
    now: Timestamp,
    engagement: &Engagement,
) -> Result<Visit, R::Error> {
    let unexpired = |visit: &Visit| visit.needless_from().is_none_or(|from| now < from);
    Ok(rows.visit(engagement)?.filter(unexpired).unwrap_or_default())
}

impl Totals {
    /// The totals after a visit changed.
    const fn moved(self, from: Visit, to: Visit) -> Self {
        let reserved = match (from.takes_slot(), to.takes_slot()) {
            (false, true) => self.reserved + 1,
            (true, false) => self.reserved.saturating_sub(1),
            _ => self.reserved,
        };
        Self { reserved, ..self }
    }
}

/// A ledger with its rows in memory, for the simulation and tests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    totals: Totals,
    reservations: BTreeMap<RequestId, ReservationState>,
    visits: BTreeMap<Engagement, Visit>,
}

impl LedgerRows for Ledger {
    type Error = Infallible;

    fn totals(&self) -> Result<Totals, Infallible> {
        Ok(self.totals)
    }

    fn reservation(&self, request: &RequestId) -> Result<Option<ReservationState>, Infallible> {
        Ok(self.reservations.get(request).cloned())
    }

    fn visit(&self, engagement: &Engagement) -> Result<Option<Visit>, Infallible> {
        Ok(self.visits.get(engagement).copied())
    }
}

impl Ledger {
    /// The current totals.
    pub const fn figures(&self) -> Totals {
        self.totals
    }

    /// Applies the changes, as every store of rows must.
    pub fn apply(&mut self, effects: Vec<LedgerEffect>) {
        for effect in effects {
            match effect {
                LedgerEffect::Totals(totals) => self.totals = totals,
                LedgerEffect::Reservation(request, state) => {
                    self.reservations.insert(request, state);
                }
                LedgerEffect::Visit(engagement, visit) => {
                    self.visits.insert(engagement, visit);
                }
                LedgerEffect::DeleteVisit(engagement) => {
                    self.visits.remove(&engagement);
                }
            }
        }
    }

    /// Deletes expired rows.
    pub fn prune(&mut self, now: Timestamp) {
        let needed = |from: Option<Timestamp>| from.is_none_or(|from| now < from);
        self.reservations.retain(|_, state| needed(state.needless_from()));
        self.visits.retain(|_, visit| needed(visit.needless_from()));
    }

    /// Number of rows besides the totals.
    pub fn rows(&self) -> usize {
        self.reservations.len() + self.visits.len()
    }

    /// [`reserve`], and applies its changes.
    pub fn reserve(
        &mut self,
        now: Timestamp,
        limit: Option<u64>,
        request: RequestId,
        engagement: Engagement,
    ) -> Grant {
        let Ok((grant, effects)) = reserve(self, now, limit, &request, engagement);
        self.apply(effects);
        grant
    }

    /// [`close_reservation`], and applies its changes.
    pub fn close_reservation(
        &mut self,
        now: Timestamp,
        request: &RequestId,
        outcome: ReservationOutcome,
    ) {
        let Ok(effects) = close_reservation(self, now, request, outcome);
        self.apply(effects);
    }
}
