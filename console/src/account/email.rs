//! The card with which an agent changes the e-mail address that they sign in with.

use super::Account;
use crate::browser::time;
use crate::client::http;
use crate::texts::t;
use crate::ui::kit::{Fetch, TextField, fetched};
use crate::ui::rich::rich;
use crate::ui::submission::{Refusal, Submission, SubmitButton};
use leptos::prelude::*;
use shared::api::{GetOwnEmail, PutOwnEmail};
use shared::protocol::{ChangeEmail, EmailChangedBy, OwnEmail, PendingEmail};

#[component]
pub(super) fn EmailCard() -> impl IntoView {
    let account = expect_context::<Account>();
    let site = account.site();
    let own: Fetch<OwnEmail> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&GetOwnEmail { site }).await }
    });
    view! {
        <section class="card" aria-labelledby="email-card" data-part="own-email">
            <h2 id="email-card">{t!("account-email")}</h2>
            {fetched(own, move |now| view! { <Address now own/> })}
        </section>
    }
}

#[component]
fn Address(now: OwnEmail, own: Fetch<OwnEmail>) -> impl IntoView {
    let OwnEmail { email, pending, changed_by } = now;
    let way = match changed_by {
        EmailChangedBy::Agent => view! { <Change own/> }.into_any(),
        EmailChangedBy::Admin => view! {
            <p class="fine">
                {t!("account-email-no-mail")}
            </p>
        }
        .into_any(),
        EmailChangedBy::Provider => view! {
            <p class="fine">
                {t!("account-email-provider")}
            </p>
        }
        .into_any(),
    };
    let until = |pending: PendingEmail| {
        let until = time::write(pending.expires, &[("timeStyle", "short")]);
        view! {
            <p role="status" data-part="pending-email">
                {rich!(
                    "account-email-pending",
                    email = view! { <strong dir="auto">{pending.email}</strong> },
                    until = until,
                )}
            </p>
        }
    };
    view! {
        <p>{rich!("account-email-now", email = view! { <strong dir="auto">{email}</strong> })}</p>
        {pending.map(until)}
        {way}
    }
}

#[component]
fn Change(own: Fetch<OwnEmail>) -> impl IntoView {
    let account = expect_context::<Account>();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let form = Submission::new();
    let incomplete = Signal::derive(move || {
        email.with(|email| email.trim().is_empty()) || password.with(String::is_empty)
    });
    let submit = form.on_submit(move || {
        let body = ChangeEmail { email: email.get_untracked(), password: password.get_untracked() };
        let route = PutOwnEmail { site: account.site() };
        async move {
            own.set(http::write(&route, &body).await?);
            Ok(())
        }
    });
    view! {
        <form class="stack" data-part="email-form" novalidate on:submit=submit>
            <div class="fields">
                <TextField label=t!("account-email-new") value=email part="new-email" kind="email" auto="email"
                    hint=t!("account-email-new-hint")/>
                <TextField label=t!("account-current-password") value=password part="email-password" kind="password"
                    auto="current-password" hint=t!("account-current-password-hint")/>
            </div>
            <Refusal of=form/>
            <div class="card-end">
                <SubmitButton of=form label=t!("account-email-send") part="change-email" class="button" incomplete/>
            </div>
        </form>
    }
}
