//! A conversation's metadata, which is fixed when it begins.

use super::EmailFingerprint;
#[cfg(feature = "desk")]
use crate::availability::Schedule;
use crate::dialogue::FlowContext;
use crate::event::{Event, FallbackReason, Location, Logged, Page};
use crate::id::{ConversationId, DialogueId, SiteId, Version, VisitId, VisitorId};
use crate::language::Language;
use crate::people::Device;
use crate::person::Attributes;
use crate::stream::{CaptureField, Stream};
use crate::time::{Millis, Timestamp};
use crate::webhook::WebhookEvent;
use serde::{Deserialize, Serialize};

/// A conversation's metadata. It is fixed at the start, so a later publication or setting doesn't
/// change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationMeta {
    pub id: ConversationId,
    pub site: SiteId,
    pub visitor: VisitorId,
    /// Whether a signature of the site's server proves who the visitor is.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub verified: bool,
    /// The visit in which the conversation began; an engagement counts once for each visit.
    pub visit: VisitId,
    pub dialogue: DialogueId,
    /// The published version of the dialogue.
    pub version: Version,
    pub stream: Stream,
    pub page: Page,
    /// Location that the edge derived from the first request.
    #[serde(default)]
    pub location: Location,
    /// Attributes that the page passed to the widget.
    #[serde(default)]
    pub page_attributes: Attributes,
    /// The visitor's browser and operating system.
    #[serde(default, skip_serializing_if = "Device::is_unknown")]
    pub device: Device,
    /// The language of the visitor's widget; `null` if it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The site's settings when the conversation began.
    pub limits: Limits,
    /// The events of which the site's webhooks want to hear; usually none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub webhooks: Vec<WebhookEvent>,
}

impl ConversationMeta {
    /// Those of these events of which the site's webhooks want to hear.
    pub fn reported(&self, events: &[Logged]) -> Vec<Logged> {
        if self.webhooks.is_empty() {
            return Vec::new();
        }
        let wants = |event: &Event| {
            WebhookEvent::of(event).is_some_and(|event| self.webhooks.contains(&event))
        };
        events.iter().filter(|logged| wants(&logged.event)).cloned().collect()
    }

    /// What the dialogue knows of the visitor before they respond.
    pub fn context(&self) -> FlowContext {
        FlowContext {
            page: self.page.clone(),
            location: self.location.clone(),
            page_attributes: self.page_attributes.clone(),
        }
    }
}

/// Settings of the site that apply to a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The fallback message.
    pub fallback: String,
    /// The form that the fallback has.
    #[serde(default)]
    pub fallback_form: FallbackFormSettings,
    /// Whether the visitor can rate the chat.
    #[serde(default)]
    pub rating: bool,
    /// The weekly hours of the site, if it has some.
    #[cfg(feature = "desk")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Schedule>,
    /// How long a chat request may stay unanswered, even if the desk can't be reached.
    pub request: Millis,
    /// How long a chat may be silent before it ends.
    pub idle: Millis,
    /// How long the visitor may be gone before their chat ends.
    #[serde(default = "gone")]
    pub gone: Millis,
    /// E-mail domains that the site doesn't accept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked: Vec<String>,
    /// Fingerprints of the e-mail addresses of blocked people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked_emails: Vec<EmailFingerprint>,
}

/// The site's settings of the form that a visitor is offered when nobody can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct FallbackFormSettings {
    /// Whether live chat cards that don't say it themselves offer the form.
    pub offered: bool,
    /// What is asked besides the message and the e-mail address. A field whose value is known is
    /// not asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<CaptureField>,
}

impl Limits {
    /// When the site is open again; `None` while it is open, or if it has no hours.
    pub fn opens_at(&self, now: Timestamp) -> Option<Timestamp> {
        #[cfg(feature = "desk")]
        if let Some(hours) = self.hours.as_ref().filter(|hours| !hours.holds(now)) {
            return hours.changes_after(now);
        }
        #[cfg(not(feature = "desk"))]
        let _ = now;
        None
    }

    /// Whether the site is open at this time; a site without hours always is.
    pub fn is_open(&self, now: Timestamp) -> bool {
        #[cfg(feature = "desk")]
        if let Some(hours) = &self.hours {
            return hours.holds(now);
        }
        #[cfg(not(feature = "desk"))]
        let _ = now;
        true
    }

    /// Whether a visitor with this address gets no agent, because the site doesn't accept its
    /// domain or has blocked the person.
    pub fn refuses_email(&self, email: &str) -> bool {
        self.blocks(email).is_some()
            || self.blocked_emails.contains(&EmailFingerprint::from_email(email))
    }

    /// What a visitor reads when no agent can be reached. Somebody who has another chat is not told
    /// that nobody is there: the widget says where it is, in their language.
    pub fn fallback_for(&self, reason: FallbackReason) -> String {
        if reason == FallbackReason::OtherChat { String::new() } else { self.fallback.clone() }
    }

    /// The domain of an e-mail address, if the site blocks it or a domain above it.
    pub fn blocks<'e>(&self, email: &'e str) -> Option<&'e str> {
        let (_, domain) = email.trim().rsplit_once('@')?;
        let is_at = |blocked: &String| {
            let front = domain.len().checked_sub(blocked.len()).and_then(|at| domain.get(..at));
            front.is_some_and(|front| {
                let same =
                    domain.get(front.len()..).is_some_and(|d| d.eq_ignore_ascii_case(blocked));
                same && (front.is_empty() || front.ends_with('.'))
            })
        };
        self.blocked.iter().any(is_at).then_some(domain)
    }
}

/// How long the visitor may be gone while they wait for an agent. It covers a slow page load and is
/// short, so that no agent hurries to a visitor who has left.
pub const GONE_WHILE_WAITING: Millis = Millis::seconds(30);

/// The default for conversations that began before this was a setting.
const fn gone() -> Millis {
    Millis::minutes(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blocked_domain_blocks_its_subdomains_and_nothing_else() {
        let limits = Limits {
            hours: None,
            fallback: String::new(),
            fallback_form: FallbackFormSettings::default(),
            rating: false,
            request: Millis(1),
            idle: Millis(1),
            gone: Millis(1),
            blocked: vec!["acme.example".into(), "é.example".into()],
            blocked_emails: Vec::new(),
        };
        for email in ["a@acme.example", "A@ACME.Example ", "x@mail.acme.example"] {
            assert!(limits.blocks(email).is_some(), "{email}");
        }
        for email in ["a@notacme.example", "a@acme.example.org", "acme.example", "a@b", "", "ü@ü"]
        {
            assert!(limits.blocks(email).is_none(), "{email}");
        }
    }
}
