//! What a conversation is, and goes by, from its first moment on.

use super::EmailFingerprint;
use crate::dialogue::FlowContext;
use crate::event::{Location, Page};
use crate::id::{ConversationId, DialogueId, SiteId, Version, VisitId, VisitorId};
use crate::people::Device;
use crate::person::Attributes;
use crate::stream::Stream;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// What a conversation is from its first moment on, and keeps whatever is published later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationMeta {
    pub id: ConversationId,
    pub site: SiteId,
    /// Whom it is with.
    pub visitor: VisitorId,
    /// The visit in which it began; engagements count once for each.
    pub visit: VisitId,
    pub dialogue: DialogueId,
    /// Which publication of it.
    pub version: Version,
    pub stream: Stream,
    pub page: Page,
    /// Where in the world the edge thinks the visitor is.
    #[serde(default)]
    pub location: Location,
    /// What the page knew of the visitor.
    #[serde(default)]
    pub page_attributes: Attributes,
    /// What the visitor sits at.
    #[serde(default, skip_serializing_if = "Device::is_unknown")]
    pub device: Device,
    /// The site's settings at that moment.
    pub limits: Limits,
}

impl ConversationMeta {
    /// What was known of the visitor before they told anything.
    pub fn context(&self) -> FlowContext {
        FlowContext {
            page: self.page.clone(),
            location: self.location.clone(),
            page_attributes: self.page_attributes.clone(),
        }
    }
}

/// The site's settings that a conversation goes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// What the visitor is told when nobody can be reached.
    pub fallback: String,
    /// How long a chat request may stay unanswered, whatever happens to the desk.
    pub request: Millis,
    /// How long a chat may be silent before it ends.
    pub idle: Millis,
    /// How long the visitor may be gone before their chat ends.
    #[serde(default = "gone")]
    pub gone: Millis,
    /// Domains of e-mail addresses that aren't taken here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked: Vec<String>,
    /// The addresses of people who are blocked, by their marks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked_emails: Vec<EmailFingerprint>,
}

impl Limits {
    /// Whether no agent is called for somebody with that address: its domain isn't taken here, or
    /// they are blocked.
    pub fn refuses_email(&self, email: &str) -> bool {
        self.blocks(email).is_some()
            || self.blocked_emails.contains(&EmailFingerprint::from_email(email))
    }

    /// The domain of an e-mail address, where it isn't taken: it, or one above it, is blocked.
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

/// How long the visitor may be gone while a chat is offered: as long as a slow page takes to come, and
/// no longer, for nobody should hurry to somebody who has left.
pub const GONE_WHILE_WAITING: Millis = Millis::seconds(30);

/// What conversations go by that began before this was a setting.
const fn gone() -> Millis {
    Millis::minutes(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blocked_domain_blocks_what_is_below_it_and_nothing_beside() {
        let limits = Limits {
            fallback: String::new(),
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
