//! Single sign-on (OIDC): agents sign in at their company's provider. What the provider
//! says is read and checked here, except for the signature, which the edge checks.
//!
//! The flow is the authorization code flow with PKCE (RFC 7636) and a nonce. The answers come from
//! addresses that the site's admins entered, or that the provider named: none of them is trusted.

mod discovery;
mod flow;
mod key;
mod token;

pub use discovery::{Provider, SecretIn, check_issuer, discovery_address};
pub use flow::{Client, FLOW_LIFETIME, Flow, PROVEN_LIFETIME, REDIRECT_PATH, TokenRequest, Tokens};
pub use key::{Algorithm, SigningKey, read_keys};
pub use token::{Account, Expected, IdToken};

use crate::permission::{Role, RoleId};

/// The longest answer of a provider that is read, in bytes.
pub const MAX_ANSWER_BYTES: usize = 256 * 1024;

/// Why a provider can't be used, or why nobody is signed in with its answer. Each is the end of a
/// sentence about the provider.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OidcRefusal {
    /// An address is not one that the edge may ask.
    #[error("“{address}” ({what}) is not an https address of a public server")]
    Address { what: &'static str, address: String },
    /// The issuer is not written as providers write theirs.
    #[error("“{0}” is not an issuer: enter it without a question mark and what follows")]
    NotAnIssuer(String),
    /// There was no answer in time.
    #[error("the provider could not be reached for its {0}")]
    Unreachable(&'static str),
    /// An answer can't be read.
    #[error("the provider’s {0} can’t be read")]
    Unreadable(&'static str),
    /// The provider answered with an error or a redirect.
    #[error("the provider answered the request for its {what} with status {status}")]
    Status { what: &'static str, status: u16 },
    /// The provider has another name than the one that was asked for.
    #[error("the provider calls itself “{0}”: enter exactly that as the issuer")]
    OtherIssuer(String),
    /// The provider does not offer what is needed.
    #[error("the provider does not offer {0}")]
    NotOffered(&'static str),
    /// The provider sent the person back with an error.
    #[error("the provider refused: {0}")]
    Denied(String),
    /// The provider did not give tokens for the code.
    #[error("the provider did not accept our request for the ID token: {0}")]
    NoTokens(String),
    /// The client id or the client secret is wrong.
    #[error(
        "the provider did not accept our client id and secret: an admin must check both in the \
         settings"
    )]
    WrongSecret,
    /// The ID token is not one.
    #[error("the provider’s ID token is malformed")]
    MalformedToken,
    /// The ID token is signed in a way that is not safe, or that is not supported.
    #[error("the provider’s ID token is signed with “{0}”, and only RS256 and ES256 are accepted")]
    Algorithm(String),
    /// None of the provider's keys is the one that the ID token names.
    #[error("the provider’s ID token is signed with a key that the provider does not publish")]
    UnknownKey,
    /// The signature of the ID token is wrong.
    #[error("the signature of the provider’s ID token is wrong")]
    WrongSignature,
    /// The ID token is of another provider.
    #[error("the ID token is of another provider")]
    ForeignIssuer,
    /// The ID token is for another client of the provider.
    #[error("the ID token is for another application")]
    ForeignAudience,
    /// The ID token has expired.
    #[error("the ID token has expired: check the clock of the provider")]
    Expired,
    /// The ID token is from the future.
    #[error("the ID token is from the future: check the clock of the provider")]
    TooEarly,
    /// The ID token answers another sign-in.
    #[error("the ID token belongs to another sign-in")]
    WrongNonce,
    /// The provider says nothing about the e-mail address.
    #[error("the provider does not tell us your e-mail address")]
    NoEmail,
    /// The provider does not say that the e-mail address is that person's.
    #[error("the provider does not confirm that {0} is your e-mail address")]
    UnverifiedEmail(String),
    /// There is no agent with that e-mail address.
    #[error("no agent of this site has the e-mail address {0}; ask an admin to invite you")]
    UnknownPerson(String),
    /// The agent has signed in with another account of the provider before.
    #[error(
        "{0} has signed in with another account of the provider before; if that was you, an admin \
         can remove you as an agent and invite you again"
    )]
    OtherAccount(String),
}

/// What a provider said, short and in characters that can't mislead.
fn said(text: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':');
    text.chars().filter(plain).take(200).collect()
}

/// Whether an agent may sign in without the provider at a site that otherwise allows only single
/// sign-on. Admins may, so that nobody is locked out when the provider fails.
pub fn may_pass_by(role: &RoleId) -> bool {
    *role == Role::Admin
}
