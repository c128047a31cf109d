//! What the site's identities are signed with.

use super::Shell;
use super::store::facts;
use crate::error::{Answer, Fault};
use crate::identity::{Keys, hex};
use crate::storage::atomic;
use crate::{body, chance, clock};

pub(super) fn get(shell: &Shell) -> Answer {
    body::answer(&facts::identity_keys(&shell.sql())?.settings(clock::now()))
}

/// Makes a new secret; the one before holds for a day.
pub(super) fn rotate(shell: &Shell) -> Answer {
    let secret = hex(&chance::bytes::<32>()?);
    let keys = facts::identity_keys(&shell.sql())?.rotate(clock::now(), secret);
    keep(shell, &keys)
}

/// Says whether an identity must be signed.
pub(super) fn require(shell: &Shell, required: bool) -> Answer {
    let keys = facts::identity_keys(&shell.sql())?.requiring(required);
    if required && !keys.can_sign() {
        let sentence = "There is no secret to sign with yet: make one first, with POST \
                        /v1/sites/{site}/identity/rotate.";
        let code = "no_identity_secret";
        return Err(Fault::Refused { code, sentence: sentence.to_owned() });
    }
    keep(shell, &keys)
}

fn keep(shell: &Shell, keys: &Keys) -> Answer {
    let sql = shell.sql();
    atomic(&shell.state, || {
        facts::keep_identity_keys(&sql, keys)?;
        facts::next_revision(&sql)
    })?;
    shell.republish()?;
    body::answer(&keys.settings(clock::now()))
}
