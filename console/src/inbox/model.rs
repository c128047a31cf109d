//! The model of the inbox.

use super::chat::ConversationView;
use super::history::{HistoryList, Search};
use super::keys::Keys;
use super::labels::Labels;
use super::toast::{Toast, Tone};
use crate::client::clock::Clock;
use shared::canned::Replies;
use shared::conversation::MissedCounts;
use shared::id::{ClientKey, ConversationId, OfferId};
use shared::permission::Permission;
use shared::protocol::{ConversationRow, Me, OfferCard, Scheduled, TransferTargets};
use shared::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The status of live conversations in the API's lists.
const LIVE: &str = "live";

/// The model of the inbox.
#[derive(Debug, Clone)]
pub(crate) struct Inbox {
    /// The signed-in agent.
    pub(crate) me: Me,
    pub(crate) keys: Keys,
    /// Converts between the browser's clock and the edge's.
    pub(crate) clock: Clock,
    /// The agent socket's connection.
    pub(crate) connection: Link,
    /// Why the server takes nothing, if it said so when a connection was refused.
    pub(crate) unwell: Option<String>,
    pub(crate) availability: AvailabilityStatus,
    /// The pending offers, oldest first.
    pub(crate) offers: Vec<Offer>,
    /// Chats accepted in this tab, which open when they arrive.
    pub(crate) accepted: BTreeSet<ConversationId>,
    /// The agent's chats, and the past conversation that is open.
    pub(crate) chats: BTreeMap<ConversationId, ConversationView>,
    /// The conversation in the middle pane.
    pub(crate) selected: Option<ConversationId>,
    /// A conversation to open once the desk has sent its snapshot.
    pub(crate) deep_link: Option<ConversationId>,
    /// The list on the left.
    pub(crate) tab: Tab,
    /// The visible pane, on a phone.
    pub(crate) pane: Pane,
    /// What nobody answered.
    pub(crate) missed: HistoryList,
    /// How many of them need an answer.
    pub(crate) missed_counts: MissedCounts,
    /// How many visitors wait in the queue (ROUTE-32).
    pub(crate) waiting: u32,
    /// The agent's own past conversations.
    pub(crate) history: HistoryList,
    /// Everybody's past conversations.
    pub(crate) all: HistoryList,
    pub(crate) search: Search,
    pub(crate) labels: Labels,
    /// The agents and teams a chat can be transferred to, once loaded.
    pub(crate) transfer_targets: Loadable<TransferTargets>,
    /// The canned replies.
    pub(crate) replies: Replies,
    pub(crate) toasts: Vec<Toast>,
    /// The id of the last toast.
    pub(crate) last_toast_id: u64,
    /// Whether the tab is visible.
    pub(crate) visible: bool,
    /// Whether the current section is the inbox.
    pub(crate) in_section: bool,
    /// How many of the chats that were accepted in this tab have arrived: each shows the inbox.
    pub(crate) arrived: u32,
}

/// Something that is loaded on demand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Loadable<T> {
    /// Nobody has asked for it yet.
    #[default]
    Not,
    /// The request is in flight.
    Loading,
    Loaded(T),
    /// The request failed, with the reason.
    Failed(String),
}

/// The state of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Link {
    /// The first attempt is in progress.
    #[default]
    Connecting,
    Open,
    /// Lost; we reconnect.
    Broken,
}

/// An agent's availability, as far as this tab knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Availability {
    /// The desk has not sent it on this connection. It may have changed since the last one: by a
    /// schedule, in another tab, or because no tab was open.
    Connecting,
    /// This agent has no live chat permission.
    NotAllowed,
    /// They are not offered chats.
    Away,
    /// They are offered chats.
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
    /// What the desk sent last.
    pub(crate) available: bool,
    /// The agent's choice, until the desk has acknowledged it.
    pub(crate) requested: Option<(ClientKey, bool)>,
    /// The maximum number of simultaneous chats.
    pub(crate) max_chats: u32,
    /// Until when the toggle overrides the schedule.
    pub(crate) toggled_until: Option<Timestamp>,
    /// The state of the schedule, if they have one.
    pub(crate) schedule: Option<Scheduled>,
}

/// The next automatic change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// The toggle's override ends.
    OverrideEnds(Timestamp),
    /// The schedule's hours begin.
    HoursBegin(Timestamp),
    /// The schedule's hours end.
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

/// An offer, and the agent's choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) card: OfferCard,
    /// The agent's choice, until the desk has acknowledged it.
    pub(crate) chosen: Option<(ClientKey, Choice)>,
}

/// The answer to an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    Accept,
    Decline,
}

/// A list on the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tab {
    /// The agent's current chats.
    #[default]
    Mine,
    /// What nobody answered.
    Missed,
    /// The agent's past conversations.
    History,
    /// Everybody's past conversations.
    All,
}

/// A pane; a phone shows one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Pane {
    #[default]
    List,
    Thread,
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
    /// Returns the empty inbox of an agent who has just signed in.
    pub(crate) fn new(me: Me, keys: Keys) -> Self {
        Self {
            me,
            keys,
            clock: Clock::default(),
            connection: Link::default(),
            unwell: None,
            availability: AvailabilityStatus::default(),
            offers: Vec::new(),
            accepted: BTreeSet::new(),
            chats: BTreeMap::new(),
            selected: None,
            deep_link: None,
            tab: Tab::default(),
            pane: Pane::default(),
            missed: HistoryList::default(),
            missed_counts: MissedCounts::default(),
            waiting: 0,
            history: HistoryList::default(),
            all: HistoryList::default(),
            search: Search::default(),
            labels: Labels::default(),
            transfer_targets: Loadable::default(),
            replies: Replies::default(),
            toasts: Vec::new(),
            last_toast_id: 0,
            visible: true,
            in_section: true,
            arrived: 0,
        }
    }

    /// Whether this agent may see what nobody answered.
    pub(crate) fn sees_missed(&self) -> bool {
        self.me.permissions.contains(&Permission::LiveChat) || self.sees_all()
    }

    /// Whether this agent can answer in a conversation that is over.
    pub(crate) fn may_answer(&self, id: &ConversationId) -> bool {
        self.me.permissions.contains(&Permission::LiveChat)
            && self.chats.get(id).is_some_and(ConversationView::can_be_answered)
    }

    /// Whether this agent can end what goes on there.
    pub(crate) fn may_end(&self, chat: &ConversationView) -> bool {
        chat.is_live() || chat.is_followed_up_by(&self.me.agent.id)
    }

    /// Whether the agent can see the open chat. Only then is it seen.
    pub(crate) const fn is_looking(&self) -> bool {
        self.visible && self.in_section
    }

    /// Whether this agent may read the conversations of others.
    pub(crate) fn sees_all(&self) -> bool {
        self.me.permissions.contains(&Permission::ViewAllConversations)
    }

    /// Whether the inbox needs `Tick` messages.
    pub(crate) fn ticks(&self) -> bool {
        !self.offers.is_empty() || self.chats.values().any(|chat| chat.ends_at.is_some())
    }

    /// Whether this agent may edit the site's canned replies.
    pub(crate) fn edits_replies(&self) -> bool {
        self.me.permissions.contains(&Permission::EditReplies)
    }

    /// The list of a tab; the tab of current chats has none.
    pub(crate) const fn listing(&self, tab: Tab) -> &HistoryList {
        match tab {
            Tab::All => &self.all,
            Tab::Missed => &self.missed,
            Tab::Mine | Tab::History => &self.history,
        }
    }

    /// The rows of a tab, without live conversations, which are not past.
    pub(crate) fn listed(&self, tab: Tab) -> Vec<ConversationRow> {
        let rows = self.listing(tab).rows.iter();
        let rows = rows.filter(|row| tab != Tab::History || row.status != LIVE);
        rows.filter(|row| self.has_narrowed_label(&row.id)).cloned().collect()
    }

    pub(crate) const fn listing_mut(&mut self, tab: Tab) -> &mut HistoryList {
        match tab {
            Tab::All => &mut self.all,
            Tab::Missed => &mut self.missed,
            Tab::Mine | Tab::History => &mut self.history,
        }
    }

    pub(crate) fn open(&self) -> Option<&ConversationView> {
        self.chats.get(self.selected.as_ref()?)
    }

    pub(crate) fn offer_mut(&mut self, id: &OfferId) -> Option<&mut Offer> {
        self.offers.iter_mut().find(|offer| offer.card.id == *id)
    }

    /// Adds a toast; returns its id.
    pub(crate) fn add_toast(&mut self, tone: Tone, text: impl Into<String>) -> u64 {
        self.last_toast_id += 1;
        self.toasts.push(Toast { id: self.last_toast_id, tone, text: text.into() });
        // At most four are shown.
        if self.toasts.len() > 4 {
            self.toasts.remove(0);
        }
        self.last_toast_id
    }
}
