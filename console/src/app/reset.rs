//! Sets another password by a reset link, and signs in.

use super::join::{Gone, LinkLoading};
use crate::browser::{page, storage};
use crate::client::http;
use crate::client::session::Session;
use crate::ui::icon::{ALERT, BRAND, icon, spinner};
use crate::ui::kit::TextField;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{GetReset, ResetPassword, ResetQuery};
use shared::id::SiteId;
use shared::protocol::{PasswordReset, ResetByLink};

/// Shows whose password the link sets, and the form.
#[component]
pub(crate) fn Reset(site: SiteId, token: String, session: RwSignal<Session>) -> impl IntoView {
    let found = RwSignal::new(None::<Result<PasswordReset, String>>);
    page::set_title("New password · Bellhop");
    let (of, signed) = (site.clone(), token.clone());
    spawn_local(async move {
        let query = ResetQuery { reset: Some(signed) };
        let answer = http::query(&GetReset { site: of }, &query).await;
        found.try_set(Some(answer.map_err(http::HttpError::text)));
    });
    move || match found.get() {
        None => view! { <LinkLoading/> }.into_any(),
        Some(Err(reason)) => view! { <Gone title="Link not found" reason session/> }.into_any(),
        Some(Ok(of)) => {
            view! { <Form of site=site.clone() token=token.clone() session/> }.into_any()
        }
    }
}

#[component]
fn Form(
    of: PasswordReset,
    site: SiteId,
    token: String,
    session: RwSignal<Session>,
) -> impl IntoView {
    let password = RwSignal::new(String::new());
    let (code, asks_code) = (RwSignal::new(String::new()), RwSignal::new(false));
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    page::focus("[data-part=reset-password]");
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let body = ResetByLink {
            reset: token.clone(),
            password: password.get_untracked(),
            code: asks_code.get_untracked().then(|| code.get_untracked()),
        };
        let site = site.clone();
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let answer = http::write(&ResetPassword { site }, &body).await;
            busy.try_set(false);
            match answer {
                Ok(me) => {
                    storage::set("site", me.site.as_str());
                    page::drop_parameter("reset");
                    page::replace_path("/console/inbox");
                    session.set(Session::Of(Box::new(me)));
                }
                Err(http::HttpError::CodeNeeded(_)) if !asks_code.get_untracked() => {
                    asks_code.try_set(true);
                    page::focus("[data-part=reset-code]");
                }
                Err(reason) => drop(error.try_set(Some(reason.text()))),
            }
        });
    };
    let email = of.email.clone();
    view! {
        <main class="stage">
            <form class="sign-in" data-part="reset" novalidate on:submit=submit>
                <span class="brand-logo">{icon(BRAND)}</span>
                <h1>"Set a new password"</h1>
                <p class="lead">
                    "For " <strong>{of.name}</strong> " at " {of.site_name} ". You sign in with "
                    <strong>{of.email}</strong> ", and are signed out everywhere else."
                </p>
                <div role="alert" data-part="problem">
                    {move || error.get().map(|text| view! {
                        <p class="problem">{icon(ALERT)}<span>{text}</span></p>
                    })}
                </div>
                // A password manager finds here whose password it is.
                <input class="hidden" type="text" autocomplete="username" tabindex="-1" readonly
                    aria-hidden="true" prop:value=email/>
                <TextField label="A new password" value=password part="reset-password"
                    kind="password" auto="new-password" hint="At least 10 characters."/>
                <Show when=move || asks_code.get()>
                    <TextField label="Code" value=code part="reset-code" auto="one-time-code"
                        hint="Of your authenticator app, or a recovery code."/>
                </Show>
                <button class="button primary wide" type="submit" data-part="submit"
                    disabled=move || busy.get() aria-busy=move || busy.get().to_string()>
                    {move || busy.get().then(spinner)} "Set password and sign in"
                </button>
            </form>
        </main>
    }
}
