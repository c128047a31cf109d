//! The identity that a page gives of its visitor, and its signature (`docs/identity.md`).

#[cfg(feature = "serde")]
use super::visit::VisitorGreeting;
use crate::person::Kind;
use crate::prelude::*;
use crate::time::Timestamp;

/// Longest id that a site can give a visitor, in characters.
const MAX_ID_CHARS: usize = 200;

/// An identity, as a page passes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Identity {
    /// The site's own id for the person. It is better than the address, because it never changes.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub id: Option<String>,
    /// Their e-mail address. If there is an `id`, the signature doesn't cover the address.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub email: Option<String>,
    /// The site's signature of the `id`, or of the `email` if there is no `id`.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub signature: Option<String>,
}

/// The part of an identity that is signed and identifies the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// The site's own id, unchanged.
    Id(String),
    /// The e-mail address, trimmed and in lower case.
    Email(String),
}

/// Why an identity is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoClaim {
    /// It has neither an `id` nor an `email`.
    #[error("An identity needs an `id` or an `email`.")]
    Nobody,
    /// The `id` is too long or has control characters.
    #[error("The `id` must have 1 to {MAX_ID_CHARS} characters and no control characters.")]
    Id,
    /// The `email` is malformed.
    #[error("The `email` is not an e-mail address: it should look like name@example.com.")]
    Email,
}

impl Claim {
    /// The text that the signature covers.
    pub fn text(&self) -> &str {
        match self {
            Self::Id(text) | Self::Email(text) => text,
        }
    }

    /// `id` or `email`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Id(_) => "id",
            Self::Email(_) => "email",
        }
    }
}

impl Identity {
    /// Whether the page passed no identity.
    pub const fn is_empty(&self) -> bool {
        self.id.is_none() && self.email.is_none() && self.signature.is_none()
    }

    /// The claim: the `id`, or the `email` if there is no `id`.
    pub fn claim(&self) -> Result<Claim, NoClaim> {
        match (&self.id, &self.email) {
            (Some(id), _) => {
                let fits =
                    id.chars().nth(MAX_ID_CHARS).is_none() && !id.chars().any(char::is_control);
                if fits && !id.is_empty() { Ok(Claim::Id(id.clone())) } else { Err(NoClaim::Id) }
            }
            (None, Some(email)) => {
                let email = Kind::Email.check(email).map_err(|_| NoClaim::Email)?;
                if email.is_empty() {
                    Err(NoClaim::Email)
                } else {
                    Ok(Claim::Email(email.to_lowercase()))
                }
            }
            (None, None) => Err(NoClaim::Nobody),
        }
    }
}

/// What `POST /v1/sites/{site}/visitors` takes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct VisitorRequest {
    /// The visitor's identity, if the page knows it.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub identity: Option<Identity>,
}

/// The answer to [`VisitorRequest`].
#[cfg(feature = "serde")]
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VisitorNamed {
    /// The visitor id and token of the browser.
    #[serde(flatten)]
    pub greeting: VisitorGreeting,
    /// Whether the identity is signed, so that the same person is the same visitor on every device.
    #[serde(default)]
    pub verified: bool,
}

/// The secret that identities are signed with. `GET /v1/sites/{site}/identity`, and the answer to
/// changing it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IdentitySettings {
    /// The secret; `null` until the first one is created.
    pub secret: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// Until when the previous secret is valid too.
    pub previous_until: Option<Timestamp>,
    /// Whether an unsigned identity is refused.
    pub required: bool,
}

/// What `PUT /v1/sites/{site}/identity` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequireSignature {
    /// Whether an unsigned identity is refused.
    pub required: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(id: Option<&str>, email: Option<&str>) -> Result<Claim, NoClaim> {
        let own = |text: Option<&str>| text.map(ToOwned::to_owned);
        Identity { id: own(id), email: own(email), signature: None }.claim()
    }

    #[test]
    fn the_id_wins_over_the_address_and_is_used_unchanged() {
        let id = claim(Some(" Ada "), Some("ada@example.com"));
        assert_eq!(id, Ok(Claim::Id(" Ada ".into())));
        let email = claim(None, Some(" Ada@Example.com\n"));
        assert_eq!(email, Ok(Claim::Email("ada@example.com".into())));
    }

    #[test]
    fn an_invalid_identity_is_refused_with_a_reason() {
        assert_eq!(claim(None, None), Err(NoClaim::Nobody));
        // An empty id is a mistake of the page, so the address does not replace it.
        assert_eq!(claim(Some(""), Some("ada@example.com")), Err(NoClaim::Id));
        assert_eq!(claim(Some("a\nb"), None), Err(NoClaim::Id));
        assert_eq!(claim(Some(&"x".repeat(201)), None), Err(NoClaim::Id));
        assert!(claim(Some(&"é".repeat(200)), None).is_ok());
        for email in ["", " ", "ada"] {
            assert_eq!(claim(None, Some(email)), Err(NoClaim::Email));
        }
    }
}
