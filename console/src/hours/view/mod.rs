//! The section of hours: an agent's weekly schedule, in their own time zone.

mod closed;
mod week;

use crate::browser::time;
use crate::client::http;
use crate::context::Nav;
use crate::format::soon;
use crate::hours::{Hours, Spot, meaning};
use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Tone};
use crate::texts::t;
use crate::ui::kit::{Fetch, PageFrame, SaveButton, fetched};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{GetAvailability, ListAgents, PutAvailability};
use shared::id::{AgentId, SiteId};
use shared::protocol::{AgentRow, Listing, NewAvailability};
pub(crate) use week::Week;

/// Shows the agent's own hours, or with an id in the address those of another agent.
#[component]
pub(crate) fn HoursPage() -> impl IntoView {
    let nav = expect_context::<Nav>();
    let agent = Memo::new(move |_| nav.route().first().and_then(|id| AgentId::parse(id).ok()));
    view! {
        <PageFrame name=t!("hours-name")
            about=t!("hours-about")>
            {move || view! { <HoursForm agent=agent.get()/> }}
        </PageFrame>
    }
}

#[component]
fn HoursForm(agent: Option<AgentId>) -> impl IntoView {
    let store = expect_context::<Store>();
    let (site, me) = store.peek(|inbox| (inbox.me.site.clone(), inbox.me.agent.id.clone()));
    let others = agent.clone().filter(|agent| *agent != me);
    let agent = agent.unwrap_or(me);
    let route = GetAvailability { site: site.clone(), agent: agent.clone() };
    let loaded: Fetch<NewAvailability> = Fetch::begin(move || {
        let route = route.clone();
        async move { http::call_as(&route).await }
    });
    let route = StoredValue::new(PutAvailability { site: site.clone(), agent });
    view! {
        {others.map(|agent| view! { <AgentHours site agent/> })}
        {fetched(loaded, move |found| {
            let route = route.get_value();
            view! { <Edit route found loaded/> }
        })}
    }
}

/// A notice that these are another agent's hours.
#[component]
fn AgentHours(site: SiteId, agent: AgentId) -> impl IntoView {
    let agents: Fetch<Listing<AgentRow>> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&ListAgents { site }).await }
    });
    let name = move || {
        let found = agents.state.with(|found| {
            let rows = found.here().map(|list| list.items.clone()).unwrap_or_default();
            rows.into_iter().find(|row| row.id == agent).map(|row| row.name)
        });
        found.map(|name| view! { <p class="callout">{t!("hours-of", name = name)}</p> })
    };
    view! { <div data-part="whose">{name}</div> }
}

#[component]
fn Edit(
    route: PutAvailability,
    found: NewAvailability,
    loaded: Fetch<NewAvailability>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let nav = expect_context::<Nav>();
    let first = StoredValue::new(found.schedule.as_ref().map(Hours::from_draft));
    let hours = RwSignal::new(first.get_value());
    let checked = Memo::new(move |_| hours.with(|hours| hours.as_ref().map(Hours::check)));
    let changed = Memo::new(move |_| hours.with(|hours| first.with_value(|first| first != hours)));
    Effect::new(move || nav.set_guard(changed.get().then_some(t!("hours-unsaved"))));
    on_cleanup(move || nav.set_guard(None));
    let busy = RwSignal::new(false);
    let toast = move |tone, text: String| store.send(Msg::ShowToast(tone, text));
    let save = Callback::new(move |()| {
        let schedule = hours.with_untracked(|hours| hours.as_ref().map(Hours::draft));
        let (route, new) = (route.clone(), NewAvailability { schedule });
        busy.set(true);
        spawn_local(async move {
            let saved = http::write_as::<_, NewAvailability>(&route, &new).await;
            busy.try_set(false);
            match saved {
                Ok(saved) => {
                    nav.set_guard(None);
                    toast(Tone::Plain, t!("hours-saved").to_owned());
                    loaded.set(saved);
                }
                Err(error) => toast(Tone::Bad, error.text()),
            }
        });
    });
    let bad = move || checked.with(|checked| matches!(checked, Some(Err(_))));
    let usual = move |_| hours.set(Some(Hours::usual(time::zone())));
    view! {
        <section class="card" aria-label=t!("hours-weekly") data-part="hours">
            <Now checked/>
            <Show when=move || hours.with(Option::is_some) fallback=move || view! {
                <div class="card-end start">
                    <button class="button primary" data-part="set-hours" on:click=usual>
                        {t!("hours-set")}
                    </button>
                </div>
            }>
                <Week hours checked/>
            </Show>
            <div class="card-end">
                <Show when=move || hours.with(Option::is_some)>
                    <button class="button quiet" data-part="no-hours"
                        on:click=move |_| hours.set(None)>{t!("hours-remove")}</button>
                </Show>
                <SaveButton busy save label=t!("hours-save")
                    idle=Signal::derive(move || !changed.get() || bad())/>
            </div>
        </section>
    }
}

/// The result of the check, with the location of each error; `None` without hours.
pub(crate) type Checked = Memo<Option<Result<shared::availability::Schedule, Vec<(Spot, String)>>>>;

/// What the hours mean now.
#[component]
fn Now(checked: Checked) -> impl IntoView {
    let store = expect_context::<Store>();
    let text = move || {
        let now = store.minute();
        let at = |at| soon(at, now);
        checked.with(|checked| match checked {
            None => t!("hours-none").to_owned(),
            Some(Err(_)) => t!("hours-wrong").to_owned(),
            Some(Ok(schedule)) => {
                let meaning = meaning(schedule, now);
                match (meaning.available, meaning.until) {
                    (true, Some(until)) => {
                        t!("hours-available-until", until = at(until))
                    }
                    (true, None) => t!("hours-always").to_owned(),
                    (false, Some(until)) => {
                        t!("hours-away-until", until = at(until))
                    }
                    (false, None) => t!("hours-never").to_owned(),
                }
            }
        })
    };
    view! { <p class="lead" role="status" data-part="hours-now">{text}</p> }
}
