//! What can happen in a conversation. A conversation *is* the list of these, in order.

use crate::id::{
    AgentId, CardId, ClientKey, ConversationId, DialogueId, FileId, IdError, OfferId, RequestId,
    ResponseId, Seq, Version,
};
use crate::person::{Attributes, Field};
use crate::prelude::*;
use crate::time::Timestamp;

/// An event at its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Logged {
    /// Its place; the first is 1, and there are no gaps.
    pub seq: Seq,
    /// When the edge wrote it.
    pub at: Timestamp,
    /// The frame that caused it, by its sender's own key; lets the sender know it again.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub id: Option<ClientKey>,
    /// What happened.
    pub event: Event,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(tag = "type", rename_all = "snake_case"))]
pub enum Event {
    /// The visitor gave a first response, and the conversation exists.
    Started {
        /// What they were answering.
        dialogue: DialogueId,
        /// The publication they go on with to the end, whatever is published later.
        version: Version,
        /// Where they were.
        page: Page,
        /// Where in the world the edge thinks they are.
        #[cfg_attr(
            feature = "serde",
            serde(default, skip_serializing_if = "Location::is_unknown")
        )]
        location: Location,
        /// What the page knew of them, or they had told in an earlier conversation.
        #[cfg_attr(
            feature = "serde",
            serde(default, skip_serializing_if = "Attributes::is_empty")
        )]
        page_attributes: Attributes,
    },
    /// A card appeared before the visitor.
    Shown {
        /// Which.
        card: CardId,
    },
    /// The visitor chose a response of a question.
    Answered {
        /// The question.
        card: CardId,
        /// What they chose.
        response: ResponseId,
    },
    /// The visitor filled in (or skipped: an empty value) fields of an information capture card.
    Captured {
        /// The card.
        card: CardId,
        /// The values by field; an empty one was skipped.
        values: Attributes,
    },
    /// Something was noted of the visitor: by the answer to a question, or by an action card.
    AttributeSet {
        /// The card.
        card: CardId,
        /// What.
        attribute: Field,
        /// Its value from here on.
        value: String,
    },
    /// The visitor passed a goal card.
    GoalReached {
        /// The card.
        card: CardId,
        /// The goal's name.
        goal: String,
    },
    /// The visitor came to the end of a branch.
    Completed {
        /// The last card of the branch.
        card: CardId,
    },
    /// The visitor reached the live chat card: an agent is wanted.
    Requested {
        /// Names this wish to its end.
        request: RequestId,
        /// The live chat card.
        card: CardId,
    },
    /// A chat is offered to one agent.
    Offered {
        /// The wish it serves.
        request: RequestId,
        /// This ring.
        offer: OfferId,
        /// Whom.
        agent: AgentProfile,
        /// When it ends by itself.
        until: Timestamp,
    },
    /// An offer ended without a chat.
    OfferClosed {
        /// The wish it served.
        request: RequestId,
        /// The ring.
        offer: OfferId,
        /// Where it rang.
        agent: AgentId,
        /// Why it ended.
        reason: OfferFailure,
    },
    /// An agent accepted, and from here on it is a chat; or took it over; or is back.
    Connected {
        /// The wish that came true.
        request: RequestId,
        /// Who is talking; their name and picture as of now, for the whole chat.
        agent: AgentProfile,
    },
    /// The agent has been gone for some time: nobody reads what the visitor writes, until they are
    /// back or somebody else has taken over.
    AgentGone {
        /// Who.
        agent: AgentId,
    },
    /// Nobody could be reached.
    FellBack {
        /// The wish that failed.
        request: RequestId,
        /// Why.
        reason: FallbackReason,
        /// What the visitor is told, as it was set at that moment.
        message: String,
    },
    /// The visitor gave up waiting.
    Withdrawn {
        /// The wish they gave up.
        request: RequestId,
    },
    /// Somebody wrote.
    Said {
        /// Who.
        by: Author,
        /// What; where they sent a file, its name.
        text: String,
        /// The file, if they sent one.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        file: Option<SharedFile>,
    },
    /// The conversation is over.
    Ended {
        /// By whom or what.
        by: EndedBy,
    },
}

/// Where a visitor is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page {
    /// Its address.
    pub url: String,
    /// Its title, as the browser shows it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "String::is_empty"))]
    pub title: String,
    /// Where the visitor came from, as far as the browser tells.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "String::is_empty"))]
    pub referrer: String,
}

#[cfg(feature = "serde")]
impl Page {
    /// Its path, short enough for a line; the host where there is no path.
    pub fn short(&self) -> String {
        let rest = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        match rest.split_once('/') {
            Some((_, path)) if !path.is_empty() => format!("/{path}"),
            Some(_) => "/".to_owned(),
            None => rest.to_owned(),
        }
    }
}

/// Where in the world the edge thinks a visitor is; what it can't tell is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Location {
    /// The country, as two letters.
    pub country: String,
    /// The region's name.
    pub region: String,
    /// The city's name.
    pub city: String,
}

impl Location {
    /// Whether the edge can't tell anything.
    pub const fn is_unknown(&self) -> bool {
        self.country.is_empty() && self.region.is_empty() && self.city.is_empty()
    }
}

/// A file that somebody sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SharedFile {
    /// Which; whoever knows it can have the file.
    pub id: FileId,
    /// What its content is, as a media type: `image/png`.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub kind: String,
    /// How long it is, in bytes.
    pub size: u64,
}

impl SharedFile {
    /// Whether it can be shown as a picture.
    pub fn is_image(&self) -> bool {
        self.kind.starts_with("image/")
    }

    /// Where it is had, on the chat's origin.
    pub fn path(&self, conversation: &ConversationId) -> String {
        // Not `format!`: the widget would pay for its machinery.
        let mut path = "/v1/conversations/".to_owned();
        path.push_str(conversation.as_str());
        path.push_str("/files/");
        path.push_str(self.id.as_str());
        path
    }
}

/// What a visitor sees of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentProfile {
    /// Who.
    pub id: AgentId,
    /// Their name, as they want to be called.
    pub name: String,
    /// Path of their picture on the chat's origin, if they have one.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub picture: Option<String>,
}

/// Who wrote: on the wire `"visitor"` or the agent's id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub enum Author {
    /// The visitor.
    Visitor,
    /// That agent.
    Agent(AgentId),
}

impl Author {
    /// As it goes over the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Visitor => "visitor",
            Self::Agent(agent) => agent.as_str(),
        }
    }
}

impl TryFrom<String> for Author {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        if text == "visitor" { Ok(Self::Visitor) } else { AgentId::parse(text).map(Self::Agent) }
    }
}

impl From<Author> for String {
    fn from(author: Author) -> Self {
        author.as_str().to_owned()
    }
}

/// A plain enum that is one word on the wire, with the words in one place.
macro_rules! string_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[$vdoc])* #[cfg_attr(feature = "serde", serde(rename = $text))] $variant,)+
        }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The one with that word, if there is one.
            pub fn from_name(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use string_enum;

string_enum!(
    /// Why an offer ended without a chat.
    OfferFailure {
        /// The agent said no.
        Declined = "declined",
        /// The time ran out.
        TimedOut = "timed_out",
        /// The visitor gave up, or the chat ended.
        Withdrawn = "withdrawn",
        /// The agent can't take it any more: signed out, or not an agent now.
        AgentGone = "agent_gone",
    }
);
string_enum!(
    /// Why nobody could be reached.
    FallbackReason {
        /// No agent could take it at that moment.
        NobodyAvailable = "nobody_available",
        /// An agent was asked and said no.
        Declined = "declined",
        /// An agent was asked and did not answer in time.
        TimedOut = "timed_out",
        /// The site's limit of engagements is reached.
        QuotaExhausted = "quota_exhausted",
        /// The desk could not be reached in time.
        DeskUnreachable = "desk_unreachable",
    }
);
string_enum!(
    /// Who or what ended a conversation.
    EndedBy {
        /// The visitor.
        Visitor = "visitor",
        /// The agent.
        Agent = "agent",
        /// Nobody said anything for too long.
        Idle = "idle",
        /// The visitor was gone for too long.
        VisitorGone = "visitor_gone",
    }
);
