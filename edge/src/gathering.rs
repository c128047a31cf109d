//! Beacons wait here for each other, in the isolate's memory, so that many page views wake a site
//! once. Who carries, who waits and who is told that it failed, `shared` decides.

use crate::clock;
use crate::config;
use crate::error::Fault;
use crate::outbox;
use crate::site_object::SiteCall;
use futures_util::FutureExt;
use shared::counts::{Full, Gathering, Look, Mark, Ticket};
use shared::id::SiteId;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;
use worker::{Context, Delay, Env};

thread_local! {
    static SITES: RefCell<BTreeMap<SiteId, Gathering>> = const { RefCell::new(BTreeMap::new()) };
}

/// Counts marks together with what else comes to this isolate now. Gives, once they are kept, how
/// many were kept with them.
pub(crate) async fn count(
    env: &Env,
    context: &Context,
    site: &SiteId,
    marks: Vec<Mark>,
) -> Result<usize, Fault> {
    let ticket = add(site, marks).map_err(|Full| Fault::NotCounted)?;
    // A visitor who leaves at once was here all the same: their request is seen to its end, and so is
    // what it carries for the others.
    let waiting = wait(env.clone(), site.clone(), ticket).shared();
    context.wait_until(waiting.clone().map(|_| ()));
    waiting.await.ok_or(Fault::NotCounted)
}

/// Waits with a timer of its own until the ticket's marks are kept, or lost: on Cloudflare, a request
/// must not wait for what another one does.
async fn wait(env: Env, site: SiteId, ticket: Ticket) -> Option<usize> {
    loop {
        match look(&site, ticket) {
            Look::Wait(pause) => Delay::from(Duration::from_millis(pause.0)).await,
            Look::Carry(marks) => {
                let carried = carry(&env, &site, marks).await;
                if let Err(fault) = &carried {
                    worker::console_warn!("marks of {site} were not counted: {fault}");
                }
                settle(&site, ticket, carried.is_ok());
            }
            Look::Kept(marks) => return Some(marks),
            Look::Lost => return None,
        }
    }
}

async fn carry(env: &Env, site: &SiteId, marks: Vec<Mark>) -> Result<(), Fault> {
    let request = outbox::post("call", &SiteCall::Count(marks))?;
    let answer = config::site(env, site)?.fetch_with_request(request).await?;
    match answer.status_code() {
        200..=299 => Ok(()),
        status => Err(Fault::Broken(format!("the site answered {status}"))),
    }
}

fn add(site: &SiteId, marks: Vec<Mark>) -> Result<Ticket, Full> {
    let now = clock::now();
    SITES.with_borrow_mut(|sites| {
        sites.retain(|_, gathering| {
            gathering.forget(now);
            !gathering.is_idle()
        });
        sites.entry(site.clone()).or_default().add(now, marks)
    })
}

fn look(site: &SiteId, ticket: Ticket) -> Look {
    let now = clock::now();
    let look = |gathering: &mut Gathering| gathering.look(now, ticket);
    SITES.with_borrow_mut(|sites| sites.get_mut(site).map_or(Look::Lost, look))
}

fn settle(site: &SiteId, ticket: Ticket, kept: bool) {
    SITES.with_borrow_mut(|sites| {
        if let Some(gathering) = sites.get_mut(site) {
            gathering.settle(ticket, kept);
        }
    });
}
