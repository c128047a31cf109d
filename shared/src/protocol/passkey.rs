//! Passkeys of agents. Bytes are in base64url without padding, as browsers write them in JSON.

use crate::id::PasskeyId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `POST /v1/sites/{site}/me/passkeys/challenge`. A passkey outlives the session that adds it, so a
/// session alone is not enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProvePassword {
    /// The agent's current password.
    pub password: String,
}

/// The answer to `POST /v1/sites/{site}/me/passkeys/challenge`: what a browser needs to make a passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasskeyOptions {
    /// The challenge; it is answered once, within five minutes.
    pub challenge: String,
    /// The user handle: `user.id` of the options.
    pub user: String,
    /// The agent's e-mail address: `user.name`.
    pub email: String,
    /// The agent's name, with that of the site: `user.displayName`.
    pub display_name: String,
    pub site_name: String,
    /// The kind of its signatures, in the numbers of COSE: `pubKeyCredParams`.
    pub algorithm: i32,
    /// The ids of the passkeys that the agent has already: `excludeCredentials`.
    pub registered: Vec<String>,
}

/// `POST /v1/sites/{site}/me/passkeys`: what `navigator.credentials.create()` gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewPasskey {
    /// What the agent calls it.
    pub name: String,
    /// What the browser signed over, base64url: `response.clientDataJSON`.
    pub client_data: String,
    /// What the authenticator says of itself, base64url: `response.authenticatorData`.
    pub authenticator_data: String,
}

/// A passkey of the agent. One row of `GET /v1/sites/{site}/me/passkeys`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasskeyRow {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: Timestamp,
    /// When somebody last signed in with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
}

/// The answer to `POST /v1/sites/{site}/session/challenge`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasskeyChallenge {
    /// The challenge; it is answered once, within five minutes.
    pub challenge: String,
}

/// `POST /v1/sites/{site}/session/passkey`: what `navigator.credentials.get()` gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasskeySignIn {
    /// The id of the credential: `id`.
    pub credential: String,
    /// What the browser signed over, base64url: `response.clientDataJSON`.
    pub client_data: String,
    /// What the authenticator says of itself, base64url: `response.authenticatorData`.
    pub authenticator_data: String,
    /// Its signature over both, base64url: `response.signature`.
    pub signature: String,
    /// The agent whom the passkey is of, base64url: `response.userHandle`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}
