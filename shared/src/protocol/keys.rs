//! API keys, with which programs use a site's API.

use crate::id::{AgentId, KeyId};
use crate::permission::{Permission, former};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What `POST /v1/sites/{site}/keys` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewKey {
    /// What the key is for, so that people recognise it.
    pub name: String,
    /// The permissions of the key; by default it may see, edit and publish dialogues.
    #[serde(default = "dialogues")]
    pub permissions: Vec<Permission>,
}

impl NewKey {
    /// What `bellhop push` and `bellhop pull` need.
    pub const DIALOGUES: &[Permission] =
        &[Permission::ViewDialogues, Permission::EditDialogues, Permission::PublishDialogues];
}

fn dialogues() -> Vec<Permission> {
    NewKey::DIALOGUES.to_vec()
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

/// The field that says by which permissions a stored key is written. What has none is older than
/// the finer permissions.
const PERMISSION_SET: &str = "permission_set";

impl KeyRow {
    /// The row as it is stored.
    pub fn to_stored(&self) -> Result<String, serde_json::Error> {
        let mut stored = serde_json::to_value(self)?;
        stored[PERMISSION_SET] = json!(2);
        Ok(stored.to_string())
    }

    /// Reads a stored row. A key of the time of seven permissions gets all that they allowed.
    pub fn from_stored(text: &str) -> Result<Self, serde_json::Error> {
        let mut stored: Value = serde_json::from_str(text)?;
        if stored.get(PERMISSION_SET).is_none() {
            let names = stored["permissions"].as_array();
            let names = names.into_iter().flatten().filter_map(Value::as_str);
            let mut permissions: Vec<Permission> = names.flat_map(former).copied().collect();
            permissions.sort_unstable();
            permissions.dedup();
            stored["permissions"] = serde_json::to_value(permissions)?;
        }
        serde_json::from_value(stored)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_key_keeps_its_permissions_and_an_old_one_gets_the_finer_ones() {
        use Permission as P;
        let row = KeyRow {
            id: KeyId::parse("key_a").unwrap(),
            name: "Nightly".to_owned(),
            permissions: vec![P::EditDialogues],
            created_at: Timestamp(1),
            by: By::Agent { agent: AgentId::parse("agent_a").unwrap(), name: "Ada".to_owned() },
            last_used: None,
        };
        assert_eq!(KeyRow::from_stored(&row.to_stored().unwrap()).unwrap(), row);
        let mut old = serde_json::to_value(&row).unwrap();
        old["permissions"] = json!(["edit_dialogues", "manage_settings", "view_reports"]);
        let read = KeyRow::from_stored(&old.to_string()).unwrap();
        for permission in [P::ViewDialogues, P::PublishDialogues, P::EditSettings, P::ViewUsage] {
            assert!(read.permissions.contains(&permission), "{permission:?}");
        }
        assert!(!read.permissions.contains(&P::LiveChat));
        assert_eq!(KeyRow { permissions: row.permissions.clone(), ..read }, row);
    }
}
