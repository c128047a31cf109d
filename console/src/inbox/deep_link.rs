//! A notice was clicked: its chat is opened, or it is said why not.

use super::model::{Inbox, Tab};
use super::msg::Effect;
use super::toast::Tone;
use super::update::select;
use shared::id::ConversationId;

/// Opens a conversation, as soon as the desk has said whose it is.
pub(super) fn open(inbox: &mut Inbox, id: ConversationId) -> Vec<Effect> {
    inbox.deep_link = Some(id);
    if inbox.availability.last().is_some() { open_sought(inbox) } else { Vec::new() }
}

/// The desk has said what is offered and what is theirs.
pub(super) fn open_sought(inbox: &mut Inbox) -> Vec<Effect> {
    let Some(id) = inbox.deep_link.take() else { return Vec::new() };
    // While it is offered the banner lies over everything; it is opened when it is accepted.
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
