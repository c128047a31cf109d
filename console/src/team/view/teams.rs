//! The tab of teams, which group agents. Part of Prime.

use super::leaving::list_references;
use super::{Team as Shared, agent_avatar, pick_agents};
use crate::browser::page;
use crate::client::http;
use crate::team::remove_team;
use crate::texts::t;
use crate::ui::icon::{ADD, EDIT, TEAM, TRASH, icon};
use crate::ui::kit::{Fetch, Fetched, Nothing, SaveButton, TextField, fetched};
use crate::ui::modal::Modal;
use crate::ui::rich::rich;
use leptos::prelude::*;
use shared::api::ListTeamReferences;
use shared::desk::{RoutingConfig, Team};
use shared::id::{AgentId, TeamId};
use shared::protocol::{Listing, Reference};
use shared::quota::Package;

#[component]
pub(super) fn Teams() -> impl IntoView {
    let team = expect_context::<Shared>();
    fetched(team.routing, move |routing| {
        if routing.package == Package::Prime {
            view! { <Those routing/> }.into_any()
        } else {
            view! {
                <Nothing picture=TEAM title=t!("team-teams-prime")
                    about=t!("team-teams-prime-text")/>
            }
            .into_any()
        }
    })
}

#[component]
fn Those(routing: RoutingConfig) -> impl IntoView {
    let editing = RwSignal::new(None::<Team>);
    let leaving = RwSignal::new(None::<Team>);
    let empty = routing.teams.is_empty();
    let rows = routing.teams.into_iter().map(|one| row(one, editing, leaving)).collect_view();
    let make = move |_| {
        let id = page::key_stem().and_then(|key| TeamId::parse(format!("team_{key}")).ok());
        editing.set(id.map(|id| Team { id, name: String::new(), members: Vec::new() }));
    };
    view! {
        <div class="line">
            <p class="fine">{t!("team-teams-text")}</p>
            <button class="button primary" data-part="add-team" on:click=make>{icon(ADD)}{t!("team-new")}</button>
        </div>
        {if empty {
            view! {
                <Nothing picture=TEAM title=t!("team-no-teams")
                    about=t!("team-no-teams-text")/>
            }
            .into_any()
        } else {
            view! { <ul class="rows" data-part="teams">{rows}</ul> }.into_any()
        }}
        {move || editing.get().map(|one| view! { <Form one open=editing/> })}
        {move || leaving.get().map(|one| view! { <Leaving one open=leaving/> })}
    }
}

fn row(
    one: Team,
    editing: RwSignal<Option<Team>>,
    leaving: RwSignal<Option<Team>>,
) -> impl IntoView {
    let team = expect_context::<Shared>();
    let members = one.members.clone();
    let avatars = move || {
        let rows = team.rows().into_iter().filter(|row| members.contains(&row.id));
        rows.take(8).map(|row| agent_avatar(&row)).collect_view()
    };
    let count = match one.members.len() {
        0 => t!("team-no-agents").to_owned(),
        1 => t!("team-one-agent").to_owned(),
        more => t!("team-more-agents", more = more),
    };
    let label = |label: &str| t!("common-action-of", label = label, name = one.name);
    let (edit, leave) = (one.clone(), one.clone());
    view! {
        <li class="row-line" data-part="team">
            <span class="names"><strong>{one.name.clone()}</strong><span class="fine">{count}</span></span>
            <span class="avatars" aria-hidden="true">{avatars}</span>
            <button class="button quiet square" data-part="edit-team" title=t!("common-edit")
                aria-label=label(t!("common-change")) on:click=move |_| editing.set(Some(edit.clone()))>
                {icon(EDIT)}
            </button>
            <button class="button quiet square" data-part="remove-team" title=t!("common-delete")
                aria-label=label(t!("common-delete")) on:click=move |_| leaving.set(Some(leave.clone()))>
                {icon(TRASH)}
            </button>
        </li>
    }
}

#[component]
fn Form(one: Team, open: RwSignal<Option<Team>>) -> impl IntoView {
    let team = expect_context::<Shared>();
    let visible = RwSignal::new(true);
    Effect::new(move || {
        if !visible.get() {
            open.set(None);
        }
    });
    page::focus("[data-part=team-name]");
    let title = if one.name.is_empty() { t!("team-new") } else { t!("team-edit") };
    let id = one.id;
    let (name, members) = (RwSignal::new(one.name), RwSignal::new(one.members));
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let save = Callback::new(move |()| {
        let name = name.get_untracked().trim().to_owned();
        let new = Team { id: id.clone(), name, members: members.get_untracked() };
        busy.set(true);
        let upsert = move |routing: &mut RoutingConfig| match routing
            .teams
            .iter_mut()
            .find(|old| old.id == new.id)
        {
            Some(old) => *old = new,
            None => routing.teams.push(new),
        };
        team.change_routing(upsert, move |result| {
            busy.try_set(false);
            match result {
                Ok(()) => {
                    team.toast(t!("team-saved"));
                    visible.try_set(false);
                }
                Err(reason) => drop(wrong.try_set(Some(reason))),
            }
        });
    });
    let nameless = Signal::derive(move || name.with(|name| name.trim().is_empty()));
    view! {
        <Modal open=visible name=title part="team-sheet" close="close-team" class="form">
            <div class="sheet-body">
                <TextField label=t!("common-name") value=name part="team-name"/>
                {pick_agents(team, t!("team-agents"), "team-members", members)}
                {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
                <div class="card-end"><SaveButton busy idle=nameless save label=t!("common-save")/></div>
            </div>
        </Modal>
    }
}

#[component]
fn Leaving(one: Team, open: RwSignal<Option<Team>>) -> impl IntoView {
    let team = expect_context::<Shared>();
    let visible = RwSignal::new(true);
    Effect::new(move || {
        if !visible.get() {
            open.set(None);
        }
    });
    page::focus("[data-part=keep-team]");
    let route = ListTeamReferences { site: team.site(), team: one.id.clone() };
    let references: Fetch<Listing<Reference>> = Fetch::begin(move || {
        let route = route.clone();
        async move { http::call(&route).await }
    });
    let one = StoredValue::new(one);
    let remove = move |_| {
        let id = one.with_value(|one| one.id.clone());
        team.change_and_toast(move |routing| remove_team(routing, &id), t!("team-deleted"));
        visible.set(false);
    };
    view! {
        <Modal open=visible name=t!("team-delete") part="team-leaving" close="close-team-leaving" class="form">
            <div class="sheet-body">
                <p>
                    {rich!(
                        "team-delete-text",
                        name = view! { <strong>{one.with_value(|one| one.name.clone())}</strong> },
                    )}
                </p>
                {fetched(references, |list| list_references(&list.items))}
                <div class="card-end">
                    <button class="button" data-part="keep-team"
                        on:click=move |_| visible.set(false)>{t!("common-cancel")}</button>
                    <button class="button danger" data-part="confirm-remove-team"
                        on:click=remove>{t!("common-delete")}</button>
                </div>
            </div>
        </Modal>
    }
}

/// The teams, as choices.
pub(super) fn choices(team: Shared) -> Vec<(TeamId, String)> {
    let of = |routing: &RoutingConfig| {
        routing.teams.iter().map(|one| (one.id.clone(), one.name.clone())).collect()
    };
    team.routing
        .state
        .with(|routing: &Fetched<RoutingConfig>| routing.here().map(of).unwrap_or_default())
}

/// The agents, as choices.
pub(super) fn agent_choices(team: Shared) -> Vec<(AgentId, String)> {
    team.rows().into_iter().map(|row| (row.id, row.name)).collect()
}
