//! Blocked visitors of a site.

pub(crate) mod store;

use super::Shell;
use super::audit;
use super::erasure::{self, store as erasures};
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;

use super::list::store as conversations;
use super::missed;
use super::settings::store as site_kv;
use super::socket_rights;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox::Received;
use crate::messaging::outbox_store;
use crate::runtime::storage::atomic;
use shared::api::{ListBlocked, Request, UnblockVisitor};
use shared::conversation::Claim;
use shared::id::{ConversationId, VisitorId};
use shared::problem::ProblemCode;
use shared::protocol::{AuditEvent, BlockState, Blocked, Listing, MAX_BLOCKED};
use std::rc::Rc;
use worker::SqlStorage;

/// In how many of a blocked visitor's conversations sockets are looked for: more than a browser has
/// open.
const MOST_CLOSED: usize = 50;

/// All blocked visitors, latest first.
fn all(shell: &Shell) -> Reply<Listing<Blocked>> {
    reply::json(&Listing { items: store::all(&shell.sql())?, next: None })
}

pub(super) fn status(shell: &Shell, visitor: &VisitorId) -> Reply<BlockState> {
    reply::json(&BlockState { blocked: store::find(&shell.sql(), visitor)? })
}

/// Whether the visitor can be blocked: they are already, or there is room. Two blocks at once may
/// exceed the limit by one; both hold.
pub(super) fn may_block(shell: &Shell, me: &Principal, visitor: &VisitorId) -> Answer {
    let sql = shell.sql();
    if store::find(&sql, visitor)?.is_none() && store::count(&sql)? >= MAX_BLOCKED as u64 {
        return Err(ApiError::Refused {
            code: ProblemCode::TooManyBlocked,
            sentence: format!(
                "This site has blocked {MAX_BLOCKED} visitors, which is the limit. Unblock somebody \
                 first; GET /v1/sites/{{site}}/blocked lists them."
            ),
        });
    }
    body::answer(&me.by())
}

/// Handles a conversation's message that its visitor was blocked. If the conversation is being erased
/// meanwhile, nothing about the visitor is written down.
pub(super) fn on_message(
    shell: &Rc<Shell>,
    received: &Received,
    row: &Blocked,
) -> Result<(), ApiError> {
    let sql = shell.sql();
    let Some(conversation) = row.conversation.clone() else {
        return Err(ApiError::Broken("a block names no conversation".into()));
    };
    atomic(&shell.object.state, || {
        outbox_store::record_received(&sql, received)?;
        let mut theirs = conversations::latest_of_visitor(&sql, &row.visitor, MOST_CLOSED)?;
        theirs.insert(conversation.clone());
        let claim = Claim { by: row.by.clone(), at: row.at };
        missed::handle_all(shell, &sql, &claim, Some(&row.visitor), None)?;
        socket_rights::changed(&sql, theirs)?;
        if erasures::is_going(&sql, &conversation)? {
            store::save(&sql, &row.clone().erased())?;
            erasure::count(&sql, &conversation, |removed| removed.blocks += 1)?;
        } else {
            store::save(&sql, row)?;
        }
        let visitor = row.visitor.clone();
        audit::log(&sql, row.actor(), AuditEvent::VisitorBlocked { visitor, conversation })?;
        site_kv::next_revision(&sql)
    })?;
    shell.republish()
}

/// The blocks that were made in these conversations, of these visitors, and of this e-mail address.
pub(super) fn of(
    sql: &SqlStorage,
    conversations: &[ConversationId],
    visitors: &[VisitorId],
    email: Option<&str>,
) -> Result<Vec<Blocked>, ApiError> {
    let is_theirs = |row: &Blocked| {
        row.conversation.as_ref().is_some_and(|id| conversations.contains(id))
            || visitors.contains(&row.visitor)
            || email.is_some_and(|email| match &row.email {
                Some(theirs) => theirs == email,
                None => row.blocks_email(email),
            })
    };
    Ok(store::all(sql)?.into_iter().filter(is_theirs).collect())
}

/// Erases in these blocks who was blocked. Returns how many had anything about them.
pub(super) fn erase(sql: &SqlStorage, blocks: Vec<Blocked>) -> Result<u64, ApiError> {
    let mut count = 0;
    for block in blocks.into_iter().filter(|block| !block.is_erased()) {
        store::save(sql, &block.erased())?;
        count += 1;
    }
    Ok(count)
}

fn delete(shell: &Rc<Shell>, me: &Principal, visitor: &VisitorId) -> Reply<()> {
    let sql = shell.sql();
    let was = atomic(&shell.object.state, || {
        site_kv::next_revision(&sql)?;
        let was = store::delete(&sql, visitor)?;
        if was {
            let event = AuditEvent::VisitorUnblocked { visitor: visitor.clone() };
            audit::log(&sql, me.by().into(), event)?;
        }
        Ok(was)
    })?;
    shell.republish()?;
    if was { reply::done() } else { Err(ApiError::NotFound("blocked visitor")) }
}

impl Handler for ListBlocked {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        all(shell)
    }
}

impl Handler for UnblockVisitor {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        delete(shell, me, &request.route.visitor)
    }
}
