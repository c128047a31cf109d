//! What is typed and not sent follows the agent: once they pause, the edge keeps it and tells their
//! other tabs and devices. What is typed here and not kept yet is newer than whatever comes; what the
//! edge has not kept lies in this browser, for the case that the tab goes.

use super::chat::ConversationView;
use super::model::{Inbox, Link};
use super::msg::Effect;
use shared::conversation::Draft;
use shared::id::{ClientKey, ConversationId};
use shared::protocol::ClientFrame;

/// The drafts of a conversation: as they stand here, as the edge has them, and what is on its way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Drafts {
    /// What is typed.
    pub(crate) here: Draft,
    /// What the edge has, as far as it told.
    saved: Draft,
    /// What it was sent last and has not kept yet.
    sent: Option<(ClientKey, Draft)>,
}

impl Drafts {
    /// Whether something is typed that the edge doesn't have.
    fn is_newer(&self) -> bool {
        self.here != self.saved
    }
}

/// Something was typed: kept in this browser, and told when the agent pauses.
pub(super) fn typed(chat: &ConversationView) -> Vec<Effect> {
    vec![
        Effect::SaveDraft(chat.id.clone(), chat.drafts.here.clone()),
        Effect::Pause(chat.id.clone()),
    ]
}

/// The agent paused: the edge is told.
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

/// What was typed is sent: it is a draft no longer, here and anywhere.
pub(super) fn sent(inbox: &mut Inbox, id: &ConversationId) -> Vec<Effect> {
    let here = inbox.chats.get(id).map(|chat| chat.drafts.here.clone());
    let save = here.map(|here| Effect::SaveDraft(id.clone(), here));
    save.into_iter().chain(paused(inbox, id)).collect()
}

/// The edge has kept something; was it a draft, it need not lie here any more.
pub(super) fn saved(chat: &mut ConversationView, key: &ClientKey) -> Option<Effect> {
    let (_, draft) = chat.drafts.sent.take_if(|(sent, _)| sent == key)?;
    chat.drafts.saved = draft;
    clear_stored(chat)
}

/// The edge has another draft: typed elsewhere, or here earlier.
pub(super) fn on_draft(chat: &mut ConversationView, draft: Draft) -> Option<Effect> {
    let newer = chat.drafts.is_newer();
    chat.drafts.saved = draft;
    if newer {
        return Some(Effect::Pause(chat.id.clone()));
    }
    chat.drafts.here = chat.drafts.saved.clone();
    clear_stored(chat)
}

/// The connection is gone, and what was on its way with it.
pub(super) fn broke(chat: &mut ConversationView) {
    chat.drafts.sent = None;
}

/// This browser had something that the edge never got; it doesn't overwrite what is being typed.
pub(super) fn restore(inbox: &mut Inbox, id: &ConversationId, draft: Draft) -> Option<Effect> {
    let chat = inbox.chats.get_mut(id).filter(|chat| chat.drafts.here.is_empty())?;
    chat.drafts.here = draft;
    Some(Effect::Pause(id.clone()))
}

fn clear_stored(chat: &ConversationView) -> Option<Effect> {
    let same = !chat.drafts.is_newer();
    same.then(|| Effect::SaveDraft(chat.id.clone(), Draft::default()))
}
