//! Missed conversations: the list, and who takes care of each (INBOX-20, INBOX-22, INBOX-23).

pub(crate) mod answers_store;
pub(crate) mod mails;
pub(crate) mod store;

use super::Shell;
use super::blocked::store as blocked;
use super::list::store::{self as conversations, Contact};
use super::list::{END, PAGE, read_cursor};
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use super::{audit, notices};
use crate::error::ApiError;
use crate::messaging::outbox;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::api::{
    GiveMissedBack, ListMissed, MarkHandled, MissedState, ReopenMissed, Request, TakeMissed,
};
use shared::conversation::{Claim, Missed, MissedReason, UnheardReply};
use shared::desk::MissedChange;
use shared::id::{AgentId, ConversationId, PersonId, VisitorId};
use shared::messages::SiteToDesk;
use shared::notify::NotifiedEvent;
use shared::person::display_name;
use shared::problem::ProblemCode;
use shared::protocol::{AuditEvent, ConversationRow, Entry, MissedList};
use std::collections::BTreeSet;
use std::rc::Rc;
use worker::SqlStorage;

/// Takes over what a conversation reports: that it was missed, or that an agent is in a chat with a
/// visitor who was missed before.
pub(super) fn on_update(
    shell: &Shell,
    sql: &SqlStorage,
    entry: &Entry,
    person: Option<&PersonId>,
) -> Result<(), ApiError> {
    let row = &entry.row;
    if answers_store::save(sql, &row.id, entry.unread_answer)? {
        // Pages are told of it.
        site_kv::next_revision(sql)?;
        shell.republish()?;
    }
    if let Some(agent) = row.chats_with() {
        let claim = Claim { by: agent.clone(), at: row.last };
        handle_all(shell, sql, &claim, row.visitor.as_ref(), person)?;
    }
    let Some(report) = &entry.missed_report else { return Ok(()) };
    let before = store::find(sql, &row.id)?;
    // Nobody has to answer who was blocked, while they waited or later.
    let is_blocked = || row.visitor.as_ref().map_or(Ok(None), |id| blocked::find(sql, id));
    if before.is_none() && is_blocked()?.is_some() {
        return Ok(());
    }
    let now = Missed::updated(before.clone(), report.clone());
    if before.as_ref() == Some(&now) {
        // The row of the list was written anew.
        return Ok(());
    }
    store::save(sql, &row.id, &now)?;
    // An answer changes the row, too, and is no news of the visitor.
    if before.as_ref().is_none_or(|before| before.at < now.at) {
        tell(shell, sql, row, &now, before.is_none())?;
    }
    changed(shell, sql, now.holder())
}

/// Tells agents what is new. A conversation is missed once; after that it is a message that was left, or
/// a reply to the agent who has it.
fn tell(
    shell: &Shell,
    sql: &SqlStorage,
    row: &ConversationRow,
    missed: &Missed,
    is_first: bool,
) -> Result<(), ApiError> {
    if let Some(agent) = missed.holder().filter(|_| missed.reason == MissedReason::Replied) {
        let (agent, name) = (agent.clone(), display_name(&row.attributes));
        let reply = UnheardReply { agent, name, text: missed.words.clone() };
        return notices::replied(shell, sql, &row.id, &reply);
    }
    let event = if is_first { NotifiedEvent::Missed } else { NotifiedEvent::MessageLeft };
    notices::missed(shell, sql, event, &row.id)
}

/// Marks everything as handled that this visitor or person missed.
pub(super) fn handle_all(
    shell: &Shell,
    sql: &SqlStorage,
    claim: &Claim,
    visitor: Option<&VisitorId>,
    person: Option<&PersonId>,
) -> Result<(), ApiError> {
    let contacts = [visitor.map(Contact::Visitor), person.map(Contact::Person)];
    let mut ids = BTreeSet::new();
    for contact in contacts.into_iter().flatten() {
        ids.extend(conversations::needing_answer(sql, contact)?);
    }
    let mut holders = BTreeSet::new();
    for id in &ids {
        let Some(mut missed) = store::find(sql, id)? else { continue };
        missed.handle(claim.clone());
        holders.extend(missed.holder().cloned());
        store::save(sql, id, &missed)?;
    }
    if ids.is_empty() { Ok(()) } else { changed(shell, sql, &holders) }
}

/// Tells the desk, and so all agents, how many need an answer now. `holders` are the agents who had
/// or have what was changed.
pub(super) fn changed<'a>(
    shell: &Shell,
    sql: &SqlStorage,
    holders: impl IntoIterator<Item = &'a AgentId>,
) -> Result<(), ApiError> {
    let own = |agent: &'a AgentId| Ok((agent.clone(), store::count_of(sql, agent)?));
    let own = holders.into_iter().map(own).collect::<Result<_, ApiError>>()?;
    let change = MissedChange { free: store::count_free(sql)?, own };
    shell.write_to_desk(sql, SiteToDesk::Missed(change))
}

/// Changes a missed conversation for an agent, and logs it if that changes anything.
fn change(
    shell: &Rc<Shell>,
    me: &Principal,
    id: &ConversationId,
    event: fn(ConversationId) -> AuditEvent,
    change: impl FnOnce(&mut Missed) -> Result<(), ApiError>,
) -> Reply<ConversationRow> {
    let sql = shell.sql();
    let before = store::find(&sql, id)?.ok_or(ApiError::NotFound("missed conversation"))?;
    let mut now = before.clone();
    change(&mut now)?;
    if now != before {
        atomic(&shell.object.state, || {
            store::save(&sql, id, &now)?;
            audit::log(&sql, me.by().into(), event(id.clone()))?;
            changed(shell, &sql, before.holder().into_iter().chain(now.holder()))
        })?;
        outbox::pump(shell)?;
    }
    reply::json(&conversations::find(&sql, id)?.ok_or(ApiError::NotFound("conversation"))?)
}

fn claim(shell: &Shell, me: &Principal) -> Result<Claim, ApiError> {
    Ok(Claim { by: me.agent.profile(&shell.id()?), at: clock::now() })
}

impl Handler for ListMissed {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        let sql = shell.sql();
        let before = request.query.cursor.as_deref().map_or(Ok((END, "")), read_cursor)?;
        let open = request.query.state != Some(MissedState::Handled);
        let label = request.query.label.as_ref();
        let mut items = store::latest(&sql, open, label, before, PAGE + 1)?;
        let more = items.len() > PAGE;
        items.truncate(PAGE);
        let last = items.last().filter(|_| more);
        let next = last.and_then(|row| Some(format!("{}.{}", row.missed.as_ref()?.at.0, row.id)));
        let counts = store::counts(&sql, &me.agent.id)?;
        reply::json(&MissedList { items, next, counts })
    }
}

impl Handler for TakeMissed {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        let claim = claim(shell, me)?;
        let from = request.body.from;
        let event = |conversation| AuditEvent::MissedTaken { conversation };
        change(shell, me, &request.route.conversation, event, |missed| {
            missed.take(claim, from.as_ref()).map_err(|taken| ApiError::Refused {
                code: ProblemCode::HasAgent,
                sentence: taken.to_string(),
            })
        })
    }
}

impl Handler for GiveMissedBack {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        let event = |conversation| AuditEvent::MissedGivenBack { conversation };
        change(shell, me, &request.route.conversation, event, |missed| {
            missed.give_back(&me.agent.id);
            Ok(())
        })
    }
}

impl Handler for MarkHandled {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        let claim = claim(shell, me)?;
        let event = |conversation| AuditEvent::MissedHandled { conversation };
        change(shell, me, &request.route.conversation, event, |missed| {
            missed.handle(claim);
            Ok(())
        })
    }
}

impl Handler for ReopenMissed {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        let event = |conversation| AuditEvent::MissedReopened { conversation };
        change(shell, me, &request.route.conversation, event, |missed| {
            missed.reopen();
            Ok(())
        })
    }
}
