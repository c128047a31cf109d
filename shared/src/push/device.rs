//! Wire types of an agent's devices that can receive pushes.

use crate::id::DeviceId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most devices of an agent; one more replaces the one that was used least recently.
pub const MAX_DEVICES: usize = 10;

/// Longest name of a device in characters; longer ones are cut.
const MAX_NAME_CHARS: usize = 80;

/// `PUT /v1/sites/{site}/me/push`: a subscription of the browser's push manager, and a name for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewDevice {
    /// The address that pushes are sent to.
    pub endpoint: String,
    /// The keys that pushes are encrypted with.
    pub keys: Keys,
    /// The name that the agent recognises the device by.
    #[serde(default)]
    pub name: String,
}

/// The keys of a push subscription, as browsers write them: base64url without padding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Keys {
    /// The browser's public key.
    pub p256dh: String,
    /// The shared secret, which proves that a push comes from the subscribed server.
    pub auth: String,
}

impl NewDevice {
    /// The name on one line, cut to its limit and never empty.
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
    pub id: DeviceId,
    /// The name that the agent recognises it by.
    pub name: String,
    /// When it was last registered or used.
    pub last_seen_at: Timestamp,
}

/// `GET /v1/sites/{site}/me/push`, and the answer to every change.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Devices {
    /// The public key that a browser subscribes with (`applicationServerKey`).
    pub key: String,
    /// The agent's devices, the most recent first.
    pub items: Vec<Device>,
    /// The device that the request registered.
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
