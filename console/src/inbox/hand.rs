//! A chat changes hands: whom to ask, and the asking. What comes of it the desk tells (`bell`).

use super::model::{Asked, Inbox};
use super::msg::Effect;
use shared::event::{AgentFace, OfferEnd};
use shared::id::ConversationId;
use shared::protocol::{BellFrame, Handing, TransferTo};

use super::toast::Tone;
use super::visitor;

/// Asks who else could take a chat.
pub(super) fn ask(inbox: &mut Inbox) -> Vec<Effect> {
    inbox.colleagues = Asked::Loading;
    vec![Effect::AskColleagues]
}

/// Asks somebody to take a chat; the desk's answer shows it.
pub(super) fn transfer(
    inbox: &mut Inbox,
    conversation: ConversationId,
    to: TransferTo,
) -> Vec<Effect> {
    let id = inbox.keys.next();
    vec![Effect::Bell(BellFrame::Transfer { id, conversation, to })]
}

/// Asks nobody any more.
pub(super) fn keep(inbox: &mut Inbox, conversation: ConversationId) -> Vec<Effect> {
    let id = inbox.keys.next();
    vec![Effect::Bell(BellFrame::Keep { id, conversation })]
}

/// Somebody is asked.
pub(super) fn asked(inbox: &mut Inbox, id: &ConversationId, handing: Handing) {
    if let Some(chat) = inbox.chats.get_mut(id) {
        chat.handing = Some(handing);
    }
}

/// Somebody else has a chat of ours now: we read along, and can't write any more.
pub(super) fn taken_over(inbox: &mut Inbox, id: &ConversationId, to: &AgentFace) -> Effect {
    let who = inbox.chats.get_mut(id).map(|chat| {
        chat.handing = None;
        chat.mine = false;
        visitor::name(&chat.told())
    });
    let who = who.unwrap_or_else(|| "the visitor".to_owned());
    Effect::Expire(inbox.tell(Tone::Plain, format!("{} has taken over {who}.", to.name)))
}

/// Nobody took a chat that was to change hands: it is ours as before.
pub(super) fn not_taken(inbox: &mut Inbox, id: &ConversationId, reason: OfferEnd) -> Vec<Effect> {
    let Some(chat) = inbox.chats.get_mut(id) else { return Vec::new() };
    let Some(handing) = chat.handing.take() else { return Vec::new() };
    let (who, name) = (visitor::name(&chat.told()), handing.to.name);
    let text = match reason {
        OfferEnd::Withdrawn => return Vec::new(), // who took it back knows
        OfferEnd::Declined => format!("{name} declined. {who} is still with you."),
        OfferEnd::TimedOut => format!("{name} did not answer. {who} is still with you."),
        OfferEnd::AgentGone => format!("{name} is gone. {who} is still with you."),
    };
    vec![Effect::Expire(inbox.tell(Tone::Plain, text))]
}
