//! Keys with which programs use a site's interface.

use crate::id::{AgentId, KeyId};
use crate::permission::Permission;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `POST /v1/sites/{site}/keys`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewKey {
    /// What it is for, so that people know it again.
    pub name: String,
    /// What may be done with it; without a list, dialogues are written and published.
    #[serde(default = "dialogues")]
    pub permissions: Vec<Permission>,
}

fn dialogues() -> Vec<Permission> {
    vec![Permission::EditDialogues]
}

/// One row of `GET /v1/sites/{site}/keys`. The key itself is in no list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyRow {
    pub id: KeyId,
    /// What it is for.
    pub name: String,
    /// What may be done with it, as long as its maker may.
    pub permissions: Vec<Permission>,
    /// When it was made.
    pub created_at: Timestamp,
    pub by: By,
    /// The day (UTC) it was last used on; none: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<Timestamp>,
}

/// The answer to [`NewKey`]: the only time the key is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreatedKey {
    /// As the list has it from now on.
    #[serde(flatten)]
    pub row: KeyRow,
    pub key: String,
}

/// Who did something, with their name as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum By {
    /// Somebody who was signed in.
    Agent { agent: AgentId, name: String },
    /// A program, with a key.
    Key { key: KeyId, name: String },
}

impl By {
    /// The name.
    pub fn name(&self) -> &str {
        match self {
            Self::Agent { name, .. } | Self::Key { name, .. } => name,
        }
    }
}
