//! Programs that write in conversations, with an API key.

use crate::id::{ClientKey, Seq};
use crate::stream::Route;
use serde::{Deserialize, Serialize};

/// What `POST /v1/sites/{site}/conversations/{conversation}/messages` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewAppMessage {
    /// The name that the app goes by, up to 40 characters; by default that of the API key. Visitor and
    /// agents see that it is an app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// What it says.
    pub text: String,
    /// The idempotency key: a message that the same app sends again with the same key counts once.
    pub key: ClientKey,
}

/// What `POST /v1/sites/{site}/conversations/{conversation}/hand_over` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HandOver {
    /// As for a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// Which agents may get the chat.
    pub route: Route,
    /// As for a message.
    pub key: ClientKey,
}

/// What `POST /v1/sites/{site}/conversations/{conversation}/typing` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppTyping {
    /// Whether the app is about to say something.
    pub on: bool,
}

/// The answer to a message or a handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppWrote {
    /// The number of the event that it made in the conversation's log.
    pub seq: Seq,
}
