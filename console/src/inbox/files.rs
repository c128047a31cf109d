//! Files that the agent sends: progress, failures and retries. The runtime holds the bytes and
//! identifies them by a handle.

use super::chat::ConversationView;
use super::model::Inbox;
use super::msg::Effect;
use crate::texts::t;
use shared::api::FileFrame;
use shared::file::MAX_FILE_BYTES;
use shared::id::{ClientKey, ConversationId};
use shared::time::Timestamp;

/// A file that the agent chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attached {
    /// The runtime's handle.
    pub(crate) handle: u64,
    pub(crate) name: String,
    /// The size of the file, in bytes.
    pub(crate) size: u64,
    /// A local URL of the file, if it is a picture.
    pub(crate) preview: Option<String>,
}

/// A file being uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Upload {
    /// The idempotency key, reused on retry.
    pub(crate) key: ClientKey,
    /// The frame in whose place it is sent, also on retry.
    pub(crate) frame: FileFrame,
    pub(crate) file: Attached,
    /// When the agent chose it.
    pub(crate) at: Timestamp,
    pub(crate) state: Carried,
}

/// The state of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Carried {
    /// The progress, from 0 to 100.
    Percent(u8),
    /// It did not arrive, with the reason; it can be tried again.
    Failed(String),
    /// The file can't be sent, with the reason.
    Refused(String),
}

impl Upload {
    /// Whether it is not under way any more.
    pub(crate) const fn is_unsent(&self) -> bool {
        matches!(self.state, Carried::Failed(_) | Carried::Refused(_))
    }
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
    let answers = inbox.may_answer(id);
    let frame = if answers { FileFrame::FollowUp } else { FileFrame::Say };
    let Some(chat) = inbox.chats.get_mut(id).filter(|chat| chat.is_live() || answers) else {
        return files.into_iter().map(|file| Effect::ReleaseFile(file.handle)).collect();
    };
    chat.ends_at = None; // sending something cancels the end of the chat
    let mut effects = Vec::new();
    for (file, key) in files.into_iter().zip(keys) {
        let state = if let Some(refusal) = refusal(&file) {
            Carried::Refused(refusal.to_owned())
        } else {
            effects.push(upload(id, &key, frame, &file));
            Carried::Percent(0)
        };
        chat.uploads.push(Upload { key, frame, file, at, state });
    }
    effects
}

/// Why the edge would refuse the file, as far as we can tell here; only the edge checks its type.
fn refusal(file: &Attached) -> Option<&'static str> {
    match file.size {
        0 => Some(t!("inbox-file-empty")),
        size if size > MAX_FILE_BYTES as u64 => Some(t!("inbox-file-too-large")),
        _ => None,
    }
}

fn upload(id: &ConversationId, key: &ClientKey, frame: FileFrame, file: &Attached) -> Effect {
    let (chat, key) = (id.clone(), key.clone());
    Effect::Upload { chat, key, frame, handle: file.handle, name: file.name.clone() }
}

/// Updates the progress, or records a failure. A finished upload is removed when its message
/// arrives.
pub(super) fn carried(inbox: &mut Inbox, id: &ConversationId, key: &ClientKey, state: Carried) {
    let chat = inbox.chats.get_mut(id);
    let upload = chat.and_then(|chat| chat.uploads.iter_mut().find(|upload| upload.key == *key));
    if let Some(upload) = upload {
        upload.state = state;
    }
}

/// Retries a failed upload.
pub(super) fn retry(chat: &mut ConversationView, key: &ClientKey) -> Vec<Effect> {
    let id = chat.id.clone();
    let Some(again) = chat.uploads.iter_mut().find(|upload| upload.key == *key) else {
        return Vec::new();
    };
    if matches!(again.state, Carried::Refused(_)) {
        return Vec::new(); // it would be too large again
    }
    again.state = Carried::Percent(0);
    vec![upload(&id, key, again.frame, &again.file)]
}

/// Removes an upload that became a message or was discarded.
pub(super) fn done(chat: &mut ConversationView, key: &ClientKey) -> Option<Effect> {
    let at = chat.uploads.iter().position(|upload| upload.key == *key)?;
    Some(Effect::ReleaseFile(chat.uploads.remove(at).file.handle))
}
