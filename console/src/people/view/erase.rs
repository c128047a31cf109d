//! Erases a person: lists before what is deleted, and shows after what was removed.

use crate::browser::page;
use crate::client::http;
use crate::format;
use crate::inbox::display_name;
use crate::inbox::view::store::Store;
use crate::people::{lost, proof};
use crate::texts::t;
use crate::ui::icon::{CHECK, TRASH, icon, spinner};
use crate::ui::modal::Modal;
use crate::ui::rich::rich;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{ErasePerson, GetErasure};
use shared::id::PersonId;
use shared::protocol::{Erasure, PersonPage};

/// The interval at which we poll for confirmations, in milliseconds.
const AGAIN: u32 = 1_500;

/// The dialog that asks before a person is erased.
#[component]
pub(crate) fn Erase(
    id: PersonId,
    person: PersonPage,
    open: RwSignal<bool>,
    receipt: RwSignal<Option<Erasure>>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let site = store.peek(|inbox| inbox.me.site.clone());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let person_name = display_name(&person.row.fields);
    let things = StoredValue::new(lost(&person));
    let (person_name, id) = (StoredValue::new(person_name), StoredValue::new(id));
    let site = StoredValue::new(site);
    Effect::new(move || {
        if open.get() {
            wrong.set(None);
            page::focus("[data-part=keep-person]");
        }
    });
    let erase = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let route = ErasePerson { site: site.get_value(), person: id.get_value() };
        spawn_local(async move {
            let erased = http::call(&route).await;
            busy.try_set(false);
            match erased {
                Ok(erasure) => {
                    open.try_set(false);
                    receipt.try_set(Some(erasure));
                }
                Err(error) => {
                    wrong.try_set(Some(error.text()));
                }
            }
        });
    };
    view! {
        <Modal open name=t!("people-erase-title") part="erase-sheet" close="close-erase" class="narrow-sheet">
            <div class="sheet-body">
                <p>{t!("people-erase-text", name = person_name.get_value())}</p>
                <ul class="lost" data-part="lost">
                    {things.get_value().into_iter().map(|thing| view! { <li>{thing}</li> }).collect_view()}
                </ul>
                {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert" data-part="erase-wrong">{reason}</p> })}
                <div class="card-end">
                    <button class="button" data-part="keep-person" on:click=move |_| open.set(false)>{t!("common-cancel")}</button>
                    <button class="button danger" data-part="erase-now" disabled=move || busy.get() on:click=erase>
                        {move || if busy.get() { spinner().into_any() } else { icon(TRASH).into_any() }}
                        {t!("people-erase-go")}
                    </button>
                </div>
            </div>
        </Modal>
    }
}

/// The receipt: what was removed, when, and who asked for it. It is updated as conversations
/// confirm.
#[component]
pub(crate) fn Receipt(erasure: Erasure) -> impl IntoView {
    let store = expect_context::<Store>();
    let visible = RwSignal::new(erasure);
    watch(store, visible);
    let rows = move || {
        let row = |(name, n): (&'static str, u64)| view! { <tr><th scope="row">{name}</th><td class="number">{n}</td></tr> };
        visible.with(proof).into_iter().map(row).collect_view()
    };
    view! {
        <section class="card receipt" data-part="receipt" aria-labelledby="receipt">
            <h1 id="receipt">{icon(CHECK)}{t!("people-erased")}</h1>
            <p class="lead">
                {move || {
                    let code = view! {
                        <code data-part="receipt-id">{move || visible.with(|visible| visible.id.to_string())}</code>
                    };
                    let (at, name) = visible.with(|visible| (format::date(visible.at), visible.by.name().to_owned()));
                    rich!("people-receipt", receipt = code, at = at, name = name)
                }}
            </p>
            <div class="table-box">
                <table class="table" data-part="removed">
                    <thead><tr><th scope="col">{t!("people-removed")}</th><th scope="col" class="number">{t!("people-count")}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="lead" role="status" data-part="confirmed">
                {move || match visible.with(|visible| visible.waiting) {
                    0 => t!("people-logs-gone").to_owned(),
                    1 => t!("people-one-log-left").to_owned(),
                    n => t!("people-logs-left", n = n),
                }}
            </p>
        </section>
    }
}

/// Polls until every conversation has confirmed.
fn watch(store: Store, visible: RwSignal<Erasure>) {
    let Some(id) = visible
        .try_with_untracked(|visible| (visible.waiting > 0).then(|| visible.id.clone()))
        .flatten()
    else {
        return;
    };
    let site = store.peek(|inbox| inbox.me.site.clone());
    Timeout::new(AGAIN, move || {
        spawn_local(async move {
            if let Ok(now) = http::call(&GetErasure { site, erasure: id }).await {
                visible.try_set(now);
            }
            watch(store, visible);
        });
    })
    .forget();
}
