//! The figures of a site as it is now: waiting visitors, running chats, available agents.

use crate::client::http;
use crate::context::Nav;
use crate::home::Progress;
use crate::nav::{ConsoleRoute, Section};
use crate::texts::t;
use crate::ui::kit::{Fetch, Fetched};
use leptos::prelude::*;
use shared::api::GetUsage;
use shared::id::SiteId;
use shared::quota::Usage;

/// The figures, each with a link to its section.
#[component]
pub(super) fn Figures(now: Progress, site: SiteId) -> impl IntoView {
    let usage: Fetch<Usage> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&GetUsage { site }).await }
    });
    let nav = expect_context::<Nav>();
    let ready =
        now.availability.agents.iter().filter(|agent| agent.unavailable_reason.is_none()).count();
    let used = move || {
        usage.state.with(|usage: &Fetched<Usage>| match usage.here() {
            Some(Usage { used, limit: Some(limit), .. }) => {
                t!("common-used-of", used = used, limit = limit)
            }
            Some(usage) => usage.used.to_string(),
            None => "–".to_owned(),
        })
    };
    view! {
        <section class="tiles" aria-label=t!("time-today") data-part="tiles">
            <Tile name=t!("home-waiting") number=now.availability.waiting.to_string() to=Section::Inbox/>
            <Tile name=t!("home-running") number=now.availability.live.to_string() to=Section::Inbox/>
            <Tile name=t!("home-available") number=ready.to_string() to=Section::Team/>
            {nav.may(Section::Usage).then(|| view! {
                <Tile name=t!("home-engagements") number=Signal::derive(used) to=Section::Usage/>
            })}
        </section>
    }
}

#[component]
fn Tile(name: &'static str, #[prop(into)] number: Signal<String>, to: Section) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let route = ConsoleRoute::section(to);
    let href = nav.may(to).then(|| route.path());
    let inner = view! {
        <span class="tile-number">{move || number.get()}</span>
        <span class="fine">{name}</span>
    };
    match href {
        Some(href) => view! {
            <a class="tile" href=href on:click=move |event| {
                event.prevent_default();
                nav.go(route.clone());
            }>{inner}</a>
        }
        .into_any(),
        None => view! { <div class="tile">{inner}</div> }.into_any(),
    }
}
