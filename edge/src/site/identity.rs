//! The site's identity secrets.

use super::Shell;
use super::audit;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use crate::auth::identity::Keys;
use crate::error::ApiError;
use crate::runtime::storage::atomic;
use crate::runtime::{clock, random};
use data_encoding::HEXLOWER;
use shared::api::{GetIdentity, PutIdentity, Request, RotateIdentitySecret};
use shared::problem::ProblemCode;
use shared::protocol::{AuditEvent, IdentitySettings};
use std::rc::Rc;

fn get(shell: &Shell) -> Reply<IdentitySettings> {
    reply::json(&site_kv::identity_keys(&shell.sql())?.settings(clock::now()))
}

/// Creates a new secret; the previous one stays valid for a day.
fn rotate(shell: &Shell, me: &Principal) -> Reply<IdentitySettings> {
    let secret = HEXLOWER.encode(&random::bytes::<32>()?);
    let keys = site_kv::identity_keys(&shell.sql())?.rotate(clock::now(), secret);
    save(shell, &keys, me, Some(AuditEvent::IdentitySecretRotated))
}

/// Sets whether identities must be signed.
fn require(shell: &Shell, me: &Principal, required: bool) -> Reply<IdentitySettings> {
    let before = site_kv::identity_keys(&shell.sql())?;
    let was = before.settings(clock::now()).required;
    let keys = before.requiring(required);
    if required && !keys.can_sign() {
        let sentence = "There is no secret to sign with yet: make one first, with POST \
                        /v1/sites/{site}/identity/rotate.";
        let code = ProblemCode::NoIdentitySecret;
        return Err(ApiError::Refused { code, sentence: sentence.to_owned() });
    }
    let event = (was != required).then_some(AuditEvent::SignatureRequired { required });
    save(shell, &keys, me, event)
}

fn save(
    shell: &Shell,
    keys: &Keys,
    me: &Principal,
    event: Option<AuditEvent>,
) -> Reply<IdentitySettings> {
    let sql = shell.sql();
    atomic(&shell.object.state, || {
        site_kv::save_identity_keys(&sql, keys)?;
        if let Some(event) = event {
            audit::log(&sql, me.by().into(), event)?;
        }
        site_kv::next_revision(&sql)
    })?;
    shell.republish()?;
    reply::json(&keys.settings(clock::now()))
}

impl Handler for GetIdentity {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        get(shell)
    }
}

impl Handler for PutIdentity {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        require(shell, me, request.body.required)
    }
}

impl Handler for RotateIdentitySecret {
    fn handle(shell: &Rc<Shell>, me: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        rotate(shell, me)
    }
}
