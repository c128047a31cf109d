//! The provider with which agents sign in: entered, checked, saved, removed.

use super::Shared;
use crate::browser::page;
use crate::client::http;
use crate::texts::t;
use crate::ui::confirm::{Confirm, Question};
use crate::ui::icon::{COPY, icon};
use crate::ui::kit::{Fetch, Switch, TextField, fetched};
use crate::ui::submission::{Refusal, Submission, SubmitButton};
use leptos::prelude::*;
use shared::account::oidc::REDIRECT_PATH;
use shared::api::{CheckSignInProvider, DeleteSingleSignOn, GetSingleSignOn, PutSingleSignOn};
use shared::protocol::{
    CheckProvider, NewSignInProvider, ProviderChecked, SignInProvider, SingleSignOn,
};

/// The question before agents can't sign in as they did.
#[component]
pub(super) fn SingleSignOnCard() -> impl IntoView {
    let shared = expect_context::<Shared>();
    let site = shared.site();
    let all: Fetch<SingleSignOn> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&GetSingleSignOn { site }).await }
    });
    view! {
        <section class="card" aria-labelledby="single-sign-on-card" data-part="single-sign-on">
            <h2 id="single-sign-on-card">{t!("settings-sso")}</h2>
            <p class="fine">
                {t!("settings-sso-text")}
            </p>
            {fetched(all, move |now| view! { <Form now=now.provider all/> })}
        </section>
    }
}

/// The fields of the form.
#[derive(Clone, Copy)]
struct Fields {
    issuer: RwSignal<String>,
    client_id: RwSignal<String>,
    client_secret: RwSignal<String>,
    label: RwSignal<String>,
    only: RwSignal<bool>,
}

impl Fields {
    fn of(now: Option<&SignInProvider>) -> Self {
        let text = |read: fn(&SignInProvider) -> &String| {
            RwSignal::new(now.map(|now| read(now).clone()).unwrap_or_default())
        };
        Self {
            issuer: text(|now| &now.issuer),
            client_id: text(|now| &now.client_id),
            client_secret: RwSignal::default(),
            label: text(|now| &now.label),
            only: RwSignal::new(now.is_some_and(|now| now.only)),
        }
    }

    fn read(self) -> NewSignInProvider {
        let secret = self.client_secret.get_untracked();
        NewSignInProvider {
            provider: SignInProvider {
                issuer: self.issuer.get_untracked(),
                client_id: self.client_id.get_untracked(),
                label: self.label.get_untracked(),
                only: self.only.get_untracked(),
            },
            client_secret: (!secret.trim().is_empty()).then_some(secret),
        }
    }
}

#[component]
fn Form(now: Option<SignInProvider>, all: Fetch<SingleSignOn>) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let fields = Fields::of(now.as_ref());
    let (is_set, was_only) = (now.is_some(), now.is_some_and(|now| now.only));
    let form = Submission::new();
    let checked = RwSignal::new(None::<ProviderChecked>);
    let save = move || {
        form.send(|| {
            let (site, new) = (shared.site(), fields.read());
            async move {
                let saved = http::write(&PutSingleSignOn { site }, &new).await?;
                all.set(saved);
                shared.toast(t!("settings-sso-saved"));
                Ok(())
            }
        });
    };
    let confirm = expect_context::<Confirm>();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if was_only || !fields.read().provider.only {
            return save();
        }
        confirm.ask(Question {
            title: t!("settings-sso-require-ask").to_owned(),
            text: t!("settings-sso-require-text").to_owned(),
            action: t!("settings-sso-require"),
            act: Callback::new(move |()| save()),
        });
    };
    let check = move |_| {
        checked.set(None);
        form.send(|| async move {
            let (site, issuer) = (shared.site(), fields.issuer.get_untracked());
            let answer =
                http::write(&CheckSignInProvider { site }, &CheckProvider { issuer }).await?;
            checked.try_set(Some(answer));
            Ok(())
        });
    };
    let remove = move |_| {
        confirm.ask(Question {
            title: t!("settings-sso-remove-ask").to_owned(),
            text: t!("settings-sso-remove-text").to_owned(),
            action: t!("common-remove"),
            act: Callback::new(move |()| {
                form.send(|| async move {
                    http::call(&DeleteSingleSignOn { site: shared.site() }).await?;
                    all.set(SingleSignOn::default());
                    shared.toast(t!("settings-sso-removed"));
                    Ok(())
                });
            }),
        });
    };
    let incomplete = Signal::derive(move || {
        let empty = |field: RwSignal<String>| field.with(|text| text.trim().is_empty());
        empty(fields.issuer)
            || empty(fields.client_id)
            || empty(fields.label)
            || (!is_set && empty(fields.client_secret))
    });
    let no_issuer = move || form.is_busy() || fields.issuer.with(|text| text.trim().is_empty());
    let secret_hint =
        if is_set { t!("settings-sso-secret-set") } else { t!("settings-sso-secret-new") };
    view! {
        <form class="stack" data-part="single-sign-on-form" novalidate on:submit=submit>
            <RedirectAddress/>
            <div class="fields">
                <TextField label=t!("settings-sso-issuer") value=fields.issuer part="issuer"
                    hint=t!("settings-sso-issuer-hint")/>
                <TextField label=t!("settings-sso-client") value=fields.client_id part="client-id"
                    hint=t!("settings-sso-client-hint")/>
                <TextField label=t!("settings-sso-client-secret") value=fields.client_secret part="client-secret"
                    kind="password" auto="new-password" hint=secret_hint/>
                <TextField label=t!("settings-sso-label") value=fields.label part="provider-label"
                    hint=t!("settings-sso-label-hint")/>
            </div>
            <Switch label=t!("settings-sso-only") on=fields.only part="only-single-sign-on"
                hint=t!("settings-sso-only-hint")/>
            <div role="status" data-part="provider-checked">
                {move || checked.get().map(|checked| {
                    let class = if checked.usable { "fine" } else { "wrong" };
                    view! { <p class=class>{checked.message}</p> }
                })}
            </div>
            <Refusal of=form/>
            <div class="card-end">
                {is_set.then(|| view! {
                    <button class="button" type="button" data-part="remove-provider"
                        disabled=move || form.is_busy() on:click=remove>{t!("common-remove")}</button>
                })}
                <button class="button" type="button" data-part="check-provider" disabled=no_issuer
                    on:click=check>{t!("settings-sso-check")}</button>
                <SubmitButton of=form label=t!("common-save") part="save-provider" incomplete/>
            </div>
        </form>
    }
}

/// The address that admins enter at the provider.
#[component]
fn RedirectAddress() -> impl IntoView {
    let shared = expect_context::<Shared>();
    let address = format!("{}{REDIRECT_PATH}", page::origin());
    let copied = address.clone();
    let copy = move |_| {
        page::copy(&copied);
        shared.toast(t!("settings-address-copied"));
    };
    view! {
        <div>
            <p class="label">{t!("settings-sso-redirect")}</p>
            <div class="secret">
                <code data-part="redirect-address">{address}</code>
                <button class="button" type="button" data-part="copy-redirect" on:click=copy>
                    {icon(COPY)}{t!("common-copy")}
                </button>
            </div>
        </div>
    }
}
