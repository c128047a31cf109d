//! Bodies of the HTTP API for agents, admins and operators.

use super::account::ConsoleLanguage;
use super::bounds;
use super::visit::Style;
use crate::audience::Visitors;
use crate::conversation::{ConversationMeta, FallbackFormSettings, LastWords, Missed, PrivateNote};
use crate::event::{AgentProfile, Logged, Page, Rating};
use crate::id::{
    AgentId, ConversationId, DialogueId, FileId, LabelId, Seq, SiteId, Version, VisitorId,
};
use crate::language::{Language, standard};
use crate::permission::{Permission, RoleId};
use crate::person::Attributes;
use crate::quota::Package;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What `POST /v1/sites/{site}/session` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignIn {
    pub email: String,
    pub password: String,
    /// A code of the agent's app or a recovery code, if they use two-factor sign-in. Without it the
    /// answer is `code_needed` once the password is correct.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// `GET /v1/sites/{site}/me`, and the answer to [`SignIn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Me {
    /// The site that they are signed in to.
    pub site: SiteId,
    pub site_name: String,
    pub agent: AgentProfile,
    pub email: String,
    pub role: RoleId,
    /// What the agent may do: the permissions of their role.
    pub permissions: Vec<Permission>,
    /// Whether the site requires two-factor sign-in and they have not set it up. Until then they can
    /// do nothing else.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub second_factor_missing: bool,
    /// Whether the deployment sends mail, so that answers reach visitors who are gone.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub sends_mail: bool,
    /// The language in which the console speaks to the agent, once they have chosen one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<ConsoleLanguage>,
    /// The time zone of the site's reports.
    #[serde(default)]
    pub report_zone: String,
}

/// What `PUT /v1/operator/sites/{site}` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MakeSite {
    pub name: String,
    pub package: Package,
    /// Origins whose pages may show its chat, like `https://example.com`; all if empty.
    #[serde(default)]
    pub allowed_domains: Vec<String>,
    /// Its first admin; only used when the site is created.
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

/// What `GET /v1/health` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Health {
    /// Always `ok`: a worker that can't store anything answers with 503 `storage_full`, and one that
    /// doesn't run answers nothing.
    pub status: String,
}

/// What `PUT /v1/operator/sites/{site}/package` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetPackage {
    pub package: Package,
    /// The limit of engagements under Select; `null` keeps the current one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

/// `POST /v1/operator/sites/{site}/recovery`: which agent can't sign in any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Recovery {
    /// The e-mail address that the agent signs in with.
    pub email: String,
    /// Whether they have lost their second factor too: it is removed, and all their sessions end.
    #[serde(default)]
    pub remove_second_factor: bool,
}

/// An agent to create or change. `PUT /v1/sites/{site}/agents/{agent}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewAgent {
    /// Display name, which visitors see.
    pub name: String,
    /// E-mail address to sign in with.
    pub email: String,
    /// The password of a new agent. An existing one sets their own, or gets a reset link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    #[serde(default)]
    pub role: RoleId,
}

/// An agent, as admins see them. `GET /v1/sites/{site}/agents`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentRow {
    pub id: AgentId,
    pub name: String,
    pub email: String,
    pub role: RoleId,
    /// Whether their role has the live chat permission.
    #[serde(default)]
    pub live_chat: bool,
    /// Whether they use two-factor sign-in.
    #[serde(default)]
    pub second_factor: bool,
    /// Path of their picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

/// `GET` and `PUT /v1/sites/{site}/settings`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Settings {
    /// Whether the chat is switched on. If not, pages show nothing.
    pub enabled: bool,
    /// The look of the widget.
    pub style: Style,
    /// The fallback message, which a visitor reads when nobody can be reached.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = bounds::MAX_FALLBACK_CHARS)))]
    pub fallback: String,
    /// The form that the fallback has.
    pub fallback_form: FallbackFormSettings,
    /// The language of the widget's own texts; `null` follows the page or the browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The weekly hours of the site, of which visitors read when it is open again; `null` if it has
    /// none.
    #[cfg(feature = "desk")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<crate::availability::Schedule>,
    /// The time zone of all reports, by its IANA name; `null` takes that of the site's hours, or UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_zone: Option<String>,
    /// How long an agent has to accept an offer, in seconds.
    #[cfg_attr(feature = "schema", schemars(range(min = bounds::OFFER_SECONDS.min, max = bounds::OFFER_SECONDS.max)))]
    pub offer_seconds: u64,
    /// How long a chat may be silent before it ends, in minutes.
    #[cfg_attr(feature = "schema", schemars(range(min = bounds::IDLE_MINUTES.min, max = bounds::IDLE_MINUTES.max)))]
    pub idle_minutes: u64,
    /// How long a visitor may be disconnected before their chat ends, in minutes.
    #[cfg_attr(feature = "schema", schemars(range(min = bounds::VISITOR_GONE_MINUTES.min, max = bounds::VISITOR_GONE_MINUTES.max)))]
    pub visitor_gone_minutes: u64,
    /// How long an agent may be disconnected before `agent_disconnect_policy` applies, in minutes.
    #[cfg_attr(feature = "schema", schemars(range(min = bounds::AGENT_GONE_MINUTES.min, max = bounds::AGENT_GONE_MINUTES.max)))]
    pub agent_gone_minutes: u64,
    /// What happens to the chats of an agent who is disconnected.
    pub agent_disconnect_policy: DisconnectPolicy,
    /// Origins whose pages may show the chat; all if empty.
    #[cfg_attr(feature = "schema", schemars(length(max = bounds::MAX_ALLOWED_DOMAINS)))]
    pub allowed_domains: Vec<String>,
    /// E-mail domains that visitors can't use, like `example.com`.
    #[cfg_attr(feature = "schema", schemars(length(max = bounds::MAX_BLOCKED_DOMAINS)))]
    pub blocked_email_domains: Vec<String>,
    /// How long conversations and people are stored after their last activity, in days.
    #[cfg_attr(feature = "schema", schemars(range(min = bounds::RETENTION_DAYS.min, max = bounds::RETENTION_DAYS.max)))]
    pub retention_days: u64,
    /// How long the audit log is stored, in days.
    #[cfg_attr(feature = "schema", schemars(range(min = bounds::AUDIT_DAYS.min, max = bounds::AUDIT_DAYS.max)))]
    pub audit_days: u64,
    /// How agents hear of things who have not chosen otherwise for themselves.
    #[serde(skip_serializing_if = "crate::notify::Choices::is_empty")]
    pub notifications: crate::notify::Choices,
}

/// The answer to `PUT /v1/sites/{site}/settings/picture`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StoredPicture {
    /// Its path, for `style.bot_picture`. It never changes.
    pub path: String,
}

/// What happens to the chats of an agent who is disconnected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DisconnectPolicy {
    /// The visitor is told, and the chat is offered to other agents.
    #[default]
    Reassign,
    /// The visitor is told, and waits for the agent.
    Notify,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enabled: true,
            style: Style::default(),
            fallback: standard(Language::English).fallback.into(),
            fallback_form: FallbackFormSettings::default(),
            language: None,
            #[cfg(feature = "desk")]
            hours: None,
            report_zone: None,
            offer_seconds: bounds::OFFER_SECONDS.default,
            idle_minutes: bounds::IDLE_MINUTES.default,
            visitor_gone_minutes: bounds::VISITOR_GONE_MINUTES.default,
            agent_gone_minutes: bounds::AGENT_GONE_MINUTES.default,
            agent_disconnect_policy: DisconnectPolicy::default(),
            allowed_domains: Vec::new(),
            blocked_email_domains: Vec::new(),
            retention_days: bounds::RETENTION_DAYS.default,
            audit_days: bounds::AUDIT_DAYS.default,
            notifications: crate::notify::Choices::default(),
        }
    }
}

impl Settings {
    /// The time zone of the site's reports.
    #[cfg(feature = "desk")]
    pub fn zone_of_reports(&self) -> crate::availability::Zone {
        use crate::availability::Zone;
        let chosen = self.report_zone.as_deref().and_then(|name| Zone::parse(name).ok());
        let of_hours = || self.hours.as_ref().map(|hours| hours.zone().clone());
        chosen.or_else(of_hours).unwrap_or_else(Zone::utc)
    }

    /// The look of the widget in this language. Texts that the site has not changed are translated.
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

    /// The fallback message in this language, translated if the site has not changed it.
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
    /// The new version, or the live one if its content is the same.
    pub version: Version,
    /// Advice from the check, which does not prevent publishing.
    pub advice: Vec<crate::stream::Finding>,
}

/// One row of `GET /v1/sites/{site}/dialogues`, and the answer to writing one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DialogueRow {
    pub id: DialogueId,
    pub name: String,
    /// If several dialogues qualify, the one with the lowest number wins.
    pub priority: u32,
    /// The type of the trigger, if it is a conversational flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<String>,
    /// The version that visitors see; `null` if it is not published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Version>,
    /// When the draft was last written.
    pub written: Timestamp,
    /// Whether the draft differs from what visitors see.
    #[serde(default)]
    pub changed: bool,
    /// Whether visitors can reach a live chat card that nobody can answer, as agents, teams and
    /// rules are now.
    #[serde(default)]
    pub nobody_answers: bool,
    /// The audience, as the draft has it.
    #[serde(default)]
    pub target: Target,
}

/// The audience of a dialogue, as its draft has it. Only publishing checks it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Target {
    /// URL patterns of pages that show it; all pages if empty.
    pub pages: Vec<String>,
    /// URL patterns of pages that don't show it.
    pub not_pages: Vec<String>,
    /// Which visitors see it.
    pub visitors: Visitors,
    /// A further condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Value>,
    /// The trigger, if it is a conversational flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Value>,
}

/// What `PUT /v1/sites/{site}/dialogues/order` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DialogueOrder {
    /// Dialogues in their new order, the highest priority first. Dialogues that are left out follow
    /// in their current order.
    pub order: Vec<DialogueId>,
}

/// One row of `GET /v1/sites/{site}/conversations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConversationRow {
    pub id: ConversationId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor: Option<VisitorId>,
    /// Whether a signature of the site's server proves who the visitor is. It proves the id or the
    /// e-mail address that it covers, and nothing that the visitor typed.
    #[serde(default)]
    pub verified: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialogue: Option<DialogueId>,
    /// The visitor's attributes.
    pub attributes: Attributes,
    pub page: Page,
    pub started: Timestamp,
    /// When the last event happened.
    pub last: Timestamp,
    /// The agent who had the chat last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentProfile>,
    /// `scripted`, `waiting`, `live` or `followed_up`, or how the conversation ended: `completed`, `fell_back`,
    /// `withdrawn`, `ended_by_visitor`, `ended_by_agent`, `idle`.
    pub status: String,
    /// What was last said or sent in it, as of its last report: it reports when it begins, when something
    /// about it changes, and when it ends, not with each message of a chat. Only for callers who may read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_words: Option<LastWords>,
    /// What was missed, and who takes care of it. Only the site's lists have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<Missed>,
    /// The visitor's rating of the chat, if they gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// Its labels. Only the site's lists have them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<LabelId>,
}

impl ConversationRow {
    /// Whether somebody has to answer (INBOX-20).
    pub fn needs_answer(&self) -> bool {
        self.missed.as_ref().is_some_and(Missed::is_open)
    }

    /// The agent who is in a chat now, so that what its visitor or person missed before is answered.
    pub fn chats_with(&self) -> Option<&AgentProfile> {
        self.agent.as_ref().filter(|_| self.status == "live")
    }
}

/// A conversation with its log and notes:
/// `GET /v1/sites/{site}/conversations/{conversation}/transcript` as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Record {
    pub conversation: ConversationId,
    pub site: SiteId,
    pub dialogue: DialogueId,
    /// The published version of the dialogue.
    pub version: Version,
    /// The events, in order.
    pub log: Vec<Logged>,
    /// The private notes, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<PrivateNote>,
}

impl Record {
    /// Puts the record of a conversation together.
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

/// The answer to `POST /v1/conversations/{conversation}/files`: the file is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Shared {
    pub file: FileId,
    /// The sequence number of its message.
    pub seq: Seq,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ListOf{T}"))]
pub struct Listing<T> {
    pub items: Vec<T>,
    /// The `cursor` for the next page; `null` if there are no more rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unchanged_texts_are_in_the_visitors_language() {
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
    fn the_english_defaults_of_a_new_site_have_not_changed() {
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
