//! The site's figures for the operator, and its part of the sweep.

use super::list::store as list_store;
use super::{Shell, outbox};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox_store;
use crate::runtime::{clock, config, figures_store};
use shared::metrics::SiteFigures;
use shared::sweep::{CONVERSATIONS_AT_A_TIME, must_have_ended_before};
use std::rc::Rc;
use worker::Stub;

pub(super) fn answer(shell: &Shell) -> Answer {
    let sql = shell.sql();
    body::answer(&SiteFigures {
        stored: figures_store::stored(&sql)?,
        outbox: outbox_store::queue(&sql, clock::now())?,
        conversations: figures_store::counted(&sql, "conversations", || {
            list_store::count_all(&sql)
        })?,
        conversation_bytes: figures_store::counted(&sql, "conversation_bytes", || {
            list_store::total_bytes(&sql)
        })?,
    })
}

/// Sets the alarm again, and has the desk and conversations that should have ended do so too.
pub(super) fn sweep(shell: &Rc<Shell>) -> Answer {
    outbox::sweep(shell)?;
    let (sql, env) = (shell.sql(), &shell.object.env);
    let mut objects = vec![("desk".to_owned(), config::desk(env, &shell.id()?)?)];
    let before = must_have_ended_before(clock::now());
    for id in list_store::unfinished(&sql, before, CONVERSATIONS_AT_A_TIME)? {
        objects.push((id.to_string(), config::conversation(env, &id)?));
    }
    shell.object.state.wait_until(async move {
        for (name, object) in objects {
            if let Err(error) = wake(object).await {
                worker::console_error!("the sweep could not wake {name}: {error}");
            }
        }
    });
    body::done()
}

async fn wake(object: Stub) -> Result<(), ApiError> {
    let answer = object.fetch_with_request(outbox::request("sweep", &())?).await?;
    match answer.status_code() {
        204 => Ok(()),
        status => Err(ApiError::Broken(format!("it answered {status}"))),
    }
}
