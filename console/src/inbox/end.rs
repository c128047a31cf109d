//! The agent ends a chat: a few seconds in which they can take it back, then the edge is told. The
//! delay lives in the tab that asked for the end; when the tab goes, the edge is told at once.

use super::chat::{Outgoing, Saying};
use super::conversation::send;
use super::model::Inbox;
use super::msg::Effect;
use super::toast::Tone;
use super::visitor;
use shared::id::ConversationId;
use shared::time::{Millis, Timestamp};

/// How long the end can be taken back.
pub(crate) const SECOND_THOUGHTS: Millis = Millis::seconds(5);

/// The agent wants the end.
pub(super) fn want(inbox: &mut Inbox, now: Timestamp, id: &ConversationId) {
    if let Some(chat) = inbox.chats.get_mut(id).filter(|chat| chat.is_live() && !chat.is_ending()) {
        chat.ends_at = Some(now + SECOND_THOUGHTS);
    }
}

/// The agent takes it back.
pub(super) fn undo(inbox: &mut Inbox, id: &ConversationId) {
    if let Some(chat) = inbox.chats.get_mut(id) {
        chat.ends_at = None;
    }
}

/// The visitor wrote before the chat has ended: nobody should be cut off in mid-sentence.
pub(super) fn answered(inbox: &mut Inbox, id: &ConversationId) -> Option<Effect> {
    let chat = inbox.chats.get_mut(id)?;
    chat.ends_at.take()?;
    let name = visitor::display_name(&chat.attributes());
    Some(Effect::Expire(inbox.add_toast(Tone::Plain, format!("{name} wrote: the chat goes on."))))
}

/// Ends those whose time has come; at `None` all of them, for the tab goes away.
pub(super) fn due(inbox: &mut Inbox, now: Option<Timestamp>) -> Vec<Effect> {
    let is_due = |at: Option<Timestamp>| at.is_some_and(|at| now.is_none_or(|now| at <= now));
    let due = inbox.chats.values().filter(|chat| is_due(chat.ends_at));
    let due: Vec<_> = due.map(|chat| chat.id.clone()).collect();
    due.iter().flat_map(|id| end(inbox, id)).collect()
}

fn end(inbox: &mut Inbox, id: &ConversationId) -> Vec<Effect> {
    let key = inbox.keys.next();
    let Some(chat) = inbox.chats.get_mut(id) else { return Vec::new() };
    let Some(at) = chat.ends_at.take().filter(|_| chat.is_live()) else { return Vec::new() };
    send(chat, key, Outgoing { content: Saying::End, at })
}
