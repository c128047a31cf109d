//! The visitors whom a site has blocked, and what blocks them.

use super::{Actor, By};
use crate::conversation::EmailFingerprint;
use crate::event::AgentProfile;
use crate::id::{ConversationId, VisitorId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most blocked visitors of a site. Above, a block is refused: nobody is let in again silently.
pub const MAX_BLOCKED: usize = 1_000;
/// Longest reason, in characters.
pub const MAX_REASON_CHARS: usize = 500;

/// A blocked visitor. One row of `GET /v1/sites/{site}/blocked`. It says who they are only as long as
/// the conversation exists in which they were blocked (PEOPLE-21).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Blocked {
    pub visitor: VisitorId,
    /// The conversation in which they were blocked; `null` once it is erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// Their name at that time; empty once they are erased.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Their e-mail address in lower case, if they gave it. It blocks them on other browsers too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The fingerprint of the address of somebody who was erased: it goes on blocking the address,
    /// which cannot be read from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_fingerprint: Option<EmailFingerprint>,
    /// Why they were blocked; empty once they are erased.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    pub by: AgentProfile,
    /// The API key with which they were blocked, if it was not the agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<By>,
    pub at: Timestamp,
}

/// What `PUT /v1/sites/{site}/conversations/{conversation}/blocked` takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct NewBlock {
    pub reason: String,
}

/// Whether a conversation's visitor is blocked. `GET` of the same address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlockState {
    /// The block; `null` if the visitor is not blocked.
    pub blocked: Option<Blocked>,
}

impl Blocked {
    /// Who blocked them, for the audit log.
    pub fn actor(&self) -> Actor {
        let agent = || Actor::Agent { agent: self.by.id.clone(), name: self.by.name.clone() };
        self.key.clone().map_or_else(agent, Actor::from)
    }

    /// Whether the block matches this visitor id or e-mail address.
    pub fn is(&self, visitor: &VisitorId, email: Option<&str>) -> bool {
        self.visitor == *visitor || email.is_some_and(|email| self.blocks_email(email))
    }

    /// Whether the block matches this e-mail address.
    pub fn blocks_email(&self, email: &str) -> bool {
        self.fingerprint() == Some(EmailFingerprint::from_email(email))
    }

    /// The fingerprint of the blocked e-mail address, if the visitor gave one.
    pub fn fingerprint(&self) -> Option<EmailFingerprint> {
        self.email.as_deref().map(EmailFingerprint::from_email).or(self.email_fingerprint)
    }

    /// What is left of the block when the visitor is erased (PEOPLE-21): whom it blocks, and which
    /// agent blocked them when, but nothing about them.
    #[must_use]
    pub fn erased(self) -> Self {
        Self {
            email_fingerprint: self.fingerprint(),
            conversation: None,
            name: String::new(),
            email: None,
            reason: String::new(),
            ..self
        }
    }

    /// Whether the visitor was erased.
    pub const fn is_erased(&self) -> bool {
        self.conversation.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::AgentId;

    #[test]
    fn a_blocked_visitor_matches_by_id_and_by_email() {
        let visitor = |id: &str| VisitorId::parse(id).unwrap();
        let id = AgentId::parse("agent_grace").unwrap();
        let mut blocked = Blocked {
            visitor: visitor("visitor_a"),
            conversation: ConversationId::parse("conv_a").ok(),
            name: "Ada".to_owned(),
            email: Some("ada@example.com".to_owned()),
            email_fingerprint: None,
            reason: "Insults".to_owned(),
            by: AgentProfile { id, name: "Grace".to_owned(), picture: None },
            key: None,
            at: Timestamp(1),
        };
        for blocked in
            [blocked.clone(), blocked.clone().erased(), blocked.clone().erased().erased()]
        {
            assert!(blocked.is(&visitor("visitor_a"), None));
            assert!(blocked.is(&visitor("visitor_b"), Some("Ada@Example.com")));
            assert!(!blocked.is(&visitor("visitor_b"), Some("bob@example.com")));
        }
        let erased = serde_json::to_string(&blocked.clone().erased()).unwrap();
        for word in ["conv_a", "Ada", "example.com", "Insults"] {
            assert!(!erased.contains(word), "PEOPLE-21: {erased}");
        }
        assert!(blocked.clone().erased().is_erased() && !blocked.is_erased());
        blocked.email = None;
        assert!(
            !blocked.is(&visitor("visitor_b"), None),
            "a block without an address matches no visitor without an address"
        );
    }
}
