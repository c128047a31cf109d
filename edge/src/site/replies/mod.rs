//! Canned replies. Every agent may send the site's and their own.

pub(crate) mod store;

use self::store::Owner;
use super::Shell;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use crate::error::ApiError;
use shared::api::{DeleteOwnReply, DeleteReply, ListReplies, PutOwnReply, PutReply, Request};
use shared::canned::{NewReply, Replies, ReplyRefusal, check};
use shared::id::ReplyId;
use std::rc::Rc;

fn all(shell: &Shell, me: &Principal) -> Reply<Replies> {
    let sql = shell.sql();
    let own = store::list(&sql, Some(&me.agent.id))?;
    reply::json(&Replies { site: store::list(&sql, None)?, own })
}

fn put(
    shell: &Shell,
    me: &Principal,
    owner: Owner<'_>,
    id: ReplyId,
    new: &NewReply,
) -> Reply<Replies> {
    let sql = shell.sql();
    let reply = check(&store::list(&sql, owner)?, id, new).map_err(|refusal| match refusal {
        ReplyRefusal::Taken { .. } => ApiError::Taken(refusal.to_string()),
        _ => ApiError::Invalid(refusal.to_string()),
    })?;
    store::save(&sql, owner, &reply)?;
    all(shell, me)
}

fn delete(shell: &Shell, me: &Principal, owner: Owner<'_>, id: &ReplyId) -> Reply<Replies> {
    if store::delete(&shell.sql(), owner, id)? {
        all(shell, me)
    } else {
        Err(ApiError::NotFound("canned reply"))
    }
}

impl Handler for ListReplies {
    fn handle(shell: &Rc<Shell>, me: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        all(shell, me)
    }
}

impl Handler for PutReply {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        put(shell, me, None, request.route.reply, &request.body)
    }
}

impl Handler for DeleteReply {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        delete(shell, me, None, &request.route.reply)
    }
}

impl Handler for PutOwnReply {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        put(shell, me, Some(&me.agent.id), request.route.reply, &request.body)
    }
}

impl Handler for DeleteOwnReply {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        delete(shell, me, Some(&me.agent.id), &request.route.reply)
    }
}
