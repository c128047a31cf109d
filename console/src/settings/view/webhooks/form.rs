//! The form for a new endpoint.

use super::Hooks;
use crate::browser::page;
use crate::client::http;
use crate::settings::view::Shared;
use crate::texts::{served, t};
use crate::ui::kit::{Choose, SaveButton, TextField};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::CreateWebhook;
use shared::webhook::{EndpointKind, NewEndpoint, WebhookEvent};

/// What most people want to hear of first.
const USUAL: [WebhookEvent; 3] =
    [WebhookEvent::ChatRequested, WebhookEvent::ChatMissed, WebhookEvent::MessageLeft];

#[component]
pub(super) fn NewWebhook() -> impl IntoView {
    let shared = expect_context::<Shared>();
    let hooks = expect_context::<Hooks>();
    let url = RwSignal::new(String::new());
    let kind = RwSignal::new(EndpointKind::Standard.as_str().to_owned());
    let chosen = RwSignal::new(USUAL.to_vec());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let save = Callback::new(move |()| {
        let new = NewEndpoint {
            url: url.get_untracked(),
            kind: EndpointKind::from_name(&kind.get_untracked()).unwrap_or(EndpointKind::Standard),
            events: chosen.get_untracked(),
        };
        let site = shared.site();
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let answer = http::write(&CreateWebhook { site }, &new).await;
            busy.try_set(false);
            match answer {
                Ok(made) => {
                    url.try_set(String::new());
                    hooks.secret.try_set(made.secret);
                    hooks.rows.again();
                    shared.toast(t!("settings-webhook-created"));
                    page::focus("[data-part=copy-secret]");
                }
                Err(error) => drop(wrong.try_set(Some(error.text()))),
            }
        });
    });
    let tick = move |event: WebhookEvent| {
        let toggle = move |_| {
            chosen.update(|all| match all.iter().position(|one| *one == event) {
                Some(at) => drop(all.remove(at)),
                None => all.push(event),
            });
        };
        view! {
            <label class="tick">
                <input type="checkbox" data-part=format!("event-{}", event.as_str())
                    prop:checked=move || chosen.with(|all| all.contains(&event)) on:change=toggle/>
                <span>{t!("settings-webhook-when", when = served::webhook_event(event))}</span>
            </label>
        }
    };
    let kinds = vec![
        (EndpointKind::Standard.as_str().to_owned(), t!("settings-webhook-json").to_owned()),
        (EndpointKind::Slack.as_str().to_owned(), t!("settings-webhook-slack").to_owned()),
    ];
    let kinds = Signal::derive(move || kinds.clone());
    let idle =
        Signal::derive(move || url.with(|url| url.trim().is_empty()) || chosen.with(Vec::is_empty));
    view! {
        <section class="card" aria-label=t!("settings-webhook-new") data-part="webhook-form">
            <h2>{t!("settings-webhook-new")}</h2>
            <TextField label=t!("settings-address") value=url part="webhook-url" kind="url"
                hint=t!("settings-webhook-address-hint")/>
            <Choose label=t!("settings-webhook-for") value=kind part="webhook-kind" choices=kinds/>
            <fieldset class="ticks">
                <legend>{t!("settings-events")}</legend>
                {WebhookEvent::ALL.iter().copied().map(tick).collect_view()}
            </fieldset>
            {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
            <div class="card-end"><SaveButton busy idle save label=t!("settings-webhook-create")/></div>
        </section>
    }
}
