//! The list of the agent's chats, in the order they need the agent.

use super::chat::{ConversationView, Last};
use super::model::Inbox;
use super::visitor;
use shared::id::ConversationId;
use shared::time::Timestamp;
use std::cmp::Reverse;

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Which.
    pub(crate) id: ConversationId,
    /// The visitor's name.
    pub(crate) name: String,
    /// Letters for their picture.
    pub(crate) initials: Option<String>,
    /// The last words.
    pub(crate) last: Option<Last>,
    /// Where the visitor was; stands in for words when there are none.
    pub(crate) path: String,
    /// When something last happened.
    pub(crate) at: Timestamp,
    /// How many messages the agent has not seen.
    pub(crate) unread: usize,
    /// Whether the visitor is connected.
    pub(crate) here: bool,
    /// Whose turn it is.
    pub(crate) turn: Turn,
    /// Until when the visitor counts as typing.
    pub(crate) typing: Option<Timestamp>,
    /// What the agent typed and has not sent.
    pub(crate) drafted: bool,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// The agent's: the visitor waits for an answer.
    Ours,
    /// The visitor's.
    Theirs,
    /// Nobody's: it has ended.
    Over,
}

impl Inbox {
    /// The agent's chats: who waits longest first, then the rest by their last words, then what
    /// has ended and was not put away.
    pub(crate) fn mine(&self) -> Vec<ConversationId> {
        let mut chats: Vec<_> = self.chats.values().filter(|chat| chat.mine).collect();
        chats.sort_by_key(|chat| (order(chat), chat.id.clone()));
        chats.into_iter().map(|chat| chat.id.clone()).collect()
    }

    /// A row of the list.
    pub(crate) fn row(&self, id: &ConversationId) -> Option<Row> {
        let chat = self.chats.get(id)?;
        let attributes = chat.attributes();
        let last = chat.last();
        Some(Row {
            id: chat.id.clone(),
            name: visitor::display_name(&attributes),
            initials: visitor::initials(&attributes),
            path: chat.page.short(),
            at: last.as_ref().map_or(chat.since, |last| last.at),
            last,
            unread: chat.unread(),
            here: chat.here,
            turn: turn(chat),
            typing: chat.typing,
            drafted: chat.is_live() && !chat.drafts.here.text.trim().is_empty(),
        })
    }

    /// How many chats have something new.
    pub(crate) fn unread_chats(&self) -> usize {
        let mine = self.chats.values().filter(|chat| chat.mine);
        mine.filter(|chat| chat.unread() > 0).count()
    }

    /// How many chats the agent holds.
    pub(crate) fn live(&self) -> usize {
        self.chats.values().filter(|chat| chat.is_live()).count()
    }
}

fn turn(chat: &ConversationView) -> Turn {
    match chat.offer_unanswered() {
        _ if chat.is_over() => Turn::Over,
        Some(_) => Turn::Ours,
        None => Turn::Theirs,
    }
}

/// Smaller comes first.
fn order(chat: &ConversationView) -> (u8, u64, Reverse<u64>) {
    if chat.is_over() {
        return (2, 0, Reverse(latest(chat)));
    }
    match chat.offer_unanswered() {
        Some(since) => (0, since.0, Reverse(0)),
        None => (1, 0, Reverse(latest(chat))),
    }
}

fn latest(chat: &ConversationView) -> u64 {
    chat.last().map_or(chat.since.0, |last| last.at.0)
}
