//! What an endpoint is told.

use super::kind::WebhookEvent;
use crate::event::{AgentProfile, Event, Page};
use crate::id::{ConversationId, DialogueId, PersonId, Seq, SiteId, VisitorId};
use crate::person::Attributes;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The body of a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Payload {
    /// What happened: the name of the event, or `test`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened, in milliseconds since the epoch.
    pub timestamp: Timestamp,
    pub data: About,
}

/// What it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct About {
    pub site: SiteId,
    /// The conversation in which it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationFacts>,
    /// The number of the event in the conversation's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
    /// The event, as it is in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Event>,
    /// The person, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonFacts>,
}

/// A conversation as it was when the site heard of the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConversationFacts {
    pub id: ConversationId,
    /// The address of the console, where the conversation can be read.
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor: Option<VisitorId>,
    /// Whether a signature of the site's server proves who the visitor is.
    #[serde(default)]
    pub verified: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialogue: Option<DialogueId>,
    /// What the visitor said of themselves.
    pub attributes: Attributes,
    /// The page on which it began.
    pub page: Page,
    pub started: Timestamp,
    /// The status, as in the list of conversations.
    pub status: String,
    /// The agent who had the chat last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentProfile>,
}

/// A person as they are now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PersonFacts {
    pub id: PersonId,
    /// Whether a signature of the site's server proves who the person is.
    #[serde(default)]
    pub verified: bool,
    /// The values that apply.
    pub fields: Attributes,
}

impl Payload {
    /// What the type is for a test.
    pub const TEST: &'static str = "test";

    /// The payload of an event.
    pub fn new(event: WebhookEvent, at: Timestamp, data: About) -> Self {
        Self { kind: event.as_str().to_owned(), timestamp: at, data }
    }

    /// The payload with which somebody tries an endpoint out.
    pub fn test(site: SiteId, at: Timestamp) -> Self {
        let data = About { site, conversation: None, seq: None, event: None, person: None };
        Self { kind: Self::TEST.to_owned(), timestamp: at, data }
    }
}
