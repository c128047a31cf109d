//! A chat is transferred: whom to ask, and the asking. What comes of it the desk tells (`offers`).

use super::model::{Inbox, Loadable};
use super::msg::Effect;
use shared::event::{AgentProfile, OfferFailure};
use shared::id::ConversationId;
use shared::protocol::{AgentFrame, PendingTransfer, TransferTo};

use super::toast::Tone;
use super::visitor;

/// Asks who else could take a chat.
pub(super) fn load_targets(inbox: &mut Inbox) -> Vec<Effect> {
    inbox.transfer_targets = Loadable::Loading;
    vec![Effect::LoadTransferTargets]
}

/// Asks somebody to take a chat; the desk's answer shows it.
pub(super) fn start(
    inbox: &mut Inbox,
    conversation: ConversationId,
    to: TransferTo,
) -> Vec<Effect> {
    let id = inbox.keys.next();
    vec![Effect::SendAgentFrame(AgentFrame::Transfer { id, conversation, to })]
}

/// Asks nobody any more.
pub(super) fn cancel(inbox: &mut Inbox, conversation: ConversationId) -> Vec<Effect> {
    let id = inbox.keys.next();
    vec![Effect::SendAgentFrame(AgentFrame::CancelTransfer { id, conversation })]
}

/// Somebody is asked.
pub(super) fn started(inbox: &mut Inbox, id: &ConversationId, transfer: PendingTransfer) {
    if let Some(chat) = inbox.chats.get_mut(id) {
        chat.transfer = Some(transfer);
    }
}

/// Somebody else has a chat of ours now: we read along, and can't write any more.
pub(super) fn completed(inbox: &mut Inbox, id: &ConversationId, to: &AgentProfile) -> Effect {
    let visitor_name = inbox.chats.get_mut(id).map(|chat| {
        chat.transfer = None;
        chat.mine = false;
        visitor::display_name(&chat.attributes())
    });
    let visitor_name = visitor_name.unwrap_or_else(|| "the visitor".to_owned());
    Effect::Expire(
        inbox.add_toast(Tone::Plain, format!("{} has taken over {visitor_name}.", to.name)),
    )
}

/// Nobody took a chat that was to be transferred: it is ours as before.
pub(super) fn transfer_ended(
    inbox: &mut Inbox,
    id: &ConversationId,
    reason: OfferFailure,
) -> Vec<Effect> {
    let Some(chat) = inbox.chats.get_mut(id) else { return Vec::new() };
    let Some(transfer) = chat.transfer.take() else { return Vec::new() };
    let (visitor_name, name) = (visitor::display_name(&chat.attributes()), transfer.to.name);
    let text = match reason {
        OfferFailure::Withdrawn => return Vec::new(), // who took it back knows
        OfferFailure::Declined => format!("{name} declined. {visitor_name} is still with you."),
        OfferFailure::TimedOut => {
            format!("{name} did not answer. {visitor_name} is still with you.")
        }
        OfferFailure::AgentGone => format!("{name} is gone. {visitor_name} is still with you."),
    };
    vec![Effect::Expire(inbox.add_toast(Tone::Plain, text))]
}
