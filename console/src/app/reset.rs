//! Sets another password by a reset link, and signs in.

use super::join::{Gone, LinkLoading};
use super::root::followed_link;
use crate::browser::page;
use crate::client::http::{self, HttpError};
use crate::client::session::Session;
use crate::texts::t;
use crate::ui::icon::{BRAND, icon};
use crate::ui::kit::TextField;
use crate::ui::rich::rich;
use crate::ui::submission::{PageRefusal, Submission, SubmitButton};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{GetReset, ResetPassword, ResetQuery};
use shared::id::SiteId;
use shared::protocol::{PasswordReset, ResetByLink};

/// Shows whose password the link sets, and the form.
#[component]
pub(crate) fn Reset(site: SiteId, token: String, session: RwSignal<Session>) -> impl IntoView {
    let found = RwSignal::new(None::<Result<PasswordReset, String>>);
    page::set_title(t!("reset-title"));
    let (of, signed) = (site.clone(), token.clone());
    spawn_local(async move {
        let query = ResetQuery { reset: Some(signed) };
        let answer = http::query(&GetReset { site: of }, &query).await;
        found.try_set(Some(answer.map_err(HttpError::text)));
    });
    move || match found.get() {
        None => view! { <LinkLoading/> }.into_any(),
        Some(Err(reason)) => view! { <Gone title=t!("reset-gone") reason session/> }.into_any(),
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
    let form = Submission::new();
    page::focus("[data-part=reset-password]");
    let submit = form.on_submit(move || {
        let body = ResetByLink {
            reset: token.clone(),
            password: password.get_untracked(),
            code: asks_code.get_untracked().then(|| code.get_untracked()),
        };
        let route = ResetPassword { site: site.clone() };
        async move {
            match http::write(&route, &body).await {
                Ok(me) => followed_link(session, me, "reset"),
                Err(HttpError::CodeNeeded(_)) if !asks_code.get_untracked() => {
                    asks_code.try_set(true);
                    page::focus("[data-part=reset-code]");
                }
                Err(refusal) => return Err(refusal),
            }
            Ok(())
        }
    });
    let email = of.email.clone();
    view! {
        <main class="stage">
            <form class="sign-in" data-part="reset" novalidate on:submit=submit>
                <span class="brand-logo">{icon(BRAND)}</span>
                <h1>{t!("reset-heading")}</h1>
                <p class="lead">
                    {rich!(
                        "reset-lead",
                        name = view! { <strong>{of.name}</strong> },
                        site = of.site_name,
                        email = view! { <strong>{of.email}</strong> },
                    )}
                </p>
                <PageRefusal of=form/>
                // A password manager finds here whose password it is.
                <input class="hidden" type="text" autocomplete="username" tabindex="-1" readonly
                    aria-hidden="true" prop:value=email/>
                <TextField label=t!("reset-password") value=password part="reset-password"
                    kind="password" auto="new-password" hint=t!("common-password-length")/>
                <Show when=move || asks_code.get()>
                    <TextField label=t!("common-code") value=code part="reset-code" auto="one-time-code"
                        hint=t!("sign-in-code-hint")/>
                </Show>
                <SubmitButton of=form label=t!("reset-submit") part="submit" class="button primary wide"/>
            </form>
        </main>
    }
}
