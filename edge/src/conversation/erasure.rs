//! Erases a conversation: first its rows, then, once the site has the confirmation, its whole
//! storage. A crash in between loses nothing, because the last step needs no write: whatever has an
//! outbox, nothing in it and no conversation is dropped at the next alarm.

use super::Shell;
use super::audience;
use super::store;
use super::turn::TurnExtras;
use crate::error::ApiError;
use crate::messaging::outbox::{self, Received};
use crate::messaging::outbox_store;
use crate::runtime::bucket;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::conversation::{Input, VisitorAct};
use shared::id::{ClientKey, ConversationId, FileId};
use shared::messages::{ConversationToSite, SiteMessage};
use shared::outbox::Address;
use shared::rights::Holder;
use std::rc::Rc;

/// Deletes everything and confirms it to the site. A chat that still goes on is ended first, so that
/// its agent is free; until everybody has heard of that, the message is not handled, and comes again.
pub(super) async fn erase(
    shell: &Rc<Shell>,
    received: Received,
    conversation: ConversationId,
) -> Result<(), ApiError> {
    let sql = shell.object.state.storage().sql();
    let exists = shell.exists()?;
    end(shell)?;
    if !outbox_store::is_empty(&sql)? {
        outbox::pump(shell)?;
        return Err(ApiError::Broken("its last messages are not delivered yet".to_owned()));
    }
    let sent = sent(shell);
    // First what lies elsewhere: where that fails, the site asks again, and we still know of it.
    bucket::delete(&shell.object.env, &sent).await?;
    if outbox_store::last(&sql, &received.from)?.is_some_and(|last| received.seq <= last) {
        return Ok(()); // the same message arrived again meanwhile, and was handled
    }
    let Address::Site(site) = &received.from else { return Err(ApiError::NotYours) };
    atomic(&shell.object.state, || {
        outbox_store::record_received(&sql, &received)?;
        let events = if exists { store::delete(&sql)? } else { 0 };
        let files = sent.len() as u64;
        let forgotten = ConversationToSite::Erased { conversation, events, files };
        outbox_store::to_site(&sql, site.clone(), &SiteMessage::Conversation(forgotten))
    })?;
    shell.memory.replace(None);
    for socket in shell.object.state.get_websockets() {
        audience::close_with(&socket, Holder::Erased);
    }
    outbox::pump(shell)
}

/// Drops the storage of a conversation that was erased and has nothing more to say. Deleted rows
/// would leave their bytes in the file.
pub(super) async fn drop_storage(shell: &Rc<Shell>) -> Result<(), ApiError> {
    let storage = shell.object.state.storage();
    let sql = storage.sql();
    if shell.exists()? || !outbox_store::exists(&sql)? || !outbox_store::is_empty(&sql)? {
        return Ok(());
    }
    // Nothing is awaited since the check, so no turn can come between.
    storage.delete_all().await?;
    outbox::alarm_fired(&**shell); // the alarm is deleted, too
    Ok(())
}

/// Drops everything at once and says nothing: the whole site is deleted.
pub(super) async fn drop_all(shell: &Rc<Shell>) -> Result<(), ApiError> {
    shell.exists()?; // loads which files it has
    bucket::delete(&shell.object.env, &sent(shell)).await?;
    shell.memory.replace(None);
    for socket in shell.object.state.get_websockets() {
        audience::close_with(&socket, Holder::Erased);
    }
    shell.object.state.storage().delete_all().await?;
    outbox::alarm_fired(&**shell); // the alarm is deleted, too
    Ok(())
}

/// All files of the conversation, by conversation id and file id.
fn sent(shell: &Shell) -> Vec<(ConversationId, FileId)> {
    let memory = shell.memory.borrow();
    let Some(conversation) = memory.as_ref().map(|memory| &memory.conversation) else {
        return Vec::new();
    };
    let id = &conversation.meta.id;
    conversation.state.files().iter().map(|file| (id.clone(), file.clone())).collect()
}

/// Ends the conversation as if the visitor had left.
fn end(shell: &Rc<Shell>) -> Result<(), ApiError> {
    let goes_on = {
        let memory = shell.memory.borrow();
        memory.as_ref().is_some_and(|memory| !memory.conversation.state.is_over())
    };
    if goes_on {
        let key = ClientKey::parse("forgotten")?;
        // Leaving is never refused.
        let _left = shell.turn(
            clock::now(),
            vec![Input::Visitor(key, VisitorAct::Leave)],
            &TurnExtras::Nothing,
        )?;
    }
    Ok(())
}
