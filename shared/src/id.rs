//! Names of things: opaque strings, each with a type of its own, so that an agent's id can never
//! stand where a visitor's belongs.

use crate::prelude::*;
use core::fmt;

/// Longest id accepted, in bytes. Longer ones are refused before they reach any storage.
pub const MAX_ID_BYTES: usize = 64;

/// Why a string is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// It does not begin as ids of its kind do.
    #[error("“{actual}” can't name {kind}: such an id begins with “{prefix}”")]
    Prefix {
        /// What was given (shortened).
        actual: String,
        /// The kind of thing it should name.
        kind: &'static str,
        /// What it should begin with.
        prefix: &'static str,
    },
    /// It is empty, too long, or has characters an id can't have.
    #[error("“{actual}” can't name {kind}: use 1 to 64 letters, digits, “-” or “_”")]
    Shape {
        /// What was given (shortened).
        actual: String,
        /// The kind of thing it should name.
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

/// Whether that is an id with that beginning.
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

            /// Takes a string for an id. Errors when its beginning or its characters don't fit.
            pub fn parse(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                check(&text, $kind, $prefix)?;
                Ok(Self(text))
            }

            /// As [`Self::parse`], without a word about why not: the words cost the widget bytes.
            pub fn quietly(text: String) -> Option<Self> {
                fits(&text, $prefix).then_some(Self(text))
            }

            /// Takes a string for an id that is known to be one.
            #[allow(dead_code, reason = "not every kind of id is read by the widget")]
            pub(crate) const fn trusted(text: String) -> Self {
                Self(text)
            }

            /// The id as it goes over the wire.
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
    /// Somebody who answers chats, or administers them.
    AgentId, "an agent", "agent_"
);
id!(
    /// One browser, known or not.
    VisitorId, "a visitor", "visitor_"
);
id!(
    /// A dialogue: a stream aimed at pages and people.
    DialogueId, "a dialogue", "dialogue_"
);
id!(
    /// One visitor's chat request, from the live chat card to its end.
    RequestId, "a request", "req_"
);
id!(
    /// One offer to one agent.
    OfferId, "an offer", "offer_"
);
id!(
    /// Some agents who answer together.
    TeamId, "a team", "team_"
);
id!(
    /// A custom routing rule.
    RuleId, "a rule", "rule_"
);
id!(
    /// One signed-in browser of an agent.
    SessionId, "a session", "session_"
);
id!(
    /// A key of the site's interface, as lists name it; the key itself is a secret.
    KeyId, "an API key", "key_"
);
id!(
    /// Somebody who may join a site, and has not yet.
    InvitationId, "an invitation", "invite_"
);
id!(
    /// One browser of an agent that can be pushed to.
    DeviceId, "a device", "device_"
);
id!(
    /// A reply that is kept for being sent again.
    ReplyId, "a canned reply", "reply_"
);
id!(
    /// A file that was sent in a conversation. Nobody can guess one.
    FileId, "a file", "file_"
);
id!(
    /// Somebody known by their e-mail address.
    PersonId, "a person", "person_"
);
id!(
    /// That somebody was erased, and what of them.
    ErasureId, "an erasure", "erasure_"
);
id!(
    /// A card of a stream; the author chooses it, it is unique in its stream.
    CardId, "a card", ""
);
id!(
    /// A response of a question card, unique in its card.
    ResponseId, "a response", ""
);
id!(
    /// A client's own name for a frame it sent: sent twice, it counts once.
    ClientKey, "a frame", ""
);
id!(
    /// One visit of one browser, as its page names it; engagements count once for each.
    VisitId, "a visit", "visit_"
);

/// The part of an id after its prefix, cut so that what is made of it is an id again.
fn stem<'a>(id: &'a str, prefix: &str, at_most: usize) -> &'a str {
    let rest = id.get(prefix.len()..).unwrap_or_default();
    rest.get(..at_most).unwrap_or(rest)
}

impl RequestId {
    /// The chat request that the event at `seq` made: derived, so that a replay names it the same.
    #[must_use]
    pub fn derive(conversation: &ConversationId, seq: Seq) -> Self {
        let stem = stem(conversation.as_str(), ConversationId::PREFIX, 30);
        Self(format!("{}{stem}-{}", Self::PREFIX, seq.0))
    }
}

impl OfferId {
    /// The `attempt` offer for a chat request, the first being 1: derived, so that a replay names it the same.
    #[must_use]
    pub fn derive(request: &RequestId, attempt: u32) -> Self {
        let stem = stem(request.as_str(), RequestId::PREFIX, 47);
        Self(format!("{}{stem}-{attempt}", Self::PREFIX))
    }
}

/// Which publication of a dialogue; the first is 1. Immutable once made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Version(pub u32);

/// The place of an event in its conversation's log; the first is 1, and there are no gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Seq(pub u64);

impl Seq {
    /// The place after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_another_kind_is_refused_with_the_prefix_it_should_have() {
        let error = AgentId::parse("visitor_1").unwrap_err();
        assert_eq!(
            error.to_string(),
            "“visitor_1” can't name an agent: such an id begins with “agent_”"
        );
    }

    #[test]
    fn an_id_made_of_another_is_an_id() {
        let longest = ConversationId::parse(format!("conv_{}", "x".repeat(59))).unwrap();
        let request = RequestId::derive(&longest, Seq(1 << 53));
        let offer = OfferId::derive(&request, u32::MAX);
        assert_eq!(RequestId::parse(request.as_str()), Ok(request.clone()));
        assert_eq!(OfferId::parse(offer.as_str()), Ok(offer));
    }

    #[test]
    fn an_id_holds_no_spaces_no_slashes_and_is_not_empty() {
        for bad in ["agent_", "agent_a b", "agent_a/b", "agent_é"] {
            assert!(AgentId::parse(bad).is_err(), "{bad}");
        }
        assert!(CardId::parse("").is_err());
        assert!(CardId::parse("x".repeat(65)).is_err());
        assert!(CardId::parse("hello-2").is_ok());
    }
}
