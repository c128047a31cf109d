//! Downloads the people of the list as a CSV file, with the columns that the agent chooses.

use super::as_query;
use crate::browser::page;
use crate::client::http;
use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Tone};
use crate::people::leads::{Column, MAX_PAGES, columns, csv};
use crate::people::{PageRequest, People};
use crate::texts::t;
use crate::ui::icon::{DOWNLOAD, icon, spinner};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::ListPeople;
use shared::id::SiteId;
use shared::protocol::PersonRow;

/// The button, and the choice of columns below it.
#[component]
pub(crate) fn Leads(list: RwSignal<People>) -> impl IntoView {
    let store = expect_context::<Store>();
    let chosen = RwSignal::new(columns().map(|(column, _)| column).to_vec());
    let busy = RwSignal::new(false);
    let download = move |_| {
        busy.set(true);
        let site = store.peek(|inbox| inbox.me.site.clone());
        let first = list.with_untracked(People::first_page);
        let columns = chosen.get_untracked();
        spawn_local(async move {
            let found = all(site, first).await;
            busy.try_set(false);
            match found {
                Ok(rows) => page::download("people.csv", &csv(&rows, &columns).address()),
                Err(reason) => store.send(Msg::ShowToast(Tone::Bad, reason)),
            }
        });
    };
    let toggle = move |column: Column| {
        chosen.update(|chosen| match chosen.iter().position(|one| *one == column) {
            Some(at) => drop(chosen.remove(at)),
            None => chosen.push(column),
        });
    };
    let choice = move |(column, name): (Column, &'static str)| {
        view! {
            <label class="tick">
                <input type="checkbox" prop:checked=true on:change=move |_| toggle(column)/>
                <span>{name}</span>
            </label>
        }
    };
    view! {
        <details class="help leads" data-part="leads">
            <summary>{t!("common-download-csv")}</summary>
            <fieldset class="ticks plain">
                <legend class="quiet">{t!("people-columns")}</legend>
                {columns().into_iter().map(choice).collect_view()}
            </fieldset>
            <button class="button small" data-part="leads-csv" on:click=download
                disabled=move || busy.get() || chosen.with(Vec::is_empty)>
                {move || if busy.get() { spinner().into_any() } else { icon(DOWNLOAD).into_any() }}
                {t!("common-download")}
            </button>
        </details>
    }
}

/// All people of the list, or why they can't be loaded.
async fn all(site: SiteId, first: PageRequest) -> Result<Vec<PersonRow>, String> {
    let (route, mut rows, mut request) = (ListPeople { site }, Vec::new(), first);
    for _ in 0..MAX_PAGES {
        let page = http::query(&route, &as_query(&request)).await;
        let page = page.map_err(http::HttpError::text)?;
        rows.extend(page.items);
        if page.next.is_none() {
            return Ok(rows);
        }
        request.cursor = page.next;
    }
    let most = rows.len();
    Err(t!("people-too-many", most = most))
}
