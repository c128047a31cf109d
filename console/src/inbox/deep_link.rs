//! Opens the chat of a clicked notification, or shows why that isn't possible.

use super::model::{Inbox, Tab};
use super::msg::Effect;
use super::toast::Tone;
use super::update::select;
use shared::id::ConversationId;

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
    let toast = inbox.add_toast(Tone::Plain, "This chat is over, or somebody else has it.");
    vec![Effect::Expire(toast)]
}
