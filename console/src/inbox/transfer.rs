//! Transfers a chat. The desk's events about it are handled in `offers`.

use super::model::{Inbox, Loadable};
use super::msg::Effect;
use crate::texts::t;
use shared::event::{AgentProfile, OfferFailure};
use shared::id::ConversationId;
use shared::protocol::{AgentFrame, PendingTransfer, TransferTo};

use super::toast::Tone;
use super::visitor;

/// Loads the transfer targets.
pub(super) fn load_targets(inbox: &mut Inbox) -> Vec<Effect> {
    inbox.transfer_targets = Loadable::Loading;
    vec![Effect::LoadTransferTargets]
}

/// Starts a transfer; the desk's event shows it.
pub(super) fn start(
    inbox: &mut Inbox,
    conversation: ConversationId,
    to: TransferTo,
) -> Vec<Effect> {
    let id = inbox.keys.next();
    vec![Effect::SendAgentFrame(AgentFrame::Transfer { id, conversation, to })]
}

/// Cancels the transfer.
pub(super) fn cancel(inbox: &mut Inbox, conversation: ConversationId) -> Vec<Effect> {
    let id = inbox.keys.next();
    vec![Effect::SendAgentFrame(AgentFrame::CancelTransfer { id, conversation })]
}

/// The transfer is pending.
pub(super) fn started(inbox: &mut Inbox, id: &ConversationId, transfer: PendingTransfer) {
    if let Some(chat) = inbox.chats.get_mut(id) {
        chat.transfer = Some(transfer);
    }
}

/// Another agent has the chat now; this agent can read along, but not write.
pub(super) fn completed(inbox: &mut Inbox, id: &ConversationId, to: &AgentProfile) -> Effect {
    let visitor_name = inbox.chats.get_mut(id).map(|chat| {
        chat.transfer = None;
        chat.mine = false;
        visitor::display_name(&chat.attributes())
    });
    let visitor_name = visitor_name.unwrap_or_else(|| t!("inbox-the-visitor").to_owned());
    Effect::Expire(inbox.add_toast(
        Tone::Plain,
        t!("inbox-transfer-accepted", name = to.name, visitor_name = visitor_name),
    ))
}

/// The transfer ended without success, so the chat stays with this agent.
pub(super) fn transfer_ended(
    inbox: &mut Inbox,
    id: &ConversationId,
    reason: OfferFailure,
) -> Vec<Effect> {
    let Some(chat) = inbox.chats.get_mut(id) else { return Vec::new() };
    let Some(transfer) = chat.transfer.take() else { return Vec::new() };
    let (visitor_name, name) = (visitor::display_name(&chat.attributes()), transfer.to.name);
    let text = match reason {
        OfferFailure::Withdrawn => return Vec::new(), // the agent cancelled it themselves
        OfferFailure::Declined => {
            t!("inbox-transfer-declined", name = name, visitor_name = visitor_name)
        }
        OfferFailure::TimedOut => {
            t!("inbox-transfer-timed-out", name = name, visitor_name = visitor_name)
        }
        OfferFailure::AgentGone => {
            t!("inbox-transfer-gone", name = name, visitor_name = visitor_name)
        }
    };
    vec![Effect::Expire(inbox.add_toast(Tone::Plain, text))]
}
