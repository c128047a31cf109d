//! The card with what visitors see of the agent: name and picture.

use super::Account;
use crate::client::http;
use crate::inbox::Msg;
use crate::texts::t;
use crate::ui::kit::TextField;
use crate::ui::portrait::Portrait;
use crate::ui::submission::{Refusal, Submission, SubmitButton};
use leptos::prelude::*;
use shared::api::PutMe;
use shared::event::AgentProfile;
use shared::protocol::{AgentRow, NewProfile};

#[component]
pub(super) fn ProfileCard() -> impl IntoView {
    let account = expect_context::<Account>();
    let me = account.store.part(|inbox| inbox.me.agent.clone());
    let name = RwSignal::new(me.get_untracked().name);
    let form = Submission::new();
    let incomplete = Signal::derive(move || {
        name.with(|name| name.trim().is_empty() || me.with(|me| me.name == name.trim()))
    });
    let submit = form.on_submit(move || {
        let body = NewProfile { name: name.get_untracked(), language: None };
        let route = PutMe { site: account.site() };
        async move {
            let saved = http::write(&route, &body).await?;
            name.try_set(saved.agent.name.clone());
            account.store.send(Msg::Profile(saved.agent));
            account.toast(t!("account-name-saved"));
            Ok(())
        }
    });
    let saved = Callback::new(move |row: AgentRow| {
        let AgentRow { id, name, picture, .. } = row;
        account.store.send(Msg::Profile(AgentProfile { id, name, picture }));
        account.toast(t!("account-picture-saved"));
    });
    view! {
        <form class="card" aria-labelledby="profile-card" data-part="profile-form" novalidate
            on:submit=submit>
            <h2 id="profile-card">{t!("account-profile")}</h2>
            <Portrait site=account.site() agent=me.get_untracked() saved/>
            <TextField label=t!("common-name") value=name part="own-name" auto="name"
                hint=t!("common-name-hint")/>
            <Refusal of=form/>
            <div class="card-end">
                <SubmitButton of=form label=t!("account-name-save") part="save-name" incomplete/>
            </div>
        </form>
    }
}
