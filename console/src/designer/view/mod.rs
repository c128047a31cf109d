//! The Stream Designer: one dialogue's draft, as cards on a canvas.
#![allow(
    clippy::large_types_passed_by_value,
    reason = "a Studio holds only signal handles, which event handlers copy"
)]

mod ab_test;
mod audience;
mod backtest;
mod bar;
mod bubble;
mod canvas;
mod card;
mod changes;
mod choices;
mod condition;
mod conditions_of;
mod conflict;
mod document;
mod drag;
mod edge;
mod example_steps;
mod examples;
mod field;
mod findings;
mod forms;
mod goal;
mod keys;
mod minimap;
mod palette;
mod preview;
mod promises;
mod prover;
mod publish;
mod removal;
mod route;
mod side;
mod studio;
mod top;
mod translations;
mod verdict;
mod versions;

pub(crate) use keys::all as shortcuts;

use crate::client::drafts::{self, Written};
use crate::client::http;
use crate::context::Nav;
use crate::designer::Draft;
use crate::inbox::view::store::Store;
use crate::texts::t;
use crate::ui::kit::{Failed, Fetch, fetched};
use canvas::Canvas;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{GetRoutingConfig, GetTeamAvailability, GetUsage, ListAgents, ListDialogues};
use shared::id::{DialogueId, SiteId};
use studio::{Studio, Tab};

#[component]
pub(crate) fn Designer(dialogue: DialogueId) -> impl IntoView {
    let store = expect_context::<Store>();
    let site = store.peek(|inbox| inbox.me.site.clone());
    let id = StoredValue::new(dialogue.clone());
    let draft = Fetch::begin(move || {
        let (site, dialogue) = (site.clone(), id.get_value());
        async move { drafts::read(&site, &dialogue).await }
    });
    let here = move |written: Written| match Draft::open(&written.text) {
        Ok(opened) => view! { <Open dialogue=id.get_value() written opened/> }.into_any(),
        Err(error) => {
            let retry = Callback::new(move |()| draft.again());
            view! { <Failed reason=error.to_string() retry/> }.into_any()
        }
    };
    view! { <main class="designer-page" aria-label=t!("designer-page")>{fetched(draft, here)}</main> }
}

#[component]
fn Open(dialogue: DialogueId, written: Written, opened: Draft) -> impl IntoView {
    let (store, nav) = (expect_context::<Store>(), expect_context::<Nav>());
    let studio = Studio::open(store, nav, dialogue, written, opened);
    provide_context(studio);
    surroundings(studio);
    prover::watch(studio);
    keys::listen(studio);
    drag::listen(studio);
    view! {
        <div class="designer" data-part="designer">
            <top::Top/>
            {move || match studio.tab.get() {
                Tab::Cards => view! {
                    <palette::Palette/>
                    <Canvas/>
                    <side::Side/>
                    <bar::Bar/>
                    <drag::Ghost/>
                }
                .into_any(),
                Tab::Audience => view! { <audience::Audience/> }.into_any(),
                Tab::Promises => view! { <promises::PromisesPane/> }.into_any(),
                Tab::Languages => view! { <translations::LanguagesPane/> }.into_any(),
            }}
            <removal::RemovalDialog/>
            <preview::Preview/>
            <versions::History/>
            <publish::Publish/>
            <conflict::Conflict/>
            <p class="hidden" role="status" aria-live="polite" data-part="announcement">
                {move || studio.announcement.get()}
            </p>
        </div>
    }
}

/// Loads what the designer needs besides the draft: the dialogue's row, the package, the agents and
/// the routing.
fn surroundings(studio: Studio) {
    let site = studio.site.get_value();
    refresh_row(studio);
    let of_site = |site: &SiteId| site.clone();
    let fetch_site = of_site(&site);
    spawn_local(async move {
        // If usage can't be loaded, the check assumes the smaller package; the edge checks again on
        // publishing.
        if let Ok(usage) = http::call(&GetUsage { site: fetch_site.clone() }).await {
            studio.package.try_set(usage.package);
        }
    });
    let fetch_site = of_site(&site);
    spawn_local(async move {
        // Without it the form names the agents only.
        if let Ok(now) = http::call(&GetTeamAvailability { site: fetch_site }).await {
            studio.availability.try_set(now.agents);
        }
    });
    let fetch_site = of_site(&site);
    spawn_local(async move {
        match http::call(&ListAgents { site: fetch_site.clone() }).await {
            Ok(found) => {
                studio.agents.try_set(found.items);
            }
            Err(error) => studio.complain(&error.text()),
        }
    });
    spawn_local(async move {
        match http::call(&GetRoutingConfig { site: site.clone() }).await {
            Ok(routing) => {
                studio.routing.try_set(Some(routing));
            }
            Err(error) => studio.complain(&error.text()),
        }
    });
}

/// Reloads the dialogue's row, which says what is published.
fn refresh_row(studio: Studio) {
    let Some((site, dialogue)) = studio.names() else { return };
    spawn_local(async move {
        if let Ok(found) = http::call(&ListDialogues { site: site.clone() }).await {
            studio.row.try_set(found.items.into_iter().find(|row| row.id == dialogue));
        }
    });
}
