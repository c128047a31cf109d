//! Whom a chat can be transferred to.

use crate::event::AgentProfile;
use crate::id::TeamId;
use serde::{Deserialize, Serialize};

/// Agents and teams that could take a chat over. `GET /v1/sites/{site}/transfer_targets`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TransferTargets {
    /// The other agents with the live chat permission; those who can take a chat now come first.
    pub agents: Vec<TransferTarget>,
    /// The teams; empty if the site's package has no teams.
    pub teams: Vec<TeamTarget>,
}

/// An agent that a chat can be transferred to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TransferTarget {
    pub agent: AgentProfile,
    /// Number of chats and offers they have.
    pub chats: usize,
    /// Why they can't take a chat now; `null` if they can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable_reason: Option<String>,
}

/// A team that a chat can be transferred to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamTarget {
    pub team: TeamId,
    pub name: String,
    /// Number of its agents who can take a chat now.
    pub free: usize,
}
