//! Home: the first steps of a new site, then what is to do, who is available, and the week's trend.

mod figures;
mod people;
mod steps;
mod to_fix;
mod week;

use crate::browser::{storage, time};
use crate::client::http::{self, HttpError};
use crate::context::Nav;
use crate::home::{Progress, done, next};
use crate::inbox::view::store::Store;
use crate::settings::view::first_installation;
use crate::texts::t;
use crate::ui::kit::{Fetch, Fetched, PageFrame, fetched};
use figures::Figures;
use leptos::prelude::*;
use shared::api::{
    GetAvailability, GetDialogueReport, GetInstallation, GetTeamAvailability, ListAgents,
    ListDialogues, ListInvitations, Period,
};
use shared::counts::Day;
use shared::id::{AgentId, SiteId};
use shared::install::Installation;
use shared::permission::Permission;
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
    let nav = expect_context::<Nav>();
    // Who can't set the site up sees how it goes, without the steps.
    let sets_up = nav.has(Permission::ViewSettings) && nav.has(Permission::ViewTeam);
    let (site, me) = store.peek(|inbox| (inbox.me.site.clone(), inbox.me.agent.id.clone()));
    let of = site.clone();
    // What is loaded for the steps has it; later only it is asked for again.
    let found = nav.has(Permission::ViewSettings).then(|| first_installation(site.clone()));
    let progress: Fetch<Progress> = Fetch::begin(move || load(nav, of.clone(), me.clone(), found));
    let hidden = RwSignal::new(storage::get(HIDDEN).as_deref() == Some(site.as_str()));
    let name = store.peek(|inbox| inbox.me.site_name.clone());
    let site = StoredValue::new(site);
    view! {
        <PageFrame name=t!("section-home")>
            <p class="lead" data-part="site-name">{name}</p>
            {fetched(progress, move |now| {
                let all_done = next(&now).is_none() || !sets_up;
                let count = done(&now);
                let steps = now.clone();
                let people = now.clone();
                view! {
                    <people::Missed site=site.get_value()/>
                    <ToFix now=now.clone() site=site.get_value() found/>
                    <Show when=move || !hidden.get() && !all_done>
                        {found.map(|found| view! {
                            <Steps now=steps.clone() progress found count site=site.get_value()/>
                        })}
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
                    <people::AvailableNow now=people/>
                    {nav.has(Permission::ViewReports).then(|| view! { <week::Week site=site.get_value()/> })}
                }
            })}
        </PageFrame>
    }
}

/// Loads what the steps and figures need, as far as the agent may see it.
async fn load(
    nav: Nav,
    site: SiteId,
    me: AgentId,
    found: Option<Fetch<Installation>>,
) -> Result<Progress, HttpError> {
    use Permission as P;
    let has = |permission| nav.has(permission);
    let mut progress = Progress {
        found: storage::get(FOUND).as_deref() == Some(site.as_str()),
        ..Progress::default()
    };
    if has(P::ViewDialogues) {
        progress.dialogues = http::call(&ListDialogues { site: site.clone() }).await?.items;
    }
    if has(P::ViewTeam) || has(P::ViewRouting) || has(P::ViewDialogues) {
        progress.agents = http::call(&ListAgents { site: site.clone() }).await?.items;
    }
    if has(P::ViewTeam) {
        let invited = http::call(&ListInvitations { site: site.clone() }).await?;
        progress.invited = invited.items.len();
    }
    if has(P::ViewTeam) || has(P::ViewDialogues) || has(P::ViewSettings) {
        progress.availability = http::call(&GetTeamAvailability { site: site.clone() }).await?;
    }
    let hours = GetAvailability { site: site.clone(), agent: me };
    let hours: NewAvailability = http::call_as(&hours).await?;
    progress.hours = hours.schedule.is_some();
    if let Some(found) = found {
        let installed = http::call(&GetInstallation { site: site.clone() }).await?;
        progress.found |= installed.first_page.is_some();
        found.state.try_set(Fetched::Here(installed));
    }
    if has(P::ViewReports) {
        let report = http::query(&GetDialogueReport { site: site.clone() }, &week()).await?;
        progress.triggered = report.items.iter().map(|item| item.total.triggered).sum();
    }
    Ok(progress)
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
