//! The tab of agents: their roles and status, and the open invitations.

use super::agent_sheet::AgentSheet;
use super::invite::{Invitations, InviteSheet};
use super::leaving::LeavingSheet;
use super::{Team, agent_avatar};
use crate::client::http;
use crate::context::Nav;
use crate::nav::{ConsoleRoute, Section};
use crate::team::AgentStatus;
use crate::texts::t;
use crate::ui::icon::{ADD, CLOCK, EDIT, TRASH, icon};
use crate::ui::kit::{Fetch, fetched};
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{GetTeamAvailability, ListInvitations};
use shared::permission::Permission;
use shared::protocol::{AgentRow, AvailabilityOverview, InvitationRow, Listing};

/// The interval at which availability is polled, in milliseconds.
const AGAIN: u32 = 10_000;

/// The open sheets.
#[derive(Clone, Copy)]
struct Open {
    editing: RwSignal<Option<AgentRow>>,
    leaving: RwSignal<Option<AgentRow>>,
}

#[component]
pub(super) fn Agents() -> impl IntoView {
    let team = expect_context::<Team>();
    let availability = watch_availability(team);
    let site = team.site();
    let invited: Fetch<Listing<InvitationRow>> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&ListInvitations { site }).await }
    });
    let open = Open { editing: RwSignal::new(None), leaving: RwSignal::new(None) };
    let inviting = RwSignal::new(false);
    let table = fetched(team.agents, move |list| {
        let rows = list.items.into_iter().map(|row| agent(team, open, availability, row));
        view! {
            <div class="table-box" data-part="agents">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t!("team-agent")}</th>
                            <th scope="col">{t!("team-role")}</th>
                            <th scope="col">{t!("team-now")}</th>
                            <th scope="col"><span class="hidden">{t!("common-actions")}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <div class="line">
            <p class="fine">{t!("team-agents-text")}</p>
            {team.may(Permission::ManageAgents).then(|| view! {
                <button class="button primary" data-part="invite" on:click=move |_| inviting.set(true)>
                    {icon(ADD)}{t!("common-invite")}
                </button>
            })}
        </div>
        {table}
        <Invitations invited/>
        <InviteSheet open=inviting invited/>
        {move || open.editing.get().map(|row| view! { <AgentSheet row open=open.editing/> })}
        {move || open.leaving.get().map(|row| view! { <LeavingSheet row open=open.leaving/> })}
    }
}

/// Polls availability while the tab is open.
fn watch_availability(team: Team) -> RwSignal<Option<AvailabilityOverview>> {
    let availability = RwSignal::new(None);
    let site = team.site();
    let load = move || {
        let site = site.clone();
        spawn_local(async move {
            // A failed request keeps the last answer, because the next one follows soon.
            if let Ok(found) = http::call(&GetTeamAvailability { site }).await {
                availability.try_set(Some(found));
            }
        });
    };
    load();
    let again = StoredValue::new_local(Some(Interval::new(AGAIN, load)));
    on_cleanup(move || drop(again.try_update_value(Option::take)));
    availability
}

fn agent(
    team: Team,
    open: Open,
    availability: RwSignal<Option<AvailabilityOverview>>,
    row: AgentRow,
) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let me = team.is_me(&row.id);
    let may = team.may_appoint(&row.role);
    let takes_chats = row.live_chat;
    let id = row.id.clone();
    let now = move || {
        if !takes_chats {
            return view! { <span class="fine">{t!("team-no-live-chat")}</span> }.into_any();
        }
        let entry = availability.with(|availability| {
            let availability = availability.as_ref()?;
            let one = availability.agents.iter().find(|one| one.agent == id)?;
            Some((AgentStatus::new(one), one.chats, one.max_chats))
        });
        let Some((status, chats, most)) = entry else { return ().into_any() };
        view! {
            <span class="pill" data-tone=status.tone() data-part="status">{status.name()}</span>
            <span class="fine beside">{t!("team-chats-of", chats = chats, most = most)}</span>
        }
        .into_any()
    };
    let (edit, leave) = (row.clone(), row.clone());
    let hours = ConsoleRoute::within(Section::Hours, &[row.id.as_str()]);
    let label = |label: &str| t!("common-action-of", label = label, name = row.name);
    let hours_of = nav.may(Section::Hours) && takes_chats;
    view! {
        <tr data-part="agent" data-agent=row.id.to_string()>
            <td>
                <span class="identity">
                    {agent_avatar(&row)}
                    <span class="names">
                        <strong>{row.name.clone()}{me.then_some(t!("team-you"))}</strong>
                        <span class="fine">{row.email.clone()}</span>
                    </span>
                </span>
            </td>
            <td class="name">{team.role_name(&row.role)}</td>
            <td>{now}</td>
            <td class="acts">
                {hours_of.then(|| view! {
                    <button class="button quiet square" data-part="agent-hours" title=t!("hours-name")
                        aria-label=label(t!("team-hours-of")) on:click=move |_| nav.go(hours.clone())>
                        {icon(CLOCK)}
                    </button>
                })}
                {(may || me).then(|| view! {
                    <button class="button quiet square" data-part="edit-agent" title=t!("common-edit")
                        aria-label=label(t!("common-edit")) on:click=move |_| open.editing.set(Some(edit.clone()))>
                        {icon(EDIT)}
                    </button>
                })}
                {(may && !me).then(|| view! {
                    <button class="button quiet square" data-part="remove-agent" title=t!("common-remove")
                        aria-label=label(t!("common-remove")) on:click=move |_| open.leaving.set(Some(leave.clone()))>
                        {icon(TRASH)}
                    </button>
                })}
            </td>
        </tr>
    }
}
