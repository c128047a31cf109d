//! What the visitor replies by mail (MAIL-09).

use super::Shell;
use super::turn::TurnExtras;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::clock;
use crate::site::SiteRequest;
use serde::{Deserialize, Serialize};
use shared::conversation::{Input, VisitorAct};
use shared::id::ClientKey;
use std::rc::Rc;

/// A reply that the worker has read, for the conversation that its address names.
#[derive(Serialize, Deserialize)]
pub(crate) struct MailedReply {
    /// Derived from the mail: it counts once.
    pub(crate) key: ClientKey,
    pub(crate) texts: Vec<String>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum MailedReplyState {
    Stored,
    /// The visitor is blocked, and not told of it.
    Blocked,
}

pub(super) async fn handle(shell: &Rc<Shell>, reply: MailedReply) -> Answer {
    if !shell.exists()? {
        return Err(ApiError::NotFound("conversation"));
    }
    let meta = shell.memory.borrow().as_ref().map(|memory| {
        let meta = &memory.conversation.meta;
        (meta.site.clone(), meta.visitor.clone())
    });
    let (site, visitor) = meta.ok_or(ApiError::NotFound("conversation"))?;
    let request = SiteRequest::IsBlocked { visitor };
    let is_blocked: bool = request.ask(&shell.object.env, &site).await?;
    if is_blocked {
        return body::answer(&MailedReplyState::Blocked);
    }
    // It may have been erased meanwhile.
    if !shell.exists()? {
        return Err(ApiError::NotFound("conversation"));
    }
    let input = Input::Visitor(reply.key, VisitorAct::Mail(reply.texts));
    shell.turn(clock::now(), vec![input], &TurnExtras::Nothing)??;
    body::answer(&MailedReplyState::Stored)
}
