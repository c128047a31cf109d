//! Who a page says its visitor is, and how its server proves it (`docs/identity.md`).

#[cfg(feature = "serde")]
use super::visit::VisitorGreeting;
use crate::person::Kind;
use crate::prelude::*;
use crate::time::Timestamp;

/// Longest name a site can have for somebody, in characters.
const MAX_ID_CHARS: usize = 200;

/// Somebody, as a page names them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Identity {
    /// The site's own name for them; the best there is, for it never changes.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub id: Option<String>,
    /// Their e-mail address. Beside an id it is not what is signed.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub email: Option<String>,
    /// The site's signature of the id, or where there is none, of the e-mail address.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub signature: Option<String>,
}

/// What of an identity is signed, and what somebody is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// The site's own name for them, as it is.
    Id(String),
    /// Their e-mail address, without space around it and in small letters.
    Email(String),
}

/// Why an identity names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoClaim {
    /// Neither is there.
    #[error("An identity needs an `id`, or an `email` where there is none.")]
    Nobody,
    /// The id can't be taken.
    #[error("The `id` has 1 to {MAX_ID_CHARS} characters, and no line breaks or other controls.")]
    Id,
    /// The address can't be taken.
    #[error("The `email` is no e-mail address: it should look like name@example.com.")]
    Email,
}

impl Claim {
    /// The text that is signed.
    pub fn text(&self) -> &str {
        match self {
            Self::Id(text) | Self::Email(text) => text,
        }
    }

    /// Which of the two it is.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Id(_) => "id",
            Self::Email(_) => "email",
        }
    }
}

impl Identity {
    /// Whether it says anything.
    pub const fn is_empty(&self) -> bool {
        self.id.is_none() && self.email.is_none() && self.signature.is_none()
    }

    /// Whom it names.
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

/// `POST /v1/sites/{site}/visitors`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct VisitorRequest {
    /// Who they are, where the page knows.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub identity: Option<Identity>,
}

/// The answer to [`VisitorRequest`].
#[cfg(feature = "serde")]
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VisitorNamed {
    /// Who the browser is from now on.
    #[serde(flatten)]
    pub greeting: VisitorGreeting,
    /// Whether the site's server has signed who they are: the same person is the same visitor on
    /// every device.
    #[serde(default)]
    pub verified: bool,
}

/// `GET /v1/sites/{site}/identity`, and the answer to changing it: what identities are signed with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IdentitySettings {
    /// The secret; `null` until the first one is made.
    pub secret: Option<String>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// Until when the secret before it holds as well, if it still does.
    pub previous_until: Option<Timestamp>,
    /// Whether an identity without a signature is refused.
    pub required: bool,
}

/// `PUT /v1/sites/{site}/identity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequireSignature {
    /// Whether an identity without a signature is refused.
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
    fn the_id_comes_before_the_address_and_stays_as_it_is() {
        let id = claim(Some(" Ada "), Some("ada@example.com"));
        assert_eq!(id, Ok(Claim::Id(" Ada ".into())));
        let email = claim(None, Some(" Ada@Example.com\n"));
        assert_eq!(email, Ok(Claim::Email("ada@example.com".into())));
    }

    #[test]
    fn what_names_nobody_says_why() {
        assert_eq!(claim(None, None), Err(NoClaim::Nobody));
        // An id that is there and empty is a mistake of the page: the address does not stand in.
        assert_eq!(claim(Some(""), Some("ada@example.com")), Err(NoClaim::Id));
        assert_eq!(claim(Some("a\nb"), None), Err(NoClaim::Id));
        assert_eq!(claim(Some(&"x".repeat(201)), None), Err(NoClaim::Id));
        assert!(claim(Some(&"é".repeat(200)), None).is_ok());
        for email in ["", " ", "ada"] {
            assert_eq!(claim(None, Some(email)), Err(NoClaim::Email));
        }
    }
}
