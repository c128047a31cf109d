//! One person: their profile, conversations, export and erasure.

use super::erase::{Erase, Receipt};
use crate::client::http;
use crate::context::Nav;
use crate::format;
use crate::inbox::view::activity::{as_listed, inside};
use crate::inbox::view::store::Store;
use crate::inbox::{CRM_STATUS, Msg, Tone, display_name, field_value, initials, others};
use crate::nav::{ConsoleRoute, Section};
use crate::texts::t;
use crate::ui::attribute::{AttributeRow, EditRows, Editable, NotKnown, Owner};
use crate::ui::avatar::avatar;
use crate::ui::icon::{
    BACK, BRIEFCASE, BUILDING, CLOCK, CRM, DOWNLOAD, HISTORY, MAIL, PHONE, PIN, SCREEN, TAG, TRASH,
    USER, icon, spinner,
};
use crate::ui::kit::{Fetch, fetched};
use crate::ui::proof::ProofNote;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{Endpoint, ExportPerson, GetPerson, Paging};
use shared::id::PersonId;
use shared::permission::Permission;
use shared::person::Field;
use shared::protocol::{ActivityRow, Erasure, Listing, PersonPage};

/// A person's page; after an erasure, the receipt.
#[component]
pub(crate) fn Person(id: PersonId) -> impl IntoView {
    let (store, nav) = (expect_context::<Store>(), expect_context::<Nav>());
    let (site, person_id) = (store.peek(|inbox| inbox.me.site.clone()), id.clone());
    let page = Fetch::begin(move || {
        let route = GetPerson { site: site.clone(), person: person_id.clone() };
        async move { http::query(&route, &Paging::default()).await }
    });
    let receipt = RwSignal::new(None::<Erasure>);
    let back = ConsoleRoute::section(Section::People);
    let href = back.path();
    view! {
        <main class="page scroll" aria-label=t!("people-person") data-part="page">
            <a class="link back" href=href data-part="back-to-people" on:click=move |event| {
                event.prevent_default();
                nav.go(back.clone());
            }>{icon(BACK)}{t!("section-people")}</a>
            {move || {
                let id = id.clone();
                let here = move |person| view! { <PersonView id=id.clone() person page receipt/> };
                receipt.get().map_or_else(
                    || fetched(page, here).into_any(),
                    |erasure| view! { <Receipt erasure/> }.into_any(),
                )
            }}
        </main>
    }
}

#[component]
fn PersonView(
    id: PersonId,
    person: PersonPage,
    page: Fetch<PersonPage>,
    receipt: RwSignal<Option<Erasure>>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let has = |permission| store.peek(|inbox| inbox.me.permissions.contains(&permission));
    let exports = has(Permission::ExportPeople) && has(Permission::ViewAllConversations);
    let erases = has(Permission::ErasePeople);
    let site = store.peek(|inbox| inbox.me.site.clone());
    let export = ExportPerson { site, person: id.clone() }.path();
    let erasing = RwSignal::new(false);
    let fields = person.row.fields.clone();
    let work = [field_value(&fields, Field::JobTitle), field_value(&fields, Field::Company)];
    let work = work.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let doomed = person.clone();
    let verified = person.row.verified;
    view! {
        <header class="page-head">
            <div class="person-head">
                {avatar(id.as_str(), initials(&fields))}
                <div class="page-name">
                    <h1 data-part="person-name">{display_name(&fields)}</h1>
                    <p>{if work.is_empty() { "–".to_owned() } else { work }}</p>
                    <ProofNote verified part="person-verified"/>
                </div>
            </div>
            <div class="page-actions">
                {exports.then(|| view! {
                    <a class="button" href=export download=format!("{id}.json") data-part="export">
                        {icon(DOWNLOAD)}{t!("people-export")}
                    </a>
                })}
                {erases.then(|| view! {
                    <button class="button" data-part="erase" on:click=move |_| erasing.set(true)>
                        {icon(TRASH)}{t!("people-erase")}
                    </button>
                })}
            </div>
        </header>
        <div class="columns">
            <Details id=id.clone() person=person.clone() page/>
            <History id=id.clone() person/>
        </div>
        <Erase id person=doomed open=erasing receipt/>
    }
}

#[component]
fn Details(id: PersonId, person: PersonPage, page: Fetch<PersonPage>) -> impl IntoView {
    let owner = Owner::for_person(id, page);
    let fields = person.row.fields.clone();
    let overrides = person.overrides.clone();
    let text = |field: &Field| {
        let value = field_value(&fields, field.clone()).map(str::to_owned);
        Memo::new(move |_| value.clone())
    };
    let is_overridden = |field: &Field| {
        let is = overrides.contains_key(field);
        Memo::new(move |_| is)
    };
    let fixed = |value: Option<String>| Memo::new(move |_| value.clone());
    let nav = expect_context::<Nav>();
    let may = Memo::new(move |_| nav.has(Permission::EditPeople));
    let edit = |naming, field: Field| {
        let known = (text(&field), is_overridden(&field));
        Editable::new(naming, field, known, may)
    };
    let mut all = vec![
        edit((USER, t!("common-first-name"), "first-name"), Field::FirstName),
        edit((USER, t!("common-last-name"), "last-name"), Field::LastName),
        edit((BRIEFCASE, t!("common-job-title"), "job-title"), Field::JobTitle),
        edit((PHONE, t!("people-phone"), "phone"), Field::Phone).copied(),
        edit((BUILDING, t!("common-company"), "company"), Field::Company).copied(),
    ];
    let crm = Field::from_name(CRM_STATUS);
    all.extend(crm.map(|crm| edit((CRM, t!("people-crm"), "crm"), crm)));
    let others = others(&fields);
    view! {
        <section class="card" aria-labelledby="details">
            <h2 id="details">{t!("people-details")}</h2>
            <dl class="attribute-list">
                <AttributeRow svg=MAIL name=t!("common-email") part="email" value=text(&Field::Email) copies=true/>
                <EditRows all=all.clone() owner/>
                {others.into_iter().map(|(name, value)| {
                    view! { <AttributeRow svg=TAG name part="other" value=fixed(Some(value))/> }
                }).collect_view()}
                <AttributeRow svg=PIN name=t!("people-location") part="location" value=fixed(format::location(&person.row.location))/>
                <AttributeRow svg=SCREEN name=t!("people-device") part="device" value=fixed(person.device.line())/>
                <AttributeRow svg=CLOCK name=t!("people-first-seen") part="first" value=fixed(Some(format::date(person.row.first)))/>
                <AttributeRow svg=CLOCK name=t!("people-last-seen") part="last-seen" value=fixed(Some(format::date(person.row.last)))/>
            </dl>
            <NotKnown all/>
        </section>
    }
}

/// The person's conversations; a click opens one in the inbox.
#[component]
fn History(id: PersonId, person: PersonPage) -> impl IntoView {
    let store = expect_context::<Store>();
    let count = person.row.conversations;
    let fields = StoredValue::new(person.row.fields.clone());
    let rows = RwSignal::new(person.history.items);
    let next = RwSignal::new(person.history.next);
    let busy = RwSignal::new(false);
    let more = move |_| {
        let Some(cursor) = next.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        let site = store.peek(|inbox| inbox.me.site.clone());
        let (route, query) =
            (GetPerson { site, person: id.clone() }, Paging { cursor: Some(cursor) });
        spawn_local(async move {
            let page = http::query(&route, &query).await;
            busy.try_set(false);
            match page {
                Ok(PersonPage { history: Listing { items, next: after }, .. }) => {
                    rows.try_update(|rows| rows.extend(items));
                    next.try_set(after);
                }
                Err(error) => store.send(Msg::ShowToast(Tone::Bad, error.text())),
            }
        });
    };
    view! {
        <section class="card" aria-labelledby="history">
            <h2 id="history">{t!("people-history")}<span class="count">{count}</span></h2>
            {move || rows.with(Vec::is_empty).then(|| view! {
                <p class="fine">{icon(HISTORY)}{t!("people-history-gone")}</p>
            })}
            <ul class="activity" data-part="history">
                <For each=move || rows.get() key=|row| row.id.clone() let:row>
                    <Row row fields/>
                </For>
            </ul>
            {move || next.get().is_some().then(|| view! {
                <div class="more">
                    <button class="button" disabled=move || busy.get() on:click=more.clone()>
                        {move || busy.get().then(spinner)} {t!("common-show-older")}
                    </button>
                </div>
            })}
        </section>
    }
}

#[component]
fn Row(row: ActivityRow, fields: StoredValue<shared::person::Attributes>) -> impl IntoView {
    let (store, nav) = (expect_context::<Store>(), expect_context::<Nav>());
    let inside = inside(&row);
    let open = move |_| {
        nav.go(ConsoleRoute::section(Section::Inbox));
        store.send(Msg::OpenHistory(Box::new(as_listed(&row, fields.get_value()))));
    };
    view! {
        <li><button class="activity" data-part="history-row" on:click=open>{inside}</button></li>
    }
}
