//! Bodies about missed conversations.

use super::http::ConversationRow;
use crate::conversation::MissedCounts;
use crate::id::AgentId;
use serde::{Deserialize, Serialize};

/// What `GET /v1/sites/{site}/missed` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MissedList {
    /// The latest first, by the time at which they were missed.
    pub items: Vec<ConversationRow>,
    /// The `cursor` for the next page; `null` if there are no more rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many need an answer now; 100 means “or more”.
    pub counts: MissedCounts,
}

/// What `PUT /v1/sites/{site}/conversations/{conversation}/taken` takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TakeOver {
    /// The agent who has it until now, to take it over from them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<AgentId>,
}
