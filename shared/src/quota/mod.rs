//! The limits of packages, and the ledger that never exceeds them (`docs/rules.md`, QUOTA).

mod ledger;
mod plan;

pub use ledger::{
    Ledger, LedgerEffect, LedgerRows, ReservationState, Totals, VISIT_MEMORY, Visit,
    close_reservation, reserve,
};
pub use plan::{AtLimit, Package, Plan, PlanRefusal, Usage};

use crate::id::{VisitId, VisitorId};
use serde::{Deserialize, Serialize};

/// An engagement. It counts once per visitor and visit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Engagement {
    pub visitor: VisitorId,
    pub visit: VisitId,
}

/// The ledger's answer to a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// An engagement is reserved.
    Reserved,
    /// The limit is reached.
    Exhausted,
}

/// How a reservation is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReservationOutcome {
    /// An agent was connected: the engagement counts.
    Committed,
    /// The visitor got no agent: the engagement is free again.
    Released,
}
