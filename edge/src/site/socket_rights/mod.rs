//! The rights of open sockets: which sessions have which conversations open, what they may do, and the
//! messages to those conversations when that changes.

pub(crate) mod store;

use super::Shell;
use super::agents::store as agents_store;
use super::blocked::store as blocked_store;
use super::roles::store as roles;
use super::sign_in::store as sign_ins;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::id::{ConversationId, SessionId, VisitorId};
use shared::messages::{ConversationMessage, SiteToConversation};
use shared::rights::SocketRights;
use std::collections::BTreeSet;
use worker::SqlStorage;

/// What the sessions may do. Those that hold are stored as having the conversation open, in place of
/// all others.
pub(super) fn answer(
    shell: &Shell,
    sessions: &BTreeSet<SessionId>,
    opened: Option<&(ConversationId, VisitorId)>,
) -> Answer {
    let (sql, now) = (shell.sql(), clock::now());
    let mut rights = SocketRights::default();
    let mut holders = Vec::new();
    for session in sessions {
        let Some(agent) = sign_ins::agent(&sql, now, session)? else { continue };
        let Some(agent) = agents_store::find(&sql, &agent)? else { continue };
        rights.sessions.insert(session.clone(), roles::permissions(&sql, &agent.role)?);
        holders.push((session, agent.id));
    }
    if let Some((conversation, visitor)) = opened {
        rights.blocked = blocked_store::find(&sql, visitor)?.is_some();
        atomic(&shell.object.state, || store::set(&sql, conversation, &holders))?;
    }
    body::answer(&rights)
}

/// Queues a message to each conversation to ask again. Call it in the transaction of the change.
pub(super) fn changed(
    sql: &SqlStorage,
    conversations: impl IntoIterator<Item = ConversationId>,
) -> Result<(), ApiError> {
    for id in conversations {
        let message = ConversationMessage::Site(SiteToConversation::CheckRights);
        outbox_store::to_conversation(sql, id, &message)?;
    }
    Ok(())
}
