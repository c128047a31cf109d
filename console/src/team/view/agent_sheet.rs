//! The sheet to edit an agent: name, e-mail, role, picture; and a reset link.

use super::capacity::AgentCapacity;
use super::reset::{LostSecondFactor, ResetLink};
use super::{Team, role_field};
use crate::browser::page;
use crate::client::http;
use crate::texts::t;
use crate::ui::kit::{SaveButton, TextField};
use crate::ui::modal::Modal;
use crate::ui::portrait::Portrait;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::PutAgent;
use shared::event::AgentProfile;
use shared::permission::RoleId;
use shared::protocol::{AgentRow, NewAgent};

/// Edits an agent. Closing it discards changes.
#[component]
pub(super) fn AgentSheet(row: AgentRow, open: RwSignal<Option<AgentRow>>) -> impl IntoView {
    let team = expect_context::<Team>();
    let visible = RwSignal::new(true);
    Effect::new(move || {
        if !visible.get() {
            open.set(None);
        }
    });
    page::focus("[data-part=agent-name]");
    let name = RwSignal::new(row.name.clone());
    let email = RwSignal::new(row.email.clone());
    let role = RwSignal::new(row.role.as_str().to_owned());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let id = row.id.clone();
    let save = Callback::new(move |()| {
        let new = NewAgent {
            name: name.get_untracked(),
            email: email.get_untracked(),
            password: None,
            role: RoleId::parse(&role.get_untracked()).unwrap_or_default(),
        };
        let route = PutAgent { site: team.site(), agent: id.clone() };
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let saved = http::write(&route, &new).await;
            busy.try_set(false);
            match saved {
                Ok(saved) => {
                    team.agents.again();
                    team.toast(t!("team-agent-saved", name = saved.name));
                    visible.try_set(false);
                }
                Err(error) => drop(wrong.try_set(Some(error.text()))),
            }
        });
    });
    let may_role = team.may_appoint(&row.role) && !team.is_me(&row.id);
    let may_reset = team.may_reset(&row.role) && !team.is_me(&row.id);
    let AgentRow { id, name: shown, picture, .. } = row.clone();
    let agent = StoredValue::new(AgentProfile { id, name: shown, picture });
    let saved = Callback::new(move |_: AgentRow| {
        team.agents.again();
        team.toast(t!("account-picture-saved"));
    });
    let row = StoredValue::new(row);
    view! {
        <Modal open=visible name=t!("team-edit-agent") part="agent-sheet" close="close-agent" class="form">
            <div class="sheet-body">
                <Portrait site=team.site() agent=agent.get_value() saved/>
                <TextField label=t!("common-name") value=name part="agent-name"
                    hint=t!("common-name-hint")/>
                <TextField label=t!("common-email") value=email part="agent-email" kind="email"
                    hint=t!("team-email-hint")/>
                {may_role.then(|| role_field(team, role))}
                {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
                <div class="card-end"><SaveButton busy idle=false save label=t!("common-save")/></div>
                <AgentCapacity row=row.get_value()/>
                {may_reset.then(|| view! {
                    <ResetLink row=row.get_value()/>
                    <LostSecondFactor row=row.get_value()/>
                })}
            </div>
        </Modal>
    }
}
