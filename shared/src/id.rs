//! Ids: opaque strings with a type for each kind of thing, so that an agent's id can't be passed
//! for a visitor's.

use crate::prelude::*;
use core::fmt;

/// Longest id in bytes. Longer ones are refused before they reach storage.
pub const MAX_ID_BYTES: usize = 64;

/// Why a string is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The prefix is wrong for this kind of id.
    #[error("“{actual}” is not the id of {kind}: it must begin with “{prefix}”")]
    Prefix {
        /// The value (shortened).
        actual: String,
        /// The kind of thing, for the sentence.
        kind: &'static str,
        /// The expected prefix.
        prefix: &'static str,
    },
    /// The value is empty, too long, or has characters that ids can't have.
    #[error("“{actual}” is not the id of {kind}: use 1 to 64 letters, digits, “-” or “_”")]
    Shape {
        /// The value (shortened).
        actual: String,
        /// The kind of thing, for the sentence.
        kind: &'static str,
    },
    /// A version that is not written as a whole number without leading zeros.
    #[error("“{actual}” is not a version: a version is a whole number, such as 3")]
    Version {
        /// What was given (shortened).
        actual: String,
    },
}

fn check(text: &str, kind: &'static str, prefix: &'static str) -> Result<(), IdError> {
    if fits(text, prefix) {
        return Ok(());
    }
    let actual = shortened(text);
    if text.starts_with(prefix) {
        Err(IdError::Shape { actual, kind })
    } else {
        Err(IdError::Prefix { actual, kind, prefix })
    }
}

/// As much of a text as an error sentence quotes.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().take(24).collect()
}

/// Whether a text is a valid id with this prefix.
pub(crate) fn fits(text: &str, prefix: &str) -> bool {
    text.len() <= MAX_ID_BYTES
        && text.strip_prefix(prefix).is_some_and(|rest| {
            !rest.is_empty()
                && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        })
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
        pub struct $name(String);

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "description": concat!("Names ", $kind, "."),
                    "type": "string",
                    "pattern": concat!("^", $prefix, "[A-Za-z0-9_-]+$"),
                    "maxLength": MAX_ID_BYTES,
                })
            }
        }

        impl $name {
            #[doc = concat!("What every id of this kind begins with: `", $prefix, "`.")]
            pub const PREFIX: &'static str = $prefix;

            /// Parses an id. Fails if the prefix or the characters are wrong.
            pub fn parse(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                check(&text, $kind, $prefix)?;
                Ok(Self(text))
            }

            /// Parses an id like [`Self::parse`], without an error text, which would cost the
            /// widget bytes.
            pub fn quietly(text: String) -> Option<Self> {
                fits(&text, $prefix).then_some(Self(text))
            }

            /// Makes an id of a string that is known to be valid.
            #[allow(dead_code, reason = "not every kind of id is read by the widget")]
            pub(crate) const fn trusted(text: String) -> Self {
                Self(text)
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// One tenant: its dialogues, people, agents, settings and quota.
    SiteId, "a site", "site_"
);
id!(
    /// One run of a stream and the live chat it may become.
    ConversationId, "a conversation", "conv_"
);
id!(
    /// A person who works on a site: answers chats, or administers it.
    AgentId, "an agent", "agent_"
);
id!(
    /// A browser that has met a dialogue, over all its visits.
    VisitorId, "a visitor", "visitor_"
);
id!(
    /// A dialogue: a stream with its audience.
    DialogueId, "a dialogue", "dialogue_"
);
#[cfg(feature = "serde")]
id!(
    /// One visitor's chat request, from the live chat card to its end.
    RequestId, "a request", "req_"
);
#[cfg(feature = "serde")]
id!(
    /// One offer to one agent.
    OfferId, "an offer", "offer_"
);
id!(
    /// A team of agents.
    TeamId, "a team", "team_"
);
id!(
    /// A role of a site's own.
    CustomRoleId, "a custom role", "role_"
);
id!(
    /// A routing rule.
    RuleId, "a rule", "rule_"
);
id!(
    /// An agent's session in one browser.
    SessionId, "a session", "session_"
);
id!(
    /// An API key, as lists name it; the key itself is a secret.
    KeyId, "an API key", "key_"
);
id!(
    /// An invitation to become an agent of a site.
    InvitationId, "an invitation", "invite_"
);
id!(
    /// A link with which an agent sets another password.
    ResetId, "a reset link", "reset_"
);
id!(
    /// A link with which an agent confirms another e-mail address.
    ConfirmationId, "a confirmation", "confirm_"
);
id!(
    /// A passkey of an agent.
    PasskeyId, "a passkey", "passkey_"
);
id!(
    /// An agent's browser that can receive pushes.
    DeviceId, "a device", "device_"
);
id!(
    /// A mail that is or was to be sent.
    MailId, "a mail", "mail_"
);
id!(
    /// An endpoint of a site's webhooks.
    WebhookId, "a webhook", "webhook_"
);
id!(
    /// A delivery to an endpoint: the header `webhook-id`, the same for every attempt.
    DeliveryId, "a delivery", "msg_"
);
id!(ReplyId, "a canned reply", "reply_");
id!(LabelId, "a label", "label_");
id!(
    /// A file in a conversation. The id is unguessable.
    FileId, "a file", "file_"
);
id!(
    /// A person, known by their e-mail address.
    PersonId, "a person", "person_"
);
id!(
    /// An erasure and its receipt.
    ErasureId, "an erasure", "erasure_"
);
id!(
    /// A card of a stream. The author chooses it, and it is unique in its stream.
    CardId, "a card", ""
);
id!(
    /// A response of a question card, unique in its card.
    ResponseId, "a response", ""
);
id!(
    /// The idempotency key of a frame, made by its sender: a frame that is sent twice counts once.
    ClientKey, "a frame", ""
);
id!(
    /// One visit of one browser, as its page calls it. An engagement counts once for each visit.
    VisitId, "a visit", "visit_"
);

/// The part of an id after its prefix, cut so that an id derived from it is not too long.
#[cfg(feature = "serde")]
fn stem<'a>(id: &'a str, prefix: &str, at_most: usize) -> &'a str {
    let rest = id.get(prefix.len()..).unwrap_or_default();
    rest.get(..at_most).unwrap_or(rest)
}

/// An id by which only the edge and agents tell things apart. The widget reads nothing of it, and downloads
/// nothing to read it.
#[cfg(not(feature = "serde"))]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadId;
#[cfg(not(feature = "serde"))]
pub type RequestId = UnreadId;
#[cfg(not(feature = "serde"))]
pub type OfferId = UnreadId;

#[cfg(feature = "serde")]
impl RequestId {
    /// The id of the chat request that the event at `seq` causes. It is derived, so that a replay
    /// gives the same id.
    #[must_use]
    pub fn derive(conversation: &ConversationId, seq: Seq) -> Self {
        let stem = stem(conversation.as_str(), ConversationId::PREFIX, 30);
        Self(format!("{}{stem}-{}", Self::PREFIX, seq.0))
    }
}

#[cfg(feature = "serde")]
impl OfferId {
    /// The id of an offer for a chat request; `attempt` is its number, from 1. It is derived, so
    /// that a replay gives the same id.
    #[must_use]
    pub fn derive(request: &RequestId, attempt: u32) -> Self {
        let stem = stem(request.as_str(), RequestId::PREFIX, 47);
        Self(format!("{}{stem}-{attempt}", Self::PREFIX))
    }
}

/// A published version of a dialogue; the first is 1. It never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Version(pub u32);

/// The sequence number of an event in its conversation's log; the first is 1, and there are no
/// gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Seq(pub u64);

impl Seq {
    /// The next sequence number.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_another_kind_is_refused_with_the_expected_prefix() {
        let error = AgentId::parse("visitor_1").unwrap_err();
        assert_eq!(
            error.to_string(),
            "“visitor_1” is not the id of an agent: it must begin with “agent_”"
        );
    }

    #[test]
    fn a_derived_id_is_a_valid_id() {
        let longest = ConversationId::parse(format!("conv_{}", "x".repeat(59))).unwrap();
        let request = RequestId::derive(&longest, Seq(1 << 53));
        let offer = OfferId::derive(&request, u32::MAX);
        assert_eq!(RequestId::parse(request.as_str()), Ok(request.clone()));
        assert_eq!(OfferId::parse(offer.as_str()), Ok(offer));
    }

    #[test]
    fn an_id_is_not_empty_and_has_no_spaces_or_slashes() {
        for bad in ["agent_", "agent_a b", "agent_a/b", "agent_é"] {
            assert!(AgentId::parse(bad).is_err(), "{bad}");
        }
        assert!(CardId::parse("").is_err());
        assert!(CardId::parse("x".repeat(65)).is_err());
        assert!(CardId::parse("hello-2").is_ok());
    }
}
