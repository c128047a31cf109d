//! Webhooks: the site's own servers, and Slack, hear of what happens.

mod deliveries;
mod form;

use super::Shared;
use super::once::{Once, ShownOnce};
use crate::browser::page;
use crate::client::http::{self, HttpError};
use crate::format;
use crate::texts::t;
use crate::ui::icon::ZAP;
use crate::ui::kit::{Fetch, Nothing, fetched};
use deliveries::Deliveries;
use form::NewWebhook;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{DeleteWebhook, ListWebhooks, PutWebhook, RotateWebhookSecret, TestWebhook};
use shared::id::WebhookId;
use shared::protocol::Listing;
use shared::webhook::{EndpointEdits, EndpointKind, EndpointRow, EndpointState, WebhookEvent};

/// What the parts of the tab share.
#[derive(Clone, Copy)]
struct Hooks {
    rows: Fetch<Listing<EndpointRow>>,
    /// The endpoint whose deliveries are shown.
    open: RwSignal<Option<WebhookId>>,
    /// A secret that was just made.
    secret: RwSignal<Option<String>>,
    /// Counts what was queued here, so that the deliveries are read again.
    queued: RwSignal<u32>,
}

#[component]
pub(super) fn Webhooks() -> impl IntoView {
    let shared = expect_context::<Shared>();
    let site = shared.site();
    let rows: Fetch<Listing<EndpointRow>> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&ListWebhooks { site }).await }
    });
    let (open, secret) = (RwSignal::new(None), RwSignal::new(None));
    let hooks = Hooks { rows, open, secret, queued: RwSignal::new(0) };
    provide_context(hooks);
    view! {
        <NewWebhook/>
        {move || {
            secret.get().map(|secret| view! { <ShownOnce secret what=Once::Secret/> })
        }}
        {fetched(rows, |list| view! { <Rows rows=list.items/> })}
        {move || open.get().map(|webhook| view! { <Deliveries webhook/> })}
    }
}

#[component]
fn Rows(rows: Vec<EndpointRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <Nothing picture=ZAP title=t!("settings-no-webhooks")
                about=t!("settings-no-webhooks-text")/>
        }
        .into_any();
    }
    view! {
        <div class="table-box">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t!("settings-address")}</th>
                        <th scope="col">{t!("settings-events")}</th>
                        <th scope="col">{t!("settings-state")}</th>
                        <th scope="col"><span class="hidden">{t!("common-actions")}</span></th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The state of an endpoint: its tone, its name, and what it means.
fn state(row: &EndpointRow) -> (&'static str, &'static str, Option<String>) {
    let since = |at: Option<_>| at.map(format::date).unwrap_or_default();
    match row.state {
        EndpointState::Works => ("good", t!("settings-webhook-works"), None),
        EndpointState::Failing => {
            let since = since(row.failing_since);
            let about = t!("settings-webhook-since", since = since);
            ("warn", t!("settings-webhook-failing"), Some(about))
        }
        EndpointState::Paused => {
            let (since, failed) = (since(row.paused_at), row.failing_since.is_some());
            let why = if failed { t!("settings-webhook-why") } else { "" };
            (
                "bad",
                t!("settings-webhook-paused"),
                Some(t!("settings-webhook-nothing", since = since, why = why)),
            )
        }
    }
}

#[component]
fn Row(row: EndpointRow) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let hooks = expect_context::<Hooks>();
    let (tone, name, about) = state(&row);
    let is_paused = row.state == EndpointState::Paused;
    let events: Vec<_> = row.events.iter().map(|event| event.as_str()).collect();
    let events = if events.len() == WebhookEvent::ALL.len() {
        t!("settings-all-events").to_owned()
    } else {
        events.join(", ")
    };
    let id = StoredValue::new(row.id);
    let after = move |done: Result<(), HttpError>, text: &'static str| match done {
        Ok(()) => {
            hooks.rows.again();
            shared.toast(text);
        }
        Err(error) => shared.warn(error.text()),
    };
    let test = move |_| {
        let route = TestWebhook { site: shared.site(), webhook: id.get_value() };
        spawn_local(async move {
            match http::call(&route).await {
                Ok(_) => {
                    hooks.open.set(Some(id.get_value()));
                    hooks.queued.update(|count| *count += 1);
                    shared.toast(t!("settings-test-sent"));
                }
                Err(error) => shared.warn(error.text()),
            }
        });
    };
    let pause = move |_| {
        let route = PutWebhook { site: shared.site(), webhook: id.get_value() };
        let edits = EndpointEdits { paused: Some(!is_paused), ..EndpointEdits::default() };
        let text = if is_paused {
            t!("settings-webhook-resumed")
        } else {
            t!("settings-webhook-is-paused")
        };
        spawn_local(async move { after(http::write(&route, &edits).await.map(drop), text) });
    };
    let rotate = move |_| {
        let route = RotateWebhookSecret { site: shared.site(), webhook: id.get_value() };
        spawn_local(async move {
            match http::call(&route).await {
                Ok(made) => {
                    hooks.secret.set(Some(made.secret));
                    page::focus("[data-part=copy-secret]");
                    shared.toast(t!("settings-secret-both"));
                }
                Err(error) => shared.warn(error.text()),
            }
        });
    };
    let delete = move |_| {
        let route = DeleteWebhook { site: shared.site(), webhook: id.get_value() };
        spawn_local(async move {
            let done = http::call(&route).await;
            if done.is_ok() {
                hooks.open.set(None);
            }
            after(done, t!("settings-webhook-deleted"));
        });
    };
    let show = move |_| {
        hooks.open.update(|open| {
            *open = if *open == Some(id.get_value()) { None } else { Some(id.get_value()) };
        });
    };
    let is_open = move || hooks.open.with(|open| *open == Some(id.get_value()));
    let label = |verb: &str| t!("settings-verb-url", verb = verb, url = row.url);
    view! {
        <tr data-part="webhook">
            <td class="breaks">
                <strong>{row.url.clone()}</strong>
                {(row.kind == EndpointKind::Slack).then_some(" (Slack)")}
            </td>
            <td>{events}</td>
            <td>
                <span class="pill" data-tone=tone data-part="webhook-state">{name}</span>
                {about.map(|about| view! { <p class="fine">{about}</p> })}
            </td>
            <td class="acts wrapped">
                <button class="button quiet small" data-part="webhook-deliveries"
                    aria-label=label(t!("settings-show-deliveries"))
                    aria-expanded=move || is_open().to_string() on:click=show>{t!("settings-deliveries")}</button>
                <button class="button quiet small" data-part="webhook-test"
                    aria-label=label(t!("settings-send-test")) on:click=test>{t!("settings-mail-kind-test")}</button>
                <button class="button quiet small" data-part="webhook-pause"
                    aria-label=label(if is_paused { t!("settings-resume") } else { t!("settings-pause") }) on:click=pause>
                    {if is_paused { t!("settings-resume") } else { t!("settings-pause") }}
                </button>
                {(row.kind == EndpointKind::Standard).then(|| view! {
                    <button class="button quiet small" data-part="webhook-rotate"
                        aria-label=label(t!("settings-replace-secret")) on:click=rotate>{t!("settings-new-secret")}</button>
                })}
                <button class="button quiet small" data-part="webhook-delete"
                    aria-label=label(t!("common-delete")) on:click=delete>{t!("common-delete")}</button>
            </td>
        </tr>
    }
}
