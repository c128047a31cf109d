//! Single sign-on of agents with a provider (OIDC).

use serde::{Deserialize, Serialize};

/// What `GET /v1/sites/{site}/single_sign_on` answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SingleSignOn {
    /// The provider; `null` if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<SignInProvider>,
}

/// The provider with which agents sign in, without the client secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignInProvider {
    /// Its address, as its discovery document says it.
    pub issuer: String,
    /// The site's id at the provider.
    pub client_id: String,
    /// The text of the button, such as “Sign in with Acme”.
    pub label: String,
    /// Whether only admins may sign in without it.
    pub only: bool,
}

/// What `PUT /v1/sites/{site}/single_sign_on` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewSignInProvider {
    #[serde(flatten)]
    pub provider: SignInProvider,
    /// The client secret, which no answer contains. Without it the one before stays, if the issuer is
    /// the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
}

/// `POST /v1/sites/{site}/single_sign_on/check`: asks a provider what it offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckProvider {
    pub issuer: String,
}

/// The answer to [`CheckProvider`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProviderChecked {
    /// Whether agents can sign in with it, as far as can be seen without an account there.
    pub usable: bool,
    /// The result as a sentence, with what to do.
    pub message: String,
}

/// `GET /v1/sites/{site}/session/provider`: what the sign-in page offers besides the password.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignInOffer {
    /// The text of the button for single sign-on; `null` if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether only admins may sign in without it.
    #[serde(default)]
    pub only: bool,
}

/// The answer to `POST /v1/sites/{site}/session/provider`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProviderAddress {
    /// Where the agent signs in at the provider.
    pub address: String,
}

/// `POST /v1/sites/{site}/session/provider/answer`: with what the provider sent the agent back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProviderAnswer {
    pub state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why the provider refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Who the provider says that it is: `iss`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// A code of the agent's own second factor, once `code_needed` has asked for it. The rest but the
    /// state is left out then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<String>,
}
