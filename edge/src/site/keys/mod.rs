//! API keys: made by somebody signed in, shown once, revoked at once.

pub(crate) mod store;

use super::Shell;
use super::principal::Principal;

use crate::auth::api_key;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::clock;
use shared::id::KeyId;
use shared::protocol::{CreatedKey, KeyRow, Listing, NewKey};

const MAX_NAME_CHARS: usize = 100;
/// Nobody looks after more of them.
const MOST: usize = 100;

pub(super) fn all(shell: &Shell) -> Answer {
    body::answer(&Listing { items: store::all(&shell.sql())?, next: None })
}

/// Nobody gives a key what they may not do themselves.
pub(super) fn make(shell: &Shell, me: &Principal, id: KeyId, key: String, new: NewKey) -> Answer {
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
        let sentence = format!("The key's name must have 1 to {MAX_NAME_CHARS} characters.");
        return Err(ApiError::Invalid(sentence));
    }
    if new.permissions.is_empty() {
        let sentence = "A key without any permission is good for nothing: name at least one.";
        return Err(ApiError::Invalid(sentence.to_owned()));
    }
    if let Some(missing) = me.rights.lacks(&new.permissions) {
        return Err(ApiError::NoPermission(missing));
    }
    let sql = shell.sql();
    if store::all(&sql)?.len() >= MOST {
        let sentence = format!("This site has {MOST} keys already. Revoke some of them first.");
        return Err(ApiError::Invalid(sentence));
    }
    let mut permissions = new.permissions;
    permissions.sort_unstable();
    permissions.dedup();
    let created_at = clock::now();
    let row = KeyRow { id, name, permissions, created_at, by: me.by(), last_used: None };
    store::save(&sql, &row, &me.agent.id, &api_key::hash(&key))?;
    body::answer_with(201, &CreatedKey { row, key })
}

pub(super) fn revoke(shell: &Shell, id: &KeyId) -> Answer {
    if store::delete(&shell.sql(), id)? { body::done() } else { Err(ApiError::NotFound("API key")) }
}
