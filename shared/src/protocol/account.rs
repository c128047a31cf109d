//! An agent's own account: password, reset links and sessions.

use crate::id::{SessionId, SiteId};
use crate::people::Device;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `PUT /v1/sites/{site}/me/password`: changes one's own password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangePassword {
    /// The current password.
    pub old: String,
    /// The new password, of at least 10 characters.
    pub new: String,
}

/// The answer to `POST /v1/sites/{site}/agents/{agent}/reset`, which is the only one that contains
/// the token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreatedReset {
    /// The token for setting another password; it works once.
    pub token: String,
    /// When the link expires.
    pub expires: Timestamp,
}

/// `GET /v1/sites/{site}/reset?reset=…`: whose password a reset link sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasswordReset {
    pub site: SiteId,
    pub site_name: String,
    /// The agent's name.
    pub name: String,
    /// The e-mail address that they sign in with.
    pub email: String,
    /// When the link expires.
    pub expires: Timestamp,
}

/// `POST /v1/sites/{site}/reset`: sets another password by a reset link, and signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResetByLink {
    /// The token of the link.
    pub reset: String,
    /// The new password, of at least 10 characters.
    pub password: String,
}

/// A session of the agent. One row of `GET /v1/sites/{site}/me/sessions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionRow {
    /// Its name in this list. It is not the id in the session's cookie.
    pub id: SessionId,
    /// The browser that signed in.
    pub device: Device,
    pub signed_in_at: Timestamp,
    /// When it was last used, to within an hour.
    pub last_used_at: Timestamp,
    /// Whether it is the session of this request.
    pub current: bool,
}
