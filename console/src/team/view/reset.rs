//! Helping an agent who can't sign in: a reset link, which is shown once, and removing a second
//! factor that they have lost.

use super::Team;
use crate::browser::{page, time};
use crate::client::http;
use crate::texts::t;
use crate::ui::confirm::{Confirm, Question};
use crate::ui::icon::{COPY, icon, spinner};
use crate::ui::rich::rich;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{CreateReset, ResetSecondFactor};
use shared::protocol::{AgentRow, CreatedReset};

/// Creates a reset link for an agent of a lesser role.
#[component]
pub(super) fn ResetLink(row: AgentRow) -> impl IntoView {
    let team = expect_context::<Team>();
    let created = RwSignal::new(None::<CreatedReset>);
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let agent = row.id.clone();
    let create = move |_| {
        let route = CreateReset { site: team.site(), agent: agent.clone() };
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let answer = http::call(&route).await;
            busy.try_set(false);
            match answer {
                Ok(link) => {
                    created.try_set(Some(link));
                    page::focus("[data-part=copy-reset]");
                }
                Err(error) => drop(wrong.try_set(Some(error.text()))),
            }
        });
    };
    view! {
        <div class="stack" data-part="reset-link-of">
            <p class="label">{t!("common-password")}</p>
            {move || match created.get() {
                None => view! {
                    <p class="fine">{t!("team-reset-text")}</p>
                    <div class="card-end start">
                        <button class="button" type="button" data-part="create-reset"
                            disabled=move || busy.get() on:click=create.clone()>
                            {move || busy.get().then(spinner)} {t!("team-reset-create")}
                        </button>
                    </div>
                }
                .into_any(),
                Some(link) => view! { <Link link name=row.name.clone()/> }.into_any(),
            }}
            {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
        </div>
    }
}

#[component]
fn Link(link: CreatedReset, name: String) -> impl IntoView {
    let team = expect_context::<Team>();
    let until = time::write(link.expires, &[("dateStyle", "medium"), ("timeStyle", "short")]);
    let link = link.link(&page::origin(), &team.site());
    let copied = link.clone();
    let copy = move |_| {
        page::copy(&copied);
        team.toast(t!("common-link-copied"));
    };
    view! {
        <p>
            {rich!("team-reset-link", name = view! { <strong>{name}</strong> }, until = until)}
        </p>
        <div class="secret">
            <code data-part="reset-link">{link}</code>
            <button class="button" type="button" data-part="copy-reset" on:click=copy>
                {icon(COPY)}{t!("common-copy")}
            </button>
        </div>
    }
}

/// Removes the second factor of an agent who has lost it.
#[component]
pub(super) fn LostSecondFactor(row: AgentRow) -> impl IntoView {
    let team = expect_context::<Team>();
    let on = RwSignal::new(row.second_factor);
    let confirm = expect_context::<Confirm>();
    let (name, agent) = (row.name.clone(), row.id.clone());
    let remove = move || {
        let route = ResetSecondFactor { site: team.site(), agent: agent.clone() };
        spawn_local(async move {
            match http::call(&route).await {
                Ok(()) => {
                    on.try_set(false);
                    team.agents.again();
                    team.toast(t!("team-two-factor-removed"));
                }
                Err(error) => team.warn(error.text()),
            }
        });
    };
    let remove = Callback::new(move |()| remove());
    let remove = move |_| {
        confirm.ask(Question {
            title: t!("team-two-factor-remove-ask", name = name),
            text: t!("team-two-factor-remove-text").to_owned(),
            action: t!("common-remove"),
            act: remove,
        });
    };
    move || {
        on.get().then(|| {
            view! {
                <div class="stack">
                    <p class="label">{t!("account-two-factor")}</p>
                    <p class="fine">{t!("team-two-factor-text")}</p>
                    <div class="card-end start">
                        <button class="button" type="button" data-part="remove-second-factor"
                            on:click=remove.clone()>{t!("common-remove")}</button>
                    </div>
                </div>
            }
        })
    }
}
