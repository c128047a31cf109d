//! Devices of an agent that can be pushed to, on the wire.

use crate::id::DeviceId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How many devices an agent can have; one more takes the place of the one longest unheard of.
pub const MAX_DEVICES: usize = 10;

/// Longest name of a device, in characters; what is longer is cut.
const MAX_NAME_CHARS: usize = 80;

/// `PUT /v1/sites/{site}/me/push`: what the browser's push manager gave, and how to call it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewDevice {
    /// Where pushes go.
    pub endpoint: String,
    /// What they are encrypted for.
    pub keys: Keys,
    /// What the agent will know it by.
    #[serde(default)]
    pub name: String,
}

/// What a push is encrypted for, as browsers write it: base64url without padding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Keys {
    /// The browser's public key.
    pub p256dh: String,
    /// The secret that proves that a push is from whoever the browser subscribed to.
    pub auth: String,
}

impl NewDevice {
    /// Its name, short enough for a line, and never empty.
    pub fn display_name(&self) -> String {
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() { "A browser".to_owned() } else { cut(&name) }
    }
}

fn cut(name: &str) -> String {
    name.chars().take(MAX_NAME_CHARS).collect()
}

/// A device, as its agent sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Device {
    /// Its name for us.
    pub id: DeviceId,
    /// Its name for the agent.
    pub name: String,
    /// When it was last heard of.
    pub last_seen_at: Timestamp,
}

/// `GET /v1/sites/{site}/me/push`, and the answer to every change.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Devices {
    /// The public key that a browser subscribes with (`applicationServerKey`).
    pub key: String,
    /// The agent's devices, the one last heard of first.
    pub items: Vec<Device>,
    /// The device this answers for, where the request named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub this: Option<DeviceId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_has_a_name_that_fits_a_line() {
        let named = |name: &str| {
            let keys = Keys { p256dh: String::new(), auth: String::new() };
            NewDevice { endpoint: String::new(), keys, name: name.to_owned() }.display_name()
        };
        assert_eq!(named(" Chrome\n on  Linux "), "Chrome on Linux");
        assert_eq!(named("  "), "A browser");
        assert_eq!(named(&"é".repeat(100)).chars().count(), MAX_NAME_CHARS);
    }
}
