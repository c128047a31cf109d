//! API keys: made by somebody signed in, shown once, revoked at once.

use super::Shell;
use super::caller::Caller;
use super::store::keys as store;
use crate::body;
use crate::clock;
use crate::error::{Answer, Fault};
use crate::key;
use shared::id::KeyId;
use shared::protocol::{KeyRow, Listing, MadeKey, NewKey};

const MAX_NAME_CHARS: usize = 100;
/// Nobody looks after more of them.
const MOST: usize = 100;

pub(super) fn all(shell: &Shell) -> Answer {
    body::answer(&Listing { items: store::all(&shell.sql())?, next: None })
}

/// Nobody gives a key what they may not do themselves.
pub(super) fn make(shell: &Shell, me: &Caller, id: KeyId, key: String, new: NewKey) -> Answer {
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
        let sentence = format!("The key's name must have 1 to {MAX_NAME_CHARS} characters.");
        return Err(Fault::Invalid(sentence));
    }
    if new.permissions.is_empty() {
        let sentence = "A key without any permission is good for nothing: name at least one.";
        return Err(Fault::Invalid(sentence.to_owned()));
    }
    if let Some(missing) = me.rights.lacks(&new.permissions) {
        return Err(Fault::NoPermission(missing));
    }
    let sql = shell.sql();
    if store::all(&sql)?.len() >= MOST {
        let sentence = format!("This site has {MOST} keys already. Revoke some of them first.");
        return Err(Fault::Invalid(sentence));
    }
    let mut permissions = new.permissions;
    permissions.sort_unstable();
    permissions.dedup();
    let made = clock::now();
    let row = KeyRow { id, name, permissions, made, by: me.by(), last_used: None };
    store::keep(&sql, &row, &me.agent.id, &key::hash(&key))?;
    body::answer_with(201, &MadeKey { row, key })
}

pub(super) fn revoke(shell: &Shell, id: &KeyId) -> Answer {
    if store::forget(&shell.sql(), id)? { body::done() } else { Err(Fault::NotFound("API key")) }
}
