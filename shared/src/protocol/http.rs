//! Bodies of the HTTP interface that operators and agents use.

use super::bounds;
use super::visit::Style;
use crate::audience::Visitors;
use crate::conversation::{ConversationMeta, PrivateNote};
use crate::event::{AgentProfile, Logged, Page};
use crate::id::{
    AgentId, ConversationId, DialogueId, FileId, Seq, SiteId, TeamId, Version, VisitorId,
};
use crate::language::{Language, standard};
use crate::permission::{Permission, Role};
use crate::person::Attributes;
use crate::quota::Package;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `POST /v1/sites/{site}/session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignIn {
    pub email: String,
    pub password: String,
}

/// `GET /v1/sites/{site}/me` and the answer to [`SignIn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Me {
    /// The site they are signed in to.
    pub site: SiteId,
    pub site_name: String,
    pub agent: AgentProfile,
    pub email: String,
    pub role: Role,
    /// What they may do.
    pub permissions: Vec<Permission>,
}

/// `PUT /v1/operator/sites/{site}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MakeSite {
    pub name: String,
    pub package: Package,
    /// Origins whose pages may show its chat, like `https://example.com`; none: any.
    #[serde(default)]
    pub allowed_domains: Vec<String>,
    /// Its first admin; only read when the site is made.
    pub admin: NewAgent,
}

/// The answer to [`MakeSite`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteSummary {
    pub site: SiteId,
    pub name: String,
    pub package: Package,
    /// The id of its first admin.
    pub admin: AgentId,
}

/// `GET /v1/health`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Health {
    /// Always `ok`: a worker that does not run answers nothing.
    pub status: String,
}

/// `PUT /v1/operator/sites/{site}/package`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetPackage {
    pub package: Package,
    /// How many engagements Select has in the life of this site; none: as many as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

/// Somebody who may sign in. `PUT /v1/sites/{site}/agents/{agent}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewAgent {
    /// Their name, as visitors see it.
    pub name: String,
    /// Their e-mail; they sign in with it.
    pub email: String,
    /// Their password; may be left out for somebody who has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// What they may do.
    #[serde(default)]
    pub role: Role,
}

/// An agent, as admins see them. `GET /v1/sites/{site}/agents`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentRow {
    pub id: AgentId,
    pub name: String,
    pub email: String,
    pub role: Role,
    /// Path of their picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

/// Who else could take a chat. `GET /v1/sites/{site}/transfer_targets`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TransferTargets {
    /// The other agents who may have chats, those who can take one first.
    pub agents: Vec<TransferTarget>,
    /// The teams; none where the package has none.
    pub teams: Vec<TeamTarget>,
}

/// Another agent, as somebody sees them who wants to hand a chat over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TransferTarget {
    pub agent: AgentProfile,
    /// How many chats they have, offers counted.
    pub chats: usize,
    /// Why they can't take one now; none: they can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable_reason: Option<String>,
}

/// A team, as somebody sees it who wants to hand a chat over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamTarget {
    pub team: TeamId,
    pub name: String,
    /// How many of it can take a chat now.
    pub free: usize,
}

/// `GET /v1/sites/{site}/agents/{agent}/availability`, and the answer to writing it.
#[cfg(feature = "desk")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentAvailability {
    /// When they are available each week; `null`: they have no schedule.
    pub schedule: Option<crate::availability::Schedule>,
}

/// `PUT /v1/sites/{site}/agents/{agent}/availability`.
#[cfg(feature = "desk")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewAvailability {
    /// A schedule, not checked yet; `null` takes it away, and leaving it out is a mistake.
    #[serde(deserialize_with = "Option::deserialize")]
    pub schedule: Option<crate::availability::Draft>,
}

/// `GET` and `PUT /v1/sites/{site}/settings`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Settings {
    /// One switch off for everything.
    pub enabled: bool,
    /// How the widget looks.
    pub style: Style,
    /// What a visitor is told when nobody can be reached.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = bounds::MAX_FALLBACK_CHARS)))]
    pub fallback: String,
    /// The language that the chat itself speaks; none: the page's or the browser's, as far as it can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// How long an offer lasts, in seconds.
    #[cfg_attr(feature = "schema", schemars(range(min = bounds::OFFER_SECONDS.min, max = bounds::OFFER_SECONDS.max)))]
    pub offer_seconds: u64,
    /// How long a chat may be silent before it ends, in minutes.
    #[cfg_attr(feature = "schema", schemars(range(min = bounds::IDLE_MINUTES.min, max = bounds::IDLE_MINUTES.max)))]
    pub idle_minutes: u64,
    /// How long a visitor's browser may be gone before their chat ends, in minutes.
    #[cfg_attr(feature = "schema", schemars(range(min = bounds::VISITOR_GONE_MINUTES.min, max = bounds::VISITOR_GONE_MINUTES.max)))]
    pub visitor_gone_minutes: u64,
    /// How long an agent's browsers may be gone before their chats are looked after, in minutes.
    #[cfg_attr(feature = "schema", schemars(range(min = bounds::AGENT_GONE_MINUTES.min, max = bounds::AGENT_GONE_MINUTES.max)))]
    pub agent_gone_minutes: u64,
    /// How the chats of an agent who is gone are looked after.
    pub agent_disconnect_policy: DisconnectPolicy,
    /// Origins whose pages may show the chat; none: any.
    #[cfg_attr(feature = "schema", schemars(length(max = bounds::MAX_ALLOWED_DOMAINS)))]
    pub allowed_domains: Vec<String>,
    /// Domains of e-mail addresses that no visitor can use here, like `example.com`.
    #[cfg_attr(feature = "schema", schemars(length(max = bounds::MAX_BLOCKED_DOMAINS)))]
    pub blocked_email_domains: Vec<String>,
    /// How long conversations and people are kept after they were last seen, in days.
    #[cfg_attr(feature = "schema", schemars(range(min = bounds::RETENTION_DAYS.min, max = bounds::RETENTION_DAYS.max)))]
    pub retention_days: u64,
}

/// What happens to the chats of an agent who is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DisconnectPolicy {
    /// The visitor is told, and others are asked to take the chat.
    #[default]
    Reassign,
    /// The visitor is told, and can wait.
    Notify,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enabled: true,
            style: Style::default(),
            fallback: standard(Language::English).fallback.into(),
            language: None,
            offer_seconds: bounds::OFFER_SECONDS.default,
            idle_minutes: bounds::IDLE_MINUTES.default,
            visitor_gone_minutes: bounds::VISITOR_GONE_MINUTES.default,
            agent_gone_minutes: bounds::AGENT_GONE_MINUTES.default,
            agent_disconnect_policy: DisconnectPolicy::default(),
            allowed_domains: Vec::new(),
            blocked_email_domains: Vec::new(),
            retention_days: bounds::RETENTION_DAYS.default,
        }
    }
}

impl Settings {
    /// How the widget looks and what it is called, for who reads that language: what nobody has
    /// changed is said in it.
    pub fn style_in(&self, language: Language) -> Style {
        let (mut style, first, own) =
            (self.style.clone(), standard(Language::English), standard(language));
        if style.bot_name == first.bot_name {
            own.bot_name.clone_into(&mut style.bot_name);
        }
        if style.tagline == first.tagline {
            own.tagline.clone_into(&mut style.tagline);
        }
        style
    }

    /// What a visitor who reads that language is told when nobody can be reached.
    pub fn fallback_in(&self, language: Language) -> &str {
        if self.fallback == standard(Language::English).fallback {
            standard(language).fallback
        } else {
            &self.fallback
        }
    }
}

/// The answer to `POST /v1/sites/{site}/dialogues/{dialogue}/publish`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Published {
    /// The publication made, or the one that was there with the same content.
    pub version: Version,
    /// Advice: the stream was published, but visitors would be better served.
    pub advice: Vec<crate::stream::Finding>,
}

/// One row of `GET /v1/sites/{site}/dialogues`, and the answer to writing one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DialogueRow {
    pub id: DialogueId,
    pub name: String,
    /// The lowest number wins where several qualify.
    pub priority: u32,
    /// What sets it off, if it is a conversational flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<String>,
    /// What visitors see; none: it is not published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Version>,
    /// When its draft was last written.
    pub written: Timestamp,
    /// Whether the draft says something else than what visitors see.
    #[serde(default)]
    pub changed: bool,
    /// To whom and where it is shown, as the draft says.
    #[serde(default)]
    pub target: Target,
}

/// To whom and where a dialogue is shown, as its draft says; only publishing checks it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Target {
    /// Addresses it is shown on; none: everywhere.
    pub pages: Vec<String>,
    /// Addresses it is not shown on.
    pub not_pages: Vec<String>,
    /// Which visitors it is for.
    pub visitors: Visitors,
    /// What is asked of them beside that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Value>,
    /// What sets it off, if it is a conversational flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Value>,
}

/// `PUT /v1/sites/{site}/dialogues/order`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DialogueOrder {
    /// The dialogues, the one that wins first; those that are left out follow as they are.
    pub order: Vec<DialogueId>,
}

/// One row of `GET /v1/sites/{site}/conversations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConversationRow {
    pub id: ConversationId,
    /// Whom it is with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor: Option<VisitorId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialogue: Option<DialogueId>,
    /// What the visitor told.
    pub attributes: Attributes,
    pub page: Page,
    pub started: Timestamp,
    /// When something last happened.
    pub last: Timestamp,
    /// Who talked to the visitor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentProfile>,
    /// Where it stands: `scripted`, `waiting`, `live`, or how it ended: `completed`, `fell_back`,
    /// `withdrawn`, `ended_by_visitor`, `ended_by_agent`, `idle`.
    pub status: String,
}

/// A conversation with all that happened. `GET /v1/sites/{site}/conversations/{conversation}/transcript`
/// as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Record {
    pub conversation: ConversationId,
    pub site: SiteId,
    pub dialogue: DialogueId,
    /// Which publication of it.
    pub version: Version,
    /// Its log, in order.
    pub log: Vec<Logged>,
    /// What agents wrote for each other, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<PrivateNote>,
}

impl Record {
    /// Of a conversation, its log and its notes.
    pub fn new(meta: &ConversationMeta, log: Vec<Logged>, notes: Vec<PrivateNote>) -> Self {
        Self {
            conversation: meta.id.clone(),
            site: meta.site.clone(),
            dialogue: meta.dialogue.clone(),
            version: meta.version,
            log,
            notes,
        }
    }
}

/// The answer to `POST /v1/conversations/{conversation}/files`: it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Shared {
    /// Which file it is.
    pub file: FileId,
    /// The place of the message that it is.
    pub seq: Seq,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ListOf{T}"))]
pub struct Listing<T> {
    pub items: Vec<T>,
    /// Pass it as `cursor` for the rows after these; none: there are no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_has_changed_is_said_in_the_visitors_language() {
        let mut settings = Settings::default();
        let german = standard(Language::German);
        let style = settings.style_in(Language::German);
        assert_eq!(
            (style.bot_name.as_str(), style.tagline.as_str()),
            (german.bot_name, german.tagline)
        );
        assert_eq!(settings.fallback_in(Language::German), german.fallback);
        settings.style.tagline = "At once".into();
        settings.fallback = "Nobody is here".into();
        let style = settings.style_in(Language::German);
        assert_eq!((style.bot_name.as_str(), style.tagline.as_str()), (german.bot_name, "At once"));
        assert_eq!(settings.fallback_in(Language::German), "Nobody is here");
    }

    #[test]
    fn in_english_a_new_site_says_what_it_has_always_said() {
        let settings = Settings::default();
        assert_eq!(settings.style_in(Language::English), Style::default());
    }

    #[test]
    fn settings_saved_by_an_older_version_still_read() {
        let old = serde_json::json!({ "enabled": true, "style": { "brand": "#102030", "corner": "left" } });
        let read: Settings = serde_json::from_value(old).unwrap();
        let Style { padding, font, sound, .. } = read.style;
        assert_eq!(
            (padding, font, sound, read.language),
            (20, super::super::Font::System, true, None)
        );
    }
}
