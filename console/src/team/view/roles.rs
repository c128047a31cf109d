//! The tab of roles: the four that every site has, and those of the site's own.

use super::Team;
use super::role_sheet::{Draft, RoleSheet};
use crate::browser::page;
use crate::client::http;
use crate::team::about_role;
use crate::ui::icon::{ADD, COPY, EDIT, TRASH, icon, spinner};
use crate::ui::kit::{Choose, fetched};
use crate::ui::modal::Modal;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{DeleteRole, RoleRemoval};
use shared::id::CustomRoleId;
use shared::permission::{Permission, Role, RoleId};
use shared::protocol::RoleRow;

/// The open sheets.
#[derive(Clone, Copy)]
struct Open {
    editing: RwSignal<Option<Draft>>,
    removing: RwSignal<Option<(CustomRoleId, RoleRow)>>,
}

#[component]
pub(super) fn Roles() -> impl IntoView {
    let team = expect_context::<Team>();
    // Who has which role may have changed in another tab of this section.
    team.roles.again();
    let open = Open { editing: RwSignal::new(None), removing: RwSignal::new(None) };
    let table = fetched(team.roles, move |list| {
        let rows = list.items.into_iter().map(|row| role(team, open, row));
        view! {
            <div class="table-box" data-part="roles">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Role"</th>
                            <th scope="col">"People"</th>
                            <th scope="col"><span class="hidden">"Actions"</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
    });
    let fresh = move |_| open.editing.set(Some(Draft::new(Role::LiveAgent.permissions())));
    view! {
        <div class="line">
            <p class="fine">
                "A role says what its people may see and do. The first four don’t change; your own are \
                    made from them."
            </p>
            {team.may(Permission::ManageRoles).then(|| view! {
                <button class="button primary" data-part="new-role" on:click=fresh>
                    {icon(ADD)}"New role"
                </button>
            })}
        </div>
        {table}
        {move || open.editing.get().map(|draft| view! { <RoleSheet draft open=open.editing/> })}
        {move || open.removing.get().map(|(id, row)| view! {
            <RemovalSheet id row open=open.removing/>
        })}
    }
}

fn role(team: Team, open: Open, row: RoleRow) -> impl IntoView {
    let mine = team.me.with_value(|me| me.role == row.id);
    let may = team.rights().may_shape(&row.permissions);
    let own = match &row.id {
        RoleId::Custom(id) if may && !mine => Some(id.clone()),
        _ => None,
    };
    let about = about_role(&row.permissions);
    let people = match (row.agents, row.invitations) {
        (agents, 0) => agents.to_string(),
        (agents, invited) => format!("{agents}, {invited} invited"),
    };
    let label = |label: &str| format!("{label} {}", row.name);
    let copy = Draft::new(&row.permissions);
    let edit = own.clone().map(|id| (Draft::of(id, &row), label("Edit")));
    let remove = own.map(|id| ((id, row.clone()), label("Remove")));
    let copied = label("Make a role from");
    view! {
        <tr data-part="role" data-role=row.id.to_string()>
            <td>
                <span class="names">
                    <strong>{row.name.clone()}{mine.then_some(" (yours)")}</strong>
                    <span class="fine">{about}</span>
                </span>
            </td>
            <td data-part="role-people">{people}</td>
            <td class="acts">
                {may.then(|| view! {
                    <button class="button quiet square" data-part="copy-role" title="Make a role from it"
                        aria-label=copied on:click=move |_| open.editing.set(Some(copy.clone()))>
                        {icon(COPY)}
                    </button>
                })}
                {edit.map(|(draft, label)| view! {
                    <button class="button quiet square" data-part="edit-role" title="Edit"
                        aria-label=label on:click=move |_| open.editing.set(Some(draft.clone()))>
                        {icon(EDIT)}
                    </button>
                })}
                {remove.map(|(row, label)| view! {
                    <button class="button quiet square" data-part="remove-role" title="Remove"
                        aria-label=label on:click=move |_| open.removing.set(Some(row.clone()))>
                        {icon(TRASH)}
                    </button>
                })}
            </td>
        </tr>
    }
}

/// Asks for confirmation, and which role its people get. Closing it cancels.
#[component]
fn RemovalSheet(
    id: CustomRoleId,
    row: RoleRow,
    open: RwSignal<Option<(CustomRoleId, RoleRow)>>,
) -> impl IntoView {
    let team = expect_context::<Team>();
    let visible = RwSignal::new(true);
    Effect::new(move || {
        if !visible.get() {
            open.set(None);
        }
    });
    page::focus("[data-part=keep-role]");
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let replacement = RwSignal::new(Role::LiveAgent.as_str().to_owned());
    let in_use = row.agents + row.invitations > 0;
    let (id, row) = (StoredValue::new(id), StoredValue::new(row));
    let choices = Signal::derive(move || {
        let mut roles = team.roles_to_give();
        roles.retain(|(role, _)| row.with_value(|row| row.id.as_str() != role));
        roles
    });
    let remove = move |_| {
        let route = DeleteRole { site: team.site(), role: id.get_value() };
        let chosen = RoleId::parse(&replacement.get_untracked()).ok();
        let query = RoleRemoval { replacement: chosen.filter(|_| in_use) };
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let gone = http::query(&route, &query).await;
            busy.try_set(false);
            match gone {
                Ok(()) => {
                    team.roles.again();
                    team.agents.again();
                    team.toast(format!("Removed {}", row.with_value(|row| row.name.clone())));
                    visible.try_set(false);
                }
                Err(error) => drop(wrong.try_set(Some(error.text()))),
            }
        });
    };
    view! {
        <Modal open=visible name="Remove a role" part="role-removal" close="close-removal" class="form">
            <div class="sheet-body">
                <p>
                    <strong>{row.with_value(|row| row.name.clone())}</strong>
                    {if in_use {
                        " is the role of somebody. Choose the role that they get."
                    } else {
                        " is nobody’s role. It can be removed."
                    }}
                </p>
                {in_use.then(|| view! {
                    <Choose label="Their new role" value=replacement part="replacement" choices/>
                })}
                {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
                <div class="card-end">
                    <button class="button" data-part="keep-role"
                        on:click=move |_| visible.set(false)>"Cancel"</button>
                    <button class="button danger" data-part="confirm-remove-role"
                        disabled=move || busy.get() on:click=remove>
                        {move || busy.get().then(spinner)} "Remove"
                    </button>
                </div>
            </div>
        </Modal>
    }
}
