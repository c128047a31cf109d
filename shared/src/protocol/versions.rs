//! The versions and the history of a dialogue.

use super::{AuditEvent, By};
use crate::event::string_enum;
use crate::id::{DialogueId, Version};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One row of `GET /v1/sites/{site}/dialogues/{dialogue}/versions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VersionRow {
    pub version: Version,
    /// When it was first published.
    pub published_at: Timestamp,
    pub by: By,
    /// Whether visitors see it now.
    pub live: bool,
    /// What its author wrote about it when it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// `POST /v1/sites/{site}/dialogues/{dialogue}/publish`: what a version is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct PublishNote {
    /// One line for the list of versions; a version that is published again keeps its own without it.
    #[cfg_attr(feature = "schema", schemars(length(max = MAX_VERSION_NOTE_CHARS)))]
    pub note: String,
}

/// Longest note of a version, in characters.
pub const MAX_VERSION_NOTE_CHARS: usize = 200;

/// One row of `GET /v1/sites/{site}/dialogues/{dialogue}/history`. Rows never change.
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
    /// A change of what visitors see of a dialogue.
    DialogueChange {
        /// The draft was published as this version.
        Published = "published",
        /// An earlier version was published again.
        RolledBack = "rolled_back",
        /// The dialogue was unpublished; visitors had seen this version.
        Unpublished = "unpublished",
        /// Some visitors met this version in an A/B test from then on.
        AbTestBegan = "ab_test_began",
        /// The A/B test was over, and all visitors met this version.
        AbTestEnded = "ab_test_ended",
        /// The draft was deleted; versions stay for running conversations.
        Deleted = "deleted",
    }
);

impl DialogueChange {
    /// What the audit log says of it.
    pub fn audited(
        self,
        dialogue: DialogueId,
        name: String,
        version: Option<Version>,
    ) -> AuditEvent {
        let version = version.unwrap_or(Version(0));
        match self {
            Self::Published => AuditEvent::DialoguePublished { dialogue, name, version },
            Self::RolledBack => AuditEvent::DialogueRolledBack { dialogue, name, version },
            Self::Unpublished => AuditEvent::DialogueUnpublished { dialogue, name, version },
            Self::AbTestBegan => AuditEvent::AbTestBegan { dialogue, name, version },
            Self::AbTestEnded => AuditEvent::AbTestEnded { dialogue, name, version },
            Self::Deleted => AuditEvent::DialogueDeleted { dialogue, name },
        }
    }
}
