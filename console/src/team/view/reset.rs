//! A reset link for an agent, which is shown once.

use super::Team;
use crate::browser::{page, time};
use crate::client::http;
use crate::ui::icon::{COPY, icon, spinner};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::CreateReset;
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
            <p class="label">"Password"</p>
            {move || match created.get() {
                None => view! {
                    <p class="fine">"With a reset link, they set a new password themselves."</p>
                    <div class="card-end start">
                        <button class="button" type="button" data-part="create-reset"
                            disabled=move || busy.get() on:click=create.clone()>
                            {move || busy.get().then(spinner)} "Create a reset link"
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
    let link =
        format!("{}/console/reset?site={}&reset={}", page::origin(), team.site(), link.token);
    let copied = link.clone();
    let copy = move |_| {
        page::copy(&copied);
        team.toast("Link copied");
    };
    view! {
        <p>
            "Send this link to " <strong>{name}</strong> ". It works once, until " {until}
            ", and is shown only now. Whoever has it can sign in as them."
        </p>
        <div class="secret">
            <code data-part="reset-link">{link}</code>
            <button class="button" type="button" data-part="copy-reset" on:click=copy>
                {icon(COPY)}"Copy"
            </button>
        </div>
    }
}
