//! Ends a chat after a few seconds in which the agent can undo it. The delay runs in the tab where
//! they clicked; if that tab closes, the chat ends at once.

use super::chat::{Outgoing, Saying};
use super::conversation::send;
use super::model::Inbox;
use super::msg::Effect;
use super::toast::Tone;
use super::visitor;
use crate::texts::t;
use shared::id::ConversationId;
use shared::time::{Millis, Timestamp};

/// How long the agent can undo the end.
pub(crate) const SECOND_THOUGHTS: Millis = Millis::seconds(5);

/// The agent wants to end the chat.
pub(super) fn want(inbox: &mut Inbox, now: Timestamp, id: &ConversationId) {
    let may = inbox.chats.get(id).is_some_and(|chat| inbox.may_end(chat) && !chat.is_ending());
    if let Some(chat) = inbox.chats.get_mut(id).filter(|_| may) {
        chat.ends_at = Some(now + SECOND_THOUGHTS);
    }
}

/// The agent undoes it.
pub(super) fn undo(inbox: &mut Inbox, id: &ConversationId) {
    if let Some(chat) = inbox.chats.get_mut(id) {
        chat.ends_at = None;
    }
}

/// The visitor wrote in the meantime, so the chat continues.
pub(super) fn answered(inbox: &mut Inbox, id: &ConversationId) -> Option<Effect> {
    let chat = inbox.chats.get_mut(id)?;
    chat.ends_at.take()?;
    let name = visitor::display_name(&chat.attributes());
    Some(Effect::Expire(inbox.add_toast(Tone::Plain, t!("inbox-wrote", name = name))))
}

/// Ends the chats whose delay is over; with `None` all of them, because the tab closes.
pub(super) fn due(inbox: &mut Inbox, now: Option<Timestamp>) -> Vec<Effect> {
    let is_due = |at: Option<Timestamp>| at.is_some_and(|at| now.is_none_or(|now| at <= now));
    let due = inbox.chats.values().filter(|chat| is_due(chat.ends_at));
    let due: Vec<_> = due.map(|chat| chat.id.clone()).collect();
    due.iter().flat_map(|id| end(inbox, id)).collect()
}

fn end(inbox: &mut Inbox, id: &ConversationId) -> Vec<Effect> {
    let key = inbox.keys.next();
    let may = inbox.chats.get(id).is_some_and(|chat| inbox.may_end(chat));
    let Some(chat) = inbox.chats.get_mut(id) else { return Vec::new() };
    let Some(at) = chat.ends_at.take().filter(|_| may) else { return Vec::new() };
    send(chat, key, Outgoing { content: Saying::End, at })
}
