//! Where a visitor has been, and the conversations there were with them.

use super::icon::{LOCK, icon};
use super::kit::Fetch;
use super::past::standing;
use super::store::Store;
use crate::format;
use crate::inbox::{Msg, path};
use leptos::prelude::*;
use shared::event::Page;
use shared::people::Seen;
use shared::person::Values;
use shared::protocol::{ActivityRow, ConversationRow, VisitorProfile};

/// How many pages show before they are asked for.
const FEW: usize = 4;

/// The pages of this visit, the latest first.
#[component]
pub(super) fn Pages(pages: Memo<shared::people::Pages>) -> impl IntoView {
    let all = RwSignal::new(false);
    let count = Memo::new(move |_| pages.with(|pages| pages.all().len()));
    let row = |seen: &Seen| {
        let (shown, title) = (path(&seen.page), seen.page.title.clone());
        view! {
            <li title=seen.page.url.clone()>
                <span class="where">{shown}</span>
                <span class="what">{title}</span>
                <time>{format::clock(seen.at)}</time>
            </li>
        }
    };
    let rows = move || {
        let most = if all.get() { usize::MAX } else { FEW };
        pages.with(|pages| pages.all().iter().rev().take(most).map(row).collect_view())
    };
    view! {
        <Show when=move || { count.get() > 1 }>
            <h4>"Pages of this visit "<span class="count">{count}</span></h4>
            <ol class="trail" data-part="pages">{rows}</ol>
            <Show when=move || { count.get() > FEW }>
                <button class="button quiet small more-of" data-part="all-pages"
                    aria-expanded=move || all.get().to_string()
                    on:click=move |_| all.update(|all| *all = !*all)>
                    {move || if all.get() { "Show fewer" } else { "Show all" }}
                </button>
            </Show>
        </Show>
    }
}

/// Their other conversations of the past 90 days.
#[component]
pub(super) fn Activity(profile: Fetch<VisitorProfile>, told: Memo<Values>) -> impl IntoView {
    let shown = move || {
        profile.state.with(|state| {
            let profile = state.here()?;
            let locked = profile.activity.iter().any(|row| !row.readable);
            let rows = profile.activity.clone().into_iter();
            let rows = rows.map(|row| view! { <Row row told/> }).collect_view();
            Some(if profile.activity.is_empty() {
                view! {
                    <p class="fine pad" data-part="no-activity">
                        "No other conversations in the past 90 days."
                    </p>
                }
                .into_any()
            } else {
                view! {
                    <ul class="activity" data-part="activity">{rows}</ul>
                    {locked.then(|| view! {
                        <p class="fine pad" data-part="locked">
                            "Only who may view all conversations can open those of colleagues."
                        </p>
                    })}
                    {profile.more.then(|| view! {
                        <p class="fine pad">"There are more; the latest are shown."</p>
                    })}
                }
                .into_any()
            })
        })
    };
    view! {
        <h4>"Activity, 90 days"</h4>
        {shown}
    }
}

/// One of them; a click opens it.
#[component]
fn Row(row: ActivityRow, told: Memo<Values>) -> impl IntoView {
    let store = expect_context::<Store>();
    let inside = inside(&row);
    if !row.readable {
        return view! {
            <li class="deed" data-part="locked-row">{inside}{icon(LOCK)}</li>
        }
        .into_any();
    }
    let open = move |_| store.send(Msg::OpenPast(Box::new(as_listed(&row, told.get_untracked()))));
    view! {
        <li>
            <button class="deed" data-part="activity-row" on:click=open>{inside}</button>
        </li>
    }
    .into_any()
}

/// What a row says: when, what ran, how it ended, who talked.
pub(super) fn inside(row: &ActivityRow) -> impl IntoView + use<> {
    let with = row.agent.as_ref().map(|agent| format!(" · {}", agent.name));
    view! {
        <span class="deed-name">{row.dialogue.clone()}</span>
        <time class="deed-when">{format::date(row.started)}</time>
        <span class="deed-how">{standing(&row.standing)}{with}</span>
    }
}

/// As a list would have it.
pub(super) fn as_listed(row: &ActivityRow, told: Values) -> ConversationRow {
    ConversationRow {
        id: row.id.clone(),
        visitor: None,
        dialogue: None,
        told,
        page: Page::default(),
        started: row.started,
        last: row.last,
        agent: row.agent.clone(),
        standing: row.standing.clone(),
    }
}
