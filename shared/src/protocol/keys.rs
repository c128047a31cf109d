//! API keys, with which programs use a site's API.

use crate::id::{AgentId, KeyId};
use crate::permission::Permission;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `POST /v1/sites/{site}/keys`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewKey {
    /// What the key is for, so that people recognise it.
    pub name: String,
    /// The permissions of the key; by default it may write and publish dialogues.
    #[serde(default = "dialogues")]
    pub permissions: Vec<Permission>,
}

fn dialogues() -> Vec<Permission> {
    vec![Permission::EditDialogues]
}

/// One row of `GET /v1/sites/{site}/keys`. No list contains the key itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyRow {
    pub id: KeyId,
    /// What the key is for.
    pub name: String,
    /// Its permissions. It may never do more than the agent who created it may now.
    pub permissions: Vec<Permission>,
    pub created_at: Timestamp,
    pub by: By,
    /// The day (UTC) of its last use; `null` if it was never used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<Timestamp>,
}

/// The answer to [`NewKey`], which is the only one that contains the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreatedKey {
    /// Its row in the list.
    #[serde(flatten)]
    pub row: KeyRow,
    pub key: String,
}

/// Who did something, with their name at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum By {
    /// An agent who was signed in.
    Agent { agent: AgentId, name: String },
    /// A program with an API key.
    Key { key: KeyId, name: String },
}

impl By {
    /// The agent's or key's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Agent { name, .. } | Self::Key { name, .. } => name,
        }
    }
}
