//! What a package allows, and the ledger that never lets it be exceeded (`docs/rules.md`, QUOTA).

mod ledger;
mod plan;

pub use ledger::{
    Ledger, LedgerEffect, LedgerRows, ReservationState, Totals, VISIT_MEMORY, Visit,
    close_reservation, reserve,
};
pub use plan::{AtLimit, Package, Plan, PlanRefusal, Usage};

use crate::id::{VisitId, VisitorId};
use serde::{Deserialize, Serialize};

/// What an engagement is counted by: once per visitor and visit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Engagement {
    pub visitor: VisitorId,
    /// When they were here.
    pub visit: VisitId,
}

/// Whether a chat request may be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// It may.
    Reserved,
    /// The limit is reached.
    Exhausted,
}

/// How a chat request ended, as the ledger sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReservationOutcome {
    /// An agent was connected: it counts.
    Committed,
    /// Nobody answered: what was held is free again.
    Released,
}
