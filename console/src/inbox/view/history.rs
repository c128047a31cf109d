//! The lists of past conversations.

use super::filter::FilterBar;
use super::labels::RowLabels;
use super::missed::reason;
use super::store::Store;
use crate::format;
use crate::inbox::{HistoryList, Msg, Quote, RowText, Tab, display_name, initials};
use crate::texts::t;
use crate::ui::avatar::avatar;
use crate::ui::icon::{ALERT, ATTACH, HISTORY, SEEN, icon, spinner};
use leptos::prelude::*;
use shared::conversation::Missed;
use shared::id::ConversationId;
use shared::protocol::ConversationRow;
use shared::time::Timestamp;

/// A list of past conversations.
#[component]
pub(crate) fn HistoryRows(tab: Tab) -> impl IntoView {
    let store = expect_context::<Store>();
    let list = store.part(move |inbox| inbox.listing(tab).clone());
    let stale =
        Memo::new(move |_| list.with(|list| !list.loaded && !list.loading && list.error.is_none()));
    Effect::new(move || {
        if stale.get() {
            store.send(Msg::LoadHistory { tab, again: true });
        }
    });
    let rows = store.part(move |inbox| inbox.listed(tab));
    let first = Memo::new(move |_| list.with(|list| list.rows.is_empty() && list.loading));
    let all = store.part(|inbox| inbox.labels.narrowed.is_all());
    let empty = Memo::new(move |_| list.with(|list| list.loaded) && rows.with(Vec::is_empty));
    view! {
        {(tab != Tab::Missed).then(|| view! { <FilterBar tab/> })}
        {move || first.get().then(skeleton)}
        {move || empty.get().then(|| {
            nothing(tab, !all.get() || list.with(|list| list.filter.count() > 0))
        })}
        <ul class="list-rows" data-part="history">
            <For each=move || rows.get() key=key let:row>
                <HistoryEntry row tab/>
            </For>
        </ul>
        <More tab list/>
    }
}

/// The key of a row: it is redrawn when this changes.
fn key(row: &ConversationRow) -> (ConversationId, u64, String, Option<(u64, String, bool)>) {
    let missed = row.missed.as_ref().map(|missed| {
        let holder = missed.holder().map(ToString::to_string).unwrap_or_default();
        (missed.at.0, holder, missed.is_open())
    });
    (row.id.clone(), row.last.0, row.status.clone(), missed)
}

pub(super) fn nothing(tab: Tab, filter: bool) -> impl IntoView {
    if filter {
        return view! {
            <div class="empty" data-part="empty">
                {icon(HISTORY)}
                <h2>{t!("inbox-none-match")}</h2>
                <p>{t!("inbox-none-match-text")}</p>
            </div>
        }
        .into_any();
    }
    if tab == Tab::Missed {
        return view! {
            <div class="empty" data-part="empty">
                {icon(SEEN)}
                <h2>{t!("inbox-none-missed")}</h2>
                <p>{t!("inbox-none-missed-text")}</p>
            </div>
        }
        .into_any();
    }
    let text = match tab {
        Tab::All => t!("inbox-none-all-text"),
        Tab::Mine | Tab::Missed | Tab::History => t!("inbox-none-past-text"),
    };
    view! {
        <div class="empty" data-part="empty">
            {icon(HISTORY)}
            <h2>{t!("inbox-none-yet")}</h2>
            <p>{text}</p>
        </div>
    }
    .into_any()
}

#[component]
fn More(tab: Tab, list: Memo<HistoryList>) -> impl IntoView {
    let store = expect_context::<Store>();
    let load = move |again| store.send(Msg::LoadHistory { tab, again });
    move || {
        list.with(|list| {
            if let Some(error) = list.error.clone() {
                let again = !list.loaded;
                return view! {
                    <div class="empty" role="alert" data-part="history-error">
                        {icon(ALERT)}
                        <p>{error}</p>
                        <button class="button" on:click=move |_| load(again)>{t!("common-try-again")}</button>
                    </div>
                }
                .into_any();
            }
            if list.next.is_none() || list.rows.is_empty() {
                return ().into_any();
            }
            let busy = list.loading;
            view! {
            <div class="more">
                <button class="button" data-part="more" disabled=busy on:click=move |_| load(false)>
                    {busy.then(spinner)} {t!("common-show-older")}
                </button>
            </div>
        }
        .into_any()
        })
    }
}

#[component]
fn HistoryEntry(row: ConversationRow, tab: Tab) -> impl IntoView {
    let store = expect_context::<Store>();
    let (open, select) = (row.id.clone(), row.id.clone());
    let current = store.part(move |inbox| inbox.selected.as_ref() == Some(&open));
    let why = row.missed.clone().filter(|_| tab == Tab::Missed).map(|missed| why(store, &missed));
    let last = match row.missed.as_ref().filter(|_| tab == Tab::Missed) {
        Some(missed) => missed.at,
        None => row.last,
    };
    let RowText { words, about } = store.peek(|inbox| RowText::new(&row, tab, &inbox.me.agent.id));
    // Why it was missed is the last line there; how it stands follows from it.
    let below = why.or_else(|| words.is_some().then(|| about.clone()));
    let below = below.filter(|below| !below.is_empty());
    let under = if let Some(words) = words {
        view! { <QuotedWords words/> }.into_any()
    } else {
        let about = if tab == Tab::Missed { row.page.short() } else { about };
        view! { <span class="last">{about}</span> }.into_any()
    };
    view! {
        <li>
            <button class="row" data-part="history-chat" data-conversation=row.id.to_string()
                aria-current=move || current.get().to_string()
                on:click=move |_| store.send(Msg::Select(select.clone()))>
                <span class="row-avatar">{avatar(row.id.as_str(), initials(&row.attributes))}</span>
                <span class="name">{display_name(&row.attributes)}</span>
                <RowTime at=last/>
                <span class="under">{under}</span>
                {below.map(|below| view! { <span class="why" data-part="why">{below}</span> })}
                <RowLabels id=row.id.clone()/>
            </button>
        </li>
    }
}

/// When something last happened, so that one can read it at once; the exact time is in its title.
#[component]
pub(super) fn RowTime(at: Timestamp) -> impl IntoView {
    let store = expect_context::<Store>();
    view! {
        <time class="when" data-part="when" title=format::date(at)>
            {move || format::when(at, store.minute())}
        </time>
    }
}

/// Somebody's last words, with who said them. They run in the direction of their own letters.
#[component]
fn QuotedWords(words: Quote) -> impl IntoView {
    let Quote { by, text, file } = words;
    let by = match by {
        Some(by) => view! { <span class="by">{format!("{by}:")}</span> }.into_any(),
        None => {
            view! { <span class="hidden">{format!("{}: ", t!("inbox-visitor"))}</span> }.into_any()
        }
    };
    view! {
        {by}
        {file.then(|| icon(ATTACH))}
        <span class="last" data-part="last-words" dir="auto">{text}</span>
    }
}

/// Why a conversation was missed, and who takes care of it.
fn why(store: Store, missed: &Missed) -> String {
    let reason = reason(missed.reason);
    match &missed.taken {
        Some(taken) if store.peek(|inbox| inbox.me.agent.id == taken.by.id) => {
            t!("inbox-row-yours", reason = reason)
        }
        Some(taken) => t!("inbox-row-taken", name = taken.by.name, reason = reason),
        None => reason.to_owned(),
    }
}

/// Placeholder rows while loading.
pub(crate) fn skeleton() -> impl IntoView {
    let row = || {
        view! {
            <li class="row ghost"><span class="row-avatar"></span><span class="name"></span><span class="under"></span></li>
        }
    };
    view! {
        <ul class="list-rows" aria-hidden="true">{(0..5).map(|_| row()).collect_view()}</ul>
    }
}
