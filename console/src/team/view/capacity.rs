//! How many chats an agent can have at once, the site's number and an agent's own, and how long
//! visitors wait while everybody has as many.

use super::Team;
use crate::settings::number;
use crate::texts::t;
use crate::ui::kit::{SaveButton, TextField};
use leptos::prelude::*;
use shared::desk::RoutingConfig;
use shared::id::AgentId;
use shared::permission::Permission;
use shared::protocol::AgentRow;
use shared::protocol::bounds::{MAX_CHATS, WAIT_MINUTES};

/// What is typed: a number of chats.
fn typed(text: &str) -> Result<u32, String> {
    let found = number(text, MAX_CHATS)?;
    u32::try_from(found).map_err(|error| error.to_string())
}

/// The site's number.
#[component]
pub(super) fn SiteCapacity(routing: RoutingConfig) -> impl IntoView {
    let team = expect_context::<Team>();
    let most = RwSignal::new(routing.max_chats.to_string());
    let wrong = Signal::derive(move || typed(&most.get()).err());
    let unchanged =
        Signal::derive(move || typed(&most.get()).is_ok_and(|new| new == routing.max_chats));
    let save = Callback::new(move |()| {
        if let Ok(new) = typed(&most.get_untracked()) {
            team.change_and_toast(move |routing| routing.max_chats = new, t!("common-saved"));
        }
    });
    let idle = Signal::derive(move || unchanged.get() || wrong.with(Option::is_some));
    view! {
        <div class="fields" data-part="site-capacity">
            <TextField label=t!("team-chats-at-once") value=most part="max-chats" wrong
                hint=t!("team-chats-at-once-hint", range = MAX_CHATS)/>
            <div class="card-end"><SaveButton busy=false idle save label=t!("common-save")/></div>
        </div>
    }
}

/// How long visitors may wait in the queue.
#[component]
pub(super) fn LongestWait(routing: RoutingConfig) -> impl IntoView {
    let team = expect_context::<Team>();
    let before = routing.wait_minutes;
    let minutes = RwSignal::new(before.to_string());
    let new = move || {
        let found = number(&minutes.get(), WAIT_MINUTES)?;
        u32::try_from(found).map_err(|error| error.to_string())
    };
    let wrong = Signal::derive(move || new().err());
    let idle = Signal::derive(move || new().map_or(true, |new| new == before));
    let save = Callback::new(move |()| {
        if let Ok(new) = untrack(new) {
            team.change_and_toast(move |routing| routing.wait_minutes = new, t!("common-saved"));
        }
    });
    view! {
        <div class="fields" data-part="longest-wait">
            <TextField label=t!("team-longest-wait") value=minutes part="wait-minutes" wrong
                hint=t!("team-longest-wait-hint")/>
            <div class="card-end"><SaveButton busy=false idle save label=t!("team-longest-wait-save")/></div>
        </div>
    }
}

/// An agent's own number, for who may edit the routing and while they can have chats.
#[component]
pub(super) fn AgentCapacity(row: AgentRow) -> impl IntoView {
    let team = expect_context::<Team>();
    let may = team.may(Permission::EditRouting) && row.live_chat;
    may.then(|| {
        crate::ui::kit::fetched(team.routing, move |routing| own_number(team, &row.id, &routing))
    })
}

fn own_number(team: Team, id: &AgentId, routing: &RoutingConfig) -> impl IntoView + use<> {
    let before = routing.max_chats_of_agents.get(id).copied();
    let most = RwSignal::new(before.map_or_else(String::new, |most| most.to_string()));
    let new = move || match most.get() {
        text if text.trim().is_empty() => Ok(None),
        text => typed(&text).map(Some),
    };
    let wrong = Signal::derive(move || new().err());
    let idle = Signal::derive(move || new().map_or(true, |new| new == before));
    let id = id.clone();
    let save = Callback::new(move |()| {
        let Ok(new) = untrack(new) else { return };
        let id = id.clone();
        let change = move |routing: &mut RoutingConfig| {
            match new {
                Some(most) => routing.max_chats_of_agents.insert(id, most),
                None => routing.max_chats_of_agents.remove(&id),
            };
        };
        team.change_and_toast(change, t!("common-saved"));
    });
    let hint = t!("team-chats-at-once-own-hint", range = MAX_CHATS, most = routing.max_chats,);
    view! {
        <div class="fields" data-part="agent-capacity">
            <TextField label=t!("team-chats-at-once") value=most part="agent-max-chats" wrong hint/>
            <div class="card-end"><SaveButton busy=false idle save label=t!("team-chats-at-once-save")/></div>
        </div>
    }
}
