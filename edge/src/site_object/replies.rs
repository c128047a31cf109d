//! Canned replies: everybody may send the site's and their own.

use super::Shell;
use super::call::Whose;
use super::caller::Caller;
use super::store::replies::{self as store, Owner};
use crate::body;
use crate::error::{Answer, Fault};
use shared::canned::{NewReply, Replies, ReplyRefusal, check};
use shared::id::ReplyId;

pub(super) fn all(shell: &Shell, me: &Caller) -> Answer {
    let sql = shell.sql();
    let own = store::of(&sql, Some(&me.agent.id))?;
    body::answer(&Replies { site: store::of(&sql, None)?, own })
}

pub(super) fn put(shell: &Shell, me: &Caller, whose: Whose, id: ReplyId, new: &NewReply) -> Answer {
    let (sql, owner) = (shell.sql(), owner(me, whose));
    let reply = check(&store::of(&sql, owner)?, id, new).map_err(|refusal| match refusal {
        ReplyRefusal::Taken { .. } => Fault::Taken(refusal.to_string()),
        _ => Fault::Invalid(refusal.to_string()),
    })?;
    store::keep(&sql, owner, &reply)?;
    all(shell, me)
}

pub(super) fn delete(shell: &Shell, me: &Caller, whose: Whose, id: &ReplyId) -> Answer {
    if store::forget(&shell.sql(), owner(me, whose), id)? {
        all(shell, me)
    } else {
        Err(Fault::NotFound("canned reply"))
    }
}

const fn owner(me: &Caller, whose: Whose) -> Owner<'_> {
    match whose {
        Whose::Sites => None,
        Whose::Own => Some(&me.agent.id),
    }
}
