//! Signing in and out.

pub(crate) mod store;

use super::agents::store as agents_store;
use super::site_request::Credentials;
use super::socket_rights::store as opened;
use super::{Shell, audit, devices, socket_rights};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::id::{AgentId, SessionId};
use shared::messages::SiteToDesk;
use shared::protocol::{AuditEvent, By};
use shared::time::{Millis, Timestamp};
use std::rc::Rc;

/// How many failed sign-ins for one e-mail address, from one network address, are allowed …
const MOST: usize = 5;
/// … within this time.
const WINDOW: Millis = Millis::minutes(15);

/// The agent with an e-mail address. The attempt counts as failed until the password turns out to be
/// correct, so that simultaneous attempts can't slip through. Attempts are counted for each network
/// address apart, so that somebody who guesses elsewhere doesn't lock the agent out.
pub(super) fn credentials(shell: &Shell, email: &str, address: Option<&str>) -> Answer {
    let (sql, now) = (shell.sql(), clock::now());
    let email: String = email.trim().to_lowercase().chars().take(254).collect();
    let attempt = store::Attempt { email: &email, address: address.unwrap_or_default() };
    let attempts = store::attempts(&sql, now - WINDOW, attempt)?;
    if let Some(oldest) = attempts.first().filter(|_| attempts.len() >= MOST) {
        audit::sign_in_failed(shell, &email, address.map(str::to_owned))?;
        let seconds = (*oldest + WINDOW).since(now).0.div_ceil(1_000).max(1);
        return Err(ApiError::TooManySignIns { seconds, minutes: seconds.div_ceil(60) });
    }
    store::note_attempt(&sql, now, attempt)?;
    let (agent, hash) = match agents_store::by_email(&sql, &email)? {
        Some(agent) => (Some(agent.id), Some(agent.password)),
        None => (None, None),
    };
    body::answer(&Credentials { agent, hash })
}

pub(super) fn open(
    shell: &Shell,
    session: &SessionId,
    agent: &AgentId,
    expires: Timestamp,
) -> Answer {
    let sql = shell.sql();
    let me = agents_store::find(&sql, agent)?.ok_or(ApiError::WrongSignIn)?;
    atomic(&shell.object.state, || {
        store::delete_attempts(&sql, &me.email)?;
        audit::log(&sql, me.actor(), AuditEvent::SignedIn)?;
        store::open(&sql, clock::now(), session, agent, expires)
    })?;
    super::agents::signed_in(shell, &me)
}

/// Ends a session, and closes its sockets.
pub(super) fn close(shell: &Rc<Shell>, session: &SessionId, by: By) -> Answer {
    let sql = shell.sql();
    // A signed-out browser must not get the agent's pushes.
    devices::change(shell, || {
        store::close(&sql, session)?;
        socket_rights::changed(&sql, opened::of_session(&sql, session)?)?;
        audit::log(&sql, by.into(), AuditEvent::SignedOut)?;
        shell.write_to_desk(&sql, SiteToDesk::SignedOut { session: session.clone() })
    })?;
    outbox::pump(shell)?;
    body::done()
}
