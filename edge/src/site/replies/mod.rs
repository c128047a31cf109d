//! Canned replies: everybody may send the site's and their own.

pub(crate) mod store;

use self::store::Owner;
use super::Shell;
use super::principal::Principal;
use super::site_request::ReplyScope;
use crate::error::{Answer, ApiError};
use crate::http::body;
use shared::canned::{NewReply, Replies, ReplyRefusal, check};
use shared::id::ReplyId;

pub(super) fn all(shell: &Shell, me: &Principal) -> Answer {
    let sql = shell.sql();
    let own = store::list(&sql, Some(&me.agent.id))?;
    body::answer(&Replies { site: store::list(&sql, None)?, own })
}

pub(super) fn put(
    shell: &Shell,
    me: &Principal,
    scope: ReplyScope,
    id: ReplyId,
    new: &NewReply,
) -> Answer {
    let (sql, owner) = (shell.sql(), owner(me, scope));
    let reply = check(&store::list(&sql, owner)?, id, new).map_err(|refusal| match refusal {
        ReplyRefusal::Taken { .. } => ApiError::Taken(refusal.to_string()),
        _ => ApiError::Invalid(refusal.to_string()),
    })?;
    store::save(&sql, owner, &reply)?;
    all(shell, me)
}

pub(super) fn delete(shell: &Shell, me: &Principal, scope: ReplyScope, id: &ReplyId) -> Answer {
    if store::delete(&shell.sql(), owner(me, scope), id)? {
        all(shell, me)
    } else {
        Err(ApiError::NotFound("canned reply"))
    }
}

const fn owner(me: &Principal, scope: ReplyScope) -> Owner<'_> {
    match scope {
        ReplyScope::Site => None,
        ReplyScope::Own => Some(&me.agent.id),
    }
}
