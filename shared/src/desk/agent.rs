//! An agent as the desk sees them: whether chats may be offered to them.

use super::settings::DeskSettings;
use crate::availability::{AvailabilityState, Presence, Schedule, Toggle, UnavailableReason};
use crate::event::AgentProfile;
use crate::id::{AgentId, OfferId, RequestId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What the site says of an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterAgent {
    /// Who, and how visitors see them.
    pub profile: AgentProfile,
    /// Whether they have the live chat permission.
    pub live_chat: bool,
    /// When they are available each week, if they have a schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// Whether a notification can be pushed to them while no browser of theirs is connected.
    #[serde(default)]
    pub push: bool,
}

/// An agent at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentDesk {
    /// Who, and how visitors see them.
    pub profile: AgentProfile,
    /// Whether they have the live chat permission.
    pub live_chat: bool,
    /// Their place in the row; decides between agents whose turn is equally old.
    pub position: u32,
    /// When they are available each week, if they have a schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// What they said by hand, while that overrides the schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub toggle: Option<Toggle>,
    /// What schedule and toggle come to. The desk keeps it right at every boundary.
    #[serde(default)]
    pub state: AvailabilityState,
    /// Whether a notification can be pushed to them.
    #[serde(default)]
    pub push: bool,
    /// The number of the offer they last got; the lowest is next.
    pub turn: u64,
    /// Since when no browser of theirs is connected, or since when all that are have been silent;
    /// `None` while one is there.
    pub gone_since: Option<Timestamp>,
    /// The latest ping on any of their open sockets. The runtime knows it, so it is never stored.
    #[serde(skip)]
    pub last_seen_at: Option<Timestamp>,
    /// Whether they were gone for so long that their chats were offered to others.
    #[serde(default)]
    pub abandoned: bool,
    /// Offers that were told to their devices, and not taken back there yet.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) pushed: BTreeSet<OfferId>,
    /// Chat requests that are offered to them or that they answered. Rebuilt from the chat requests, never stored.
    #[serde(skip)]
    pub(super) holds: BTreeSet<RequestId>,
}

/// Why an agent was not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// They don't have the live chat permission.
    NoPermission,
    /// They have no schedule and did not say that they are available.
    Away,
    /// Their schedule says that they are not available now.
    OffSchedule,
    /// They said that they are not available, whatever their schedule says.
    SwitchedOff,
    /// None of their browsers has been connected for longer than the grace period.
    Gone,
    /// They have as many chats as one agent can have.
    Full,
    /// They were asked for this chat request already.
    Tried,
    /// They are named, but are no agent here any more.
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
    /// Why, in words for a colleague.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NoPermission => "They don't have the live chat permission.",
            Self::Away | Self::SwitchedOff => "They are not available now.",
            Self::OffSchedule => "Their schedule has no hours now.",
            Self::Gone => "They are not online now.",
            Self::Full => "They have as many chats as one agent can have.",
            Self::Tried => "They have been asked already.",
            Self::NotAnAgent => "They are no agent of this site any more.",
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

    /// Who.
    pub const fn id(&self) -> &AgentId {
        &self.profile.id
    }

    /// Chats and offers they have.
    pub fn load(&self) -> usize {
        self.holds.len()
    }

    /// Whether they are said to be available, wherever they are.
    pub const fn available(&self) -> bool {
        self.live_chat && self.state.available()
    }

    /// When their availability must be looked at again.
    pub const fn boundary(&self) -> Option<Timestamp> {
        self.state.until()
    }

    /// Says anew whether they are available. A toggle that holds no longer is forgotten.
    pub(super) fn check_clock(&mut self, now: Timestamp) {
        self.state = AvailabilityState::new(now, self.schedule.as_ref(), self.toggle.as_ref());
        if !matches!(self.state, AvailabilityState::Toggle { .. }) {
            self.toggle = None;
        }
    }

    /// When their chats must not wait for them any longer, as they are gone.
    pub fn disconnect_timeout(&self, settings: &DeskSettings) -> Option<Timestamp> {
        let since = self.gone_since.filter(|_| !self.abandoned && !self.holds.is_empty())?;
        Some(since + settings.disconnect_timeout)
    }

    /// When their open sockets count as silent unless a ping comes. Only who has an offer or a chat
    /// is watched by an alarm; for everybody else it is enough to look before the next offer.
    pub fn silent_at(&self, settings: &DeskSettings) -> Option<Timestamp> {
        let watched = self.gone_since.is_none() && !self.holds.is_empty();
        let last_seen_at = self.last_seen_at.filter(|_| watched)?;
        Some(last_seen_at + settings.silent_after)
    }

    /// Whether chats may be offered here now, or why not.
    pub fn verdict(&self, now: Timestamp, settings: &DeskSettings) -> Result<(), SkipReason> {
        if !self.live_chat {
            return Err(SkipReason::NoPermission);
        }
        let presence = Presence { gone_since: self.gone_since, push: self.push };
        self.state.verdict(now, presence, settings.grace)?;
        if self.load() >= settings.max_chats as usize {
            return Err(SkipReason::Full);
        }
        Ok(())
    }
}
