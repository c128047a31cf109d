//! Bodies about the transcript by mail.

use serde::{Deserialize, Serialize};

/// What `POST /v1/conversations/{conversation}/transcript/mail` takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct NewTranscriptMail {
    /// Where it is sent; without it, to the address that the visitor gave in the conversation. An agent
    /// can't choose it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The time zone for its times, like Europe/Berlin; UTC by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}

/// `GET /v1/conversations/{conversation}/transcript/mail`, and the answer to `POST`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TranscriptMailState {
    /// Whether it can be sent now or in a minute.
    pub open: bool,
    /// The visitor's address, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}
