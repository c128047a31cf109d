//! Agents, teams and routing rules for admins. Only `view` is not pure.

#[cfg(feature = "view")]
pub(crate) mod view;

mod comparison;
mod explain;
mod order;
mod role;

pub(crate) use comparison::{change, sentences};
pub(crate) use explain::{Explanation, Names, explain};
pub(crate) use order::{Gone, add_rule, moved, ordered, remove_team, set_order};
pub(crate) use role::{about_role, change_of_rights, toggle, used_in};

use crate::texts::t;
use shared::protocol::AvailabilityRow;

/// An agent's status at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AgentStatus {
    /// Chats can be offered to them.
    Available,
    /// They have the maximum number of chats.
    Full,
    /// They are switched off, or it is outside their hours.
    Away,
    /// They want chats, but none of their browsers is connected.
    Offline,
}

impl AgentStatus {
    /// Derives the status from the desk's answer.
    pub(crate) fn new(availability: &AvailabilityRow) -> Self {
        if availability.unavailable_reason.is_none() {
            Self::Available
        } else if !availability.available {
            Self::Away
        } else if availability.chats >= availability.max_chats as usize {
            Self::Full
        } else {
            Self::Offline
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Available => t!("team-state-available"),
            Self::Full => t!("team-state-full"),
            Self::Away => t!("team-state-away"),
            Self::Offline => t!("team-state-offline"),
        }
    }

    /// The tone of its pill.
    pub(crate) const fn tone(self) -> &'static str {
        match self {
            Self::Available => "good",
            Self::Full => "warn",
            Self::Away | Self::Offline => "plain",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::id::AgentId;

    #[test]
    fn an_agents_status_says_why_no_chat_is_offered() {
        let availability = |available, chats, reason: Option<&str>| AvailabilityRow {
            agent: AgentId::parse("agent_a").unwrap(),
            available,
            online: true,
            chats,
            max_chats: 10,
            unavailable_reason: reason.map(str::to_owned),
        };
        assert_eq!(AgentStatus::new(&availability(true, 2, None)), AgentStatus::Available);
        assert_eq!(AgentStatus::new(&availability(true, 10, Some("full"))), AgentStatus::Full);
        assert_eq!(AgentStatus::new(&availability(false, 10, Some("away"))), AgentStatus::Away);
        assert_eq!(AgentStatus::new(&availability(true, 0, Some("gone"))), AgentStatus::Offline);
    }
}
