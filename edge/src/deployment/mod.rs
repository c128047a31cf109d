//! The object of the deployment: the list of its sites. A made-up site is refused by this list, so
//! that it wakes no object of its own, which would leave a file for ever.

mod store;

use crate::error::{Answer, ApiError, into_response};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::{clock, config, figures_store, storage};
use crate::site::SiteRequest;
use serde::{Deserialize, Serialize};
use shared::id::SiteId;
use shared::sweep::{SITES_AT_A_TIME, Sweep};
use shared::time::Millis;
use std::cell::Cell;
use worker::{Env, Request, Response, SqlStorage, State};

/// The only object of its class has this name.
pub(crate) const NAME: &str = "deployment";

/// Where the sweep is, among the figures.
const SWEEP: &str = "sweep";

/// An alarm that is due is set to so much later, because a request is being answered.
const SOON: Millis = Millis::seconds(1);

/// What the worker asks.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum DeploymentRequest {
    /// Whether there is such a site.
    HasSite(SiteId),
    /// The operator has made this site.
    AddSite(SiteId),
    /// Sites after an id, how many there are, and what this object stores.
    Figures { after: String, most: u64 },
    /// The sites after this one, by id.
    Sites { after: String, most: u64 },
    /// From now on the site is not there, but still listed. Refused if it is not listed.
    BeginDeletion(SiteId),
    /// All of the site is deleted.
    RemoveSite(SiteId),
    /// Whether something can be stored.
    CheckStorage,
}

pub(crate) struct Shell {
    state: State,
    env: Env,
    /// Whether the alarm of the sweep was set since the object woke.
    armed: Cell<bool>,
}

impl Shell {
    pub(crate) fn new(state: State, env: Env) -> Self {
        Self { state, env, armed: Cell::new(false) }
    }

    pub(crate) async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let read = body::request_json(&mut request).await;
        into_response(read.and_then(|request| self.handle(request)))
    }

    fn handle(&self, request: DeploymentRequest) -> Answer {
        let sql = self.state.storage().sql();
        store::open(&sql)?;
        match request {
            DeploymentRequest::HasSite(site) if store::has_site(&sql, &site)? => body::done(),
            DeploymentRequest::HasSite(_) => Err(ApiError::NoSite),
            DeploymentRequest::AddSite(site) => {
                store::add_site(&sql, &site, clock::now())?;
                self.arm(&sql)?;
                body::done()
            }
            DeploymentRequest::Figures { after, most } => {
                self.arm(&sql)?;
                let (sites, total) = (store::sites(&sql, &after, most)?, store::count(&sql)?);
                body::answer(&(sites, total, figures_store::stored(&sql)?))
            }
            DeploymentRequest::Sites { after, most } => {
                body::answer(&store::sites(&sql, &after, most)?)
            }
            DeploymentRequest::BeginDeletion(site) => {
                if store::begin_deletion(&sql, &site)? {
                    body::done()
                } else {
                    Err(ApiError::NoSite)
                }
            }
            DeploymentRequest::RemoveSite(site) => {
                store::remove(&sql, &site)?;
                body::done()
            }
            DeploymentRequest::CheckStorage => {
                store::write_check(&sql, clock::now())?;
                self.arm(&sql)?;
                body::done()
            }
        }
    }

    /// Sets the alarm of the sweep, once while the object is awake, so that it comes back if the runtime has
    /// given it up. Only requests that write anyway do: on a full disk the others go on.
    fn arm(&self, sql: &SqlStorage) -> Result<(), ApiError> {
        if self.armed.get() {
            return Ok(());
        }
        sql.exec(figures_store::TABLES, None)?;
        let now = clock::now();
        let sweep = if let Some(sweep) = figures_store::read(sql, SWEEP)? {
            sweep
        } else {
            let sweep = Sweep::new(now);
            figures_store::write(sql, SWEEP, &sweep)?;
            sweep
        };
        let at = if sweep.is_due(now) { now + SOON } else { sweep.at };
        storage::set_alarm(&self.state, at)?;
        self.armed.set(true);
        Ok(())
    }

    /// Sweeps some sites. What fails there is logged, and comes with the next round.
    pub(crate) async fn alarm(&self) -> Result<(), ApiError> {
        let (sql, now) = (self.state.storage().sql(), clock::now());
        store::open(&sql)?;
        sql.exec(figures_store::TABLES, None)?;
        let sweep: Sweep = figures_store::read(&sql, SWEEP)?.unwrap_or(Sweep::new(now));
        if !sweep.is_due(now) {
            return self.set(&sql, &sweep);
        }
        let after = sweep.after.as_ref().map(SiteId::as_str).unwrap_or_default();
        let rows = store::sites(&sql, after, SITES_AT_A_TIME as u64)?;
        let sites: Vec<SiteId> = rows.into_iter().map(|row| row.site).collect();
        self.set(&sql, &sweep.next(now, &sites))?;
        for site in sites {
            if let Err(error) = self.sweep(&site).await {
                worker::console_error!("the sweep of {site} failed: {error}");
            }
        }
        Ok(())
    }

    fn set(&self, sql: &SqlStorage, sweep: &Sweep) -> Result<(), ApiError> {
        figures_store::write(sql, SWEEP, sweep)?;
        storage::set_alarm(&self.state, sweep.at)?;
        self.armed.set(true);
        Ok(())
    }

    async fn sweep(&self, site: &SiteId) -> Result<(), ApiError> {
        let request = outbox::request("request", &SiteRequest::Sweep)?;
        let answer = config::site(&self.env, site)?.fetch_with_request(request).await?;
        match answer.status_code() {
            204 => Ok(()),
            status => Err(ApiError::Broken(format!("the site answered {status}"))),
        }
    }
}
