//! Opens the conversation of a link, from a notification or a webhook, or shows why that isn't possible.

use super::missed;
use super::model::{Inbox, Tab};
use super::msg::Effect;
use super::update::{load, open_link, select};
use shared::id::ConversationId;
use shared::time::Timestamp;

/// Opens a conversation once the desk has sent its snapshot.
pub(super) fn open(inbox: &mut Inbox, id: ConversationId) -> Vec<Effect> {
    inbox.deep_link = Some(id);
    if inbox.availability.last().is_some() { open_deep_link(inbox) } else { Vec::new() }
}

/// Called after the snapshot, which says which chats are offered to the agent and which are theirs.
pub(super) fn open_deep_link(inbox: &mut Inbox) -> Vec<Effect> {
    let Some(id) = inbox.deep_link.take() else { return Vec::new() };
    // An offered chat is on the banner, and opens when it is accepted.
    if inbox.offers.iter().any(|offer| offer.card.conversation == id) {
        return Vec::new();
    }
    if inbox.chats.contains_key(&id) {
        inbox.tab = Tab::Mine;
        return select(inbox, &id);
    }
    // It is over, or somebody else's: the edge knows whether the agent may read it.
    vec![Effect::FindLinked(id)]
}

/// The agent may read it, so it opens beside the list that has it.
pub(super) fn found(inbox: &mut Inbox, now: Timestamp, id: ConversationId) -> Vec<Effect> {
    inbox.tab = if inbox.sees_all() { Tab::All } else { Tab::History };
    let mut effects = open_link(inbox, now, id);
    effects.extend(load(inbox, inbox.tab, true));
    effects.extend(missed::again(inbox));
    effects
}
