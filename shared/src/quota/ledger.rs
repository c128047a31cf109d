//! The ledger: rows read by key, and written when they change, so that a word costs the same on the
//! first day of a site as after its millionth chat.

use super::{Engagement, Grant, ReservationOutcome};
use crate::id::RequestId;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::convert::Infallible;

/// How long a visit is remembered after it was counted: longer than any visit lasts. And how long a
/// chat request is after its end: longer than any message is under way.
pub const VISIT_MEMORY: Millis = Millis::minutes(60 * 48);

/// What has been used of a package, and what is held for chats that are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Engagements counted so far.
    pub used: u64,
    /// Visits that are held for and were not counted.
    pub reserved: u64,
}

/// Where a chat request stands with the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ReservationState {
    /// It may become a chat. Never forgotten: the desk settles each one, and a chat that is
    /// connected late must find its place still held.
    Reserved {
        /// What it would count as.
        engagement: Engagement,
    },
    /// It ended: a late word about it changes nothing.
    Closed { at: Timestamp },
    /// The limit was reached: asked again, it is refused again, for nobody would settle it.
    Refused { at: Timestamp },
}

/// What the ledger knows of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Visit {
    /// How many chat requests hold it.
    pub reserved: u64,
    /// When it was last counted, so that it is not counted twice.
    pub counted: Option<Timestamp>,
}

/// What is written after a word, all of it in the one transaction with the word's own mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerEffect {
    /// The figures are these now.
    Totals(Totals),
    /// A chat request stands so now.
    Reservation(RequestId, ReservationState),
    /// A visit is so now.
    Visit(Engagement, Visit),
    /// Nothing is to be known of a visit any more.
    DeleteVisit(Engagement),
}

/// Where the rows are. A row that is old may be there or not: it makes no difference.
pub trait LedgerRows {
    /// Why a row can't be read. A read error is never “empty”.
    type Error;
    /// The figures.
    fn totals(&self) -> Result<Totals, Self::Error>;
    /// The row of a chat request.
    fn reservation(&self, request: &RequestId) -> Result<Option<ReservationState>, Self::Error>;
    /// The row of a visit.
    fn visit(&self, engagement: &Engagement) -> Result<Option<Visit>, Self::Error>;
}

impl Engagement {
    /// What its row is stored under.
    pub fn key(&self) -> String {
        format!("{}/{}", self.visitor, self.visit)
    }
}

impl ReservationState {
    /// From when on nobody needs to know; `None`: somebody does.
    pub fn needless_from(&self) -> Option<Timestamp> {
        match self {
            Self::Reserved { .. } => None,
            Self::Closed { at } | Self::Refused { at } => Some(*at + VISIT_MEMORY),
        }
    }
}

impl Visit {
    /// From when on nobody needs to know; `None`: somebody does.
    pub fn needless_from(&self) -> Option<Timestamp> {
        // While a wish holds a visit that was counted, it must not become a new one.
        if self.reserved > 0 { None } else { self.counted.map(|at| at + VISIT_MEMORY) }
    }

    /// Whether holding it takes a place of the package.
    const fn takes_slot(&self) -> bool {
        self.reserved > 0 && self.counted.is_none()
    }
}

/// Holds one engagement for a chat request. Asked again for the same chat request, it answers the same.
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

/// Ends what was held for a chat request: it counts, or it is free again. Said twice, it counts once.
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
    /// The figures after a visit changed.
    const fn moved(self, from: Visit, to: Visit) -> Self {
        let reserved = match (from.takes_slot(), to.takes_slot()) {
            (false, true) => self.reserved + 1,
            (true, false) => self.reserved.saturating_sub(1),
            _ => self.reserved,
        };
        Self { reserved, ..self }
    }
}

/// A ledger whose rows are all in memory.
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
    /// The figures.
    pub const fn figures(&self) -> Totals {
        self.totals
    }

    /// Takes over what a word changed, as every store of rows must.
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

    /// Forgets what nobody needs to know any more.
    pub fn prune(&mut self, now: Timestamp) {
        let needed = |from: Option<Timestamp>| from.is_none_or(|from| now < from);
        self.reservations.retain(|_, state| needed(state.needless_from()));
        self.visits.retain(|_, visit| needed(visit.needless_from()));
    }

    /// How many rows there are beside the figures.
    pub fn rows(&self) -> usize {
        self.reservations.len() + self.visits.len()
    }

    /// [`reserve`], kept.
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

    /// [`close_reservation`], kept.
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
