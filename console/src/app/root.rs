//! Shows the sign-in form or the console, depending on the session.

use super::confirm_email::ConfirmEmail;
use super::frame::Frame;
use super::join::Join;
use super::required::Required;
use super::reset::Reset;
use super::sign_in::SignIn;
use super::single_sign_on::{Returned, returned};
use crate::browser::{page, storage};
use crate::client::http::{self, HttpError};
use crate::client::session::Session;
use crate::context::Prefs;
use crate::operator::{self, OperatorPage};
use crate::team::change_of_rights;
use crate::texts::{self, t};
use crate::ui::icon::{BRAND, icon, spinner};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{DeleteSession, GetMe};
use shared::id::SiteId;
use shared::protocol::Me;

/// Mounts the console on the page.
pub(crate) fn start() {
    console_error_panic_hook::set_once();
    // Leptos has no executor of its own before something is mounted.
    wasm_bindgen_futures::spawn_local(async {
        texts::load().await;
        mount_to_body(App);
        page::clear_boot();
    });
}

/// The site of this console: from the address, or the last one used in this browser.
fn site() -> Option<SiteId> {
    let named = page::parameter("site").or_else(|| storage::get("site"))?;
    SiteId::parse(named).ok()
}

/// Loads the session from the edge.
pub(super) fn load_session(session: RwSignal<Session>) {
    let Some(site) = site() else { return session.set(Session::Nobody(None)) };
    session.set(Session::Loading);
    spawn_local(async move {
        session.set(match http::call(&GetMe { site: site.clone() }).await {
            Ok(me) => return signed_in(session, me),
            // An unknown site is shown at sign-in, because it can be changed there.
            Err(HttpError::NotSignedIn(_) | HttpError::Refused(_)) => Session::Nobody(None),
            Err(error) => Session::Unreachable(error.text()),
        });
    });
}

/// Shows the console to an agent who is signed in.
pub(super) fn signed_in(session: RwSignal<Session>, me: Me) {
    storage::set("site", me.site.as_str());
    if me.language.is_some_and(texts::remember) {
        return; // the page is loaded again, in their language
    }
    session.set(Session::Of(Box::new(me)));
}

/// The same, after a link whose token is this parameter of the address: it must not be used again.
pub(super) fn followed_link(session: RwSignal<Session>, me: Me, parameter: &str) {
    page::drop_parameter(parameter);
    page::replace_path("/console/inbox");
    signed_in(session, me);
}

/// What somebody does who has followed a link with a token.
fn followed() -> Option<Session> {
    let site = site()?;
    if let Some(token) = page::parameter("invite") {
        return Some(Session::Invited { site, token });
    }
    if let Some(token) = page::parameter("reset") {
        return Some(Session::Resetting { site, token });
    }
    let token = page::parameter("confirm")?;
    Some(Session::Confirming { site, token })
}

#[component]
fn App() -> impl IntoView {
    provide_context(Prefs::remembered());
    if page::path() == operator::PATH {
        return view! { <OperatorPage/> }.into_any();
    }
    let session = RwSignal::new(Session::default());
    // What a changed role means to the person, until they have hidden it.
    let rights_notice = RwSignal::new(None::<String>);
    match returned().or_else(followed) {
        Some(followed) => session.set(followed),
        None => load_session(session),
    }
    let shown = move || match session.get() {
        Session::Invited { site, token } => view! { <Join site token session/> }.into_any(),
        Session::Resetting { site, token } => view! { <Reset site token session/> }.into_any(),
        Session::Confirming { site, token } => {
            view! { <ConfirmEmail site token session/> }.into_any()
        }
        Session::Returned { site, answer } => {
            view! { <Returned site answer=*answer session/> }.into_any()
        }
        Session::Loading => view! { <Waiting/> }.into_any(),
        Session::Unreachable(text) => view! { <Unreachable text session/> }.into_any(),
        Session::Nobody(reason) => view! { <SignIn site=site() reason session/> }.into_any(),
        Session::Of(me) if me.second_factor_missing => {
            view! { <Required me=*me session/> }.into_any()
        }
        Session::Of(me) => {
            let leave = move |reason| {
                rights_notice.set(None);
                session.set(Session::Nobody(Some(reason)));
            };
            let before = me.permissions.clone();
            let changed = move |me: Me| {
                rights_notice.set(change_of_rights(&before, &me.permissions));
                session.set(Session::Of(Box::new(me)));
            };
            view! { <Frame me=*me leave changed rights_notice/> }.into_any()
        }
    };
    shown.into_any()
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <div class="stage" role="status">
            <span class="wait">{spinner()}{t!("app-loading")}</span>
        </div>
    }
}

#[component]
fn Unreachable(text: String, session: RwSignal<Session>) -> impl IntoView {
    page::on(&["online"], move || {
        if matches!(session.try_get_untracked(), Some(Session::Unreachable(_))) {
            load_session(session);
        }
    });
    view! {
        <main class="stage">
            <div class="sign-in">
                <span class="brand-logo">{icon(BRAND)}</span>
                <h1>{t!("app-no-connection")}</h1>
                <p class="lead" role="alert">{text}</p>
                <button class="button primary wide" data-part="retry" on:click=move |_| load_session(session)>
                    {t!("common-try-again")}
                </button>
            </div>
        </main>
    }
}

/// Signs out at the edge, which deletes the cookie; `done` gets the result.
pub(crate) fn sign_out(site: SiteId, done: impl Fn(Result<(), String>) + 'static) {
    spawn_local(
        async move { done(http::call(&DeleteSession { site }).await.map_err(HttpError::text)) },
    );
}
