//! The tab of roles: the four that every site has, and those of the site's own.

use super::Team;
use super::role_sheet::{Draft, RoleSheet};
use crate::browser::page;
use crate::client::http;
use crate::team::about_role;
use crate::texts::{served, t};
use crate::ui::icon::{ADD, COPY, EDIT, TRASH, icon, spinner};
use crate::ui::kit::{Choose, fetched};
use crate::ui::modal::Modal;
use crate::ui::rich::rich;
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
                            <th scope="col">{t!("team-role")}</th>
                            <th scope="col">{t!("team-people")}</th>
                            <th scope="col"><span class="hidden">{t!("common-actions")}</span></th>
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
                {t!("team-roles-text")}
            </p>
            {team.may(Permission::ManageRoles).then(|| view! {
                <button class="button primary" data-part="new-role" on:click=fresh>
                    {icon(ADD)}{t!("team-role-new")}
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
        (agents, invited) => t!("team-role-invited", agents = agents, invited = invited),
    };
    let label = |label: &str| t!("common-action-of", label = label, name = row.name);
    let copy = Draft::new(&row.permissions);
    let edit = own.clone().map(|id| (Draft::of(id, &row), label(t!("common-edit"))));
    let remove = own.map(|id| ((id, row.clone()), label(t!("common-remove"))));
    let copied = label(t!("team-role-make-from"));
    view! {
        <tr data-part="role" data-role=row.id.to_string()>
            <td>
                <span class="names">
                    <strong>{served::role_named(&row.id, &row.name)}{mine.then(|| t!("team-role-yours"))}</strong>
                    <span class="fine">{about}</span>
                </span>
            </td>
            <td data-part="role-people">{people}</td>
            <td class="acts">
                {may.then(|| view! {
                    <button class="button quiet square" data-part="copy-role" title=t!("team-role-copy")
                        aria-label=copied on:click=move |_| open.editing.set(Some(copy.clone()))>
                        {icon(COPY)}
                    </button>
                })}
                {edit.map(|(draft, label)| view! {
                    <button class="button quiet square" data-part="edit-role" title=t!("common-edit")
                        aria-label=label on:click=move |_| open.editing.set(Some(draft.clone()))>
                        {icon(EDIT)}
                    </button>
                })}
                {remove.map(|(row, label)| view! {
                    <button class="button quiet square" data-part="remove-role" title=t!("common-remove")
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
                    team.toast(t!("team-removed", name = row.with_value(|row| row.name.clone())));
                    visible.try_set(false);
                }
                Err(error) => drop(wrong.try_set(Some(error.text()))),
            }
        });
    };
    view! {
        <Modal open=visible name=t!("team-role-remove") part="role-removal" close="close-removal" class="form">
            <div class="sheet-body">
                <p>
                    {
                        let name = view! { <strong>{row.with_value(|row| row.name.clone())}</strong> };
                        if in_use {
                            rich!("team-role-in-use", name = name)
                        } else {
                            rich!("team-role-unused", name = name)
                        }
                    }
                </p>
                {in_use.then(|| view! {
                    <Choose label=t!("team-role-replacement") value=replacement part="replacement" choices/>
                })}
                {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
                <div class="card-end">
                    <button class="button" data-part="keep-role"
                        on:click=move |_| visible.set(false)>{t!("common-cancel")}</button>
                    <button class="button danger" data-part="confirm-remove-role"
                        disabled=move || busy.get() on:click=remove>
                        {move || busy.get().then(spinner)} {t!("common-remove")}
                    </button>
                </div>
            </div>
        </Modal>
    }
}
