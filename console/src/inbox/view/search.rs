//! The search for people and messages.

use super::history::{RowTime, skeleton};
use super::labels::RowLabels;
use super::store::Store;
use crate::browser::page;
use crate::inbox::{Inbox, Msg, Search, initials, status};
use crate::texts::t;
use crate::ui::avatar::avatar;
use crate::ui::icon::{ALERT, CLOSE, SEARCH, icon, spinner};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::people::Piece;
use shared::protocol::SearchHit;

#[component]
pub(crate) fn SearchField() -> impl IntoView {
    let store = expect_context::<Store>();
    let typed = store.part(|inbox| inbox.search.typed.clone());
    let on = store.part(|inbox| inbox.search.is_on());
    let all = store.peek(Inbox::sees_all);
    let name = if all { t!("keys-search") } else { t!("inbox-search-yours") };
    let clear = move || {
        store.send(Msg::Search(String::new()));
        page::focus("[data-part=search]");
    };
    let key = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" if on.get_untracked() => {
            event.prevent_default();
            clear();
        }
        "ArrowDown" => {
            event.prevent_default();
            page::focus("[data-part=search-hits] .row");
        }
        _ => {}
    };
    view! {
        <div class="search" role="search">
            {icon(SEARCH)}
            <input class="input slim" type="search" data-part="search" aria-label=name
                placeholder=t!("inbox-search") autocomplete="off" prop:value=move || typed.get()
                on:input=move |event| store.send(Msg::Search(event_target_value(&event)))
                on:keydown=key/>
            {move || on.get().then(|| view! {
                <button class="button quiet square small" aria-label=t!("inbox-search-clear")
                    data-part="clear-search" on:click=move |_| clear()>{icon(CLOSE)}</button>
            })}
        </div>
    }
}

/// The hits, in place of the lists.
#[component]
pub(crate) fn Results() -> impl IntoView {
    let store = expect_context::<Store>();
    let search = store.part(|inbox| inbox.search.clone());
    let rows = Memo::new(move |_| search.with(|search| search.rows.clone()));
    let empty =
        Memo::new(move |_| search.with(|s| s.rows.is_empty() && !s.loading && s.error.is_none()));
    let first = Memo::new(move |_| search.with(|s| s.rows.is_empty() && s.loading));
    view! {
        <p class="hidden" role="status">{move || search.with(status_text)}</p>
        {move || first.get().then(skeleton)}
        {move || search.with(|search| search.error.clone()).map(|reason| view! {
            <div class="empty" role="alert">{icon(ALERT)}<p>{reason}</p></div>
        })}
        {move || empty.get().then(|| view! {
            <div class="empty" data-part="nothing-found">
                {icon(SEARCH)}
                <h2>{t!("inbox-found-none")}</h2>
                <p>{t!("inbox-found-none-text")}</p>
            </div>
        })}
        <ul class="list-rows" data-part="search-hits">
            <For each=move || rows.get() key=key let:found>
                <Hit found/>
            </For>
        </ul>
        <More search/>
    }
}

fn key(found: &SearchHit) -> (String, String) {
    let said = found.said.iter().map(|piece| piece.text.as_str());
    (found.row.id.to_string(), said.chain(found.name.iter().map(|piece| &*piece.text)).collect())
}

/// The status for screen readers.
fn status_text(search: &Search) -> String {
    match (search.loading, search.rows.len()) {
        (true, _) => String::new(),
        (false, 0) => t!("inbox-found-none").to_owned(),
        (false, many) => t!("inbox-found", many = many),
    }
}

#[component]
fn More(search: Memo<Search>) -> impl IntoView {
    let store = expect_context::<Store>();
    move || {
        search.with(|search| {
            let busy = search.loading;
            (search.next.is_some() && !search.rows.is_empty()).then(|| {
                view! {
                    <div class="more">
                        <button class="button" data-part="more" disabled=busy
                            on:click=move |_| store.send(Msg::SearchMore)>
                            {busy.then(spinner)} {t!("common-show-older")}
                        </button>
                    </div>
                }
            })
        })
    }
}

#[component]
fn Hit(found: SearchHit) -> impl IntoView {
    let store = expect_context::<Store>();
    let SearchHit { row, name, said } = found;
    let (open, select) = (row.id.clone(), row.clone());
    let current = store.part(move |inbox| inbox.selected.as_ref() == Some(&open));
    let last = row.last;
    let under = if said.is_empty() {
        let agent =
            row.agent.as_ref().map(|agent| format!(" · {}", agent.name)).unwrap_or_default();
        format!("{}{agent}", status(&row.status)).into_any()
    } else {
        highlighted(&said).into_any()
    };
    let name = if name.is_empty() {
        t!("inbox-a-visitor").into_any()
    } else {
        highlighted(&name).into_any()
    };
    view! {
        <li>
            <button class="row" data-part="hit" data-conversation=row.id.to_string()
                aria-current=move || current.get().to_string()
                on:click=move |_| store.send(Msg::OpenHistory(Box::new(select.clone())))>
                <span class="row-avatar">{avatar(row.id.as_str(), initials(&row.attributes))}</span>
                <span class="name">{name}</span>
                <RowTime at=last/>
                <span class="under"><span class="last">{under}</span></span>
                <RowLabels id=row.id.clone()/>
            </button>
        </li>
    }
}

/// A text with the matches highlighted.
pub(crate) fn highlighted(pieces: &[Piece]) -> impl IntoView + use<> {
    let piece = |piece: &Piece| {
        let text = piece.text.clone();
        if piece.hit { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
    };
    pieces.iter().map(piece).collect_view()
}
