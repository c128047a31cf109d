//! The filter of a list of conversations.

use super::export::ExportButton;
use super::store::Store;
use crate::client::http;
use crate::inbox::{Filter, Inbox, Msg, STATUSES, Tab, status};
use crate::texts::t;
use crate::ui::icon::{CLOSE, FILTER, icon};
use crate::ui::kit::{Fetch, Fetched};
use leptos::ev::Event;
use leptos::prelude::*;
use shared::api::ListFilters;
use shared::protocol::{Filters, Named};

/// Sets a field of the filter.
type Set = fn(&mut Filter, String);

/// The button that opens the filter and shows how many are active.
#[component]
pub(crate) fn FilterBar(tab: Tab) -> impl IntoView {
    let store = expect_context::<Store>();
    let filter = store.part(move |inbox| inbox.listing(tab).filter.clone());
    let visible = RwSignal::new(filter.with_untracked(|filter| filter.count() > 0));
    let count = Memo::new(move |_| filter.with(Filter::count));
    let clear = move |_| store.send(Msg::Narrow(tab, Filter::default()));
    view! {
        <div class="filter">
            <div class="filter-head">
                <button class="button quiet small" data-part="filter"
                    aria-expanded=move || visible.get().to_string() aria-controls="filters"
                    on:click=move |_| visible.update(|visible| *visible = !*visible)>
                    {icon(FILTER)}{t!("inbox-filter")}
                    {move || (count.get() > 0).then(|| view! { <span class="count">{count.get()}</span> })}
                </button>
                {move || (count.get() > 0).then(|| view! {
                    <button class="button quiet small" data-part="clear-filter" on:click=clear>
                        {icon(CLOSE)}{t!("inbox-filter-clear")}
                    </button>
                })}
                <ExportButton tab/>
            </div>
            <div id="filters">{move || visible.get().then(|| view! { <Fields tab filter/> })}</div>
        </div>
    }
}

#[component]
fn Fields(tab: Tab, filter: Memo<Filter>) -> impl IntoView {
    let store = expect_context::<Store>();
    let all = store.peek(Inbox::sees_all) && tab == Tab::All;
    let site = store.peek(|inbox| inbox.me.site.clone());
    let filters = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&ListFilters { site }).await }
    });
    let pick = move |name, part, any, read: fn(&Filter) -> &String, set: Set, choices| {
        view! { <Pick tab filter name part any read set choices/> }
    };
    let fields = move |filters: &Filters| {
        let teams = named(&filters.teams);
        view! {
            {all.then(|| pick(t!("inbox-filter-agent"), "by-agent", t!("inbox-any-agent"), |n| &n.agent, |n, v| n.agent = v, named(&filters.agents)))}
            {(all && !teams.is_empty()).then(|| pick(t!("inbox-filter-team"), "by-team", t!("inbox-any-team"), |n| &n.team, |n, v| n.team = v, teams.clone()))}
            {pick(t!("inbox-filter-dialogue"), "by-dialogue", t!("inbox-any-dialogue"), |n| &n.dialogue, |n, v| n.dialogue = v, named(&filters.dialogues))}
        }
    };
    let statuses = STATUSES.iter().map(|code| ((*code).to_owned(), status(code).to_owned()));
    view! {
        <div class="filter-fields" data-part="filters">
            {move || filters.state.with(|state| match state {
                Fetched::Here(filters) => Some(fields(filters).into_any()),
                Fetched::Loading => None,
                Fetched::Failed(reason) => Some(view! { <p class="fine" role="alert">{reason.clone()}</p> }.into_any()),
            })}
            <div class="days" role="group" aria-label=t!("inbox-filter-days")>
                <Day tab filter name=t!("inbox-filter-from") part="from-day" read=|n| &n.from set=Filter::begin/>
                <Day tab filter name=t!("inbox-filter-to") part="to-day" read=|n| &n.to set=Filter::end/>
            </div>
            {pick(t!("inbox-filter-status"), "by-status", t!("inbox-any-status"), |n| &n.status, |n, v| n.status = v, statuses.collect())}
        </div>
    }
}

fn named<T: std::fmt::Display>(all: &[Named<T>]) -> Vec<(String, String)> {
    all.iter().map(|one| (one.id.to_string(), one.name.clone())).collect()
}

/// Narrows the list by what is chosen in a field.
fn chooser(tab: Tab, filter: Memo<Filter>, set: Set) -> impl Fn(Event) {
    let store = expect_context::<Store>();
    move |event| {
        let mut new = filter.get_untracked();
        set(&mut new, event_target_value(&event));
        store.send(Msg::Narrow(tab, new));
    }
}

/// The first or the last day on which something was said.
#[component]
fn Day(
    tab: Tab,
    filter: Memo<Filter>,
    name: &'static str,
    part: &'static str,
    read: fn(&Filter) -> &String,
    set: Set,
) -> impl IntoView {
    let choose = chooser(tab, filter, set);
    view! {
        <label class="day">
            <span>{name}</span>
            <input class="input slim" type="date" data-part=part on:change=choose
                prop:value=move || filter.with(|filter| read(filter).clone())/>
        </label>
    }
}

#[component]
fn Pick(
    tab: Tab,
    filter: Memo<Filter>,
    name: &'static str,
    part: &'static str,
    any: &'static str,
    read: fn(&Filter) -> &String,
    set: Set,
    choices: Vec<(String, String)>,
) -> impl IntoView {
    let choose = chooser(tab, filter, set);
    let chosen = move |key: &str| filter.with(|filter| read(filter) == key);
    let option = move |(key, text): (String, String)| {
        let selected = chosen(&key);
        view! { <option value=key selected=selected>{text}</option> }
    };
    view! {
        <select class="input slim" aria-label=name data-part=part on:change=choose>
            <option value="" selected=move || chosen("")>{any}</option>
            {choices.into_iter().map(option).collect_view()}
        </select>
    }
}
