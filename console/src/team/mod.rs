//! Agents, teams and routing rules as admins see and change them. Pure.

mod explain;
mod order;
mod role;

pub(crate) use explain::{Names, Told, explain};
pub(crate) use order::{Gone, add_rule, moved, ordered, remove_team, set_order};
pub(crate) use role::{about_role, permission_name, role_name, used_in};

use shared::protocol::OnDuty;

/// How somebody stands at the desk now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The bell can ring.
    Available,
    /// They have as many chats as they can have.
    Full,
    /// They said so, or their hours say so.
    Away,
    /// They would be there, but no browser of theirs is.
    Offline,
}

impl Standing {
    /// Of an agent as the desk sees them.
    pub(crate) fn of(duty: &OnDuty, most: u32) -> Self {
        if duty.why_not.is_none() {
            Self::Available
        } else if !duty.available {
            Self::Away
        } else if duty.chats >= most as usize {
            Self::Full
        } else {
            Self::Offline
        }
    }

    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Available => "Available",
            Self::Full => "Full",
            Self::Away => "Away",
            Self::Offline => "Offline",
        }
    }

    /// How it looks.
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
    fn how_somebody_stands_is_told_by_what_keeps_the_bell_from_ringing() {
        let duty = |available, chats, why: Option<&str>| OnDuty {
            agent: AgentId::parse("agent_a").unwrap(),
            available,
            online: true,
            chats,
            why_not: why.map(str::to_owned),
        };
        assert_eq!(Standing::of(&duty(true, 2, None), 10), Standing::Available);
        assert_eq!(Standing::of(&duty(true, 10, Some("full")), 10), Standing::Full);
        assert_eq!(Standing::of(&duty(false, 10, Some("away")), 10), Standing::Away);
        assert_eq!(Standing::of(&duty(true, 0, Some("gone")), 10), Standing::Offline);
    }
}
