//! The page of the audit log: filters, the list, and its export.

use super::{AuditList, Filter, MAX_PAGES, PageRequest, Part, actor, csv, kind_name, said};
use crate::browser::{page, time};
use crate::client::http;
use crate::format;
use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Tone};
use crate::texts::t;
use crate::ui::icon::{DOWNLOAD, HISTORY, SEARCH, icon, spinner};
use crate::ui::kit::{Failed, Loading, Nothing};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::ListAudit;
use shared::id::SiteId;
use shared::protocol::{AuditKind, AuditRow};

#[component]
pub(crate) fn AuditLog() -> impl IntoView {
    let store = expect_context::<Store>();
    let site = StoredValue::new(store.peek(|inbox| inbox.me.site.clone()));
    let list = RwSignal::new(AuditList::default());
    let load = move |request: PageRequest| {
        let query = request.0.query(time::zone(), request.1.clone());
        spawn_local(async move {
            let page = http::query(&ListAudit { site: site.get_value() }, &query).await;
            list.try_update(|list| list.add_page(&request, page.map_err(http::HttpError::text)));
        });
    };
    let again = move || {
        if let Some(first) = list.try_update(AuditList::begin) {
            load(first);
        }
    };
    again();
    let more = move || {
        if let Some(next) = list.try_update(AuditList::more).flatten() {
            load(next);
        }
    };
    let narrow = Callback::new(move |change: fn(&mut Filter, String)| {
        Callback::new(move |value: String| {
            list.update(|list| change(&mut list.filter, value));
            again();
        })
    });
    view! {
        <Tools list narrow site/>
        <p class="fine">
            {t!("audit-about")}
        </p>
        <Table list again=Callback::new(move |()| again()) more=Callback::new(move |()| more())/>
    }
}

/// Makes the handler of a field that limits the list.
type Narrow = Callback<fn(&mut Filter, String), Callback<String>>;

#[component]
fn Tools(list: RwSignal<AuditList>, narrow: Narrow, site: StoredValue<SiteId>) -> impl IntoView {
    let day = move |name: &'static str, part: &'static str, set: fn(&mut Filter, String)| {
        let set = narrow.run(set);
        view! {
            <label class="sort">{name}
                <input class="input slim" type="date" data-part=part
                    on:change=move |event| set.run(event_target_value(&event))/>
            </label>
        }
    };
    let set_who = narrow.run(|filter, value| filter.who = value);
    let set_what = narrow.run(|filter, value| filter.what = value);
    let seen = Memo::new(move |_| list.with(|list| list.seen.clone()));
    let person = move |(who, name): (String, String)| {
        let chosen = list.with_untracked(|list| list.filter.who == who);
        view! { <option value=who selected=chosen>{name}</option> }
    };
    let kind = |kind: &AuditKind| view! { <option value=kind.as_str()>{kind_name(*kind)}</option> };
    view! {
        <div class="tools" role="group" aria-label=t!("audit-filters")>
            <label class="sort">{t!("audit-who")}
                <select class="input slim" data-part="audit-who"
                    on:change=move |event| set_who.run(event_target_value(&event))>
                    <option value="">{t!("audit-everybody")}</option>
                    {move || seen.get().into_iter().map(person).collect_view()}
                </select>
            </label>
            <label class="sort">{t!("audit-what")}
                <select class="input slim" data-part="audit-what"
                    on:change=move |event| set_what.run(event_target_value(&event))>
                    <option value="">{t!("audit-everything")}</option>
                    {AuditKind::ALL.iter().map(kind).collect_view()}
                </select>
            </label>
            {day(t!("audit-from"), "audit-from", |filter, value| filter.from = value)}
            {day(t!("audit-to"), "audit-to", |filter, value| filter.to = value)}
            <Export list site/>
        </div>
    }
}

/// Downloads all rows that fit the filter.
#[component]
fn Export(list: RwSignal<AuditList>, site: StoredValue<SiteId>) -> impl IntoView {
    let store = expect_context::<Store>();
    let busy = RwSignal::new(false);
    let export = move |_| {
        busy.set(true);
        let filter = list.with_untracked(|list| list.filter.clone());
        spawn_local(async move {
            let found = all(site.get_value(), &filter).await;
            busy.try_set(false);
            match found {
                Ok(rows) => page::download("audit-log.csv", &csv(&rows).address()),
                Err(reason) => store.send(Msg::ShowToast(Tone::Bad, reason)),
            }
        });
    };
    view! {
        <button class="button small" data-part="audit-csv" disabled=move || busy.get()
            aria-label=t!("audit-download") on:click=export>
            {move || if busy.get() { spinner().into_any() } else { icon(DOWNLOAD).into_any() }} {t!("audit-csv")}
        </button>
    }
}

/// All rows that fit a filter, or why they can't be loaded.
async fn all(site: SiteId, filter: &Filter) -> Result<Vec<AuditRow>, String> {
    let (route, mut rows, mut cursor) = (ListAudit { site }, Vec::new(), None);
    for _ in 0..MAX_PAGES {
        let query = filter.query(time::zone(), cursor);
        let page = http::query(&route, &query).await.map_err(http::HttpError::text)?;
        rows.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            return Ok(rows);
        }
    }
    let most = rows.len();
    Err(t!("audit-too-many", most = most))
}

#[component]
fn Table(list: RwSignal<AuditList>, again: Callback<()>, more: Callback<()>) -> impl IntoView {
    let rows = Memo::new(move |_| list.with(|list| list.rows.clone()));
    let state = Memo::new(move |_| {
        list.with(|list| (list.rows.is_empty(), list.loading, list.error.clone()))
    });
    let has_more = Memo::new(move |_| list.with(|list| list.next.is_some()));
    let busy = Memo::new(move |_| list.with(|list| list.loading));
    let filtered = move || list.with(|list| list.filter != Filter::default());
    move || match state.get() {
        (_, _, Some(reason)) => view! { <Failed reason retry=again/> }.into_any(),
        (true, true, None) => view! { <Loading/> }.into_any(),
        (true, false, None) if filtered() => view! {
            <Nothing picture=SEARCH title=t!("audit-none-found")
                about=t!("audit-none-found-text")/>
        }
        .into_any(),
        (true, false, None) => view! {
            <Nothing picture=HISTORY title=t!("audit-none")
                about=t!("audit-none-text")/>
        }
        .into_any(),
        (false, ..) => view! {
            <div class="table-box tall" tabindex="0" role="region" aria-label=t!("audit-name")
                on:scroll=move |event| if page::is_near_end(&event) { more.run(()) }>
                <table class="table audit" data-part="audit">
                    <thead>
                        <tr>
                            <th scope="col">{t!("audit-when")}</th>
                            <th scope="col">{t!("audit-who")}</th>
                            <th scope="col">{t!("audit-what")}</th>
                        </tr>
                    </thead>
                    <tbody>{move || rows.get().into_iter().map(line).collect_view()}</tbody>
                </table>
            </div>
            {move || has_more.get().then(|| view! {
                <div class="more">
                    <button class="button" data-part="more-audit" disabled=move || busy.get()
                        on:click=move |_| more.run(())>
                        {move || busy.get().then(spinner)} {t!("common-show-more")}
                    </button>
                </div>
            })}
        }
        .into_any(),
    }
}

fn line(row: AuditRow) -> impl IntoView {
    let part = |part: Part| match part {
        Part::Words(text) => view! { <span>{text}</span> }.into_any(),
        // A name may run from right to left; the words around it must not.
        Part::Name(name) => view! { <bdi>{name}</bdi> }.into_any(),
    };
    let times = (row.times > 1).then(|| t!("audit-times", times = row.times));
    view! {
        <tr data-part="audit-row">
            <td class="when">{format::date(row.at)}</td>
            <td><bdi>{actor(&row.by)}</bdi></td>
            <td>
                <strong>{kind_name(row.event.kind())}</strong>{times}
                <span class="fine about">{said(&row.event).into_iter().map(part).collect_view()}</span>
            </td>
        </tr>
    }
}
