//! Where pages with the snippet were seen.

use super::Shell;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use crate::error::Answer;
use crate::http::{body, origin};
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::api::{GetInstallation, Request};
use shared::install::{Installation, SeenOrigin};
use std::rc::Rc;

/// Notes that a page was refused, or that the first one was opened.
pub(super) fn note(shell: &Shell, origin: &str, refused: bool) -> Answer {
    let (sql, now) = (shell.sql(), clock::now());
    if refused {
        let mut origins = site_kv::refused_origins(&sql)?;
        if origins.note(now, origin) {
            site_kv::save_refused_origins(&sql, &origins)?;
        }
    } else if site_kv::first_page(&sql)?.is_none()
        && let Some(page) = SeenOrigin::new(now, origin)
    {
        atomic(&shell.object.state, || {
            site_kv::save_first_page(&sql, &page)?;
            site_kv::next_revision(&sql)
        })?;
        shell.republish()?;
    }
    body::done()
}

impl Handler for GetInstallation {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        let sql = shell.sql();
        let allowed = site_kv::settings(&sql)?.allowed_domains;
        let refused = site_kv::refused_origins(&sql)?;
        reply::json(&Installation {
            first_page: site_kv::first_page(&sql)?,
            refused: refused.list(clock::now(), |origin| origin::allowed(&allowed, origin)),
        })
    }
}
