//! What the inbox knows.

use super::chat::ConversationView;
use super::history::{HistoryList, Search};
use super::keys::Keys;
use super::toast::{Toast, Tone};
use crate::client::clock::Clock;
use shared::canned::Replies;
use shared::id::{ClientKey, ConversationId, OfferId};
use shared::permission::Permission;
use shared::protocol::{ConversationRow, Me, OfferCard, Scheduled, TransferTargets};
use shared::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// How the edge's lists call a chat that goes on.
const LIVE: &str = "live";

/// What the inbox knows.
#[derive(Debug, Clone)]
pub(crate) struct Inbox {
    /// Who sits here.
    pub(crate) me: Me,
    /// Names for what is sent.
    pub(crate) keys: Keys,
    /// The edge's clock.
    pub(crate) clock: Clock,
    /// The agent socket's connection.
    pub(crate) connection: Link,
    /// Whether chats may be offered.
    pub(crate) availability: AvailabilityStatus,
    /// The offers that wait, oldest first.
    pub(crate) offers: Vec<Offer>,
    /// Chats whose acceptance came from this tab; it opens them when they arrive.
    pub(crate) accepted: BTreeSet<ConversationId>,
    /// The agent's chats, and the past conversation that is open.
    pub(crate) chats: BTreeMap<ConversationId, ConversationView>,
    /// The conversation in the middle.
    pub(crate) selected: Option<ConversationId>,
    /// A conversation that was asked for before the desk has said whose it is.
    pub(crate) deep_link: Option<ConversationId>,
    /// The list on the left.
    pub(crate) tab: Tab,
    /// On a phone: the pane that shows.
    pub(crate) pane: Pane,
    /// The agent's own past conversations.
    pub(crate) history: HistoryList,
    /// Everybody's past conversations.
    pub(crate) all: HistoryList,
    /// What the agent looks for.
    pub(crate) search: Search,
    /// Who else could take a chat, where that was asked.
    pub(crate) transfer_targets: Loadable<TransferTargets>,
    /// What can be sent by a short name.
    pub(crate) replies: Replies,
    /// Notices.
    pub(crate) toasts: Vec<Toast>,
    /// How many notices there were.
    pub(crate) last_toast_id: u64,
    /// Whether the tab can be seen.
    pub(crate) looking: bool,
}

/// Who else could take a chat.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Loadable<T> {
    /// Nobody wants to know.
    #[default]
    Not,
    /// The question is under way.
    Loading,
    /// They.
    Loaded(T),
    /// The question failed, and why.
    Failed(String),
}

/// A connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Link {
    /// The first try is under way.
    #[default]
    Connecting,
    /// It works.
    Open,
    /// It broke, and is tried again.
    Broken,
}

/// An agent's availability, as far as this tab can know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Availability {
    /// The desk has not said it on this connection. It may have changed since the last one: by a
    /// schedule, in another tab, or because nobody was here.
    Connecting,
    /// This agent may not be offered chats at all.
    NotAllowed,
    /// No chats are offered to them.
    Away,
    /// Chats are offered to them.
    Available,
}

/// Whether chats may be offered, as far as the desk has said it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum AvailabilityStatus {
    /// The desk has not said anything yet.
    #[default]
    Unknown,
    /// It said this on an earlier connection, so it may be wrong by now.
    Stale(DeskStatus),
    /// It said this on the connection that is open.
    Current(DeskStatus),
}

/// What the desk says of an agent's availability, and what the agent wants instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeskStatus {
    /// Whether this agent may be offered chats at all.
    pub(crate) live_chat: bool,
    /// What the desk said last.
    pub(crate) available: bool,
    /// What the agent wants, until the desk has answered.
    pub(crate) requested: Option<(ClientKey, bool)>,
    /// How many chats they can have at once.
    pub(crate) max_chats: u32,
    /// Until when what they chose by hand overrides their schedule.
    pub(crate) toggled_until: Option<Timestamp>,
    /// What their schedule says, if they have one.
    pub(crate) schedule: Option<Scheduled>,
}

/// What comes next by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// What was chosen by hand ends then.
    OverrideEnds(Timestamp),
    /// The schedule's hours begin then.
    HoursBegin(Timestamp),
    /// The schedule's hours end then.
    HoursEnd(Timestamp),
}

impl AvailabilityStatus {
    /// What the desk said last, on whichever connection.
    pub(crate) const fn last(&self) -> Option<&DeskStatus> {
        match self {
            Self::Unknown => None,
            Self::Stale(status) | Self::Current(status) => Some(status),
        }
    }

    /// The same, to change it.
    pub(super) const fn last_mut(&mut self) -> Option<&mut DeskStatus> {
        match self {
            Self::Unknown => None,
            Self::Stale(status) | Self::Current(status) => Some(status),
        }
    }

    /// The connection is gone: what the desk said on it may be wrong from now on.
    pub(super) fn broke(&mut self) {
        *self = match std::mem::take(self) {
            Self::Current(status) => Self::Stale(status),
            before => before,
        };
    }

    /// What the agent can be shown for certain.
    pub(crate) fn availability(&self) -> Availability {
        match self {
            Self::Unknown | Self::Stale(_) => Availability::Connecting,
            Self::Current(status) if !status.live_chat => Availability::NotAllowed,
            Self::Current(status) if status.chosen() => Availability::Available,
            Self::Current(_) => Availability::Away,
        }
    }
}

impl DeskStatus {
    /// What comes next by itself, if anything does.
    pub(crate) fn next(&self) -> Option<Next> {
        if let Some(until) = self.toggled_until {
            return Some(Next::OverrideEnds(until));
        }
        let Scheduled { available, until } = self.schedule?;
        until.map(if available { Next::HoursEnd } else { Next::HoursBegin })
    }

    /// What the agent chose last, or else what the desk said last.
    pub(crate) fn chosen(&self) -> bool {
        self.requested.as_ref().map_or(self.available, |(_, requested)| *requested)
    }
}

/// An offer, and what the agent made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    /// The offer.
    pub(crate) card: OfferCard,
    /// What the agent chose, until the desk has answered.
    pub(crate) chosen: Option<(ClientKey, Choice)>,
}

/// What an agent can make of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Take the chat.
    Accept,
    /// Don't.
    Decline,
}

/// A list on the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tab {
    /// The agent's chats now.
    #[default]
    Mine,
    /// The agent's conversations that were.
    History,
    /// Everybody's.
    All,
}

/// A pane, where there is room for one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Pane {
    /// The lists.
    #[default]
    List,
    /// The chat.
    Thread,
    /// The visitor.
    Visitor,
}

impl Pane {
    /// Its name in the style sheet.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Thread => "thread",
            Self::Visitor => "visitor",
        }
    }
}

impl Inbox {
    /// An empty inbox of somebody who just signed in.
    pub(crate) fn new(me: Me, keys: Keys) -> Self {
        Self {
            me,
            keys,
            clock: Clock::default(),
            connection: Link::default(),
            availability: AvailabilityStatus::default(),
            offers: Vec::new(),
            accepted: BTreeSet::new(),
            chats: BTreeMap::new(),
            selected: None,
            deep_link: None,
            tab: Tab::default(),
            pane: Pane::default(),
            history: HistoryList::default(),
            all: HistoryList::default(),
            search: Search::default(),
            transfer_targets: Loadable::default(),
            replies: Replies::default(),
            toasts: Vec::new(),
            last_toast_id: 0,
            looking: true,
        }
    }

    /// Whether this agent may read what colleagues wrote.
    pub(crate) fn sees_all(&self) -> bool {
        self.me.permissions.contains(&Permission::ViewAllConversations)
    }

    /// Whether something happens by itself when time passes.
    pub(crate) fn ticks(&self) -> bool {
        !self.offers.is_empty() || self.chats.values().any(|chat| chat.ends_at.is_some())
    }

    /// Whether this agent may change the site's canned replies.
    pub(crate) fn edits_replies(&self) -> bool {
        let may = |permission| self.me.permissions.contains(&permission);
        may(Permission::ManageAgents) || may(Permission::ManageSettings)
    }

    /// The list of that tab; the chats of now have none.
    pub(crate) const fn listing(&self, tab: Tab) -> &HistoryList {
        match tab {
            Tab::All => &self.all,
            Tab::Mine | Tab::History => &self.history,
        }
    }

    /// What that tab lists: what is live is not past.
    pub(crate) fn listed(&self, tab: Tab) -> Vec<ConversationRow> {
        let rows = self.listing(tab).rows.iter();
        rows.filter(|row| tab == Tab::All || row.status != LIVE).cloned().collect()
    }

    pub(crate) const fn listing_mut(&mut self, tab: Tab) -> &mut HistoryList {
        match tab {
            Tab::All => &mut self.all,
            Tab::Mine | Tab::History => &mut self.history,
        }
    }

    /// The open conversation.
    pub(crate) fn open(&self) -> Option<&ConversationView> {
        self.chats.get(self.selected.as_ref()?)
    }

    pub(crate) fn offer_mut(&mut self, id: &OfferId) -> Option<&mut Offer> {
        self.offers.iter_mut().find(|offer| offer.card.id == *id)
    }

    /// Adds a notice; gives its id.
    pub(crate) fn add_toast(&mut self, tone: Tone, text: impl Into<String>) -> u64 {
        self.last_toast_id += 1;
        self.toasts.push(Toast { id: self.last_toast_id, tone, text: text.into() });
        // More than a few are noise.
        if self.toasts.len() > 4 {
            self.toasts.remove(0);
        }
        self.last_toast_id
    }
}
