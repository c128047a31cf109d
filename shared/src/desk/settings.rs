//! The desk's settings.

use crate::heartbeat::SILENT_AFTER;
use crate::protocol::DisconnectPolicy;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// The site's settings for the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeskSettings {
    /// How long an offer lasts.
    pub offer: Millis,
    /// How long an agent counts as present after their last browser has disconnected.
    pub grace: Millis,
    /// How long after its last ping an agent's socket counts as silent.
    pub silent_after: Millis,
    /// How long the desk waits for the ledger.
    pub reserve: Millis,
    /// How long an agent's browsers may be gone before `disconnect_policy` applies to their chats.
    pub disconnect_timeout: Millis,
    /// What happens to the chats of an agent who is gone.
    pub disconnect_policy: DisconnectPolicy,
}

impl Default for DeskSettings {
    fn default() -> Self {
        Self {
            offer: Millis::seconds(45),
            grace: Millis::seconds(20),
            silent_after: SILENT_AFTER,
            reserve: Millis::seconds(15),
            disconnect_timeout: Millis::minutes(2),
            disconnect_policy: DisconnectPolicy::default(),
        }
    }
}
