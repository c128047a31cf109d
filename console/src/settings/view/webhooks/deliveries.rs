//! The deliveries to an endpoint: what was answered, and sending one again.

use super::Hooks;
use crate::client::http;
use crate::format;
use crate::settings::view::Shared;
use crate::texts::t;
use crate::ui::icon::HISTORY;
use crate::ui::kit::{Fetch, Nothing, fetched};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{ListDeliveries, Paging, ReplayDelivery};
use shared::id::WebhookId;
use shared::protocol::Listing;
use shared::webhook::{Attempt, DeliveryRow, DeliveryState};

type Rows = Fetch<Listing<DeliveryRow>>;

#[component]
pub(super) fn Deliveries(webhook: WebhookId) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let hooks = expect_context::<Hooks>();
    let (site, of) = (shared.site(), webhook.clone());
    let rows: Rows = Fetch::begin(move || {
        let (site, webhook) = (site.clone(), of.clone());
        async move { http::query(&ListDeliveries { site, webhook }, &Paging::default()).await }
    });
    let webhook = StoredValue::new(webhook);
    Effect::new(move || {
        if hooks.queued.get() > 0 {
            rows.again();
        }
    });
    view! {
        <section class="card" aria-label=t!("settings-deliveries") data-part="deliveries">
            <div class="card-end">
                <button class="button small" data-part="deliveries-again"
                    on:click=move |_| rows.again()>{t!("settings-refresh")}</button>
            </div>
            {fetched(rows, move |list| view! { <Table list webhook rows/> })}
        </section>
    }
}

#[component]
fn Table(list: Listing<DeliveryRow>, webhook: StoredValue<WebhookId>, rows: Rows) -> impl IntoView {
    if list.items.is_empty() {
        return view! {
            <Nothing picture=HISTORY title=t!("settings-no-deliveries")
                about=t!("settings-no-deliveries-text")/>
        }
        .into_any();
    }
    let row = move |row: DeliveryRow| view! { <Row row webhook rows/> };
    view! {
        <div class="table-box">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t!("settings-event")}</th>
                        <th scope="col">{t!("settings-queued")}</th>
                        <th scope="col">{t!("settings-state")}</th>
                        <th scope="col">{t!("settings-last-answer")}</th>
                        <th scope="col"><span class="hidden">{t!("common-actions")}</span></th>
                    </tr>
                </thead>
                <tbody>{list.items.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {list.next.is_some().then(|| view! { <p class="fine">{t!("settings-latest-50")}</p> })}
    }
    .into_any()
}

/// What came of the last attempt, in words.
fn answer(last: &Attempt) -> String {
    let status = last.status.map_or_else(String::new, |status| format!("{status} "));
    format!("{status}{}", last.answer)
}

#[component]
fn Row(row: DeliveryRow, webhook: StoredValue<WebhookId>, rows: Rows) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let (tone, name) = match row.state {
        DeliveryState::Waiting if row.attempts > 0 => ("warn", t!("settings-sent-again-state")),
        DeliveryState::Waiting => ("warn", t!("settings-waits")),
        DeliveryState::Delivered => ("good", t!("settings-delivered")),
        DeliveryState::Failed => ("bad", t!("settings-failed")),
    };
    let attempts = match row.attempts {
        0 => t!("settings-not-tried").to_owned(),
        1 => t!("settings-one-attempt").to_owned(),
        many => t!("settings-attempts", many = many),
    };
    let event = row.event.map_or("test", |event| event.as_str());
    let (id, waits) = (row.id, row.state == DeliveryState::Waiting);
    let label = t!("settings-send-event-again", event = event);
    let replay = move |_| {
        let route = ReplayDelivery {
            site: shared.site(),
            webhook: webhook.get_value(),
            delivery: id.clone(),
        };
        spawn_local(async move {
            match http::call(&route).await {
                Ok(_) => {
                    rows.again();
                    shared.toast(t!("settings-sending-again"));
                }
                Err(error) => shared.warn(error.text()),
            }
        });
    };
    view! {
        <tr data-part="delivery">
            <td>
                <strong>{event}</strong>
                <details><summary>{t!("settings-body")}</summary><pre class="body">{row.body}</pre></details>
            </td>
            <td>{format::date(row.at)}</td>
            <td>
                <span class="pill" data-tone=tone data-part="delivery-state">{name}</span>
                <p class="fine">{attempts}</p>
            </td>
            <td class="breaks">{row.last.as_ref().map(answer)}</td>
            <td class="acts">
                <button class="button quiet small" data-part="replay" aria-label=label
                    disabled=waits on:click=replay>{t!("common-send-again")}</button>
            </td>
        </tr>
    }
}
