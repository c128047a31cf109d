//! The second factor of agents, and whether the site requires one.

pub(crate) mod store;

use super::agents::store::{self as agents_store, Agent};
use super::passkeys::store as passkeys;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::roles::store as roles;
use super::settings::store as site_kv;
use super::single_sign_on::store as provider_accounts;
use super::site_request::Sender;
use super::{Shell, audit, sign_in};
use crate::auth::signing::same;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use crate::runtime::{clock, random};
use shared::account::{CodeRefusal, RECOVERY_CODES, SecondFactor, recovery_code};
use shared::api::{
    BeginSecondFactor, GetSecondFactor, GetSignInPolicy, PutSignInPolicy, Request,
    ResetSecondFactor, TurnOnSecondFactor,
};
use shared::id::AgentId;
use shared::protocol::{
    Actor, AuditEvent, RecoveryCodes, SecondFactorSetup, SecondFactorState, SignInPolicy,
};
use std::rc::Rc;

/// Whether the site requires a second factor and the agent has none: until they have set it up,
/// they can do nothing else. A session that a passkey opened needs none, because the device verified
/// its user.
pub(super) fn is_missing(
    shell: &Shell,
    agent: &AgentId,
    by_passkey: bool,
) -> Result<bool, ApiError> {
    let required = site_kv::sign_in_policy(&shell.sql())?.second_factor_required;
    Ok(required && !by_passkey && !is_on(shell, agent)?)
}

fn is_on(shell: &Shell, agent: &AgentId) -> Result<bool, ApiError> {
    Ok(store::find(&shell.sql(), agent)?.is_some_and(|factor| factor.on_since().is_some()))
}

/// Checks the code of a sign-in, whose password was correct. An agent without a second factor needs
/// none.
pub(super) fn check(shell: &Shell, agent: &AgentId, code: Option<&str>) -> Result<(), ApiError> {
    let sql = shell.sql();
    let Some(mut factor) = store::find(&sql, agent)?.filter(|one| one.on_since().is_some()) else {
        return Ok(());
    };
    let code = code.filter(|code| !code.trim().is_empty()).ok_or(ApiError::CodeNeeded)?;
    let checked = factor.check(clock::now(), code);
    // Also a wrong code changes it: it is counted.
    store::save(&sql, agent, &factor)?;
    checked.map_err(refused)
}

fn refused(refusal: CodeRefusal) -> ApiError {
    match refusal {
        CodeRefusal::Wrong => ApiError::WrongCode,
        CodeRefusal::TooMany(wait) => ApiError::TooManyCodes { seconds: wait.0.div_ceil(1_000) },
    }
}

fn state(shell: &Shell, agent: &AgentId) -> Result<SecondFactorState, ApiError> {
    let sql = shell.sql();
    let factor = store::find(&sql, agent)?;
    Ok(SecondFactorState {
        on_since: factor.as_ref().and_then(SecondFactor::on_since),
        recovery_codes: factor.as_ref().map_or(0, SecondFactor::recovery_codes_left),
        required: site_kv::sign_in_policy(&sql)?.second_factor_required,
    })
}

/// Begins to set it up: a secret for the app, in place of one that was never proved.
fn begin(shell: &Shell, me: &Principal) -> Reply<SecondFactorSetup> {
    if is_on(shell, &me.agent.id)? {
        let sentence = "Two-factor sign-in is on already. Turn it off first.";
        return Err(ApiError::Taken(sentence.to_owned()));
    }
    let sql = shell.sql();
    let factor = SecondFactor::begin(&random::bytes()?);
    store::save(&sql, &me.agent.id, &factor)?;
    let uri = factor.uri(&site_kv::site_record(&sql)?.name, &me.agent.email);
    reply::json(&SecondFactorSetup { secret: factor.secret().to_owned(), uri })
}

/// Turns it on with a code of the app. Only this answer has the recovery codes.
fn turn_on(shell: &Shell, me: &Principal, code: &str) -> Reply<RecoveryCodes> {
    let (sql, agent) = (shell.sql(), &me.agent.id);
    let pending = store::find(&sql, agent)?.filter(|one| one.on_since().is_none());
    let mut factor = pending.ok_or(ApiError::NotFound("setup of two-factor sign-in"))?;
    let code_of = |_| Ok(recovery_code(&random::bytes()?));
    let codes = (0..RECOVERY_CODES).map(code_of).collect::<Result<Vec<_>, ApiError>>()?;
    let proved = factor.turn_on(clock::now(), code, &codes);
    atomic(&shell.object.state, || {
        store::save(&sql, agent, &factor)?;
        if proved.is_ok() {
            audit::log(&sql, me.by().into(), AuditEvent::SecondFactorOn)?;
        }
        Ok(())
    })?;
    proved.map_err(refused)?;
    reply::json(&RecoveryCodes { codes })
}

/// Turns it off with a code, after the password was correct by the hash `old`.
pub(super) fn turn_off(
    shell: &Shell,
    me: &Principal,
    old: &str,
    code: &str,
    sender: &Sender,
) -> Answer {
    if !same(&me.agent.password, old) {
        return Err(ApiError::WrongPassword);
    }
    let sql = shell.sql();
    if site_kv::sign_in_policy(&sql)?.second_factor_required {
        let sentence = "This site requires two-factor sign-in of all agents.";
        return Err(ApiError::Invalid(sentence.to_owned()));
    }
    sign_in::attempt_succeeded(shell, &me.agent, sender)?;
    check(shell, &me.agent.id, Some(code))?;
    atomic(&shell.object.state, || {
        audit::log(&sql, me.by().into(), AuditEvent::SecondFactorOff)?;
        store::delete(&sql, &me.agent.id)
    })?;
    body::done()
}

/// Removes the second factor of an agent of a lesser role, who has lost it. All their sessions end.
fn reset(shell: &Rc<Shell>, me: &Principal, id: &AgentId) -> Reply<()> {
    let sql = shell.sql();
    let agent: Agent = agents_store::find(&sql, id)?.ok_or(ApiError::NotFound("agent"))?;
    if !me.rights.may_reset(&roles::permissions(&sql, &agent.role)?) {
        return Err(ApiError::NotLesser);
    }
    atomic(&shell.object.state, || remove(shell, &agent, me.by().into()))?;
    outbox::pump(shell)?;
    reply::done()
}

/// Removes the second factor of an agent, in the caller's turn, their passkeys, which may be on the
/// device that they lost, and which account of the provider is theirs. All their sessions end.
pub(super) fn remove(shell: &Shell, agent: &Agent, by: Actor) -> Result<(), ApiError> {
    let sql = shell.sql();
    store::delete(&sql, &agent.id)?;
    passkeys::delete_of(&sql, &agent.id)?;
    provider_accounts::forget(&sql, &agent.id)?;
    let (id, name) = (agent.id.clone(), agent.name.clone());
    audit::log(&sql, by, AuditEvent::SecondFactorReset { agent: id, name })?;
    sign_in::end_others(shell, &agent.id, None)?;
    shell.write_roster(&sql)
}

/// Sets whether all agents need one. Whoever has none is signed out, and led to set it up.
fn put_policy(shell: &Rc<Shell>, me: &Principal, policy: SignInPolicy) -> Reply<SignInPolicy> {
    let sql = shell.sql();
    if policy.second_factor_required && !me.by_passkey && !is_on(shell, &me.agent.id)? {
        let sentence =
            "Turn on two-factor sign-in for your own account first, or sign in with a passkey.";
        return Err(ApiError::Invalid(sentence.to_owned()));
    }
    atomic(&shell.object.state, || {
        site_kv::save_sign_in_policy(&sql, policy)?;
        let required = policy.second_factor_required;
        let event = AuditEvent::SignInPolicyChanged { second_factor_required: required };
        audit::log(&sql, me.by().into(), event)?;
        for agent in agents_store::all(&sql)? {
            if is_missing(shell, &agent.id, false)? {
                let this = me.session().filter(|_| me.is(&agent.id));
                sign_in::end_others(shell, &agent.id, this)?;
            }
        }
        shell.write_roster(&sql)
    })?;
    outbox::pump(shell)?;
    reply::json(&policy)
}

impl Handler for GetSecondFactor {
    fn handle(shell: &Rc<Shell>, me: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        reply::json(&state(shell, &me.agent.id)?)
    }
}

impl Handler for BeginSecondFactor {
    fn handle(shell: &Rc<Shell>, me: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        begin(shell, me)
    }
}

impl Handler for TurnOnSecondFactor {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        turn_on(shell, me, &request.body.code)
    }
}

impl Handler for ResetSecondFactor {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        reset(shell, me, &request.route.agent)
    }
}

impl Handler for GetSignInPolicy {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        reply::json(&site_kv::sign_in_policy(&shell.sql())?)
    }
}

impl Handler for PutSignInPolicy {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        put_policy(shell, me, request.body)
    }
}
