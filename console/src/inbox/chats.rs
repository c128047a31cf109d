//! The list of the agent's chats, ordered by urgency.

use super::chat::{ConversationView, Last};
use super::model::Inbox;
use super::visitor;
use shared::id::ConversationId;
use shared::time::Timestamp;
use std::cmp::Reverse;

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) id: ConversationId,
    pub(crate) name: String,
    /// The initials for the avatar.
    pub(crate) initials: Option<String>,
    /// The last message.
    pub(crate) last: Option<Last>,
    /// The path of the visitor's page, shown if there is no message yet.
    pub(crate) path: String,
    /// When something last happened.
    pub(crate) at: Timestamp,
    /// The number of messages that the agent has not seen.
    pub(crate) unread: usize,
    /// Whether the visitor is connected.
    pub(crate) here: bool,
    /// Whose turn it is.
    pub(crate) turn: Turn,
    /// Until when we show the visitor as typing.
    pub(crate) typing: Option<Timestamp>,
    /// Whether there is an unsent draft.
    pub(crate) drafted: bool,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// The agent's: the visitor waits for an answer.
    Ours,
    Theirs,
    /// Nobody's: the chat has ended.
    Over,
}

impl Inbox {
    /// The agent's chats: first those whose visitor has waited longest, then the rest by their last
    /// message, then the ended ones that are still listed.
    pub(crate) fn mine(&self) -> Vec<ConversationId> {
        let mut chats: Vec<_> = self.chats.values().filter(|chat| chat.mine).collect();
        chats.sort_by_key(|chat| (order(chat), chat.id.clone()));
        chats.into_iter().map(|chat| chat.id.clone()).collect()
    }

    /// How many chats of the agent are running.
    pub(crate) fn live_chats(&self) -> usize {
        self.chats.values().filter(|chat| chat.mine && chat.is_live()).count()
    }

    /// Returns the row of a chat.
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

    /// The number of chats with unread messages.
    pub(crate) fn unread_chats(&self) -> usize {
        let mine = self.chats.values().filter(|chat| chat.mine);
        mine.filter(|chat| chat.unread() > 0).count()
    }

    /// The number of the agent's live chats.
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

/// The sort key; smaller comes first.
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
