//! Signing in and out.

pub(crate) mod store;

use super::agents::store::{self as agents_store, Agent};
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::site_request::{Credentials, NewSession, Sender};
use super::socket_rights::store as opened;
use super::{Shell, audit, devices, second_factor, single_sign_on, socket_rights};
use crate::auth::signing::same;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use crate::runtime::{base32, clock};
use sha2::{Digest, Sha256};
use shared::api::{EndOtherSessions, EndSession, ListSessions, Request};
use shared::id::{AgentId, SessionId};
use shared::messages::SiteToDesk;
use shared::protocol::{AuditEvent, By, Listing, SessionRow};
use std::rc::Rc;

/// How much of its hash names a session in lists.
const LISTED_CHARS: usize = 24;

/// The agent with an e-mail address. The attempt counts as failed until the password turns out to be
/// correct, so that simultaneous attempts can't slip through.
pub(super) fn credentials(shell: &Shell, email: &str, sender: &Sender) -> Answer {
    let email: String = email.trim().to_lowercase().chars().take(254).collect();
    let agent = agents_store::by_email(&shell.sql(), &email)?;
    count_attempt(shell, &email, agent.as_ref().map(|agent| &agent.id), sender)?;
    let (agent, hash) = agent.map(|agent| (agent.id, agent.password)).unzip();
    body::answer(&Credentials { agent, hash })
}

/// Counts a failed sign-in with this e-mail address, and refuses it if there were too many.
pub(super) fn count_attempt(
    shell: &Shell,
    email: &str,
    agent: Option<&AgentId>,
    sender: &Sender,
) -> Result<(), ApiError> {
    let (sql, now) = (shell.sql(), clock::now());
    let attempt = attempt(shell, email, agent, sender)?;
    if let Err(wait) = store::failed_attempts(&sql, now, attempt)?.allow(now) {
        audit::sign_in_failed(shell, email, sender.address.clone())?;
        let seconds = wait.0.div_ceil(1_000);
        return Err(ApiError::TooManySignIns { seconds, minutes: seconds.div_ceil(60) });
    }
    store::note_attempt(&sql, now, attempt)
}

/// The password was correct: the attempts of this sender don't count any more. Those of others do,
/// because the agent has no part in them.
pub(super) fn attempt_succeeded(
    shell: &Shell,
    agent: &Agent,
    sender: &Sender,
) -> Result<(), ApiError> {
    let attempt = attempt(shell, &agent.email, Some(&agent.id), sender)?;
    store::delete_attempts_of(&shell.sql(), attempt)
}

/// As whose attempt it counts: the browser's, if the agent knows it, or else the address's.
fn attempt<'a>(
    shell: &Shell,
    email: &'a str,
    agent: Option<&AgentId>,
    sender: &'a Sender,
) -> Result<store::Attempt<'a>, ApiError> {
    if let (Some(agent), Some(browser)) = (agent, &sender.browser) {
        let forgotten_at = store::browsers_forgotten_at(&shell.sql(), agent)?;
        if browser.is_known_to(agent, forgotten_at, clock::now()) {
            return Ok(store::Attempt { email, sender: &browser.name, known: true });
        }
    }
    let sender = sender.address.as_deref().unwrap_or_default();
    Ok(store::Attempt { email, sender, known: false })
}

/// Opens a session. `hash` is what the password was checked against: another password since then
/// has ended all sessions, and this one must not outlive that.
pub(super) fn open(
    shell: &Shell,
    session: &NewSession,
    agent: &AgentId,
    hash: &str,
    code: Option<&str>,
    sender: &Sender,
) -> Answer {
    let sql = shell.sql();
    let me = agents_store::find(&sql, agent)?.filter(|me| same(&me.password, hash));
    let me = me.ok_or(ApiError::WrongSignIn)?;
    // Guesses of codes are counted by themselves, from wherever they come.
    attempt_succeeded(shell, &me, sender)?;
    single_sign_on::may_pass_by(shell, &me)?;
    if let Err(refusal) = second_factor::check(shell, agent, code) {
        // Without a code yet, the sign-in only goes on.
        if !matches!(refusal, ApiError::CodeNeeded) {
            audit::sign_in_failed(shell, &me.email, sender.address.clone())?;
        }
        return Err(refusal);
    }
    atomic(&shell.object.state, || {
        audit::log(&sql, me.actor(), AuditEvent::SignedIn)?;
        store::open(&sql, clock::now(), session, agent)
    })?;
    super::agents::signed_in(shell, &me, session)
}

/// Ends all sessions of an agent except (optionally) one, with their sockets, in the caller's turn.
/// No browser is known to them any more.
/// Who calls it also writes the roster, because a device belongs to its session.
pub(super) fn end_others(
    shell: &Shell,
    agent: &AgentId,
    but: Option<&SessionId>,
) -> Result<(), ApiError> {
    let sql = shell.sql();
    store::forget_browsers(&sql, clock::now(), agent)?;
    for session in store::close_others(&sql, agent, but)? {
        shell.write_to_desk(&sql, SiteToDesk::SignedOut { session })?;
    }
    socket_rights::changed(&sql, opened::of_agent(&sql, agent)?)
}

/// Signs out: ends the session.
pub(super) fn close(shell: &Rc<Shell>, session: &SessionId, by: By) -> Answer {
    end(shell, session, by, AuditEvent::SignedOut)?;
    body::done()
}

/// Ends a session, and closes its sockets.
fn end(shell: &Rc<Shell>, session: &SessionId, by: By, event: AuditEvent) -> Result<(), ApiError> {
    let sql = shell.sql();
    // A signed-out browser must not get the agent's pushes.
    devices::change(shell, || {
        store::close(&sql, session)?;
        socket_rights::changed(&sql, opened::of_session(&sql, session)?)?;
        audit::log(&sql, by.into(), event)?;
        shell.write_to_desk(&sql, SiteToDesk::SignedOut { session: session.clone() })
    })?;
    outbox::pump(shell)
}

/// The id of a session in lists: enough to name it, and not the one that its cookie contains.
fn listed_id(session: &SessionId) -> Result<SessionId, ApiError> {
    let mut hash = base32::encode(&Sha256::digest(session.as_str()));
    hash.truncate(LISTED_CHARS);
    Ok(SessionId::parse(format!("{}{hash}", SessionId::PREFIX))?)
}

impl Handler for ListSessions {
    fn handle(shell: &Rc<Shell>, me: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        let row = |store::Stored { id, times, device, .. }| {
            Ok(SessionRow {
                current: me.session() == Some(&id),
                id: listed_id(&id)?,
                device,
                signed_in_at: times.signed_in_at,
                last_used_at: times.last_used_at,
            })
        };
        let sessions = store::of_agent(&shell.sql(), clock::now(), &me.agent.id)?;
        let items = sessions.into_iter().map(row).collect::<Result<_, ApiError>>()?;
        reply::json(&Listing { items, next: None })
    }
}

impl Handler for EndSession {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        for store::Stored { id, .. } in store::of_agent(&shell.sql(), clock::now(), &me.agent.id)? {
            if listed_id(&id)? == request.route.session {
                end(shell, &id, me.by(), AuditEvent::SessionsEnded)?;
                return reply::done();
            }
        }
        Err(ApiError::NotFound("session"))
    }
}

impl Handler for EndOtherSessions {
    fn handle(shell: &Rc<Shell>, me: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        devices::change(shell, || {
            audit::log(&shell.sql(), me.by().into(), AuditEvent::SessionsEnded)?;
            end_others(shell, &me.agent.id, me.session())
        })?;
        outbox::pump(shell)?;
        reply::done()
    }
}
