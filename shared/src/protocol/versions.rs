//! What became of a dialogue: its publications, and who showed which of them when.

use super::By;
use crate::event::string_enum;
use crate::id::Version;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One row of `GET /v1/sites/{site}/dialogues/{dialogue}/versions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VersionRow {
    pub version: Version,
    /// When it was made.
    pub published_at: Timestamp,
    pub by: By,
    /// Whether visitors see it now.
    pub live: bool,
}

/// One row of `GET /v1/sites/{site}/dialogues/{dialogue}/history`. None is ever changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HistoryRow {
    pub change: DialogueChange,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
    pub at: Timestamp,
    pub by: By,
}

string_enum!(
    /// What can happen to what visitors see of a dialogue.
    DialogueChange {
        /// The draft was published: visitors see that version.
        Published = "published",
        /// An earlier version is shown again.
        RolledBack = "rolled_back",
        /// Visitors don't see that version any more, nor another.
        Unpublished = "unpublished",
        /// The draft was thrown away; versions stay for those who talk to them.
        Deleted = "deleted",
    }
);
