//! Passkeys: an agent registers them and signs in with them. `shared::account` decides what an answer
//! of a browser must be; here are its signature, its challenge and the tables.

pub(crate) mod store;

use self::store::Stored;
use super::agents::store as agents_store;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use super::site_request::{NewSession, Sender};
use super::{Shell, audit, sign_in, single_sign_on};
use crate::auth::signing::{HmacSigner, same};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::storage::atomic;
use crate::runtime::{clock, random};
use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use shared::account::{
    CHALLENGE_LIFETIME, Ceremony, ClientData, ES256, MAX_PASSKEYS, Passkey, PasskeyRefusal, Signed,
    user_handle,
};
use shared::api::{ListPasskeys, RemovePasskey, Request};
use shared::id::{PasskeyId, SiteId};
use shared::plain_text::clean_line;
use shared::protocol::{
    AuditEvent, Listing, NewPasskey, PasskeyOptions, PasskeyRow, PasskeySignIn,
};
use shared::time::Timestamp;
use std::rc::Rc;

/// For what a challenge was made; whoever has one for the other can't use it.
const REGISTER: &str = "passkey_register";
const SIGN_IN: &str = "passkey_sign_in";
const MAX_NAME_CHARS: usize = 100;

/// A challenge to sign in to a site. Nothing is stored until it is answered.
pub(crate) fn sign_in_challenge(signer: &HmacSigner, site: &SiteId) -> Result<String, ApiError> {
    challenge(signer, SIGN_IN, site, "")
}

fn challenge(
    signer: &HmacSigner,
    purpose: &str,
    site: &SiteId,
    agent: &str,
) -> Result<String, ApiError> {
    let expires = (clock::now() + CHALLENGE_LIFETIME).0.to_string();
    let nonce = random::nonce()?;
    let token = signer.sign(purpose, &[site.as_str(), agent, &expires, &nonce]);
    Ok(BASE64URL_NOPAD.encode(token.as_bytes()))
}

/// A challenge that was made here and can still be answered.
struct Challenge {
    nonce: String,
    expires: Timestamp,
}

impl Challenge {
    fn open(
        shell: &Shell,
        purpose: &str,
        agent: &str,
        client_data: &ClientData,
    ) -> Result<Self, ApiError> {
        let signer = shell.config()?.signer;
        let opened = signer.verify(purpose, &client_data.challenge);
        let [site, of, expires, nonce] = opened.ok_or(ApiError::StaleChallenge)?;
        let expires = Timestamp(expires.parse().map_err(|_| ApiError::StaleChallenge)?);
        if site != shell.id()?.as_str() || of != agent || expires <= clock::now() {
            return Err(ApiError::StaleChallenge);
        }
        Ok(Self { nonce, expires })
    }

    /// Uses it up, in the caller's turn.
    fn use_up(self, shell: &Shell) -> Result<(), ApiError> {
        let unused = store::use_challenge(&shell.sql(), clock::now(), &self.nonce, self.expires)?;
        if unused { Ok(()) } else { Err(ApiError::StaleChallenge) }
    }
}

fn bytes(text: &str) -> Result<Vec<u8>, ApiError> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes());
    bytes.map_err(|_| ApiError::Passkey(PasskeyRefusal::Malformed))
}

fn key(passkey: &Passkey) -> Result<VerifyingKey, ApiError> {
    let key = VerifyingKey::from_sec1_bytes(&bytes(&passkey.public_key)?);
    key.map_err(|_| ApiError::Passkey(PasskeyRefusal::Unsupported))
}

/// Begins a registration for an agent whose password was correct, by the hash `old`.
pub(super) fn begin(shell: &Shell, me: &Principal, old: &str) -> Answer {
    if !same(&me.agent.password, old) {
        return Err(ApiError::WrongPassword);
    }
    let (sql, site) = (shell.sql(), shell.id()?);
    let site_name = site_kv::site_record(&sql)?.name;
    let registered = store::of_agent(&sql, &me.agent.id)?;
    body::answer(&PasskeyOptions {
        challenge: challenge(&shell.config()?.signer, REGISTER, &site, me.agent.id.as_str())?,
        user: user_handle(&site, &me.agent.id),
        email: me.agent.email.clone(),
        display_name: format!("{}, {site_name}", me.agent.name),
        site_name,
        algorithm: ES256,
        registered: registered.into_iter().map(|one| one.passkey.credential).collect(),
    })
}

/// Registers a passkey that a browser made on a page of this origin.
pub(super) fn add(shell: &Shell, me: &Principal, new: &NewPasskey, origin: &str) -> Answer {
    let client_data = ClientData::read(&bytes(&new.client_data)?, Ceremony::Register, origin)?;
    let agent = &me.agent.id;
    let challenge = Challenge::open(shell, REGISTER, agent.as_str(), &client_data)?;
    let passkey = Passkey::register(clock::now(), &bytes(&new.authenticator_data)?, origin)?;
    key(&passkey)?;
    let name: String = clean_line(&new.name).chars().take(MAX_NAME_CHARS).collect();
    if name.is_empty() {
        return Err(ApiError::Invalid("The passkey needs a name.".to_owned()));
    }
    let sql = shell.sql();
    if store::find(&sql, &passkey.credential)?.is_some() {
        return Err(ApiError::Taken("This passkey is registered already.".to_owned()));
    }
    if store::of_agent(&sql, agent)?.len() >= MAX_PASSKEYS {
        let sentence = format!("You have {MAX_PASSKEYS} passkeys. Remove one first.");
        return Err(ApiError::Invalid(sentence));
    }
    let stored = Stored { id: random::passkey()?, agent: agent.clone(), name, passkey };
    atomic(&shell.object.state, || {
        challenge.use_up(shell)?;
        store::add(&sql, &stored)?;
        let name = stored.name.clone();
        audit::log(&sql, me.by().into(), AuditEvent::PasskeyAdded { name })
    })?;
    body::answer_with(201, &row(stored))
}

/// Signs in with a passkey. Its user was verified, so it stands for password and second factor.
pub(super) fn sign_in(
    shell: &Shell,
    answer: &PasskeySignIn,
    origin: &str,
    session: &NewSession,
    sender: &Sender,
) -> Answer {
    let sql = shell.sql();
    let found = store::find(&sql, &answer.credential)?;
    let mut stored = found.ok_or(ApiError::UnknownPasskey)?;
    let me = agents_store::find(&sql, &stored.agent)?.ok_or(ApiError::UnknownPasskey)?;
    let checked = check(shell, &stored, answer, origin);
    let (challenge, signed) = match checked {
        Ok(checked) => checked,
        Err(refusal) => {
            audit::sign_in_failed(shell, &me.email, sender.address.clone())?;
            return Err(refusal);
        }
    };
    single_sign_on::may_pass_by(shell, &me)?;
    let now = clock::now();
    stored.passkey.used(now, &signed);
    atomic(&shell.object.state, || {
        challenge.use_up(shell)?;
        store::update(&sql, &stored)?;
        audit::log(&sql, me.actor(), AuditEvent::SignedIn)?;
        sign_in::store::open(&sql, now, session, &me.id)
    })?;
    super::agents::signed_in(shell, &me, session)
}

fn check(
    shell: &Shell,
    stored: &Stored,
    answer: &PasskeySignIn,
    origin: &str,
) -> Result<(Challenge, Signed), ApiError> {
    let client_data = ClientData::read(&bytes(&answer.client_data)?, Ceremony::SignIn, origin)?;
    let challenge = Challenge::open(shell, SIGN_IN, "", &client_data)?;
    let handle = user_handle(&shell.id()?, &stored.agent);
    if answer.user.as_ref().is_some_and(|user| *user != handle) {
        return Err(ApiError::UnknownPasskey);
    }
    let data = bytes(&answer.authenticator_data)?;
    let signed = stored.passkey.check(&client_data, &data, origin)?;
    let forged = |_| ApiError::Passkey(PasskeyRefusal::WrongSignature);
    let signature = Signature::from_der(&bytes(&answer.signature)?).map_err(forged)?;
    key(&stored.passkey)?.verify(&signed.message, &signature).map_err(forged)?;
    Ok((challenge, signed))
}

fn row(stored: Stored) -> PasskeyRow {
    let Stored { id, name, passkey, .. } = stored;
    let (created_at, last_used_at) = (passkey.created_at, passkey.last_used_at);
    PasskeyRow { id, name, created_at, last_used_at }
}

/// Removes a passkey. Sessions that it opened go on, as those of a password do.
fn remove(shell: &Shell, me: &Principal, id: &PasskeyId) -> Reply<()> {
    let sql = shell.sql();
    let own = store::of_agent(&sql, &me.agent.id)?.into_iter().find(|one| one.id == *id);
    let Stored { id, name, .. } = own.ok_or(ApiError::NotFound("passkey"))?;
    atomic(&shell.object.state, || {
        store::delete(&sql, &id)?;
        audit::log(&sql, me.by().into(), AuditEvent::PasskeyRemoved { name })
    })?;
    reply::done()
}

impl Handler for ListPasskeys {
    fn handle(shell: &Rc<Shell>, me: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        let all = store::of_agent(&shell.sql(), &me.agent.id)?;
        reply::json(&Listing { items: all.into_iter().map(row).collect(), next: None })
    }
}

impl Handler for RemovePasskey {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        remove(shell, me, &request.route.passkey)
    }
}
