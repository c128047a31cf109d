//! Why a chat was routed to its agent, for agents with the permission to see it.

use super::store::Store;
use crate::client::http;
use crate::format;
use crate::replay::{ExplainedDecision, explain};
use crate::texts::t;
use crate::ui::icon::{DOWN, ROUTE, icon};
use crate::ui::kit::{Fetch, fetched};
use leptos::prelude::*;
use shared::api::GetRoutingDecisions;
use shared::id::ConversationId;
use shared::permission::Permission;
use shared::time::Timestamp;

/// Whether the signed-in agent may see it.
fn may(store: Store) -> bool {
    let enough = [Permission::ViewRouting, Permission::ViewAllConversations];
    store.peek(|inbox| enough.iter().any(|one| inbox.me.permissions.contains(one)))
}

/// A folded panel beside a chat; loaded when it is opened.
#[component]
pub(crate) fn RoutingPanel(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let open = RwSignal::new(false);
    let id = StoredValue::new(id);
    may(store).then(|| {
        view! {
            <section class="routing-reasons" data-part="routing-reasons">
                <button class="fold" data-part="routing-fold" aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)>
                    {icon(ROUTE)}<span>{t!("inbox-routing")}</span>{icon(DOWN)}
                </button>
                <Show when=move || open.get()>
                    <Routing id=id.get_value()/>
                </Show>
            </section>
        }
    })
}

/// The routing decisions of a conversation; with `until`, those up to that moment.
#[component]
pub(crate) fn Routing(
    id: ConversationId,
    #[prop(optional, into)] until: Option<Signal<Timestamp>>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    if !may(store) {
        return view! {
            <p class="fine">{t!("inbox-routing-locked")}</p>
        }
        .into_any();
    }
    let site = store.peek(|inbox| inbox.me.site.clone());
    let routed = Fetch::begin(move || {
        let route = GetRoutingDecisions { site: site.clone(), conversation: id.clone() };
        async move { http::call(&route).await }
    });
    fetched(routed, move |routed| {
        let all: Vec<ExplainedDecision> =
            routed.items.iter().map(|one| explain(one, &routed)).collect();
        move || {
            let by_now = |one: &&ExplainedDecision| until.is_none_or(|until| one.at <= until.get());
            let visible: Vec<ExplainedDecision> = all.iter().filter(by_now).cloned().collect();
            if visible.is_empty() {
                return view! { <p class="fine" data-part="no-routing">{t!("inbox-not-routed")}</p> }
                    .into_any();
            }
            visible
                .into_iter()
                .map(|one| view! { <Decided explained=one/> })
                .collect_view()
                .into_any()
        }
    })
    .into_any()
}

#[component]
fn Decided(explained: ExplainedDecision) -> impl IntoView {
    let agent = |agent: crate::replay::ExplainedAgent| {
        view! {
            <li data-chosen=agent.chosen.to_string()><strong>{agent.name}</strong>" "{agent.verdict}</li>
        }
    };
    let pool = move |pool: crate::replay::ExplainedPool| {
        let more =
            (pool.more > 0).then(|| view! { <li>{t!("team-and-more", more = pool.more)}</li> });
        view! {
            <p class="decided-pool">{pool.about}</p>
            <ul class="decided-agents">{pool.agents.into_iter().map(agent).collect_view()}{more}</ul>
        }
    };
    view! {
        <article class="decided" data-part="decided">
            <p><time class="fine">{format::clock(explained.at)}</time>" "{explained.reason}</p>
            {explained.pools.into_iter().map(pool).collect_view()}
            <p class="decided-end" data-part="decided-end">{explained.end}</p>
        </article>
    }
}
