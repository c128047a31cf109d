//! Removing an agent: what becomes of their chats, and what still refers to them.

use super::Team;
use crate::browser::page;
use crate::client::http;
use crate::team::used_in;
use crate::texts::t;
use crate::ui::icon::spinner;
use crate::ui::kit::{Fetch, fetched};
use crate::ui::modal::Modal;
use crate::ui::rich::rich;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{DeleteAgent, GetTeamAvailability, ListAgentReferences};
use shared::protocol::{AgentRow, Listing, Reference, UsedIn};

/// Asks for confirmation. Closing it cancels.
#[component]
pub(super) fn LeavingSheet(row: AgentRow, open: RwSignal<Option<AgentRow>>) -> impl IntoView {
    let team = expect_context::<Team>();
    let visible = RwSignal::new(true);
    Effect::new(move || {
        if !visible.get() {
            open.set(None);
        }
    });
    page::focus("[data-part=keep-agent]");
    let route = ListAgentReferences { site: team.site(), agent: row.id.clone() };
    let references: Fetch<Listing<Reference>> = Fetch::begin(move || {
        let route = route.clone();
        async move { http::call(&route).await }
    });
    let (site, id) = (team.site(), row.id.clone());
    let chats: Fetch<usize> = Fetch::begin(move || {
        let (site, id) = (site.clone(), id.clone());
        async move {
            let team = http::call(&GetTeamAvailability { site }).await?;
            Ok(team.agents.iter().find(|one| one.agent == id).map_or(0, |one| one.chats))
        }
    });
    let busy = RwSignal::new(false);
    let row = StoredValue::new(row);
    let remove = move |_| {
        let (site, row) = (team.site(), row.get_value());
        busy.set(true);
        spawn_local(async move {
            let gone = http::call(&DeleteAgent { site, agent: row.id }).await;
            busy.try_set(false);
            match gone {
                Ok(()) => {
                    team.agents.again();
                    team.routing.again();
                    team.toast(t!("team-removed", name = row.name));
                    visible.try_set(false);
                }
                Err(error) => team.warn(error.text()),
            }
        });
    };
    view! {
        <Modal open=visible name=t!("team-remove") part="leaving" close="close-leaving" class="form">
            <div class="sheet-body">
                <p>
                    {rich!(
                        "team-remove-text",
                        name = view! { <strong>{row.with_value(|row| row.name.clone())}</strong> },
                    )}
                </p>
                {fetched(chats, move |chats| view! {
                    <p data-part="chats-now">{row.with_value(|row| chats_now(&row.name, chats))}</p>
                })}
                {fetched(references, |list| list_references(&list.items))}
                <div class="card-end">
                    <button class="button" data-part="keep-agent"
                        on:click=move |_| visible.set(false)>{t!("common-cancel")}</button>
                    <button class="button danger" data-part="confirm-remove"
                        disabled=move || busy.get() on:click=remove>
                        {move || busy.get().then(spinner)} {t!("common-remove")}
                    </button>
                </div>
            </div>
        </Modal>
    }
}

/// How many chats somebody has, and what becomes of them when they are removed.
fn chats_now(name: &str, chats: usize) -> String {
    match chats {
        0 => t!("team-remove-no-chat", name = name),
        1 => t!("team-remove-one-chat", name = name),
        more => t!("team-remove-chats", name = name, more = more),
    }
}

/// Lists what refers to an agent or team, and what happens to it.
pub(super) fn list_references(references: &[Reference]) -> impl IntoView + use<> {
    if references.is_empty() {
        return view! { <p class="fine">{t!("team-no-references")}</p> }.into_any();
    }
    let card = |one: &Reference| matches!(one.used_in, UsedIn::Draft | UsedIn::Published);
    let cards = references.iter().any(card);
    let rows = references.iter().map(|one| {
        let text = format!("{} “{}”", used_in(one.used_in), one.name);
        view! { <li>{text}</li> }
    });
    view! {
        <div class="callout" data-tone="warn" data-part="references">
            <strong>{t!("team-references")}</strong>
            <ul>{rows.collect_view()}</ul>
            <p>
                {if cards {
                    t!("team-references-cards")
                } else {
                    t!("team-references-others")
                }}
            </p>
        </div>
    }
    .into_any()
}
