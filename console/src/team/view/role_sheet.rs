//! The sheet of a role: its name, and what its people may do.

use super::Team;
use crate::browser::page;
use crate::client::http;
use crate::team::toggle;
use crate::texts::{served, t};
use crate::ui::kit::{Choose, SaveButton, TextField};
use crate::ui::modal::Modal;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::PutRole;
use shared::id::CustomRoleId;
use shared::permission::{Area, Permission, RoleId};
use shared::protocol::{NewRole, RoleRow};

/// A role while it is edited.
#[derive(Clone)]
pub(super) struct Draft {
    /// `None` for a new role.
    id: Option<CustomRoleId>,
    name: String,
    permissions: Vec<Permission>,
    /// Number of agents who have it.
    agents: usize,
}

impl Draft {
    /// A new role, which begins with the permissions of another one.
    pub(super) fn new(permissions: &[Permission]) -> Self {
        Self { id: None, name: String::new(), permissions: permissions.to_vec(), agents: 0 }
    }

    pub(super) fn of(id: CustomRoleId, row: &RoleRow) -> Self {
        let (name, permissions) = (row.name.clone(), row.permissions.clone());
        Self { id: Some(id), name, permissions, agents: row.agents }
    }
}

/// Edits a role. Closing it discards changes.
#[component]
pub(super) fn RoleSheet(draft: Draft, open: RwSignal<Option<Draft>>) -> impl IntoView {
    let team = expect_context::<Team>();
    let visible = RwSignal::new(true);
    Effect::new(move || {
        if !visible.get() {
            open.set(None);
        }
    });
    page::focus("[data-part=role-name]");
    let Draft { id, name, permissions, agents } = draft;
    let is_new = id.is_none();
    let (name, chosen) = (RwSignal::new(name), RwSignal::new(permissions));
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let save = Callback::new(move |()| {
        let made =
            || page::key_stem().and_then(|key| CustomRoleId::parse(format!("role_{key}")).ok());
        let Some(role) = id.clone().or_else(made) else { return };
        let new = NewRole { name: name.get_untracked(), permissions: chosen.get_untracked() };
        let route = PutRole { site: team.site(), role };
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let saved = http::write(&route, &new).await;
            busy.try_set(false);
            match saved {
                Ok(row) => {
                    team.roles.again();
                    team.agents.again();
                    team.toast(t!("team-agent-saved", name = row.name));
                    visible.try_set(false);
                }
                Err(error) => drop(wrong.try_set(Some(error.text()))),
            }
        });
    });
    let idle = Signal::derive(move || {
        name.with(|name| name.trim().is_empty()) || chosen.with(Vec::is_empty)
    });
    let warning = match agents {
        0 => None,
        1 => Some(t!("team-role-used-by-one").to_owned()),
        n => Some(t!("team-role-used", n = n)),
    };
    let warning = StoredValue::new(warning);
    view! {
        <Modal open=visible name=t!("team-role") part="role-sheet" close="close-role" class="form">
            <div class="sheet-body">
                <TextField label=t!("common-name") value=name part="role-name"
                    hint=t!("team-role-name-hint")/>
                {is_new.then(|| view! { <Template chosen/> })}
                {warning.get_value().map(|text| view! {
                    <p class="callout" data-tone="warn" data-part="role-warning">{text}</p>
                })}
                {Area::ALL.iter().map(|area| permissions_of(team, *area, chosen)).collect_view()}
                {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
                <div class="card-end"><SaveButton busy idle save label=t!("common-save")/></div>
            </div>
        </Modal>
    }
}

/// A field for the role that a new one begins with; choosing another one sets all permissions.
#[component]
fn Template(chosen: RwSignal<Vec<Permission>>) -> impl IntoView {
    let team = expect_context::<Team>();
    let template = RwSignal::new(String::new());
    let rights = team.rights();
    let choices = Signal::derive(move || {
        let keep = (String::new(), t!("team-role-as-is").to_owned());
        let rows = team
            .roles
            .state
            .with(|state| state.here().map(|list| list.items.clone()).unwrap_or_default());
        let rows = rows.into_iter().filter(|row| rights.lacks(&row.permissions).is_none());
        std::iter::once(keep).chain(rows.map(|row| (row.id.to_string(), row.name))).collect()
    });
    Effect::new(move || {
        let row = RoleId::parse(&template.get()).ok().and_then(|id| team.role(&id));
        if let Some(row) = row {
            chosen.set(row.permissions);
        }
    });
    view! {
        <Choose label=t!("team-role-begin") value=template part="role-template" choices
            hint=t!("team-role-begin-hint")/>
    }
}

/// The permissions of an area, each with what it allows. What this agent may not do themselves is
/// listed, and can't be given.
fn permissions_of(team: Team, area: Area, chosen: RwSignal<Vec<Permission>>) -> impl IntoView {
    let tick = move |one: &Permission| {
        let one = *one;
        let mine = team.may(one);
        let (class, missing) =
            if mine { ("tick", None) } else { ("tick off", Some(t!("team-role-missing"))) };
        view! {
            <label class=class>
                <input type="checkbox" data-part="permission" data-permission=one.as_str()
                    disabled=!mine prop:checked=move || chosen.with(|all| all.contains(&one))
                    on:change=move |_| chosen.update(|all| toggle(all, one))/>
                <span>{served::permission(one)}{missing}</span>
            </label>
        }
    };
    view! {
        <fieldset class="ticks permissions">
            <legend>{served::area(area)}</legend>
            {area.permissions().iter().map(tick).collect_view()}
        </fieldset>
    }
}
