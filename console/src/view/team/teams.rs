//! Teams: agents who answer together. They come with Prime.

use super::leaving::list_uses;
use super::{Team as Shared, face, pick_agents};
use crate::api::{http, page};
use crate::team::remove_team;
use crate::view::icon::{ADD, EDIT, TEAM, TRASH, icon};
use crate::view::kit::{Fetch, Fetched, Nothing, SaveButton, TextField, fetched};
use crate::view::modal::Modal;
use leptos::prelude::*;
use shared::desk::{Book, Team};
use shared::id::{AgentId, TeamId};
use shared::protocol::{Listing, Use};
use shared::quota::Package;

/// The tab.
#[component]
pub(super) fn Teams() -> impl IntoView {
    let team = expect_context::<Shared>();
    fetched(team.book, move |book| {
        if book.package == Package::Prime {
            view! { <Those book/> }.into_any()
        } else {
            view! {
                <Nothing picture=TEAM title="Teams come with the Prime package"
                    about="A live chat card can then ask a team in turn, and one more of its agents \
                           when the first doesn’t answer. Ask your operator for Prime."/>
            }
            .into_any()
        }
    })
}

#[component]
fn Those(book: Book) -> impl IntoView {
    let editing = RwSignal::new(None::<Team>);
    let leaving = RwSignal::new(None::<Team>);
    let empty = book.teams.is_empty();
    let rows = book.teams.into_iter().map(|one| row(one, editing, leaving)).collect_view();
    let make = move |_| {
        let id = page::key_stem().and_then(|key| TeamId::parse(format!("team_{key}")).ok());
        editing.set(id.map(|id| Team { id, name: String::new(), members: Vec::new() }));
    };
    view! {
        <div class="line">
            <p class="fine">"A live chat card that names a team asks its agents in turn."</p>
            <button class="button primary" data-part="add-team" on:click=make>{icon(ADD)}"New team"</button>
        </div>
        {if empty {
            view! {
                <Nothing picture=TEAM title="No teams yet"
                    about="Put agents together who answer the same questions."/>
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
    let faces = move || {
        let rows = team.rows().into_iter().filter(|row| members.contains(&row.id));
        rows.take(8).map(|row| face(&row)).collect_view()
    };
    let count = match one.members.len() {
        0 => "Nobody is in it".to_owned(),
        1 => "1 agent".to_owned(),
        more => format!("{more} agents"),
    };
    let label = |what: &str| format!("{what} {}", one.name);
    let (edit, leave) = (one.clone(), one.clone());
    view! {
        <li class="row-line" data-part="team">
            <span class="names"><strong>{one.name.clone()}</strong><span class="fine">{count}</span></span>
            <span class="faces" aria-hidden="true">{faces}</span>
            <button class="button quiet square" data-part="edit-team" title="Change"
                aria-label=label("Change") on:click=move |_| editing.set(Some(edit.clone()))>
                {icon(EDIT)}
            </button>
            <button class="button quiet square" data-part="remove-team" title="Delete"
                aria-label=label("Delete") on:click=move |_| leaving.set(Some(leave.clone()))>
                {icon(TRASH)}
            </button>
        </li>
    }
}

#[component]
fn Form(one: Team, open: RwSignal<Option<Team>>) -> impl IntoView {
    let team = expect_context::<Shared>();
    let shown = RwSignal::new(true);
    Effect::new(move || {
        if !shown.get() {
            open.set(None);
        }
    });
    page::focus("[data-part=team-name]");
    let title = if one.name.is_empty() { "New team" } else { "Change a team" };
    let id = one.id;
    let (name, members) = (RwSignal::new(one.name), RwSignal::new(one.members));
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let save = Callback::new(move |()| {
        let name = name.get_untracked().trim().to_owned();
        let new = Team { id: id.clone(), name, members: members.get_untracked() };
        busy.set(true);
        let put = move |book: &mut Book| match book.teams.iter_mut().find(|old| old.id == new.id) {
            Some(old) => *old = new,
            None => book.teams.push(new),
        };
        team.change_book(put, move |came| {
            busy.try_set(false);
            match came {
                Ok(()) => {
                    team.tell("The team is saved");
                    shown.try_set(false);
                }
                Err(why) => drop(wrong.try_set(Some(why))),
            }
        });
    });
    let nameless = Signal::derive(move || name.with(|name| name.trim().is_empty()));
    view! {
        <Modal open=shown name=title part="team-sheet" close="close-team" class="form">
            <div class="sheet-body">
                <TextField label="Name" value=name part="team-name"/>
                {pick_agents(team, "Its agents", "team-members", members)}
                {move || wrong.get().map(|why| view! { <p class="wrong" role="alert">{why}</p> })}
                <div class="card-end"><SaveButton busy idle=nameless save label="Save"/></div>
            </div>
        </Modal>
    }
}

#[component]
fn Leaving(one: Team, open: RwSignal<Option<Team>>) -> impl IntoView {
    let team = expect_context::<Shared>();
    let shown = RwSignal::new(true);
    Effect::new(move || {
        if !shown.get() {
            open.set(None);
        }
    });
    page::focus("[data-part=keep-team]");
    let (site, path) = (team.site(), format!("teams/{}/uses", one.id));
    let uses: Fetch<Listing<Use>> = Fetch::begin(move || {
        let (site, path) = (site.clone(), path.clone());
        async move { http::get(&site, &path).await }
    });
    let one = StoredValue::new(one);
    let remove = move |_| {
        let id = one.with_value(|one| one.id.clone());
        team.change_and_tell(move |book| remove_team(book, &id), "The team is deleted");
        shown.set(false);
    };
    view! {
        <Modal open=shown name="Delete a team" part="team-leaving" close="close-team-leaving" class="form">
            <div class="sheet-body">
                <p>
                    "The team " <strong>{one.with_value(|one| one.name.clone())}</strong>
                    " is deleted. Its agents stay."
                </p>
                {fetched(uses, |list| list_uses(&list.items))}
                <div class="card-end">
                    <button class="button" data-part="keep-team"
                        on:click=move |_| shown.set(false)>"Keep"</button>
                    <button class="button danger" data-part="confirm-remove-team"
                        on:click=remove>"Delete"</button>
                </div>
            </div>
        </Modal>
    }
}

/// The teams that are known, for a choice.
pub(super) fn choices(team: Shared) -> Vec<(TeamId, String)> {
    let of =
        |book: &Book| book.teams.iter().map(|one| (one.id.clone(), one.name.clone())).collect();
    team.book.state.with(|book: &Fetched<Book>| book.here().map(of).unwrap_or_default())
}

/// The agents that are known, for a choice.
pub(super) fn agent_choices(team: Shared) -> Vec<(AgentId, String)> {
    team.rows().into_iter().map(|row| (row.id, row.name)).collect()
}
