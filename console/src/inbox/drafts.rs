//! Unsent drafts, synchronized between the agent's tabs and devices: after a pause in typing the
//! edge stores the draft and sends it to the others. Text typed here that isn't stored yet is newer
//! than any draft that arrives. Until the edge has stored a draft, it is also kept in this browser,
//! in case the tab closes or the connection is lost.

use super::chat::ConversationView;
use super::model::{Inbox, Link};
use super::msg::Effect;
use shared::conversation::Draft;
use shared::id::{ClientKey, ConversationId};
use shared::protocol::ClientFrame;

/// The drafts of a conversation: the current one, the stored one, and the one in flight.
#[derive(Debug, Clone, Default)]
pub(crate) struct Drafts {
    /// The current draft.
    pub(crate) here: Draft,
    /// The draft that the edge sent or acknowledged last.
    saved: Draft,
    /// The draft in flight, until it is acknowledged.
    sent: Option<(ClientKey, Draft)>,
}

impl Drafts {
    /// Whether the current draft isn't stored at the edge yet.
    fn is_newer(&self) -> bool {
        self.here != self.saved
    }
}

/// After typing: saves the draft in this browser, and starts the timer for a pause.
pub(super) fn typed(chat: &ConversationView) -> Vec<Effect> {
    vec![
        Effect::SaveDraft(chat.id.clone(), chat.drafts.here.clone()),
        Effect::Pause(chat.id.clone()),
    ]
}

/// After a pause: sends the draft to the edge.
pub(super) fn paused(inbox: &mut Inbox, id: &ConversationId) -> Option<Effect> {
    let chat = inbox.chats.get_mut(id)?;
    let drafts = &mut chat.drafts;
    let on_its_way = drafts.sent.as_ref().is_some_and(|(_, sent)| *sent == drafts.here);
    let synced = !drafts.is_newer() || on_its_way || drafts.here.check().is_err();
    if synced || chat.link != Link::Open || chat.stream.is_none() {
        return None;
    }
    let (key, draft) = (inbox.keys.next(), drafts.here.clone());
    drafts.sent = Some((key.clone(), draft.clone()));
    Some(Effect::Chat(id.clone(), ClientFrame::Draft { id: key, draft }))
}

/// After sending the message: deletes the draft, here and at the edge.
pub(super) fn sent(inbox: &mut Inbox, id: &ConversationId) -> Vec<Effect> {
    let here = inbox.chats.get(id).map(|chat| chat.drafts.here.clone());
    let save = here.map(|here| Effect::SaveDraft(id.clone(), here));
    save.into_iter().chain(paused(inbox, id)).collect()
}

/// On an acknowledgement: if it was for a draft, removes it from this browser.
pub(super) fn saved(chat: &mut ConversationView, key: &ClientKey) -> Option<Effect> {
    let (_, draft) = chat.drafts.sent.take_if(|(sent, _)| sent == key)?;
    chat.drafts.saved = draft;
    clear_stored(chat)
}

/// On a draft from the edge, typed in another tab or earlier in this one.
pub(super) fn on_draft(chat: &mut ConversationView, draft: Draft) -> Option<Effect> {
    let newer = chat.drafts.is_newer();
    chat.drafts.saved = draft;
    if newer {
        return Some(Effect::Pause(chat.id.clone()));
    }
    chat.drafts.here = chat.drafts.saved.clone();
    clear_stored(chat)
}

/// The connection is lost, and the draft in flight with it.
pub(super) fn broke(chat: &mut ConversationView) {
    chat.drafts.sent = None;
}

/// Restores a draft from this browser that the edge never got, unless the agent has begun to type.
pub(super) fn restore(inbox: &mut Inbox, id: &ConversationId, draft: Draft) -> Option<Effect> {
    let chat = inbox.chats.get_mut(id).filter(|chat| chat.drafts.here.is_empty())?;
    chat.drafts.here = draft;
    Some(Effect::Pause(id.clone()))
}

fn clear_stored(chat: &ConversationView) -> Option<Effect> {
    let same = !chat.drafts.is_newer();
    same.then(|| Effect::SaveDraft(chat.id.clone(), Draft::default()))
}
