//! What the site requires of its agents when they sign in.

use super::Shared;
use crate::client::http;
use crate::texts::t;
use crate::ui::kit::{Fetch, Switch, fetched};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{GetSignInPolicy, PutSignInPolicy};
use shared::protocol::SignInPolicy;

#[component]
pub(super) fn SignInTab() -> impl IntoView {
    let shared = expect_context::<Shared>();
    let site = shared.site();
    let policy: Fetch<SignInPolicy> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&GetSignInPolicy { site }).await }
    });
    fetched(policy, move |now| view! { <Policy now policy/> })
}

#[component]
fn Policy(now: SignInPolicy, policy: Fetch<SignInPolicy>) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let required = RwSignal::new(now.second_factor_required);
    let wrong = RwSignal::new(None::<String>);
    Effect::new(move |before: Option<bool>| {
        let next = required.get();
        if before.is_some_and(|before| before != next) && next != now.second_factor_required {
            let (site, body) = (shared.site(), SignInPolicy { second_factor_required: next });
            spawn_local(async move {
                match http::write(&PutSignInPolicy { site }, &body).await {
                    Ok(now) => {
                        policy.set(now);
                        shared.toast(t!("common-saved"));
                    }
                    Err(error) => {
                        wrong.try_set(Some(error.text()));
                        required.try_set(!next);
                    }
                }
            });
        }
        next
    });
    view! {
        <section class="card" aria-label=t!("settings-tab-sign-in") data-part="sign-in-policy">
            <Switch label=t!("settings-require-two-factor") on=required
                part="require-second-factor"
                hint=t!("settings-require-two-factor-hint")/>
            {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
        </section>
    }
}
