//! Parameters of paths and queries, as text and as values.

use crate::id::{
    AgentId, ClientKey, ConversationId, CustomRoleId, DeliveryId, DeviceId, DialogueId, ErasureId,
    FileId, IdError, InvitationId, KeyId, LabelId, PasskeyId, PersonId, ReplyId, SessionId, SiteId,
    TeamId, Version, VisitorId, WebhookId, shortened,
};
use crate::permission::RoleId;
use core::fmt::Write as _;

/// Why a parameter is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParamError {
    /// The id is malformed.
    #[error("{0}.")]
    Id(#[from] IdError),
    /// The parameter takes a number.
    #[error("“{actual}” is no number.")]
    NoNumber {
        /// The value in the request (shortened).
        actual: String,
    },
    /// The parameter takes other values.
    #[error("`{name}` can't be “{actual}”: use one of {accepted}.")]
    NotAllowed {
        name: &'static str,
        /// The value in the request (shortened).
        actual: String,
        accepted: String,
    },
}

/// A value that can be part of a path or a query.
pub trait Param: Sized {
    /// Parses the decoded text.
    fn parse(text: &str) -> Result<Self, ParamError>;
    /// Appends the value to a URL, percent-encoded.
    fn write(&self, url: &mut String);
}

macro_rules! id_params {
    ($($id:ident)+) => {
        $(
            impl Param for $id {
                fn parse(text: &str) -> Result<Self, ParamError> {
                    Ok(Self::parse(text)?)
                }
                fn write(&self, url: &mut String) {
                    url.push_str(self.as_str());
                }
            }
        )+
    };
}

id_params!(
    SiteId AgentId TeamId DialogueId ConversationId VisitorId PersonId ErasureId FileId KeyId
    InvitationId DeviceId ReplyId SessionId PasskeyId ClientKey CustomRoleId RoleId
    WebhookId DeliveryId LabelId
);

impl Param for String {
    fn parse(text: &str) -> Result<Self, ParamError> {
        Ok(text.to_owned())
    }

    fn write(&self, url: &mut String) {
        encode(self, url);
    }
}

impl Param for u32 {
    fn parse(text: &str) -> Result<Self, ParamError> {
        text.parse().map_err(|_| ParamError::NoNumber { actual: shortened(text) })
    }

    fn write(&self, url: &mut String) {
        let _ = write!(url, "{self}"); // writing to a string does not fail
    }
}

impl Param for Version {
    /// Accepts only the canonical form of the number.
    fn parse(text: &str) -> Result<Self, ParamError> {
        let number = text.parse().ok().filter(|number: &u32| number.to_string() == text);
        let error = || IdError::Version { actual: shortened(text) };
        Ok(number.map(Self).ok_or_else(error)?)
    }

    fn write(&self, url: &mut String) {
        let _ = write!(url, "{}", self.0); // writing to a string does not fail
    }
}

/// Percent-encodes everything but the unreserved characters.
pub fn encode(text: &str, url: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}"); // writing to a string does not fail
        }
    }
}

/// A query parameter, as the OpenAPI document describes it.
#[derive(Debug, Clone, Copy)]
pub struct QueryParam {
    pub name: &'static str,
    /// Its description in the OpenAPI document.
    pub about: &'static str,
    #[cfg(feature = "schema")]
    pub schema: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
}

/// The query parameters of a route. All of them are optional.
pub trait Query: Sized + Default + serde::Serialize + serde::de::DeserializeOwned {
    /// What each parameter is, for the description of the API.
    const PARAMS: &'static [QueryParam];
    /// Reads the query; `get` returns the first value of a parameter, decoded.
    fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, ParamError>;
    /// Appends the query to a URL.
    fn write(&self, url: &mut String);
}

impl Query for () {
    const PARAMS: &'static [QueryParam] = &[];

    fn read(_: impl Fn(&str) -> Option<String>) -> Result<Self, ParamError> {
        Ok(())
    }

    fn write(&self, _: &mut String) {}
}

/// Declares a query: each parameter with its type and description.
macro_rules! query {
    ($(#[$doc:meta])* $name:ident {
        $($(#[doc = $about:literal])+ $param:ident: $type:ty,)+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($(#[doc = $about])+ pub $param: Option<$type>,)+
        }

        impl $crate::api::Query for $name {
            const PARAMS: &'static [$crate::api::QueryParam] = &[$($crate::api::QueryParam {
                name: stringify!($param),
                about: concat!($($about),+),
                #[cfg(feature = "schema")]
                schema: <$type as schemars::JsonSchema>::json_schema,
            }),+];

            fn read(
                get: impl Fn(&str) -> Option<String>,
            ) -> Result<Self, $crate::api::ParamError> {
                Ok(Self {
                    $($param: get(stringify!($param))
                        .map(|text| <$type as $crate::api::Param>::parse(&text))
                        .transpose()?,)+
                })
            }

            fn write(&self, url: &mut String) {
                let mut separator = '?';
                $(if let Some(value) = &self.$param {
                    url.push(separator);
                    url.push_str(concat!(stringify!($param), "="));
                    $crate::api::Param::write(value, url);
                    separator = '&';
                })+
                let _ = separator;
            }
        }
    };
}

/// Declares an enum of the values that a parameter takes.
macro_rules! word_param {
    ($name:ident, $type:ident) => {
        impl $crate::api::Param for $type {
            fn parse(text: &str) -> Result<Self, $crate::api::ParamError> {
                Self::from_name(text).ok_or_else(|| $crate::api::ParamError::NotAllowed {
                    name: stringify!($name),
                    actual: text.chars().take(24).collect(),
                    accepted: Self::ALL
                        .iter()
                        .map(|one| one.as_str())
                        .collect::<Vec<_>>()
                        .join(", "),
                })
            }

            fn write(&self, url: &mut String) {
                url.push_str(self.as_str());
            }
        }
    };
}

/// Whether a parameter refers to something of the caller's own.
pub trait Own {
    /// Whether it does. `me` is `None` for an API key, which owns nothing.
    fn is_own(&self, me: Option<&AgentId>) -> bool;
}

impl Own for AgentId {
    fn is_own(&self, me: Option<&AgentId>) -> bool {
        me == Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_a_number_written_in_one_way() {
        assert_eq!(Version::parse("12"), Ok(Version(12)));
        for bad in ["012", "+1", "-1", "1.0", "", "x", "4294967296"] {
            let error = Version::parse(bad).unwrap_err();
            assert_eq!(error, IdError::Version { actual: bad.to_owned() }.into());
        }
    }

    #[test]
    fn text_in_a_url_is_encoded() {
        let mut url = String::new();
        encode("a b&c=é/~", &mut url);
        assert_eq!(url, "a%20b%26c%3D%C3%A9%2F~");
    }
}
