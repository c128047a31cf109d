//! Blocked visitors.

use super::{Actor, By};
use crate::event::AgentProfile;
use crate::id::{ConversationId, VisitorId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most blocked visitors of a site. Above, a block is refused: nobody is let in again silently.
pub const MAX_BLOCKED: usize = 1_000;
/// Longest reason, in characters.
pub const MAX_REASON_CHARS: usize = 500;

/// A blocked visitor. One row of `GET /v1/sites/{site}/blocked`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Blocked {
    pub visitor: VisitorId,
    /// The conversation in which they were blocked.
    pub conversation: ConversationId,
    /// Their name at that time.
    pub name: String,
    /// Their e-mail address in lower case, if they gave it. It blocks them on other browsers too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    pub by: AgentProfile,
    /// The API key with which they were blocked, if it was not the agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<By>,
    pub at: Timestamp,
}

/// `PUT /v1/sites/{site}/conversations/{conversation}/blocked`.
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
        let actual = email.map(str::to_lowercase);
        self.visitor == *visitor || self.email.is_some() && self.email == actual
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
            conversation: ConversationId::parse("conv_a").unwrap(),
            name: "Ada".to_owned(),
            email: Some("ada@example.com".to_owned()),
            reason: String::new(),
            by: AgentProfile { id, name: "Grace".to_owned(), picture: None },
            key: None,
            at: Timestamp(1),
        };
        assert!(blocked.is(&visitor("visitor_a"), None));
        assert!(blocked.is(&visitor("visitor_b"), Some("Ada@Example.com")));
        assert!(!blocked.is(&visitor("visitor_b"), Some("bob@example.com")));
        blocked.email = None;
        assert!(
            !blocked.is(&visitor("visitor_b"), None),
            "a block without an address matches no visitor without an address"
        );
    }
}
