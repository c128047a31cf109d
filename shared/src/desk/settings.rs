//! The settings the desk goes by.

use crate::protocol::WhenGone;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// The site's settings that the desk goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeskSettings {
    /// How long a ring lasts.
    pub offer: Millis,
    /// How many chats one agent can have, rings counted.
    pub max_chats: u32,
    /// How long an agent whose browsers are all gone still counts as present.
    pub grace: Millis,
    /// How long the ledger may take to answer.
    pub reserve: Millis,
    /// How long an agent's browsers may be gone before their chats are looked after.
    pub desertion: Millis,
    /// How the chats of an agent who is gone are looked after.
    pub when_gone: WhenGone,
}

impl Default for DeskSettings {
    fn default() -> Self {
        Self {
            offer: Millis::seconds(45),
            max_chats: 10,
            grace: Millis::seconds(20),
            reserve: Millis::seconds(15),
            desertion: Millis::minutes(2),
            when_gone: WhenGone::default(),
        }
    }
}
