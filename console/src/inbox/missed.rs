//! Missed conversations: the list, how many there are, and who takes care of each.

use super::labels::Narrowed;
use super::model::{Inbox, Tab};
use super::msg::Effect;
use super::toast::Tone;
use crate::texts::t;
use shared::conversation::MOST_COUNTED;
use shared::id::AgentId;
use shared::protocol::{ConversationRow, Listing, MissedList};

/// What an agent does about a missed conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MissedChange {
    /// Takes it, or takes it over from this agent.
    Take(Option<AgentId>),
    GiveBack,
    MarkHandled,
    Reopen,
}

impl Inbox {
    /// How many missed conversations need an answer of this agent: theirs, and those that nobody has.
    pub(crate) const fn missed_count(&self) -> u32 {
        self.missed_counts.free + self.missed_counts.own
    }

    /// How much waits for this agent: chats with unread messages, and what was missed.
    pub(crate) fn waiting(&self) -> u32 {
        let unread = u32::try_from(self.unread_chats()).unwrap_or(u32::MAX);
        unread.saturating_add(self.missed_count())
    }
}

/// A count as it shows; beyond what is counted, it says so.
pub(crate) fn count_text(count: u32) -> String {
    if count < MOST_COUNTED { count.to_string() } else { format!("{}+", MOST_COUNTED - 1) }
}

/// The desk says how many there are now. The list is loaded again if it shows.
pub(super) fn counted(inbox: &mut Inbox, free: u32, own: Option<u32>) -> Vec<Effect> {
    inbox.missed_counts.free = free;
    inbox.missed_counts.own = own.unwrap_or(inbox.missed_counts.own);
    if inbox.tab == Tab::Missed { again(inbox) } else { Vec::new() }
}

/// Loads the first page, with the counts.
pub(super) fn again(inbox: &mut Inbox) -> Vec<Effect> {
    if !inbox.sees_missed() {
        return Vec::new();
    }
    inbox.missed.loading = true;
    vec![Effect::LoadMissed(inbox.labels.narrowed.clone(), None)]
}

/// A page has arrived.
pub(super) fn loaded(
    inbox: &mut Inbox,
    narrowed: &Narrowed,
    first: bool,
    page: Result<MissedList, String>,
) {
    if inbox.labels.narrowed != *narrowed {
        return;
    }
    let page = page.map(|MissedList { items, next, counts }| {
        inbox.missed_counts = counts;
        for row in &items {
            if let Some(chat) = inbox.chats.get_mut(&row.id) {
                chat.missed.clone_from(&row.missed);
            }
        }
        Listing { items, next }
    });
    inbox.missed.add_page(first, page);
}

/// The agent has changed who takes care of a conversation.
pub(super) fn changed(inbox: &mut Inbox, row: ConversationRow) -> Vec<Effect> {
    for list in [&mut inbox.missed, &mut inbox.history, &mut inbox.all] {
        for known in list.rows.iter_mut().filter(|known| known.id == row.id) {
            known.missed.clone_from(&row.missed);
        }
    }
    if let Some(chat) = inbox.chats.get_mut(&row.id) {
        chat.missed.clone_from(&row.missed);
    }
    let handled = row.missed.is_some_and(|missed| !missed.is_open());
    if !handled {
        return Vec::new();
    }
    let done = t!("inbox-marked-handled").to_owned();
    vec![Effect::Expire(inbox.add_toast(Tone::Plain, done))]
}
