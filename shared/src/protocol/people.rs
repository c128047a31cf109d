//! Bodies about the people a site has talked to, and about finding conversations again.

use super::http::{ConversationRow, Listing, Record};
use super::keys::By;
use crate::event::{AgentProfile, Location};
use crate::id::{AgentId, ConversationId, DialogueId, ErasureId, PersonId, TeamId, VisitorId};
use crate::people::{Device, Pages, Piece};
use crate::person::Attributes;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What a conversation tells its site of itself: its line in the list, and what the line is found by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    #[serde(flatten)]
    pub row: ConversationRow,
    /// Where the edge thinks the visitor is.
    #[serde(default, skip_serializing_if = "Location::is_unknown")]
    pub location: Location,
    /// What they sit at.
    #[serde(default, skip_serializing_if = "Device::is_unknown")]
    pub device: Device,
    /// The team that was asked, where one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
    /// Everybody who ever had the chat.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agents: Vec<AgentId>,
    /// What was said, told when it ends or the visitor goes; none: as it was told before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

/// What is known of whom a conversation is with.
/// `GET /v1/sites/{site}/conversations/{conversation}/visitor`, and the answer to writing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VisitorProfile {
    /// Who they are, where their e-mail address is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// What holds of them.
    pub fields: Attributes,
    /// What of it agents noted.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub overrides: Attributes,
    /// Where the edge thinks they are.
    #[serde(default)]
    pub location: Location,
    /// What they sit at.
    #[serde(default)]
    pub device: Device,
    /// The pages of this visit.
    #[serde(default)]
    pub pages: Pages,
    /// When they were first seen.
    pub first: Timestamp,
    /// Their other conversations of the past 90 days, the latest first.
    pub activity: Vec<ActivityRow>,
    /// Whether there are more of them than are shown.
    #[serde(default)]
    pub more: bool,
}

/// One conversation among those of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActivityRow {
    pub id: ConversationId,
    pub started: Timestamp,
    /// When something last happened.
    pub last: Timestamp,
    /// The name of what ran.
    pub dialogue: String,
    /// Where it stands, as in [`ConversationRow`].
    pub status: String,
    /// Who talked to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentProfile>,
    /// Whether who asks may read it.
    pub readable: bool,
}

/// `PUT /v1/sites/{site}/conversations/{conversation}/visitor` and
/// `PUT /v1/sites/{site}/people/{person}`: what an agent notes of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldEdits {
    /// The fields to note; an empty value takes a note back, and what isn't named stays.
    pub fields: Attributes,
}

/// Something that was found. `GET /v1/sites/{site}/conversations/search`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SearchHit {
    pub row: ConversationRow,
    /// Whom it is with, by all that is known.
    pub name: Vec<Piece>,
    /// What was said, around what was found; nothing: it was not found in there.
    pub said: Vec<Piece>,
}

/// What lists can be narrowed to. `GET /v1/sites/{site}/conversations/filters`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Filters {
    /// Agents; only for who may see their conversations.
    pub agents: Vec<Named<AgentId>>,
    pub teams: Vec<Named<TeamId>>,
    pub dialogues: Vec<Named<DialogueId>>,
}

/// Something by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Named{T}"))]
pub struct Named<T> {
    pub id: T,
    pub name: String,
}

/// A person in the list. `GET /v1/sites/{site}/people`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PersonRow {
    pub id: PersonId,
    /// What holds of them.
    pub fields: Attributes,
    /// Where the edge last thought they were.
    #[serde(default)]
    pub location: Location,
    /// When they were first seen.
    pub first: Timestamp,
    /// When something of theirs last happened.
    pub last: Timestamp,
    /// How many conversations there are with them.
    pub conversations: u64,
}

/// A person with all that is known. `GET /v1/sites/{site}/people/{person}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PersonPage {
    /// Their line in the list.
    #[serde(flatten)]
    pub row: PersonRow,
    #[serde(default)]
    pub overrides: Attributes,
    /// What they last sat at.
    #[serde(default)]
    pub device: Device,
    /// Their browsers, as far as they are told apart.
    pub visitors: Vec<VisitorId>,
    /// Their conversations, the latest first; pass `next` as `cursor` for more.
    pub history: Listing<ActivityRow>,
}

/// Everything there is about a person. `GET /v1/sites/{site}/people/{person}/export`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Export {
    /// When it was put together.
    pub at: Timestamp,
    pub person: PersonPage,
    /// Their conversations, with all that happened in each.
    pub conversations: Vec<Record>,
}

/// That a person was erased: what was removed, and nothing of who they were.
/// `DELETE /v1/sites/{site}/people/{person}`, `GET /v1/sites/{site}/erasures`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Erasure {
    pub id: ErasureId,
    /// When it was asked for.
    pub at: Timestamp,
    pub by: By,
    pub removed: Removed,
    /// How many conversations have not confirmed yet that their log is gone. They are asked until
    /// they have.
    pub waiting: u64,
}

/// What was removed, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Removed {
    pub people: u64,
    pub visitors: u64,
    /// Fields that were told or noted.
    pub fields: u64,
    /// Conversations in the site's list.
    pub conversations: u64,
    /// Entries of the search index.
    pub entries: u64,
    /// Events in the logs of those conversations; counted as they confirm.
    pub events: u64,
    /// Files of those conversations; the same.
    pub files: u64,
}
