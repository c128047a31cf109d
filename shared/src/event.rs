//! The events of a conversation. A conversation *is* the ordered list of its events.

mod app;

#[cfg(feature = "serde")]
pub use app::HandedOver;
pub use app::{AppName, Author};

use crate::audience::NowFacts;
use crate::id::{
    AgentId, CardId, ClientKey, ConversationId, DialogueId, FileId, OfferId, RequestId, ResponseId,
    Seq, Version,
};
use crate::person::{Attributes, Field};
use crate::prelude::*;
use crate::stream::CaptureField;
use crate::time::Timestamp;

/// An event in the log.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Logged {
    /// Its sequence number; the first is 1, and there are no gaps.
    pub seq: Seq,
    /// When the edge wrote it.
    pub at: Timestamp,
    /// The client key of the frame that caused it. By this key the sender recognises its own frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ClientKey>,
    pub event: Event,
}

/// Everything that can happen in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The visitor gave a first response, which created the conversation.
    Started {
        /// The dialogue that they responded to.
        dialogue: DialogueId,
        /// The published version. The conversation keeps it to the end, whatever is published
        /// later.
        version: Version,
        page: Page,
        /// Location that the edge derived from the request.
        #[serde(default, skip_serializing_if = "Location::is_unknown")]
        location: Location,
        /// Attributes that the page passed, or that an earlier conversation of this visitor
        /// collected.
        #[serde(default, skip_serializing_if = "Attributes::is_empty")]
        page_attributes: Attributes,
    },
    /// The visitor saw a card.
    Shown { card: CardId },
    /// The visitor chose a response of a question.
    Answered { card: CardId, response: ResponseId },
    /// The visitor filled in the fields of a capture card.
    Captured {
        card: CardId,
        /// The values by field; an empty value means that the field was skipped.
        values: Attributes,
    },
    /// The visitor corrected what they had filled in at a capture card. The dialogue stays where it is.
    AnswerCorrected {
        card: CardId,
        /// The corrected values by field; never an empty one.
        values: Attributes,
    },
    /// The answer to a question, or an action card, set an attribute of the visitor.
    AttributeSet {
        card: CardId,
        attribute: Field,
        /// Its new value.
        value: String,
    },
    /// The dialogue came to a condition that asks whether the site is open or somebody available.
    AvailabilityChecked {
        card: CardId,
        /// What was so at that moment. The widget needs none of it.
        #[codec(skip)]
        facts: NowFacts,
        /// When people are back, if nobody can be reached and that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        back_at: Option<Timestamp>,
    },
    /// The visitor passed a goal card.
    GoalReached { card: CardId, goal: String },
    /// The visitor came to the end of a branch.
    Completed {
        /// The last card of the branch.
        card: CardId,
    },
    /// The visitor asks for a person: they reached the live chat card, or a program handed them over.
    Requested {
        /// The id of the chat request until it ends.
        request: RequestId,
        /// The card that they were at.
        card: CardId,
        /// The program that handed them over.
        #[cfg(feature = "serde")]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        handed_over: Option<HandedOver>,
    },
    /// Every agent who could take the chat has as many as they can have, so the visitor waits in the
    /// queue; or their place in it has changed.
    Queued {
        /// Their place: 1 is next, and 10 is the tenth or a later one.
        place: u64,
        /// When they stop waiting.
        #[codec(skip)]
        until: Timestamp,
    },
    /// The desk offered the chat to an agent.
    Offered {
        request: RequestId,
        offer: OfferId,
        agent: AgentProfile,
        /// When the offer times out.
        until: Timestamp,
    },
    /// An offer ended without a chat.
    OfferClosed { request: RequestId, offer: OfferId, agent: AgentId, reason: OfferFailure },
    /// An agent accepted, took the chat over, or is back.
    Connected {
        request: RequestId,
        /// Their name and picture now; later changes don't affect this chat.
        agent: AgentProfile,
    },
    /// An agent answers after the end. From then on they and the visitor can write, at any time; the
    /// desk is not involved.
    FollowedUp {
        /// An id like that of a chat request.
        request: RequestId,
        /// Their name and picture now.
        agent: AgentProfile,
    },
    /// The agent's connection has been gone for some time. Nobody reads what the visitor writes
    /// until the agent is back or another one has taken over.
    AgentGone { agent: AgentId },
    /// No agent could be reached.
    FellBack {
        request: RequestId,
        reason: FallbackReason,
        /// The site's fallback message at that moment.
        message: String,
        /// What the visitor can leave instead, if they are offered it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        form: Option<FallbackForm>,
    },
    /// The visitor left a message with the form of the fallback. It waits for an answer.
    MessageLeft {
        /// What they filled in, by field; never an empty value.
        #[serde(default, skip_serializing_if = "Attributes::is_empty")]
        values: Attributes,
        text: String,
    },
    /// The visitor stopped waiting.
    Withdrawn { request: RequestId },
    /// The visitor, an agent or an app sent a message or a file.
    Said {
        by: Author,
        /// The message, or the name of the file.
        text: String,
        /// The file, if they sent one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<SharedFile>,
    },
    /// The visitor opened the document of a card.
    #[cfg(feature = "serde")]
    #[codec(skip)]
    DocumentOpened { card: CardId },
    /// The visitor downloaded the document of a card.
    #[cfg(feature = "serde")]
    #[codec(skip)]
    DocumentDownloaded { card: CardId },
    /// The visitor closed the document of a card.
    #[cfg(feature = "serde")]
    #[codec(skip)]
    DocumentClosed {
        card: CardId,
        /// How long it was in view, in milliseconds.
        ms: u64,
    },
    /// The visitor rated the chat after its end, or changed their rating.
    #[codec(skip)]
    Rated {
        rating: Rating,
        /// What they wrote to it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        comment: String,
    },
    /// The conversation is over.
    Ended { by: EndedBy },
}

/// What a visitor thought of a chat: 1 (very bad) to 5 (very good).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "u8", into = "u8"))]
pub struct Rating(u8);

impl Rating {
    /// The best rating.
    pub const BEST: u8 = 5;

    /// The rating with this value, if there is one.
    pub const fn new(value: u8) -> Option<Self> {
        if 1 <= value && value <= Self::BEST { Some(Self(value)) } else { None }
    }

    /// How many stars it is, from 1 to 5.
    pub const fn value(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Rating {
    type Error = &'static str;
    fn try_from(value: u8) -> Result<Self, Self::Error> {
        Self::new(value).ok_or("a rating is a whole number from 1 to 5")
    }
}

impl From<Rating> for u8 {
    fn from(rating: Rating) -> Self {
        rating.0
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Rating {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rating".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 1, "maximum": Self::BEST })
    }
}

/// The form of a fallback: a message, and what the site asks to answer it.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FallbackForm {
    /// What is asked besides the message: the e-mail address unless it is known (without a label,
    /// the widget has its own), and the site's fields whose values are not known.
    pub fields: Vec<CaptureField>,
    /// When the first agent whom the chat could go to has hours again, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_at: Option<Timestamp>,
}

/// The page that a visitor is on.
#[derive(Debug, Clone, PartialEq, Eq, Default, codec_derive::Decode, codec_derive::Encode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page {
    pub url: String,
    /// The title of the document.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The referrer, as far as the browser reports it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub referrer: String,
}

#[cfg(feature = "serde")]
impl Page {
    /// The path, shortened for one line; the host if the path is empty.
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

/// The visitor's location, derived by the edge. Parts that it can't tell are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Location {
    /// Two-letter country code.
    pub country: String,
    pub region: String,
    pub city: String,
}

impl Location {
    /// Whether no part is known.
    pub const fn is_unknown(&self) -> bool {
        self.country.is_empty() && self.region.is_empty() && self.city.is_empty()
    }
}

/// A file that somebody sent.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SharedFile {
    /// An unguessable id. Anyone who has it can download the file.
    pub id: FileId,
    /// What its content is, as a media type: `image/png`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Size in bytes.
    pub size: u64,
}

impl SharedFile {
    /// Whether browsers can show it as a picture.
    pub fn is_image(&self) -> bool {
        self.kind.starts_with("image/")
    }

    /// Its path on the chat's origin.
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
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentProfile {
    pub id: AgentId,
    /// The name that the visitor reads.
    pub name: String,
    /// Path of their picture on the chat's origin, if they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

/// Declares a plain enum with one string per variant, the same on the wire and in storage.
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
            /// All variants, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The string on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The variant with this string, if there is one.
            pub fn from_name(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use string_enum;

/// How an offer ended. On the wire it is one word: `accepted`, or that of the [`OfferFailure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum OfferOutcome {
    /// The agent took the chat.
    Accepted,
    /// It ended without a chat.
    #[cfg_attr(feature = "serde", serde(untagged))]
    Failed(OfferFailure),
}

impl From<OfferFailure> for OfferOutcome {
    fn from(failure: OfferFailure) -> Self {
        Self::Failed(failure)
    }
}

// A type of its own, because an accepted offer closes with `Event::Connected`: neither
// `Event::OfferClosed` nor a failed transfer can say `accepted`.
string_enum!(
    /// Why an offer ended without a chat.
    OfferFailure {
        /// The agent declined.
        Declined = "declined",
        /// The agent did not answer in time.
        TimedOut = "timed_out",
        /// The visitor stopped waiting, or the chat ended.
        Withdrawn = "withdrawn",
        /// The agent signed out, disconnected, or is no agent any more.
        AgentGone = "agent_gone",
    }
);
string_enum!(
    /// Why no agent could be reached.
    FallbackReason {
        /// No agent could take a chat at that moment.
        NobodyAvailable = "nobody_available",
        /// An agent declined.
        Declined = "declined",
        /// An agent did not answer in time.
        TimedOut = "timed_out",
        /// The site's limit of engagements is reached.
        QuotaExhausted = "quota_exhausted",
        /// The desk could not be reached in time.
        DeskUnreachable = "desk_unreachable",
        /// The visitor has another chat request open, in another conversation.
        OtherChat = "other_chat",
    }
);
string_enum!(
    /// Who or what ended a chat.
    EndedBy {
        Visitor = "visitor",
        Agent = "agent",
        /// Nobody wrote for too long.
        Idle = "idle",
        /// The visitor was gone for too long.
        VisitorGone = "visitor_gone",
    }
);
