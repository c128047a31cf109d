//! Signing in at the site's provider: going there, and coming back.

use super::root::signed_in;
use crate::browser::{page, storage};
use crate::client::http::{self, HttpError};
use crate::client::session::Session;
use crate::texts::t;
use crate::ui::icon::{BRAND, icon, spinner};
use crate::ui::kit::TextField;
use crate::ui::submission::{PageRefusal, Submission, SubmitButton};
use leptos::prelude::*;
use shared::account::oidc::REDIRECT_PATH;
use shared::api::{BeginProviderSignIn, SignInWithProvider};
use shared::id::SiteId;
use shared::protocol::ProviderAnswer;

/// Leads to the page on which the agent signs in at the provider.
pub(super) async fn begin(site: SiteId) -> Result<(), HttpError> {
    let begun = http::call(&BeginProviderSignIn { site: site.clone() }).await?;
    storage::set("site", site.as_str());
    page::go_to(&begun.address);
    Ok(())
}

/// What the provider sent the browser back with. It is removed from the address, because it counts
/// only once.
pub(super) fn returned() -> Option<Session> {
    if page::path() != REDIRECT_PATH {
        return None;
    }
    let state = page::parameter("state")?;
    let site = SiteId::parse(state.split_once('.')?.0).ok()?;
    let answer = ProviderAnswer {
        state,
        code: page::parameter("code"),
        error: page::parameter("error"),
        iss: page::parameter("iss"),
        second_factor: None,
    };
    page::replace_path("/console/inbox");
    Some(Session::Returned { site, answer: Box::new(answer) })
}

/// Signs in with the provider's answer, and asks for the code of a second factor if there is one.
#[component]
pub(super) fn Returned(
    site: SiteId,
    answer: ProviderAnswer,
    session: RwSignal<Session>,
) -> impl IntoView {
    let (code, asks_code) = (RwSignal::new(String::new()), RwSignal::new(false));
    let form = Submission::new();
    let (of, answer) = (StoredValue::new(site), StoredValue::new(answer));
    page::set_title(t!("sign-in-returned-title"));
    let send = move || {
        let mut answer = answer.get_value();
        if asks_code.get_untracked() {
            let (state, second_factor) = (answer.state, Some(code.get_untracked()));
            answer = ProviderAnswer { state, second_factor, ..ProviderAnswer::default() };
        }
        let route = SignInWithProvider { site: of.get_value() };
        async move {
            match http::write(&route, &answer).await {
                Ok(me) => signed_in(session, me),
                Err(HttpError::CodeNeeded(_)) if !asks_code.get_untracked() => {
                    asks_code.try_set(true);
                    page::focus("[data-part=provider-code]");
                }
                Err(refusal) => return Err(refusal),
            }
            Ok(())
        }
    };
    form.send(send);
    view! {
        <main class="stage">
            <form class="sign-in" data-part="returned" novalidate on:submit=form.on_submit(send)>
                <span class="brand-logo">{icon(BRAND)}</span>
                <h1>{t!("sign-in-heading")}</h1>
                <PageRefusal of=form/>
                {move || if asks_code.get() {
                    view! {
                        <TextField label=t!("common-code") value=code part="provider-code" auto="one-time-code"
                            hint=t!("sign-in-code-hint")/>
                        <SubmitButton of=form label=t!("common-sign-in") part="submit" class="button primary wide"/>
                    }
                    .into_any()
                } else if form.is_busy() {
                    view! { <p class="wait" role="status">{spinner()}{t!("sign-in-returned")}</p> }.into_any()
                } else {
                    view! {
                        <button class="button primary wide" type="button" data-part="again"
                            on:click=move |_| form.send(|| begin(of.get_value()))>
                            {t!("common-try-again")}
                        </button>
                    }
                    .into_any()
                }}
                <button class="button wide" type="button" data-part="other-way"
                    on:click=move |_| session.set(Session::Nobody(None))>
                    {t!("sign-in-another-way")}
                </button>
            </form>
        </main>
    }
}
