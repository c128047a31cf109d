//! The visitor's pages, and their other conversations.

use super::store::Store;
use crate::format;
use crate::inbox::{Msg, status};
use crate::texts::t;
use crate::ui::icon::{LOCK, icon};
use crate::ui::kit::Fetch;
use leptos::prelude::*;
use shared::event::Page;
use shared::people::Seen;
use shared::person::Attributes;
use shared::protocol::{ActivityRow, ConversationRow, VisitorProfile};

/// How many pages are shown at first.
const COLLAPSED_ROWS: usize = 4;

/// The pages of this visit, the latest first.
#[component]
pub(crate) fn Pages(pages: Memo<shared::people::Pages>) -> impl IntoView {
    let all = RwSignal::new(false);
    let count = Memo::new(move |_| pages.with(|pages| pages.all().len()));
    let row = |seen: &Seen| {
        let (visible, title) = (seen.page.short(), seen.page.title.clone());
        view! {
            <li title=seen.page.url.clone()>
                <span class="where">{visible}</span>
                <span class="page-title">{title}</span>
                <time>{format::clock(seen.at)}</time>
            </li>
        }
    };
    let rows = move || {
        let most = if all.get() { usize::MAX } else { COLLAPSED_ROWS };
        pages.with(|pages| pages.all().iter().rev().take(most).map(row).collect_view())
    };
    view! {
        <Show when=move || { count.get() > 1 }>
            <h4>{t!("inbox-visit-pages")}<span class="count">{count}</span></h4>
            <ol class="trail" data-part="pages">{rows}</ol>
            <Show when=move || { count.get() > COLLAPSED_ROWS }>
                <button class="button quiet small more-of" data-part="all-pages"
                    aria-expanded=move || all.get().to_string()
                    on:click=move |_| all.update(|all| *all = !*all)>
                    {move || if all.get() { t!("inbox-show-fewer") } else { t!("inbox-show-all") }}
                </button>
            </Show>
        </Show>
    }
}

/// Their other conversations of the past 90 days.
#[component]
pub(crate) fn Activity(
    profile: Fetch<VisitorProfile>,
    attributes: Memo<Attributes>,
) -> impl IntoView {
    let visible = move || {
        profile.state.with(|state| {
            let profile = state.here()?;
            let locked = profile.activity.iter().any(|row| !row.readable);
            let rows = profile.activity.clone().into_iter();
            let rows = rows.map(|row| view! { <Row row attributes/> }).collect_view();
            Some(if profile.activity.is_empty() {
                view! {
                    <p class="fine pad" data-part="no-activity">
                        {t!("inbox-no-earlier")}
                    </p>
                }
                .into_any()
            } else {
                view! {
                    <ul class="activity" data-part="activity">{rows}</ul>
                    {locked.then(|| view! {
                        <p class="fine pad" data-part="locked">
                            {t!("inbox-earlier-locked")}
                        </p>
                    })}
                    {profile.more.then(|| view! {
                        <p class="fine pad">{t!("inbox-earlier-more")}</p>
                    })}
                }
                .into_any()
            })
        })
    };
    view! {
        <h4>{t!("inbox-earlier")}</h4>
        {visible}
    }
}

/// A conversation; a click opens it.
#[component]
fn Row(row: ActivityRow, attributes: Memo<Attributes>) -> impl IntoView {
    let store = expect_context::<Store>();
    let inside = inside(&row);
    if !row.readable {
        return view! {
            <li class="activity" data-part="locked-row">{inside}{icon(LOCK)}</li>
        }
        .into_any();
    }
    let open = move |_| {
        store.send(Msg::OpenHistory(Box::new(as_listed(&row, attributes.get_untracked()))));
    };
    view! {
        <li>
            <button class="activity" data-part="activity-row" on:click=open>{inside}</button>
        </li>
    }
    .into_any()
}

/// The content of a row: time, dialogue, outcome and agent.
pub(crate) fn inside(row: &ActivityRow) -> impl IntoView + use<> {
    let with = row.agent.as_ref().map(|agent| format!(" · {}", agent.name));
    view! {
        <span class="activity-name">{row.dialogue.clone()}</span>
        <time class="activity-when">{format::date(row.started)}</time>
        <span class="activity-how">{status(&row.status)}{with}</span>
    }
}

/// Converts it to a row of the lists.
pub(crate) fn as_listed(row: &ActivityRow, attributes: Attributes) -> ConversationRow {
    ConversationRow {
        id: row.id.clone(),
        visitor: None,
        verified: false,
        dialogue: None,
        attributes,
        page: Page::default(),
        started: row.started,
        last: row.last,
        agent: row.agent.clone(),
        status: row.status.clone(),
        last_words: None,
        missed: None,
        rating: None,
        labels: Vec::new(),
    }
}
