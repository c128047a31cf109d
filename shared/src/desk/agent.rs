//! An agent as the desk sees them, and whether chats may be offered to them.

use super::settings::DeskSettings;
use crate::availability::{AvailabilityState, Presence, Schedule, Toggle, UnavailableReason};
use crate::event::AgentProfile;
use crate::id::{AgentId, OfferId, RequestId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// An agent as the site's roster lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterAgent {
    /// What visitors see of them.
    pub profile: AgentProfile,
    /// Whether they have the live chat permission.
    pub live_chat: bool,
    /// Their weekly schedule, if they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// Whether a push notification reaches one of their devices while no browser of theirs is
    /// connected.
    #[serde(default)]
    pub push: bool,
}

/// An agent at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentDesk {
    /// What visitors see of them.
    pub profile: AgentProfile,
    /// Whether they have the live chat permission.
    pub live_chat: bool,
    /// Their index in the roster; it decides between agents with the same `turn`.
    pub position: u32,
    /// Their weekly schedule, if they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// The availability that they set by hand, while it overrides the schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub toggle: Option<Toggle>,
    /// Their availability by schedule and toggle. The desk updates it at every boundary.
    #[serde(default)]
    pub state: AvailabilityState,
    /// Whether a push notification reaches one of their devices.
    #[serde(default)]
    pub push: bool,
    /// The number of the last offer they got; the agent with the lowest number is next.
    pub turn: u64,
    /// Since when none of their browsers has been connected, or since when all connected ones have
    /// been silent. `None` means that the agent is present.
    pub gone_since: Option<Timestamp>,
    /// The latest ping on any of their open sockets. The runtime knows it, so it is never stored.
    #[serde(skip)]
    pub last_seen_at: Option<Timestamp>,
    /// Whether they were gone for longer than the disconnect timeout.
    #[serde(default)]
    pub abandoned: bool,
    /// Offers that were pushed to their devices and are still shown there.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) pushed: BTreeSet<OfferId>,
    /// Chat requests that are offered to them or that they accepted. Derived from the chat
    /// requests, so it is never stored.
    #[serde(skip)]
    pub(super) holds: BTreeSet<RequestId>,
}

/// Why no chat can be offered to an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// They don't have the live chat permission.
    NoPermission,
    /// They have no schedule and have not switched themselves available.
    Away,
    /// Their schedule has no hours now.
    OffSchedule,
    /// They have switched themselves unavailable.
    SwitchedOff,
    /// No browser of theirs has been connected for longer than the grace period, and no push
    /// reaches them.
    Gone,
    /// They have as many chats and offers as they can have at once.
    Full,
    /// This chat request was offered to them before.
    Tried,
    /// A rule, team or card names them, but they are no agent of the site any more.
    NotAnAgent,
}

impl From<UnavailableReason> for SkipReason {
    fn from(reason: UnavailableReason) -> Self {
        match reason {
            UnavailableReason::NoSchedule => Self::Away,
            UnavailableReason::OffSchedule => Self::OffSchedule,
            UnavailableReason::SwitchedOff => Self::SwitchedOff,
            UnavailableReason::Gone => Self::Gone,
        }
    }
}

impl SkipReason {
    /// The reason as a sentence for another agent.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NoPermission => "They don't have the live chat permission.",
            Self::Away | Self::SwitchedOff => "They are not available now.",
            Self::OffSchedule => "Their schedule has no hours now.",
            Self::Gone => "They are offline.",
            Self::Full => "They have as many chats as they can have at once.",
            Self::Tried => "This chat was already offered to them.",
            Self::NotAnAgent => "They are no longer an agent of this site.",
        }
    }
}

impl AgentDesk {
    pub(super) fn new(agent: RosterAgent, position: u32) -> Self {
        Self {
            profile: agent.profile,
            live_chat: agent.live_chat,
            position,
            schedule: agent.schedule,
            toggle: None,
            state: AvailabilityState::Nothing,
            push: agent.push,
            turn: 0,
            gone_since: Some(Timestamp(0)),
            last_seen_at: None,
            abandoned: false,
            pushed: BTreeSet::new(),
            holds: BTreeSet::new(),
        }
    }

    pub const fn id(&self) -> &AgentId {
        &self.profile.id
    }

    /// Number of chats and open offers they have.
    pub fn load(&self) -> usize {
        self.holds.len()
    }

    /// Whether they are available by schedule or toggle, connected or not.
    pub const fn available(&self) -> bool {
        self.live_chat && self.state.available()
    }

    /// When their availability may change next.
    pub const fn boundary(&self) -> Option<Timestamp> {
        self.state.until()
    }

    /// Updates their availability, and clears a toggle that has expired.
    pub(super) fn check_clock(&mut self, now: Timestamp) {
        self.state = AvailabilityState::new(now, self.schedule.as_ref(), self.toggle.as_ref());
        if !matches!(self.state, AvailabilityState::Toggle { .. }) {
            self.toggle = None;
        }
    }

    /// When the disconnect timeout expires for an absent agent who has chats.
    pub fn disconnect_timeout(&self, settings: &DeskSettings) -> Option<Timestamp> {
        let since = self.gone_since.filter(|_| !self.abandoned && !self.holds.is_empty())?;
        Some(since + settings.disconnect_timeout)
    }

    /// When their open sockets count as silent unless a ping comes. An alarm watches only agents
    /// who have an offer or a chat; for the others it is enough to check before the next offer.
    pub fn silent_at(&self, settings: &DeskSettings) -> Option<Timestamp> {
        let watched = self.gone_since.is_none() && !self.holds.is_empty();
        let last_seen_at = self.last_seen_at.filter(|_| watched)?;
        Some(last_seen_at + settings.silent_after)
    }

    /// Whether they can take a chat over by themselves now, or why not.
    pub(super) fn may_take_over(&self, max_chats: u32) -> Result<(), SkipReason> {
        match self.gone_since {
            _ if !self.live_chat => Err(SkipReason::NoPermission),
            Some(_) => Err(SkipReason::Gone),
            _ if self.load() < max_chats as usize => Ok(()),
            _ => Err(SkipReason::Full),
        }
    }

    /// Whether a chat may be offered to them now, or why not.
    pub fn verdict(
        &self,
        now: Timestamp,
        settings: &DeskSettings,
        max_chats: u32,
    ) -> Result<(), SkipReason> {
        if !self.live_chat {
            return Err(SkipReason::NoPermission);
        }
        let presence = Presence { gone_since: self.gone_since, push: self.push };
        self.state.verdict(now, presence, settings.grace)?;
        if self.load() >= max_chats as usize {
            return Err(SkipReason::Full);
        }
        Ok(())
    }
}
