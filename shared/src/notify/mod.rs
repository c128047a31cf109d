//! Notifications: one decision says by which channels an event reaches an agent. A site sets what holds
//! for everybody, and agents choose otherwise for themselves.
//!
//! To add a channel: a variant of [`Channel`], where it can be used in [`Channel::carries`], its words in
//! the console (`console/src/notify`), and the one that calls it at the edge (`edge/src/site/notices`).

mod digest;

pub use digest::{DIGEST, Digest, Gathered};

use crate::event::string_enum;
use crate::permission::Permission;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

string_enum!(
    /// Something that an agent can be told of.
    NotifiedEvent {
        /// A chat is offered to them, also one that a colleague transfers.
        Offer = "offer",
        /// A visitor writes in their chat, or answers them after the end.
        Reply = "reply",
        /// A colleague transfers a chat to them or to a team of theirs.
        Transferred = "transferred",
        /// A visitor asked for a person and nobody came.
        Missed = "missed",
        /// A visitor left a message because nobody could be reached.
        MessageLeft = "message_left",
        /// 90 % of the site's limit of engagements is used.
        LimitNear = "limit_near",
    }
);

string_enum!(
    /// A way to reach an agent.
    Channel {
        /// In the open console: the banner, the sound, the number beside a list.
        App = "app",
        /// A notification on a device of theirs while no console is open.
        Push = "push",
        /// A mail to the address that they sign in with.
        Mail = "mail",
    }
);

impl NotifiedEvent {
    /// The permissions of which an agent needs one to be told.
    pub const fn needs(self) -> &'static [Permission] {
        match self {
            Self::Offer | Self::Reply | Self::Transferred => &[Permission::LiveChat],
            Self::Missed | Self::MessageLeft => {
                &[Permission::LiveChat, Permission::ViewAllConversations]
            }
            Self::LimitNear => &[Permission::ViewUsage],
        }
    }

    /// Whether an agent with these permissions is told at all.
    pub fn is_for(self, permissions: &[Permission]) -> bool {
        self.needs().iter().any(|one| permissions.contains(one))
    }
}

/// How a channel stands to an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carries {
    /// It never carries the event.
    Never,
    /// It always does, because the event can't be handled otherwise.
    Always,
    /// The agent and the site choose; this is so until somebody has chosen.
    Chosen(bool),
}

impl Channel {
    /// How this channel stands to an event.
    pub const fn carries(self, event: NotifiedEvent) -> Carries {
        match (self, event) {
            (Self::App, _) => Carries::Always,
            (
                Self::Push,
                NotifiedEvent::Offer | NotifiedEvent::Reply | NotifiedEvent::Transferred,
            ) => Carries::Chosen(true),
            // An offer lasts 45 seconds, which is too short for a mail.
            (Self::Push, _) | (Self::Mail, NotifiedEvent::Offer) => Carries::Never,
            (Self::Mail, _) => Carries::Chosen(false),
        }
    }
}

/// What somebody has chosen: `{"missed": {"mail": true}}`. What is not named follows the site, and then
/// what Bellhop does by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Choices(BTreeMap<NotifiedEvent, BTreeMap<Channel, bool>>);

/// A choice that can't be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("“{}” can’t be chosen for “{}”: leave it out.", .channel.as_str(), .event.as_str())]
pub struct NoChoice {
    pub event: NotifiedEvent,
    pub channel: Channel,
}

impl Choices {
    /// What was chosen, if anything.
    pub fn get(&self, event: NotifiedEvent, channel: Channel) -> Option<bool> {
        self.0.get(&event)?.get(&channel).copied()
    }

    /// Chooses whether a channel carries an event.
    pub fn set(&mut self, event: NotifiedEvent, channel: Channel, on: bool) {
        self.0.entry(event).or_default().insert(channel, on);
    }

    /// Whether nothing was chosen.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(BTreeMap::is_empty)
    }

    /// Refuses what no channel can do, or none can be kept from doing.
    pub fn check(&self) -> Result<(), NoChoice> {
        for (event, channels) in &self.0 {
            for channel in channels.keys() {
                if !matches!(channel.carries(*event), Carries::Chosen(_)) {
                    return Err(NoChoice { event: *event, channel: *channel });
                }
            }
        }
        Ok(())
    }
}

/// Whom an event may reach, as far as the decision asks.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'r> {
    pub permissions: &'r [Permission],
    /// What they chose for themselves.
    pub own: &'r Choices,
}

/// Whether a channel carries an event to an agent: their own choice, else the site's, else what Bellhop does
/// by itself.
pub fn carries(event: NotifiedEvent, channel: Channel, to: Recipient<'_>, site: &Choices) -> bool {
    if !event.is_for(to.permissions) {
        return false;
    }
    match channel.carries(event) {
        Carries::Never => false,
        Carries::Always => true,
        Carries::Chosen(by_itself) => {
            to.own.get(event, channel).or_else(|| site.get(event, channel)).unwrap_or(by_itself)
        }
    }
}
