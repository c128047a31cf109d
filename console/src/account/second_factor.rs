//! The card of two-factor sign-in: setting it up with an authenticator app, and turning it off.

use super::{Account, qr};
use crate::browser::page;
use crate::client::http;
use crate::format;
use crate::texts::t;
use crate::ui::icon::{COPY, icon};
use crate::ui::kit::{Fetch, TextField, fetched};
use crate::ui::submission::{Refusal, Submission, SubmitButton};
use leptos::prelude::*;
use shared::api::{BeginSecondFactor, GetSecondFactor, TurnOffSecondFactor, TurnOnSecondFactor};
use shared::id::SiteId;
use shared::protocol::{ProveCode, SecondFactorSetup, SecondFactorState, TurnOff};

#[component]
pub(super) fn SecondFactorCard() -> impl IntoView {
    let account = expect_context::<Account>();
    let site = account.site();
    let state: Fetch<SecondFactorState> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&GetSecondFactor { site }).await }
    });
    view! {
        <section class="card" aria-labelledby="second-factor-card" data-part="second-factor">
            <h2 id="second-factor-card">{t!("account-two-factor")}</h2>
            {fetched(state, move |now| match now.on_since {
                None => view! { <Off state/> }.into_any(),
                Some(_) => view! { <On now state/> }.into_any(),
            })}
        </section>
    }
}

#[component]
fn Off(state: Fetch<SecondFactorState>) -> impl IntoView {
    let account = expect_context::<Account>();
    let begun = RwSignal::new(false);
    let done = Callback::new(move |()| state.again());
    move || {
        if begun.get() {
            view! { <SetUp site=account.site() done/> }.into_any()
        } else {
            view! {
                <p class="fine">
                    {t!("account-two-factor-text")}
                </p>
                <div class="card-end start">
                    <button class="button" type="button" data-part="begin-second-factor"
                        on:click=move |_| begun.set(true)>{t!("account-two-factor-set-up")}</button>
                </div>
            }
            .into_any()
        }
    }
}

#[component]
fn On(now: SecondFactorState, state: Fetch<SecondFactorState>) -> impl IntoView {
    let account = expect_context::<Account>();
    let (password, code) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let form = Submission::new();
    let incomplete =
        Signal::derive(move || password.with(String::is_empty) || code.with(String::is_empty));
    let submit = form.on_submit(move || {
        let body = TurnOff { password: password.get_untracked(), code: code.get_untracked() };
        let route = TurnOffSecondFactor { site: account.site() };
        async move {
            http::write(&route, &body).await?;
            account.toast(t!("account-two-factor-off"));
            state.again();
            Ok(())
        }
    });
    let since = now.on_since.map(format::date).unwrap_or_default();
    let left = match now.recovery_codes {
        0 => t!("account-recovery-none").to_owned(),
        1 => t!("account-recovery-one").to_owned(),
        more => t!("account-recovery-more", more = more),
    };
    view! {
        <p><span class="pill" data-tone="good">{t!("common-on")}</span> {t!("account-two-factor-since", since = since, left = left)}</p>
        {now.required.then(|| view! { <p class="fine">{t!("account-two-factor-required")}</p> })}
        {(!now.required).then(|| view! {
            <form class="stack" novalidate on:submit=submit>
                <div class="fields">
                    <TextField label=t!("common-password") value=password part="off-password" kind="password"
                        auto="current-password"/>
                    <TextField label=t!("common-code") value=code part="off-code" auto="one-time-code"
                        hint=t!("account-code-hint")/>
                </div>
                <Refusal of=form/>
                <div class="card-end">
                    <SubmitButton of=form label=t!("account-two-factor-turn-off") part="turn-off" class="button" incomplete/>
                </div>
            </form>
        })}
    }
}

/// Sets it up: the secret for the app, a code of the app, then the recovery codes.
#[component]
pub(crate) fn SetUp(site: SiteId, done: Callback<()>) -> impl IntoView {
    let of = site.clone();
    let setup: Fetch<SecondFactorSetup> = Fetch::begin(move || {
        let site = of.clone();
        async move { http::call(&BeginSecondFactor { site }).await }
    });
    let codes = RwSignal::new(None::<Vec<String>>);
    move || {
        if let Some(codes) = codes.get() {
            view! { <Codes codes done/> }.into_any()
        } else {
            let site = site.clone();
            fetched(setup, move |setup| view! { <Prove setup site=site.clone() codes/> }).into_any()
        }
    }
}

#[component]
fn Prove(
    setup: SecondFactorSetup,
    site: SiteId,
    codes: RwSignal<Option<Vec<String>>>,
) -> impl IntoView {
    let code = RwSignal::new(String::new());
    let form = Submission::new();
    let submit = form.on_submit(move || {
        let body = ProveCode { code: code.get_untracked() };
        let route = TurnOnSecondFactor { site: site.clone() };
        async move {
            let focus = |_: &_| page::focus("[data-part=prove-code]");
            let answer = http::write(&route, &body).await.inspect_err(focus)?;
            codes.try_set(Some(answer.codes));
            page::focus("[data-part=copy-codes]");
            Ok(())
        }
    });
    let copied = setup.secret.clone();
    view! {
        <form class="stack" data-part="prove" novalidate on:submit=submit>
            <p>{t!("account-two-factor-scan")}</p>
            {qr::picture(&setup.uri)}
            <div class="secret">
                <code data-part="app-secret">{setup.secret}</code>
                <button class="button" type="button" data-part="copy-secret"
                    on:click=move |_| page::copy(&copied)>{icon(COPY)}{t!("common-copy")}</button>
            </div>
            <TextField label=t!("common-code") value=code part="prove-code" auto="one-time-code"
                hint=t!("account-two-factor-digits")/>
            <Refusal of=form/>
            <div class="card-end">
                <SubmitButton of=form label=t!("account-two-factor-turn-on") part="turn-on"/>
            </div>
        </form>
    }
}

#[component]
fn Codes(codes: Vec<String>, done: Callback<()>) -> impl IntoView {
    let copied = codes.join("\n");
    view! {
        <div class="callout" data-tone="warn" data-part="recovery">
            <p>
                {t!("account-two-factor-on")}
            </p>
            <ul class="recovery-codes">
                {codes.into_iter().map(|code| view! { <li><code data-part="recovery-code">{code}</code></li> }).collect_view()}
            </ul>
            <div class="card-end">
                <button class="button" type="button" data-part="copy-codes"
                    on:click=move |_| page::copy(&copied)>{icon(COPY)}{t!("common-copy")}</button>
                <button class="button primary" type="button" data-part="codes-stored"
                    on:click=move |_| done.run(())>{t!("account-two-factor-stored")}</button>
            </div>
        </div>
    }
}
