//! A notice was clicked: its chat is opened, or it is said why not.

use super::model::{Inbox, Tab};
use super::msg::Effect;
use super::toast::Tone;
use super::update::select;
use shared::id::ConversationId;

/// Opens a conversation, as soon as the desk has said whose it is.
pub(super) fn seek(inbox: &mut Inbox, id: ConversationId) -> Vec<Effect> {
    inbox.sought = Some(id);
    if inbox.duty.known { found(inbox) } else { Vec::new() }
}

/// The desk has said what rings and what is theirs.
pub(super) fn found(inbox: &mut Inbox) -> Vec<Effect> {
    let Some(id) = inbox.sought.take() else { return Vec::new() };
    // While it rings the banner lies over everything; it is opened when it is accepted.
    if inbox.offers.iter().any(|offer| offer.card.conversation == id) {
        return Vec::new();
    }
    if inbox.chats.contains_key(&id) {
        inbox.tab = Tab::Mine;
        return select(inbox, &id);
    }
    let told = inbox.tell(Tone::Plain, "This chat is over, or somebody else has it.");
    vec![Effect::Expire(told)]
}
