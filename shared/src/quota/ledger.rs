//! The ledger: rows read by key, and written when they change, so that a word costs the same on the
//! first day of a site as after its millionth chat.

use super::{Engagement, Grant, Settlement};
use crate::id::RequestId;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::convert::Infallible;

/// How long a visit is remembered after it was counted: longer than any visit lasts. And how long a
/// wish is after its end: longer than any letter is under way.
pub const VISIT_MEMORY: Millis = Millis::minutes(60 * 48);

/// What has been used of a package, and what is held for chats that ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Engagements counted so far.
    pub used: u64,
    /// Visits that are held for and were not counted.
    pub reserved: u64,
}

/// Where a wish stands with the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// It may become a chat. Never forgotten: the desk settles each one, and a chat that is
    /// connected late must find its place still held.
    Held {
        /// What it would count as.
        engagement: Engagement,
    },
    /// It ended: a late word about it changes nothing.
    Settled {
        /// When.
        at: Timestamp,
    },
    /// The limit was reached: asked again, it is refused again, for nobody would settle it.
    Refused {
        /// When.
        at: Timestamp,
    },
}

/// What the ledger knows of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Visit {
    /// How many wishes hold it.
    pub held: u64,
    /// When it was last counted, so that it is not counted twice.
    pub counted: Option<Timestamp>,
}

/// What is written after a word, all of it in the one transaction with the word's own mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerEffect {
    /// The figures are these now.
    Totals(Totals),
    /// A wish stands so now.
    Wish(RequestId, Standing),
    /// A visit is so now.
    Visit(Engagement, Visit),
    /// Nothing is to be known of a visit any more.
    ForgetVisit(Engagement),
}

/// Where the rows are. A row that is old may be there or not: it makes no difference.
pub trait LedgerRows {
    /// Why a row can't be read. A read error is never “empty”.
    type Error;
    /// The figures.
    fn totals(&self) -> Result<Totals, Self::Error>;
    /// The row of a wish.
    fn wish(&self, request: &RequestId) -> Result<Option<Standing>, Self::Error>;
    /// The row of a visit.
    fn visit(&self, engagement: &Engagement) -> Result<Option<Visit>, Self::Error>;
}

impl Engagement {
    /// What its row is stored under.
    pub fn key(&self) -> String {
        format!("{}/{}", self.visitor, self.visit)
    }
}

impl Standing {
    /// From when on nobody needs to know; `None`: somebody does.
    pub fn needless_from(&self) -> Option<Timestamp> {
        match self {
            Self::Held { .. } => None,
            Self::Settled { at } | Self::Refused { at } => Some(*at + VISIT_MEMORY),
        }
    }
}

impl Visit {
    /// From when on nobody needs to know; `None`: somebody does.
    pub fn needless_from(&self) -> Option<Timestamp> {
        // While a wish holds a visit that was counted, it must not become a new one.
        if self.held > 0 { None } else { self.counted.map(|at| at + VISIT_MEMORY) }
    }

    /// Whether holding it takes a place of the package.
    const fn takes_a_place(&self) -> bool {
        self.held > 0 && self.counted.is_none()
    }
}

/// Holds one engagement for a wish. Asked again for the same wish, it answers the same.
pub fn reserve<R: LedgerRows>(
    rows: &R,
    now: Timestamp,
    limit: Option<u64>,
    request: &RequestId,
    engagement: Engagement,
) -> Result<(Grant, Vec<LedgerEffect>), R::Error> {
    match known(now, rows.wish(request)?) {
        Some(Standing::Held { .. } | Standing::Settled { .. }) => {
            return Ok((Grant::Granted, Vec::new()));
        }
        Some(Standing::Refused { .. }) => return Ok((Grant::Spent, Vec::new())),
        None => {}
    }
    let (before, visit) = (rows.totals()?, visit_of(rows, now, &engagement)?);
    let held = Visit { held: visit.held + 1, ..visit };
    let totals = before.moved(visit, held);
    let takes_another = totals.reserved > before.reserved;
    if takes_another && limit.is_some_and(|limit| before.used + before.reserved >= limit) {
        let refused = Standing::Refused { at: now };
        return Ok((Grant::Spent, vec![LedgerEffect::Wish(request.clone(), refused)]));
    }
    let standing = Standing::Held { engagement: engagement.clone() };
    let mut effects = vec![LedgerEffect::Wish(request.clone(), standing)];
    effects.push(LedgerEffect::Visit(engagement, held));
    effects.extend((totals != before).then_some(LedgerEffect::Totals(totals)));
    Ok((Grant::Granted, effects))
}

/// Ends what was held for a wish: it counts, or it is free again. Said twice, it counts once.
pub fn settle<R: LedgerRows>(
    rows: &R,
    now: Timestamp,
    request: &RequestId,
    how: Settlement,
) -> Result<Vec<LedgerEffect>, R::Error> {
    let Some(Standing::Held { engagement }) = rows.wish(request)? else { return Ok(Vec::new()) };
    let (before, visit) = (rows.totals()?, visit_of(rows, now, &engagement)?);
    let counted = match how {
        Settlement::Engaged => Some(now),
        Settlement::Released => visit.counted,
    };
    let left = Visit { held: visit.held.saturating_sub(1), counted };
    let mut totals = before.moved(visit, left);
    totals.used += u64::from(visit.counted.is_none() && counted.is_some());
    let settled = Standing::Settled { at: now };
    let mut effects = vec![LedgerEffect::Wish(request.clone(), settled)];
    effects.push(match left {
        Visit { held: 0, counted: None } => LedgerEffect::ForgetVisit(engagement),
        left => LedgerEffect::Visit(engagement, left),
    });
    effects.extend((totals != before).then_some(LedgerEffect::Totals(totals)));
    Ok(effects)
}

fn known(now: Timestamp, standing: Option<Standing>) -> Option<Standing> {
    standing.filter(|standing| standing.needless_from().is_none_or(|from| now < from))
}

fn visit_of<R: LedgerRows>(
    rows: &R,
    now: Timestamp,
    engagement: &Engagement,
) -> Result<Visit, R::Error> {
    let known = |visit: &Visit| visit.needless_from().is_none_or(|from| now < from);
    Ok(rows.visit(engagement)?.filter(known).unwrap_or_default())
}

impl Totals {
    /// The figures after a visit changed.
    const fn moved(self, from: Visit, to: Visit) -> Self {
        let reserved = match (from.takes_a_place(), to.takes_a_place()) {
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
    wishes: BTreeMap<RequestId, Standing>,
    visits: BTreeMap<Engagement, Visit>,
}

impl LedgerRows for Ledger {
    type Error = Infallible;

    fn totals(&self) -> Result<Totals, Infallible> {
        Ok(self.totals)
    }

    fn wish(&self, request: &RequestId) -> Result<Option<Standing>, Infallible> {
        Ok(self.wishes.get(request).cloned())
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
    pub fn keep(&mut self, effects: Vec<LedgerEffect>) {
        for effect in effects {
            match effect {
                LedgerEffect::Totals(totals) => self.totals = totals,
                LedgerEffect::Wish(request, standing) => {
                    self.wishes.insert(request, standing);
                }
                LedgerEffect::Visit(engagement, visit) => {
                    self.visits.insert(engagement, visit);
                }
                LedgerEffect::ForgetVisit(engagement) => {
                    self.visits.remove(&engagement);
                }
            }
        }
    }

    /// Forgets what nobody needs to know any more.
    pub fn forget_old(&mut self, now: Timestamp) {
        let needed = |from: Option<Timestamp>| from.is_none_or(|from| now < from);
        self.wishes.retain(|_, standing| needed(standing.needless_from()));
        self.visits.retain(|_, visit| needed(visit.needless_from()));
    }

    /// How many rows there are beside the figures.
    pub fn rows(&self) -> usize {
        self.wishes.len() + self.visits.len()
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
        self.keep(effects);
        grant
    }

    /// [`settle`], kept.
    pub fn settle(&mut self, now: Timestamp, request: &RequestId, how: Settlement) {
        let Ok(effects) = settle(self, now, request, how);
        self.keep(effects);
    }
}
