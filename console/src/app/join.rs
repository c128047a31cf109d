//! Joins a site by an invitation: asks for a name and a password, and signs in.

use super::root::followed_link;
use crate::browser::page;
use crate::client::http;
use crate::client::session::Session;
use crate::team::about_role;
use crate::texts::{served, t};
use crate::ui::icon::{BRAND, icon, spinner};
use crate::ui::kit::TextField;
use crate::ui::rich::rich;
use crate::ui::submission::{PageRefusal, Submission, SubmitButton};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{AcceptInvitation, GetInvitation, InvitationQuery};
use shared::id::SiteId;
use shared::protocol::{Invited, Join as Joining};

/// Shows the invitation and the form.
#[component]
pub(crate) fn Join(site: SiteId, token: String, session: RwSignal<Session>) -> impl IntoView {
    let invited = RwSignal::new(None::<Result<Invited, String>>);
    page::set_title(t!("join-title"));
    let (of, signed) = (site.clone(), token.clone());
    spawn_local(async move {
        let answer = {
            let query = InvitationQuery { invitation: Some(signed) };
            http::query(&GetInvitation { site: of }, &query).await
        };
        invited.try_set(Some(answer.map_err(http::HttpError::text)));
    });
    move || match invited.get() {
        None => view! { <LinkLoading/> }.into_any(),
        Some(Err(reason)) => view! { <Gone title=t!("join-gone") reason session/> }.into_any(),
        Some(Ok(to)) => {
            view! { <Form to site=site.clone() token=token.clone() session/> }.into_any()
        }
    }
}

/// Shown while the content of a link is loaded.
#[component]
pub(super) fn LinkLoading() -> impl IntoView {
    view! {
        <div class="stage" role="status"><span class="wait">{spinner()}{t!("common-loading")}</span></div>
    }
}

/// Shown for a link that is not valid any more.
#[component]
pub(super) fn Gone(
    title: &'static str,
    reason: String,
    session: RwSignal<Session>,
) -> impl IntoView {
    view! {
        <main class="stage">
            <div class="sign-in" data-part="link-gone">
                <span class="brand-logo">{icon(BRAND)}</span>
                <h1>{title}</h1>
                <p class="lead" role="alert">{reason}</p>
                <button class="button primary wide"
                    on:click=move |_| session.set(Session::Nobody(None))>{t!("common-sign-in")}</button>
            </div>
        </main>
    }
}

#[component]
fn Form(to: Invited, site: SiteId, token: String, session: RwSignal<Session>) -> impl IntoView {
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let form = Submission::new();
    page::focus("[data-part=join-name]");
    let submit = form.on_submit(move || {
        let (name, password) = (name.get_untracked(), password.get_untracked());
        let joining = Joining { invitation: token.clone(), name, password };
        let route = AcceptInvitation { site: site.clone() };
        async move {
            let me = http::write(&route, &joining).await?;
            followed_link(session, me, "invite");
            Ok(())
        }
    });
    let role =
        format!("{}. {}", served::role_named(&to.role, &to.role_name), about_role(&to.permissions));
    view! {
        <main class="stage">
            <form class="sign-in" data-part="join" novalidate on:submit=submit>
                <span class="brand-logo">{icon(BRAND)}</span>
                <h1>{t!("join-heading", site = to.site_name)}</h1>
                <p class="lead">{rich!("join-lead", by = to.by, email = view! { <strong>{to.email}</strong> })}</p>
                <p class="fine">{role}</p>
                <PageRefusal of=form/>
                <TextField label=t!("join-name") value=name part="join-name" auto="name"
                    hint=t!("common-name-hint")/>
                <TextField label=t!("join-password") value=password part="join-password" kind="password"
                    auto="new-password" hint=t!("common-password-length")/>
                <SubmitButton of=form label=t!("join-submit") part="submit" class="button primary wide"/>
            </form>
        </main>
    }
}
