//! An agent's own account: name, e-mail address, password, reset links, sessions and second factor.

use crate::id::{SessionId, SiteId};
use crate::notify::{Choices, NotifiedEvent};
use crate::people::Device;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `PUT /v1/sites/{site}/me`: what agents may change of themselves. Their role, limit and rights are not
/// among it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewProfile {
    /// Display name, which visitors see; 1 to 100 characters.
    pub name: String,
    /// The language of the console; left out, it stays as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<ConsoleLanguage>,
}

crate::event::string_enum!(
    /// A language that the console speaks to an agent.
    ConsoleLanguage {
        English = "en",
        German = "de",
    }
);

/// `GET /v1/sites/{site}/me/notifications`, and the answer to a change: how the agent hears of things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotificationSettings {
    /// What they chose for themselves.
    pub own: Choices,
    /// What the site has set for everybody.
    pub site: Choices,
    /// The events that they are told of.
    pub events: Vec<NotifiedEvent>,
    /// Whether mail can be sent.
    pub mail: bool,
    /// Whether a device of theirs can be pushed to.
    pub push: bool,
}

/// `GET` and `PUT /v1/sites/{site}/me/email`: the address that the agent signs in with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnEmail {
    pub email: String,
    /// Another address that is not confirmed yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<PendingEmail>,
    pub changed_by: EmailChangedBy,
}

/// An address that an agent wants to sign in with, until it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PendingEmail {
    pub email: String,
    /// When the link that was sent there expires.
    pub expires: Timestamp,
}

crate::event::string_enum!(
    /// Who can change the address that an agent signs in with.
    EmailChangedBy {
        /// The agent, by a link that is sent to the new address.
        Agent = "agent",
        /// Somebody who manages agents, because no mail can be sent.
        Admin = "admin",
        /// The provider of single sign-on, at a site that has no other sign-in for them.
        Provider = "provider",
    }
);

/// `PUT /v1/sites/{site}/me/email`: asks for a link that confirms another address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangeEmail {
    pub email: String,
    /// The current password.
    pub password: String,
}

/// `POST /v1/sites/{site}/email`: confirms an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EmailConfirmation {
    /// The token of the link; it works once.
    pub confirmation: String,
}

/// The answer to [`EmailConfirmation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConfirmedEmail {
    pub site_name: String,
    /// The address that the agent signs in with from now on.
    pub email: String,
}

/// `PUT /v1/sites/{site}/me/password`: changes one's own password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangePassword {
    /// The current password.
    pub old: String,
    /// The new password, of at least 10 characters.
    pub new: String,
}

/// The answer to `POST /v1/sites/{site}/agents/{agent}/reset` and to
/// `POST /v1/operator/sites/{site}/recovery`, which are the only ones that contain the token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreatedReset {
    /// The token for setting another password; it works once.
    pub token: String,
    /// When the link expires.
    pub expires: Timestamp,
}

impl CreatedReset {
    /// The link itself: where the console of this deployment takes the new password.
    pub fn link(&self, origin: &str, site: &SiteId) -> String {
        format!("{origin}/console/reset?site={site}&reset={}", self.token)
    }
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

/// `POST /v1/sites/{site}/password_resets`: asks for a reset link by mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ForgottenPassword {
    /// The e-mail address with which the agent signs in.
    pub email: String,
}

/// `POST /v1/sites/{site}/reset`: sets another password by a reset link, and signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResetByLink {
    /// The token of the link.
    pub reset: String,
    /// The new password, of at least 10 characters.
    pub password: String,
    /// A code of the agent's app or a recovery code, if they use two-factor sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
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

/// `GET /v1/sites/{site}/me/second_factor`: two-factor sign-in of the agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecondFactorState {
    /// When it was turned on; `null` if it is off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_since: Option<Timestamp>,
    /// How many recovery codes are left.
    pub recovery_codes: usize,
    /// Whether the site requires it of all agents.
    pub required: bool,
}

/// The answer to `POST /v1/sites/{site}/me/second_factor`: what an authenticator app needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecondFactorSetup {
    /// The secret in base32, to type into the app.
    pub secret: String,
    /// The address (`otpauth://…`) for the app, usually shown as a QR code.
    pub uri: String,
}

/// `PUT /v1/sites/{site}/me/second_factor`: proves that the app has the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProveCode {
    /// The code that the app shows.
    pub code: String,
}

/// The recovery codes of an agent; no other answer has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecoveryCodes {
    /// Each signs in once instead of a code of the app.
    pub codes: Vec<String>,
}

/// What `POST /v1/sites/{site}/me/second_factor/off` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TurnOff {
    pub password: String,
    /// A code of the app, or a recovery code.
    pub code: String,
}

/// `GET` and `PUT /v1/sites/{site}/sign_in_policy`: what the site requires of all agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignInPolicy {
    /// Whether all agents need two-factor sign-in. Who has none can only set it up.
    pub second_factor_required: bool,
}
