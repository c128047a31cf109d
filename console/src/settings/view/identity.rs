//! The secret with which a site's server signs its visitors' identities.

use super::Shared;
use crate::browser::page;
use crate::client::http;
use crate::format;
use crate::texts::t;
use crate::ui::confirm::{Confirm, Question};
use crate::ui::icon::{COPY, EYE, EYE_OFF, icon};
use crate::ui::kit::{Fetch, Switch, fetched};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{GetIdentity, PutIdentity, RotateIdentitySecret};
use shared::protocol::{IdentitySettings, RequireSignature};

#[component]
pub(super) fn IdentityTab() -> impl IntoView {
    let shared = expect_context::<Shared>();
    let site = shared.site();
    let identity: Fetch<IdentitySettings> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&GetIdentity { site }).await }
    });
    fetched(identity, move |now| view! { <Secret now identity/> })
}

#[component]
fn Secret(now: IdentitySettings, identity: Fetch<IdentitySettings>) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let visible = RwSignal::new(false);
    let required = RwSignal::new(now.required);
    Effect::new(move |before: Option<bool>| {
        let next = required.get();
        if before.is_some_and(|before| before != next) {
            let (site, body) = (shared.site(), RequireSignature { required: next });
            spawn_local(async move {
                match http::write(&PutIdentity { site }, &body).await {
                    Ok(now) => {
                        identity.set(now);
                        shared.toast(t!("common-saved"));
                    }
                    Err(error) => shared.warn(error.text()),
                }
            });
        }
        next
    });
    let has = now.secret.is_some();
    let confirm = expect_context::<Confirm>();
    let rotate = move || {
        let site = shared.site();
        spawn_local(async move {
            match http::call(&RotateIdentitySecret { site }).await {
                Ok(now) => {
                    identity.set(now);
                    shared.toast(t!("settings-secret-new"));
                }
                Err(error) => shared.warn(error.text()),
            }
        });
    };
    let rotate = move |_| {
        if !has {
            return rotate();
        }
        confirm.ask(Question {
            title: t!("settings-secret-ask").to_owned(),
            text: t!("settings-secret-text").to_owned(),
            action: t!("settings-secret-generate"),
            act: Callback::new(move |()| rotate()),
        });
    };
    let previous = now.previous_until.map(|until| {
        let until = format::date(until);
        view! { <p class="fine">{t!("settings-secret-previous", until = until)}</p> }
    });
    view! {
        <section class="card" aria-label=t!("settings-identity") data-part="identity-form">
            <p class="lead">
                {t!("settings-identity-text")}
            </p>
            {now.secret.map(|secret| view! { <SecretField secret visible/> })}
            {now.created_at.map(|created_at| view! { <p class="fine">{t!("settings-secret-made", created_at = format::date(created_at))}</p> })}
            {previous}
            <div class="card-end start">
                <button class="button" data-part="rotate" on:click=rotate>
                    {if has { t!("settings-secret-again") } else { t!("settings-secret-first") }}
                </button>
            </div>
            <Switch label=t!("settings-require-signature") on=required
                part="require-signature" hint=t!("settings-require-signature-hint")/>
        </section>
    }
}

#[component]
fn SecretField(secret: String, visible: RwSignal<bool>) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let secret = StoredValue::new(secret);
    let copy = move |_| {
        page::copy(&secret.get_value());
        shared.toast(t!("settings-secret-copied"));
    };
    let text = move || if visible.get() { secret.get_value() } else { "•".repeat(24) };
    view! {
        <div class="secret">
            <code data-part="secret">{text}</code>
            <button class="button square" data-part="show-secret"
                aria-label=move || if visible.get() { t!("settings-secret-hide") } else { t!("settings-secret-show") }
                on:click=move |_| visible.update(|visible| *visible = !*visible)>
                {move || icon(if visible.get() { EYE_OFF } else { EYE })}
            </button>
            <button class="button" data-part="copy-secret" on:click=copy>{icon(COPY)}{t!("common-copy")}</button>
        </div>
    }
}
