//! What the site's identities are signed with.

use super::Shell;
use super::settings::store as site_kv;
use crate::auth::identity::{Keys, hex};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::storage::atomic;
use crate::runtime::{clock, random};
use shared::problem::ProblemCode;

pub(super) fn get(shell: &Shell) -> Answer {
    body::answer(&site_kv::identity_keys(&shell.sql())?.settings(clock::now()))
}

/// Makes a new secret; the one before holds for a day.
pub(super) fn rotate(shell: &Shell) -> Answer {
    let secret = hex(&random::bytes::<32>()?);
    let keys = site_kv::identity_keys(&shell.sql())?.rotate(clock::now(), secret);
    save(shell, &keys)
}

/// Says whether an identity must be signed.
pub(super) fn require(shell: &Shell, required: bool) -> Answer {
    let keys = site_kv::identity_keys(&shell.sql())?.requiring(required);
    if required && !keys.can_sign() {
        let sentence = "There is no secret to sign with yet: make one first, with POST \
                        /v1/sites/{site}/identity/rotate.";
        let code = ProblemCode::NoIdentitySecret;
        return Err(ApiError::Refused { code, sentence: sentence.to_owned() });
    }
    save(shell, &keys)
}

fn save(shell: &Shell, keys: &Keys) -> Answer {
    let sql = shell.sql();
    atomic(&shell.state, || {
        site_kv::save_identity_keys(&sql, keys)?;
        site_kv::next_revision(&sql)
    })?;
    shell.republish()?;
    body::answer(&keys.settings(clock::now()))
}
