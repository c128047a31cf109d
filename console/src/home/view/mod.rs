//! Home: the first steps of a new site, and how a site stands today.

mod figures;
mod steps;

use crate::browser::{storage, time};
use crate::client::http::{self, HttpError};
use crate::home::{Progress, done, next};
use crate::inbox::view::store::Store;
use crate::ui::kit::{Fetch, PageFrame, fetched};
use figures::Figures;
use leptos::prelude::*;
use shared::counts::{Day, Report};
use shared::id::{AgentId, SiteId};
use shared::protocol::{
    AgentRow, AvailabilityOverview, DialogueRow, InvitationRow, Listing, NewAvailability,
};
use shared::time::Millis;
use steps::Steps;

/// What this browser remembers: the steps are hidden; a page with the snippet was found.
const HIDDEN: &str = "first-steps";
const FOUND: &str = "snippet-found";

/// The section.
#[component]
pub(crate) fn HomePage() -> impl IntoView {
    let store = expect_context::<Store>();
    let (site, me) = store.peek(|inbox| (inbox.me.site.clone(), inbox.me.agent.id.clone()));
    let of = site.clone();
    let progress: Fetch<Progress> = Fetch::begin(move || load(of.clone(), me.clone()));
    let hidden = RwSignal::new(storage::get(HIDDEN).as_deref() == Some(site.as_str()));
    let name = store.peek(|inbox| inbox.me.site_name.clone());
    let site = StoredValue::new(site);
    view! {
        <PageFrame name="Home">
            <p class="lead" data-part="site-name">{name}</p>
            {fetched(progress, move |now| {
                let all_done = next(&now).is_none();
                let count = done(&now);
                let steps = now.clone();
                view! {
                    <Show when=move || !hidden.get() && !all_done>
                        <Steps now=steps.clone() progress count site=site.get_value()/>
                        <p class="fine">
                            <button class="link" data-part="hide-steps" on:click=move |_| {
                                storage::set(HIDDEN, site.get_value().as_str());
                                hidden.set(true);
                            }>"Hide the first steps"</button>
                        </p>
                    </Show>
                    <Show when=move || hidden.get() && !all_done>
                        <p class="fine">
                            <button class="link" data-part="show-steps" on:click=move |_| {
                                storage::set(HIDDEN, "");
                                hidden.set(false);
                            }>{format!("Show the first steps: {count} of 5 are done")}</button>
                        </p>
                    </Show>
                    <Figures now site=site.get_value()/>
                }
            })}
        </PageFrame>
    }
}

/// Everything the steps and figures are told by.
async fn load(site: SiteId, me: AgentId) -> Result<Progress, HttpError> {
    let dialogues: Listing<DialogueRow> = http::get(&site, "dialogues").await?;
    let agents: Listing<AgentRow> = http::get(&site, "agents").await?;
    let invited: Listing<InvitationRow> = http::get(&site, "invitations").await?;
    let availability: AvailabilityOverview = http::get(&site, "availability").await?;
    let hours: NewAvailability = http::get(&site, &format!("agents/{me}/availability")).await?;
    let report: Report = http::get(&site, &week()).await?;
    Ok(Progress {
        hours: hours.schedule.is_some(),
        availability,
        dialogues: dialogues.items,
        agents: agents.items,
        invited: invited.items.len(),
        triggered: report.items.iter().map(|item| item.total.triggered).sum(),
        engaged: report.items.iter().map(|item| item.total.engaged).sum(),
        found: storage::get(FOUND).as_deref() == Some(site.as_str()),
    })
}

/// The report of the last seven days.
fn week() -> String {
    let now = time::now();
    let day = |ago: u64| Day::from_timestamp(now - Millis::minutes(ago * 24 * 60));
    format!("reports/dialogues?from={}&to={}", day(6), day(0))
}

/// Whether a site has nothing that visitors see: then its admin begins at the first steps.
pub(crate) async fn is_new(site: &SiteId) -> bool {
    let found = http::get::<Listing<DialogueRow>>(site, "dialogues").await;
    found.is_ok_and(|list| list.items.iter().all(|row| row.published.is_none()))
}
