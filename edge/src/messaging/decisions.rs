//! Stored routing decisions, as the desk gives them page by page.

use serde::{Deserialize, Serialize};
use shared::id::{AgentId, ConversationId};
use shared::quota::Package;
use shared::time::Timestamp;

/// Which decisions are asked for, newest first.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DecisionQuery {
    pub(crate) since: Timestamp,
    /// The row after which to go on.
    pub(crate) before: Option<i64>,
}

/// A page of decisions, and what another config is checked against.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DecisionPage {
    pub(crate) package: Package,
    pub(crate) agents: Vec<AgentId>,
    /// The decisions; none after the last.
    pub(crate) rows: Vec<StoredDecision>,
}

/// A row of the desk's table.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StoredDecision {
    pub(crate) row: i64,
    pub(crate) conversation: ConversationId,
    /// A [`shared::desk::Decision`] in JSON. The desk doesn't read it.
    pub(crate) body: String,
}
