//! API keys: created by an agent, shown once, revoked at once.

pub(crate) mod store;

use super::Shell;
use super::audit;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;

use crate::auth::api_key;
use crate::error::ApiError;
use crate::runtime::storage::atomic;
use crate::runtime::{clock, random};
use shared::api::{CreateKey, DeleteKey, ListKeys, Request};
use shared::id::KeyId;
use shared::plain_text::clean_line;
use shared::protocol::{AuditEvent, CreatedKey, KeyRow, Listing, NewKey};
use std::rc::Rc;

const MAX_NAME_CHARS: usize = 100;
/// Most API keys of a site.
const MOST: usize = 100;

fn all(shell: &Shell) -> Reply<Listing<KeyRow>> {
    reply::json(&Listing { items: store::all(&shell.sql())?, next: None })
}

/// Creates a key. Nobody can give it permissions that they don't have.
fn make(shell: &Shell, me: &Principal, new: NewKey) -> Reply<CreatedKey> {
    let name = clean_line(&new.name);
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
        let sentence = format!("The key's name must have 1 to {MAX_NAME_CHARS} characters.");
        return Err(ApiError::Invalid(sentence));
    }
    if new.permissions.is_empty() {
        let sentence = "A key needs at least one permission.";
        return Err(ApiError::Invalid(sentence.to_owned()));
    }
    if let Some(missing) = me.rights.lacks(&new.permissions) {
        return Err(ApiError::NoPermission(missing));
    }
    let sql = shell.sql();
    if store::all(&sql)?.len() >= MOST {
        let sentence =
            format!("This site already has {MOST} keys, which is the limit. Revoke one first.");
        return Err(ApiError::Invalid(sentence));
    }
    let mut permissions = new.permissions;
    permissions.sort_unstable();
    permissions.dedup();
    let (id, key) = (random::key()?, api_key::make(&shell.config()?.signer, &shell.id()?)?);
    let (created_at, hash) = (clock::now(), api_key::hash(&key));
    let row = KeyRow { id, name, permissions, created_at, by: me.by(), last_used: None };
    atomic(&shell.object.state, || {
        let (key, name) = (row.id.clone(), row.name.clone());
        let permissions = row.permissions.iter().map(|one| one.as_str().to_owned()).collect();
        audit::log(&sql, me.by().into(), AuditEvent::KeyMade { key, name, permissions })?;
        store::save(&sql, &row, &me.agent.id, &hash)
    })?;
    reply::created(&CreatedKey { row, key })
}

fn revoke(shell: &Shell, me: &Principal, id: &KeyId) -> Reply<()> {
    let sql = shell.sql();
    let found = store::all(&sql)?.into_iter().find(|row| row.id == *id);
    let KeyRow { name, .. } = found.ok_or(ApiError::NotFound("API key"))?;
    atomic(&shell.object.state, || {
        store::delete(&sql, id)?;
        audit::log(&sql, me.by().into(), AuditEvent::KeyRevoked { key: id.clone(), name })
    })?;
    reply::done()
}

impl Handler for ListKeys {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        all(shell)
    }
}

impl Handler for CreateKey {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        make(shell, me, request.body)
    }
}

impl Handler for DeleteKey {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        revoke(shell, me, &request.route.key)
    }
}
