//! The site forgets a conversation: nothing is left of it but that it was.

use super::Shell;
use super::store;
use super::turn::TurnExtras;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox::{self, Envelope};
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use crate::runtime::{bucket, sockets};
use serde::{Deserialize, Serialize};
use shared::conversation::{Input, VisitorAct};
use shared::id::{ClientKey, ConversationId, FileId};
use std::rc::Rc;

/// What a site tells a conversation.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SiteToConversation {
    /// Nobody is to know any more what was said. Its own id comes with it, for who gets the answer.
    Erase(ConversationId),
}

/// What was there and is no more.
#[derive(Serialize, Deserialize, Default)]
pub(crate) struct ErasureReport {
    /// Events of its log.
    pub(crate) events: u64,
    /// Files.
    #[serde(default)]
    pub(crate) files: u64,
}

/// Why a connection to it ends.
const GONE: u16 = 4404;

/// Forgets everything. A chat that still goes on is ended first, so that its agent is free; until the
/// desk has heard of that, the answer is no, and the site asks again.
pub(super) async fn erase(shell: &Rc<Shell>, envelope: &Envelope) -> Answer {
    let sql = shell.state.storage().sql();
    if !shell.exists()? {
        return body::answer(&ErasureReport::default());
    }
    end(shell)?;
    if !outbox_store::addresses(&sql)?.is_empty() {
        outbox::deliver(shell)?;
        return Err(ApiError::Broken("its last messages are on their way".to_owned()));
    }
    let sent = sent(shell);
    // First what lies elsewhere: where that fails, the site asks again, and we still know of it.
    bucket::delete(&shell.env, &sent).await?;
    let events = atomic(&shell.state, || {
        outbox_store::record_received(&sql, &envelope.from, envelope.seq)?;
        store::delete(&sql)
    })?;
    shell.memory.replace(None);
    for socket in shell.state.get_websockets() {
        sockets::close(&socket, GONE, "This conversation was erased.");
    }
    body::answer(&ErasureReport { events, files: sent.len() as u64 })
}

/// Every file that was sent here, by its conversation and its name.
fn sent(shell: &Shell) -> Vec<(ConversationId, FileId)> {
    let memory = shell.memory.borrow();
    let Some(conversation) = memory.as_ref().map(|memory| &memory.conversation) else {
        return Vec::new();
    };
    let id = &conversation.meta.id;
    conversation.state.files().iter().map(|file| (id.clone(), file.clone())).collect()
}

/// Ends what goes on, as if the visitor had left.
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
