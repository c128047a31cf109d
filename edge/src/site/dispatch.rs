//! Requests of authenticated callers that are parts of routes in the worker. Each is checked by the
//! access rules of its route.

use super::labels::LabelAct;
use super::principal::Principal;
use super::site_request::{Credential, Sender};
use super::{
    Shell, agents, audit, backtest, blocked, devices, email_changes, labels, passkeys, passwords,
    people, references, second_factor, sign_in, webhooks,
};
use crate::conversation::Subject;
use crate::error::{Answer, ApiError};
use crate::http::body;
use shared::api::{
    AddPasskey, BacktestDialogue, BeginPasskey, BlockVisitor, CreateWebhook, Endpoint,
    ExportPerson, GetBlockState, GetConversationVisitor, PutAgent, PutConversationVisitor,
    PutDevice, PutOwnEmail, PutPassword, RouteInfo, TurnOffSecondFactor,
};
use shared::backtest::NewBacktest;
use shared::id::{AgentId, ConversationId, DialogueId, PersonId, VisitorId};
use shared::person::Attributes;
use shared::protocol::{AuditEvent, NewAgent, NewPasskey};
use shared::push::NewDevice;
use shared::stream::Route;
use shared::webhook::NewEndpoint;
use std::rc::Rc;

/// Authenticates a caller who may call this route.
fn permitted(
    shell: &Shell,
    credential: &Credential,
    route: &RouteInfo,
) -> Result<Principal, ApiError> {
    let me = Principal::authenticate(shell, credential)?;
    me.check(route, false)?;
    Ok(me)
}

/// Who the caller is and their name in histories, if they may call the route.
pub(super) fn authorize(shell: &Shell, credential: &Credential, route: &str) -> Answer {
    let me = permitted(shell, credential, named(route)?)?;
    body::answer(&(agents::me(shell, &me)?, me.by()))
}

/// The name of a caller who acts as an app, if they may call the route, and the agent or team that they
/// hand over to exists.
pub(super) fn as_app(
    shell: &Shell,
    credential: &Credential,
    route: &str,
    hands_over_by: Option<&Route>,
) -> Answer {
    let principal = permitted(shell, credential, named(route)?)?;
    if let Some(wanted) = hands_over_by {
        references::must_exist(&shell.sql(), wanted)?;
    }
    body::answer(&principal.by().name())
}

fn named(route: &str) -> Result<&'static RouteInfo, ApiError> {
    RouteInfo::named(route)
        .ok_or_else(|| ApiError::Broken(format!("there is no route “{route}” to check")))
}

/// Logs what the worker did for a caller who may call the route.
pub(super) fn done(
    shell: &Shell,
    credential: &Credential,
    route: &str,
    event: AuditEvent,
) -> Answer {
    audit::done_by(shell, &permitted(shell, credential, named(route)?)?, event)
}

pub(super) fn put_agent(
    shell: &Rc<Shell>,
    credential: &Credential,
    agent: AgentId,
    new: NewAgent,
    hash: Option<String>,
) -> Answer {
    let me = permitted(shell, credential, PutAgent::INFO)?;
    Ok(agents::put(shell, &me, agent, new, hash)?.into_response())
}

pub(super) fn turn_off_second_factor(
    shell: &Shell,
    credential: &Credential,
    old: &str,
    code: &str,
    sender: &Sender,
) -> Answer {
    let me = permitted(shell, credential, TurnOffSecondFactor::INFO)?;
    second_factor::turn_off(shell, &me, old, code, sender)
}

pub(super) fn begin_passkey(shell: &Shell, credential: &Credential, old: &str) -> Answer {
    passkeys::begin(shell, &permitted(shell, credential, BeginPasskey::INFO)?, old)
}

pub(super) fn add_passkey(
    shell: &Shell,
    credential: &Credential,
    new: &NewPasskey,
    origin: &str,
) -> Answer {
    passkeys::add(shell, &permitted(shell, credential, AddPasskey::INFO)?, new, origin)
}

/// The hash of the caller's own password.
pub(super) fn own_password(shell: &Shell, credential: &Credential, sender: &Sender) -> Answer {
    passwords::own(shell, &permitted(shell, credential, PutPassword::INFO)?, sender)
}

pub(super) fn change_password(
    shell: &Rc<Shell>,
    credential: &Credential,
    old: &str,
    hash: String,
) -> Answer {
    passwords::change(shell, &permitted(shell, credential, PutPassword::INFO)?, old, hash)
}

pub(super) fn change_email(
    shell: &Rc<Shell>,
    credential: &Credential,
    old: &str,
    email: &str,
    sender: &Sender,
) -> Answer {
    let me = permitted(shell, credential, PutOwnEmail::INFO)?;
    Ok(email_changes::ask(shell, &me, old, email, sender)?.into_response())
}

pub(super) fn make_webhook(
    shell: &Rc<Shell>,
    credential: &Credential,
    new: NewEndpoint,
    origin: String,
) -> Answer {
    let me = permitted(shell, credential, CreateWebhook::INFO)?;
    Ok(webhooks::make(shell, &me, new, origin)?.into_response())
}

pub(super) fn put_device(
    shell: &Rc<Shell>,
    credential: &Credential,
    new: NewDevice,
    contact: String,
) -> Answer {
    let me = permitted(shell, credential, PutDevice::INFO)?;
    let session = me.session().ok_or(ApiError::NotForKeys)?;
    Ok(devices::put(shell, &me.agent, session, new, contact)?.into_response())
}

/// The profile of a conversation's visitor; `fields` are overridden first.
pub(super) fn visitor(
    shell: &Rc<Shell>,
    credential: &Credential,
    subject: &Subject,
    fields: Option<&Attributes>,
) -> Answer {
    let profile = match fields {
        None => {
            let me = permitted(shell, credential, GetConversationVisitor::INFO)?;
            people::visitor(shell, &me, subject)?
        }
        Some(fields) => {
            let me = permitted(shell, credential, PutConversationVisitor::INFO)?;
            people::note_visitor(shell, &me, subject, fields)?
        }
    };
    Ok(profile.into_response())
}

pub(super) fn label(
    shell: &Rc<Shell>,
    credential: &Credential,
    route: &str,
    conversation: ConversationId,
    act: &LabelAct,
) -> Answer {
    permitted(shell, credential, named(route)?)?;
    labels::act(shell, conversation, act)
}

pub(super) fn block_state(shell: &Shell, credential: &Credential, visitor: &VisitorId) -> Answer {
    permitted(shell, credential, GetBlockState::INFO)?;
    Ok(blocked::status(shell, visitor)?.into_response())
}

pub(super) fn may_block(shell: &Shell, credential: &Credential, visitor: &VisitorId) -> Answer {
    blocked::may_block(shell, &permitted(shell, credential, BlockVisitor::INFO)?, visitor)
}

pub(super) fn export(shell: &Shell, credential: &Credential, person: &PersonId) -> Answer {
    let me = permitted(shell, credential, ExportPerson::INFO)?;
    let answer = people::to_export(shell, &me, person)?;
    audit::done_by(shell, &me, AuditEvent::PersonExported { person: person.clone() })?;
    Ok(answer)
}

pub(super) fn backtest(
    shell: &Shell,
    credential: &Credential,
    dialogue: &DialogueId,
    new: &NewBacktest,
) -> Answer {
    let me = permitted(shell, credential, BacktestDialogue::INFO)?;
    backtest::plan(shell, &me, dialogue, new)
}

/// Ends the session; an API key has none.
pub(super) fn sign_out(shell: &Rc<Shell>, credential: &Credential) -> Answer {
    let me = Principal::authenticate(shell, credential)?;
    sign_in::close(shell, me.session().ok_or(ApiError::NotForKeys)?, me.by())
}
