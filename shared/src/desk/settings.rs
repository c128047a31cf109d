//! The settings the desk goes by.

use crate::heartbeat::SILENT_AFTER;
use crate::protocol::DisconnectPolicy;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// The site's settings that the desk goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeskSettings {
    /// How long an offer lasts.
    pub offer: Millis,
    /// How many chats one agent can have, offers counted.
    pub max_chats: u32,
    /// How long an agent whose browsers are all gone still counts as present.
    pub grace: Millis,
    /// How long after its last ping an agent's open socket no longer counts.
    pub silent_after: Millis,
    /// How long the ledger may take to answer.
    pub reserve: Millis,
    /// How long an agent's browsers may be gone before their chats are looked after.
    pub disconnect_timeout: Millis,
    /// How the chats of an agent who is gone are looked after.
    pub disconnect_policy: DisconnectPolicy,
}

impl Default for DeskSettings {
    fn default() -> Self {
        Self {
            offer: Millis::seconds(45),
            max_chats: 10,
            grace: Millis::seconds(20),
            silent_after: SILENT_AFTER,
            reserve: Millis::seconds(15),
            disconnect_timeout: Millis::minutes(2),
            disconnect_policy: DisconnectPolicy::default(),
        }
    }
}
