//! Home: the first steps of a new site, and today's figures.

mod figures;
mod steps;
mod to_fix;

use crate::browser::{storage, time};
use crate::client::http::{self, HttpError};
use crate::home::{Progress, done, next};
use crate::inbox::view::store::Store;
use crate::settings::view::installation;
use crate::texts::t;
use crate::ui::kit::{Fetch, PageFrame, fetched};
use figures::Figures;
use leptos::prelude::*;
use shared::api::{
    GetAvailability, GetDialogueReport, GetInstallation, GetTeamAvailability, ListAgents,
    ListDialogues, ListInvitations, Period,
};
use shared::counts::Day;
use shared::id::{AgentId, SiteId};
use shared::protocol::NewAvailability;
use shared::time::Millis;
use steps::Steps;
use to_fix::ToFix;

/// Keys of the browser's storage: the steps are hidden; the snippet was found on a page.
const HIDDEN: &str = "first-steps";
const FOUND: &str = "snippet-found";

#[component]
pub(crate) fn HomePage() -> impl IntoView {
    let store = expect_context::<Store>();
    let (site, me) = store.peek(|inbox| (inbox.me.site.clone(), inbox.me.agent.id.clone()));
    let of = site.clone();
    let progress: Fetch<Progress> = Fetch::begin(move || load(of.clone(), me.clone()));
    let hidden = RwSignal::new(storage::get(HIDDEN).as_deref() == Some(site.as_str()));
    let name = store.peek(|inbox| inbox.me.site_name.clone());
    let found = installation(site.clone());
    let site = StoredValue::new(site);
    view! {
        <PageFrame name=t!("section-home")>
            <p class="lead" data-part="site-name">{name}</p>
            {fetched(progress, move |now| {
                let all_done = next(&now).is_none();
                let count = done(&now);
                let steps = now.clone();
                view! {
                    <ToFix now=now.clone() site=site.get_value() found/>
                    <Show when=move || !hidden.get() && !all_done>
                        <Steps now=steps.clone() progress found count site=site.get_value()/>
                        <p class="fine">
                            <button class="link" data-part="hide-steps" on:click=move |_| {
                                storage::set(HIDDEN, site.get_value().as_str());
                                hidden.set(true);
                            }>{t!("home-hide-steps")}</button>
                        </p>
                    </Show>
                    <Show when=move || hidden.get() && !all_done>
                        <p class="fine">
                            <button class="link" data-part="show-steps" on:click=move |_| {
                                storage::set(HIDDEN, "");
                                hidden.set(false);
                            }>{t!("home-show-steps", count = count)}</button>
                        </p>
                    </Show>
                    <Figures now site=site.get_value()/>
                }
            })}
        </PageFrame>
    }
}

/// Loads what the steps and figures need.
async fn load(site: SiteId, me: AgentId) -> Result<Progress, HttpError> {
    let dialogues = http::call(&ListDialogues { site: site.clone() }).await?;
    let agents = http::call(&ListAgents { site: site.clone() }).await?;
    let invited = http::call(&ListInvitations { site: site.clone() }).await?;
    let availability = http::call(&GetTeamAvailability { site: site.clone() }).await?;
    let hours = GetAvailability { site: site.clone(), agent: me };
    let hours: NewAvailability = http::call_as(&hours).await?;
    let installed = http::call(&GetInstallation { site: site.clone() }).await?;
    let report = http::query(&GetDialogueReport { site: site.clone() }, &week()).await?;
    Ok(Progress {
        hours: hours.schedule.is_some(),
        availability,
        dialogues: dialogues.items,
        agents: agents.items,
        invited: invited.items.len(),
        triggered: report.items.iter().map(|item| item.total.triggered).sum(),
        engaged: report.items.iter().map(|item| item.total.engaged).sum(),
        found: installed.first_page.is_some()
            || storage::get(FOUND).as_deref() == Some(site.as_str()),
    })
}

fn week() -> Period {
    let now = time::now();
    let day = |ago: u64| Day::from_timestamp(now - Millis::minutes(ago * 24 * 60));
    Period { from: Some(day(6).to_string()), to: Some(day(0).to_string()) }
}

/// Whether a site has nothing that visitors see, so that its admin begins at the first steps.
pub(crate) async fn is_new(site: &SiteId) -> bool {
    let found = http::call(&ListDialogues { site: site.clone() }).await;
    found.is_ok_and(|list| list.items.iter().all(|row| row.published.is_none()))
}
