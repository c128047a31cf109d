//! Bodies about people, and about searching conversations.

use super::blocked::Blocked;
use super::http::{ConversationRow, Listing, Record};
use super::keys::By;
use crate::conversation::{Draft, MissedReport};
use crate::event::{AgentProfile, Event, Location, Logged, SharedFile};
use crate::id::{AgentId, ConversationId, DialogueId, ErasureId, PersonId, Seq, TeamId, VisitorId};
use crate::people::{Device, Pages, Piece};
use crate::person::Attributes;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What a conversation reports to its site: its row in the list and its search terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    #[serde(flatten)]
    pub row: ConversationRow,
    /// Location that the edge derived.
    #[serde(default, skip_serializing_if = "Location::is_unknown")]
    pub location: Location,
    /// The visitor's browser and system.
    #[serde(default, skip_serializing_if = "Device::is_unknown")]
    pub device: Device,
    /// The team that the chat was requested from, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
    /// All agents who ever had the chat.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agents: Vec<AgentId>,
    /// What nobody answered, if that is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed_report: Option<MissedReport>,
    /// When an agent last answered after the end, if the visitor has not seen it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread_answer: Option<Timestamp>,
    /// The text for the search index. It is sent when the conversation ends or the visitor leaves;
    /// `null` keeps the earlier text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// Bytes that the conversation stores. Zero keeps what it reported before.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub bytes: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(bytes: &u64) -> bool {
    *bytes == 0
}

/// The profile of a conversation's visitor:
/// `GET /v1/sites/{site}/conversations/{conversation}/visitor`, and the answer to changing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VisitorProfile {
    /// The person, if the visitor's e-mail address is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Whether it is proven that the visitor is who they say: the site's server signed who they are
    /// and, if they are a verified person, proved to be that person. Otherwise `fields` has what
    /// they said in this conversation, and nothing that is known of the person.
    #[serde(default)]
    pub verified: bool,
    /// The values that apply: overrides first, then attributes.
    pub fields: Attributes,
    /// The values that agents have set.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub overrides: Attributes,
    /// Location that the edge derived.
    #[serde(default)]
    pub location: Location,
    /// Their browser and system.
    #[serde(default)]
    pub device: Device,
    /// The pages of this visit.
    #[serde(default)]
    pub pages: Pages,
    /// When they were first seen.
    pub first: Timestamp,
    /// Their other conversations of the past 90 days, latest first.
    pub activity: Vec<ActivityRow>,
    /// Whether there are more conversations than these.
    #[serde(default)]
    pub more: bool,
}

/// One conversation of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActivityRow {
    pub id: ConversationId,
    pub started: Timestamp,
    /// When the last event happened.
    pub last: Timestamp,
    /// The name of the dialogue.
    pub dialogue: String,
    /// The status, as in [`ConversationRow`].
    pub status: String,
    /// The agent who had the chat last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentProfile>,
    /// Whether the caller may read it.
    pub readable: bool,
}

/// Overrides that an agent sets in a profile:
/// `PUT /v1/sites/{site}/conversations/{conversation}/visitor` and
/// `PUT /v1/sites/{site}/people/{person}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldEdits {
    /// The fields to change; an empty value removes an override, and other fields stay.
    pub fields: Attributes,
}

/// A search result. `GET /v1/sites/{site}/conversations/search`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SearchHit {
    pub row: ConversationRow,
    /// The visitor's attributes, with matches.
    pub name: Vec<Piece>,
    /// An excerpt of the conversation around the matches; empty if the text doesn't match.
    pub said: Vec<Piece>,
}

/// Values to filter lists by. `GET /v1/sites/{site}/conversations/filters`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Filters {
    /// Agents; empty if the caller may see only their own conversations.
    pub agents: Vec<Named<AgentId>>,
    pub teams: Vec<Named<TeamId>>,
    pub dialogues: Vec<Named<DialogueId>>,
}

/// An id with its name.
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
    /// Whether a signature of the site's server proves who the person is. Then conversations without
    /// it change nothing here.
    #[serde(default)]
    pub verified: bool,
    /// The values that apply: overrides first, then attributes.
    pub fields: Attributes,
    /// The last location that the edge derived.
    #[serde(default)]
    pub location: Location,
    /// When they were first seen.
    pub first: Timestamp,
    /// When they were last active.
    pub last: Timestamp,
    /// Number of their conversations.
    pub conversations: u64,
}

/// A person who became known, has changed, or was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PersonChange {
    pub id: PersonId,
    /// What is known now; absent if they were erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonRow>,
}

/// What `GET /v1/sites/{site}/people/changes` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PeopleChanges {
    pub items: Vec<PersonChange>,
    /// The `after` of the next request; always there, because changes go on.
    pub next: String,
    /// Whether there are more changes now.
    pub more: bool,
}

/// A person with their profile and conversations. `GET /v1/sites/{site}/people/{person}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PersonPage {
    /// Their row in the list.
    #[serde(flatten)]
    pub row: PersonRow,
    #[serde(default)]
    pub overrides: Attributes,
    /// Their last browser and system.
    #[serde(default)]
    pub device: Device,
    /// The visitor ids of their browsers.
    pub visitors: Vec<VisitorId>,
    /// Their conversations, latest first; pass `next` as `cursor` for more.
    pub history: Listing<ActivityRow>,
}

/// All data about a person. `GET /v1/sites/{site}/people/{person}/export`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Export {
    /// When the export was made.
    pub at: Timestamp,
    pub person: PersonPage,
    /// The blocks of their browsers and of their e-mail address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Blocked>,
    /// All their conversations.
    pub conversations: Vec<ExportedConversation>,
}

/// A conversation in an export: everything that is stored about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExportedConversation {
    /// The log and the notes.
    #[serde(flatten)]
    pub record: Record,
    pub visitor: VisitorId,
    /// Whether a signature of the site's server proves who the visitor is.
    pub verified: bool,
    /// The visitor's browser and system.
    #[serde(default, skip_serializing_if = "Device::is_unknown")]
    pub device: Device,
    /// The pages that the visitor was on, in order. The oldest are dropped above 30.
    pub pages: Pages,
    /// What agents have typed and not sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drafts: Vec<AgentDraft>,
    /// The files of the conversation, in the order of their messages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<ExportedFile>,
}

/// An agent's draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentDraft {
    pub agent: AgentId,
    #[serde(flatten)]
    pub draft: Draft,
}

/// A file in an export. Its content is not in the export, which could be gigabytes, but at an
/// address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExportedFile {
    /// The sequence number of its message.
    pub seq: Seq,
    pub name: String,
    #[serde(flatten)]
    pub file: SharedFile,
    /// The address of its content, for a `GET` without a session or key, until it is erased.
    pub url: String,
}

impl ExportedFile {
    /// The files in a log; `origin` is that of the deployment.
    pub fn all(origin: &str, record: &Record) -> Vec<Self> {
        let file = |logged: &Logged| match &logged.event {
            Event::Said { text, file: Some(file), .. } => {
                let url = format!("{origin}{}", file.path(&record.conversation));
                Some(Self { seq: logged.seq, name: text.clone(), file: file.clone(), url })
            }
            _ => None,
        };
        record.log.iter().filter_map(file).collect()
    }
}

/// The receipt of an erasure: what was removed, without data about the person.
/// `DELETE /v1/sites/{site}/people/{person}`, `GET /v1/sites/{site}/erasures`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Erasure {
    pub id: ErasureId,
    /// When the erasure was requested.
    pub at: Timestamp,
    pub by: By,
    pub removed: Removed,
    /// Number of conversations that have not confirmed yet that their log is deleted. The request
    /// is repeated until they do.
    pub waiting: u64,
}

/// Numbers of removed records, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Removed {
    pub people: u64,
    pub visitors: u64,
    /// Attributes and overrides.
    pub fields: u64,
    /// Conversations in the site's list.
    pub conversations: u64,
    /// Entries of the search index.
    pub entries: u64,
    /// Events in the logs of these conversations; counted as they confirm.
    pub events: u64,
    /// Files of these conversations; counted as they confirm.
    pub files: u64,
    /// Blocks that lost name, e-mail address and reason. They go on blocking the visitor and the
    /// address.
    pub blocks: u64,
}
