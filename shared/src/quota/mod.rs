//! What a package allows, and the ledger that never lets it be exceeded (`docs/rules.md` §5).

mod ledger;
mod plan;

pub use ledger::{
    Ledger, LedgerEffect, LedgerRows, Standing, Totals, VISIT_MEMORY, Visit, reserve, settle,
};
pub use plan::{AtLimit, Package, Plan, PlanRefusal, Usage};

use crate::id::{VisitId, VisitorId};
use serde::{Deserialize, Serialize};

/// What an engagement is counted by: once per visitor and visit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Engagement {
    /// Who.
    pub visitor: VisitorId,
    /// When they were here.
    pub visit: VisitId,
}

/// Whether a wish may ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// It may.
    Granted,
    /// The limit is reached.
    Spent,
}

/// How a wish ended, as the ledger sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// An agent was connected: it counts.
    Engaged,
    /// Nobody answered: what was held is free again.
    Released,
}
