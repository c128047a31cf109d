//! Files that the agent sends: on their way, failed, sent again. The bytes are the runtime's affair,
//! which knows them by a number.

use super::chat::ConversationView;
use super::model::Inbox;
use super::msg::Effect;
use shared::file::{FileRefusal, MAX_FILE_BYTES};
use shared::id::{ClientKey, ConversationId};
use shared::time::Timestamp;

/// A file that the agent chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attached {
    /// The runtime's number for it.
    pub(crate) handle: u64,
    /// What it is called.
    pub(crate) name: String,
    /// How long it is, in bytes.
    pub(crate) size: u64,
    /// Where it can be looked at meanwhile, if it is a picture.
    pub(crate) preview: Option<String>,
}

/// A file on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Upload {
    /// Its key: sent again, it is the same.
    pub(crate) key: ClientKey,
    /// The file.
    pub(crate) file: Attached,
    /// When the agent chose it.
    pub(crate) at: Timestamp,
    /// How far it is.
    pub(crate) state: Carried,
}

/// How far a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Carried {
    /// So much of a hundred.
    Percent(u8),
    /// It did not arrive, and why.
    Failed(String),
}

/// The agent chose files.
pub(super) fn attach(
    inbox: &mut Inbox,
    now: Timestamp,
    id: &ConversationId,
    files: Vec<Attached>,
) -> Vec<Effect> {
    let at = inbox.clock.edge(now);
    let keys: Vec<_> = files.iter().map(|_| inbox.keys.next()).collect();
    let Some(chat) = inbox.chats.get_mut(id).filter(|chat| chat.is_live()) else {
        return files.into_iter().map(|file| Effect::ReleaseFile(file.handle)).collect();
    };
    chat.ends_at = None; // who sends something goes on
    let mut effects = Vec::new();
    for (file, key) in files.into_iter().zip(keys) {
        let state = if let Some(refusal) = refusal(&file) {
            Carried::Failed(refusal.to_string())
        } else {
            effects.push(upload(id, &key, &file));
            Carried::Percent(0)
        };
        chat.uploads.push(Upload { key, file, at, state });
    }
    effects
}

/// Why the edge would not take it; of what kind it is only the edge looks.
const fn refusal(file: &Attached) -> Option<FileRefusal> {
    match file.size {
        0 => Some(FileRefusal::Empty),
        size if size > MAX_FILE_BYTES as u64 => Some(FileRefusal::TooLarge),
        _ => None,
    }
}

fn upload(id: &ConversationId, key: &ClientKey, file: &Attached) -> Effect {
    let (chat, key) = (id.clone(), key.clone());
    Effect::Upload { chat, key, handle: file.handle, name: file.name.clone() }
}

/// A file moved on, or failed. One that arrived shows as soon as its message does.
pub(super) fn carried(inbox: &mut Inbox, id: &ConversationId, key: &ClientKey, state: Carried) {
    let chat = inbox.chats.get_mut(id);
    let upload = chat.and_then(|chat| chat.uploads.iter_mut().find(|upload| upload.key == *key));
    if let Some(upload) = upload {
        upload.state = state;
    }
}

/// The agent sends a file again that did not arrive.
pub(super) fn retry(chat: &mut ConversationView, key: &ClientKey) -> Vec<Effect> {
    let id = chat.id.clone();
    let Some(again) = chat.uploads.iter_mut().find(|upload| upload.key == *key) else {
        return Vec::new();
    };
    if refusal(&again.file).is_some() {
        return Vec::new(); // it would be too large again
    }
    again.state = Carried::Percent(0);
    vec![upload(&id, key, &again.file)]
}

/// A file is a message now, or given up.
pub(super) fn done(chat: &mut ConversationView, key: &ClientKey) -> Option<Effect> {
    let at = chat.uploads.iter().position(|upload| upload.key == *key)?;
    Some(Effect::ReleaseFile(chat.uploads.remove(at).file.handle))
}
