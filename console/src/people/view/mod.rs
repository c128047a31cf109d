//! The section of people: everybody whose e-mail address is known.

pub(crate) mod erase;
mod leads;
pub(crate) mod person;

use self::leads::Leads;
use self::person::Person;
use crate::browser::page;
use crate::client::http;
use crate::context::Nav;
use crate::format;
use crate::inbox::view::store::Store;
use crate::inbox::{display_name, field_value, initials};
use crate::nav::{ConsoleRoute, Section};
use crate::people::{PageRequest, People as List, sorts};
use crate::texts::t;
use crate::ui::avatar::avatar;
use crate::ui::icon::{PEOPLE, SEARCH, icon, spinner};
use crate::ui::kit::{Failed, Loading, Nothing, PageFrame};
use crate::ui::proof::proof_mark;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{ListPeople, PeopleQuery, PeopleSort};
use shared::id::PersonId;
use shared::permission::Permission;
use shared::person::Field;
use shared::protocol::PersonRow;

/// How long after the last keystroke we search, in milliseconds.
const TYPED: u32 = 180;

/// The list, or one person.
#[component]
pub(crate) fn People() -> impl IntoView {
    let nav = expect_context::<Nav>();
    let one = Memo::new(move |_| {
        let route = nav.route();
        let first = route.first().filter(|_| route.section == Section::People);
        first.and_then(|id| PersonId::parse(id).ok())
    });
    move || match one.get() {
        Some(id) => view! { <Person id/> }.into_any(),
        None => view! { <Everybody/> }.into_any(),
    }
}

#[component]
fn Everybody() -> impl IntoView {
    let (store, nav) = (expect_context::<Store>(), expect_context::<Nav>());
    let list = RwSignal::new(List::default());
    let site = store.peek(|inbox| inbox.me.site.clone());
    let load = Callback::new(move |query: PageRequest| {
        let site = site.clone();
        spawn_local(async move {
            let page = http::query(&ListPeople { site }, &as_query(&query)).await;
            list.try_update(|list| list.add_page(&query, page.map_err(http::HttpError::text)));
        });
    });
    let again = move || {
        if let Some(first) = list.try_update(List::begin) {
            load.run(first);
        }
    };
    again();
    let more = move || {
        if let Some(next) = list.try_update(List::more).flatten() {
            load.run(next);
        }
    };
    let waiting = StoredValue::new_local(None::<Timeout>);
    let typed = move |event| {
        list.update(|list| list.typed = event_target_value(&event));
        waiting.set_value(Some(Timeout::new(TYPED, again)));
    };
    let sorted = move |event| {
        list.update(|list| list.sort = event_target_value(&event));
        again();
    };
    let near_end = move |event: leptos::ev::Event| {
        if page::is_near_end(&event) {
            more();
        }
    };
    let option =
        |(value, text): (&'static str, &'static str)| view! { <option value=value>{text}</option> };
    view! {
        <PageFrame name=t!("section-people") about=t!("people-about")>
            <div class="tools">
                <div class="search" role="search">
                    {icon(SEARCH)}
                    <input class="input slim" type="search" data-part="search-people" autocomplete="off"
                        aria-label=t!("people-search") placeholder=t!("people-search-hint")
                        on:input=typed/>
                </div>
                <label class="sort">
                    {t!("people-sorted-by")}
                    <select class="input slim" data-part="sort" on:change=sorted
                        disabled=move || list.with(|list| !list.typed.trim().is_empty())>
                        {sorts().into_iter().map(option).collect_view()}
                    </select>
                </label>
            </div>
            {nav.has(Permission::ExportPeople).then(|| view! { <Leads list/> })}
            <Table list again=Callback::new(move |()| again()) near_end=Callback::new(near_end)
                more=Callback::new(move |()| more())/>
        </PageFrame>
    }
}

fn as_query(query: &PageRequest) -> PeopleQuery {
    PeopleQuery {
        q: Some(query.typed.clone()).filter(|typed| !typed.trim().is_empty()),
        sort: PeopleSort::from_name(&query.sort),
        cursor: query.cursor.clone(),
    }
}

#[component]
fn Table(
    list: RwSignal<List>,
    again: Callback<()>,
    more: Callback<()>,
    near_end: Callback<leptos::ev::Event>,
) -> impl IntoView {
    let rows = Memo::new(move |_| list.with(|list| list.rows.clone()));
    let state = Memo::new(move |_| {
        list.with(|list| {
            (list.rows.is_empty(), list.loading, list.error.clone(), list.typed.trim().is_empty())
        })
    });
    let has_more = Memo::new(move |_| list.with(|list| list.next.is_some()));
    let busy = Memo::new(move |_| list.with(|list| list.loading));
    move || match state.get() {
        (_, _, Some(reason), _) => view! { <Failed reason retry=again/> }.into_any(),
        (true, true, None, _) => view! { <Loading/> }.into_any(),
        (true, false, None, true) => view! {
            <Nothing picture=PEOPLE title=t!("people-none")
                about=t!("people-none-text")/>
        }
        .into_any(),
        (true, false, None, false) => view! {
            <Nothing picture=SEARCH title=t!("people-none-found")
                about=t!("people-none-found-text")/>
        }
        .into_any(),
        (false, ..) => view! {
            <div class="table-box tall" tabindex="0" role="region" aria-label=t!("section-people")
                on:scroll=move |event| near_end.run(event)>
                <table class="table people" data-part="people">
                    <thead>
                        <tr>
                            <th scope="col">{t!("common-name")}</th>
                            <th scope="col">{t!("common-company")}</th>
                            <th scope="col">{t!("people-location")}</th>
                            <th scope="col" class="number">{t!("people-conversations")}</th>
                            <th scope="col" class="number">{t!("people-last-seen")}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || rows.get() key=|row| (row.id.clone(), row.last) let:row>
                            <Row row/>
                        </For>
                    </tbody>
                </table>
            </div>
            {move || has_more.get().then(|| view! {
                <div class="more">
                    <button class="button" data-part="more-people" disabled=move || busy.get()
                        on:click=move |_| more.run(())>
                        {move || busy.get().then(spinner)} {t!("common-show-more")}
                    </button>
                </div>
            })}
        }
        .into_any(),
    }
}

#[component]
fn Row(row: PersonRow) -> impl IntoView {
    let (store, nav) = (expect_context::<Store>(), expect_context::<Nav>());
    let route = ConsoleRoute::within(Section::People, &[row.id.as_str()]);
    let href = route.path();
    let go = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        nav.go(route.clone());
    };
    let attribute = |field| field_value(&row.fields, field).map(str::to_owned);
    let last = row.last;
    view! {
        <tr data-part="person-row">
            <th scope="row">
                <a class="person-link" href=href on:click=go>
                    {avatar(row.id.as_str(), initials(&row.fields))}
                    <span>
                        <span class="person-name">
                            {display_name(&row.fields)} {row.verified.then(proof_mark)}
                        </span>
                        <span class="fine">{attribute(Field::Email)}</span>
                    </span>
                </a>
            </th>
            <td>{attribute(Field::Company).unwrap_or_else(|| "–".to_owned())}</td>
            <td>{format::location(&row.location).unwrap_or_else(|| "–".to_owned())}</td>
            <td class="number">{row.conversations}</td>
            <td class="number">{move || format::ago(last, store.minute())}</td>
        </tr>
    }
}
