//! Notes in a conversation, which only agents read.

use super::chat::{ConversationView, Outgoing, Saying};
use super::conversation::send;
use super::drafts;
use super::model::Inbox;
use super::msg::Effect;
use shared::conversation::{MAX_MESSAGE_CHARS, PrivateNote};
use shared::id::ConversationId;
use shared::time::Timestamp;

/// Adds a note of any agent. After a reconnect all notes come again.
pub(super) fn on_note(chat: &mut ConversationView, note: PrivateNote) {
    chat.pending.remove(&note.id);
    if let Err(at) = chat.notes.binary_search_by_key(&note.number, |entry| entry.number) {
        chat.notes.insert(at, note);
    }
}

/// The agent switches between writing a note and a message.
pub(super) fn noting(inbox: &mut Inbox, id: &ConversationId, on: bool) {
    if let Some(chat) = inbox.chats.get_mut(id) {
        chat.noting = on;
    }
}

/// The agent types a note; typing isn't sent.
pub(super) fn typed(inbox: &mut Inbox, id: &ConversationId, text: String) -> Vec<Effect> {
    let Some(chat) = inbox.chats.get_mut(id) else { return Vec::new() };
    chat.drafts.here.note = text;
    drafts::typed(chat)
}

/// The agent adds the note, also in a conversation that they only read.
pub(super) fn write(inbox: &mut Inbox, now: Timestamp, id: &ConversationId) -> Vec<Effect> {
    let key = inbox.keys.next();
    let at = inbox.clock.edge(now);
    let Some(chat) = inbox.chats.get_mut(id) else { return Vec::new() };
    let text = chat.drafts.here.note.trim().to_owned();
    if text.is_empty() || text.chars().count() > MAX_MESSAGE_CHARS {
        return Vec::new();
    }
    chat.drafts.here.note.clear();
    chat.noting = false; // the next words are for the visitor again
    let mut effects = send(chat, key, Outgoing { content: Saying::Note(text), at });
    effects.extend(drafts::sent(inbox, id));
    effects
}
