//! Who can take chats now, and what was missed.

use crate::client::http;
use crate::context::Nav;
use crate::home::Progress;
use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Tab};
use crate::nav::{ConsoleRoute, Section};
use crate::texts::t;
use crate::ui::avatar::agent_avatar;
use crate::ui::kit::{Fetch, Fetched};
use leptos::prelude::*;
use shared::api::{ListMissed, MissedFilter};
use shared::id::SiteId;
use shared::permission::Permission;
use shared::protocol::{AgentRow, MissedList};

/// How many agents are named.
const NAMED: usize = 6;

/// The agents who can take a chat now, by name.
#[component]
pub(super) fn AvailableNow(now: Progress) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let is_ready = |agent: &&AgentRow| {
        let row = now.availability.agents.iter().find(|row| row.agent == agent.id);
        row.is_some_and(|row| row.unavailable_reason.is_none())
    };
    let ready: Vec<&AgentRow> = now.agents.iter().filter(is_ready).collect();
    let agents = now.agents.iter().filter(|agent| agent.live_chat).count();
    let more = ready.len().saturating_sub(NAMED);
    let named = ready.iter().take(NAMED).map(|agent| {
        let chats = now.availability.agents.iter().find(|row| row.agent == agent.id);
        let chats = chats.map(|row| row.chats).unwrap_or_default();
        let chats = match chats {
            0 => String::new(),
            some => t!("home-has-chats", count = some),
        };
        view! {
            <li class="ready-agent" data-part="ready-agent">
                {agent_avatar(agent.id.as_str(), &agent.name, agent.picture.as_deref())}
                <span>{agent.name.clone()}</span>
                <span class="fine">{chats}</span>
            </li>
        }
    });
    let named = named.collect_view();
    let (section, text) = if nav.may(Section::Team) {
        (Section::Team, t!("home-see-team"))
    } else {
        (Section::Hours, t!("section-hours"))
    };
    let link = nav.may(section).then(|| {
        let route = ConsoleRoute::section(section);
        let href = route.path();
        view! {
            <a class="link" href=href data-part="open-team" on:click=move |event| {
                event.prevent_default();
                nav.go(route.clone());
            }>{text}</a>
        }
    });
    view! {
        <section class="card home-part" aria-labelledby="home-ready" data-part="available-now">
            <header class="report-head">
                <h2 id="home-ready">{t!("home-available-now")}</h2>
                {link}
            </header>
            {if ready.is_empty() {
                view! {
                    <p class="fine" data-part="nobody-ready">
                        {t!("home-nobody")}
                    </p>
                }
                .into_any()
            } else {
                view! {
                    <ul class="ready-agents">{named}</ul>
                    {(more > 0).then(|| view! { <p class="fine">{t!("home-and-more", count = more)}</p> })}
                    <p class="fine">{t!("home-ready-of", ready = ready.len(), count = agents)}</p>
                }
                .into_any()
            }}
        </section>
    }
}

/// Chats that nobody answered and that nobody takes care of yet, with the way to them.
#[component]
pub(super) fn Missed(site: SiteId) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let store = expect_context::<Store>();
    if !nav.has(Permission::LiveChat) && !nav.has(Permission::ViewAllConversations) {
        return ().into_any();
    }
    let missed: Fetch<MissedList> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::query(&ListMissed { site }, &MissedFilter::default()).await }
    });
    let open = move |_| {
        nav.go(ConsoleRoute::section(Section::Inbox));
        store.send(Msg::ShowTab(Tab::Missed));
    };
    let text = move || {
        missed.state.with(|list: &Fetched<MissedList>| {
            let counts = list.here()?.counts;
            Some(match (counts.free + counts.own, counts.own) {
                (0, _) => return None,
                (all, 0) => t!("home-missed", count = all),
                (all, own) => t!("home-missed-own", count = all, own = own),
            })
        })
    };
    view! {
        {move || text().map(|text| view! {
            <ul class="callouts">
                <li class="callout" data-tone="warn" data-part="home-missed">
                    <span>{text}</span>
                    <button class="button small" type="button" data-part="open-missed"
                        on:click=open>{t!("home-answer")}</button>
                </li>
            </ul>
        })}
    }
    .into_any()
}
