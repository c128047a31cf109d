//! Confirms an e-mail address by a link. It waits for a click, because programs that scan mail open links,
//! too.

use super::root::load_session;
use crate::browser::page;
use crate::client::http;
use crate::client::session::Session;
use crate::texts::t;
use crate::ui::icon::{BRAND, icon};
use crate::ui::rich::rich;
use crate::ui::submission::{PageRefusal, Submission, SubmitButton};
use leptos::prelude::*;
use shared::api::ConfirmEmail as Route;
use shared::id::SiteId;
use shared::protocol::{ConfirmedEmail, EmailConfirmation};

/// Asks for the click, and says with which address the agent signs in from now on.
#[component]
pub(crate) fn ConfirmEmail(
    site: SiteId,
    token: String,
    session: RwSignal<Session>,
) -> impl IntoView {
    let done = RwSignal::new(None::<ConfirmedEmail>);
    page::set_title(t!("confirm-email-title"));
    let go = move |_| {
        page::replace_path("/console/inbox");
        load_session(session);
    };
    view! {
        <main class="stage">
            {move || match done.get() {
                None => view! { <Form site=site.clone() token=token.clone() done/> }.into_any(),
                Some(ConfirmedEmail { site_name, email }) => view! {
                    <div class="sign-in" data-part="email-confirmed">
                        <span class="brand-logo">{icon(BRAND)}</span>
                        <h1>{t!("confirm-email-done")}</h1>
                        <p class="lead" role="status">
                            {rich!("confirm-email-done-lead", site = site_name, email = view! { <strong>{email}</strong> })}
                        </p>
                        <button class="button primary wide" data-part="go-on" on:click=go>
                            {t!("confirm-email-go")}
                        </button>
                    </div>
                }.into_any(),
            }}
        </main>
    }
}

#[component]
fn Form(site: SiteId, token: String, done: RwSignal<Option<ConfirmedEmail>>) -> impl IntoView {
    let form = Submission::new();
    let submit = form.on_submit(move || {
        let body = EmailConfirmation { confirmation: token.clone() };
        let route = Route { site: site.clone() };
        async move {
            let confirmed = http::write(&route, &body).await?;
            // The token must not be used again.
            page::drop_parameter("confirm");
            done.try_set(Some(confirmed));
            page::focus("[data-part=go-on]");
            Ok(())
        }
    });
    page::focus("[data-part=submit]");
    view! {
        <form class="sign-in" data-part="confirm-email" novalidate on:submit=submit>
            <span class="brand-logo">{icon(BRAND)}</span>
            <h1>{t!("confirm-email-heading")}</h1>
            <p class="lead">{t!("confirm-email-lead")}</p>
            <PageRefusal of=form/>
            <SubmitButton of=form label=t!("confirm-email-submit") part="submit" class="button primary wide"/>
        </form>
    }
}
