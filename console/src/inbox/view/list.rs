//! The left pane: chats, past conversations, and availability.

use super::history::HistoryRows;
use super::labels::{RowLabels, narrow::NarrowBar};
use super::search::{Results, SearchField};
use super::status::Status;
use super::store::Store;
use crate::browser::page;
use crate::format;
use crate::inbox::{Availability, Inbox, Msg, Row, Tab, Turn, count_text};
use crate::texts::t;
use crate::ui::avatar::avatar;
use crate::ui::icon::{INBOX, icon};
use leptos::prelude::*;
use shared::id::ConversationId;

#[component]
pub(crate) fn Lists() -> impl IntoView {
    let store = expect_context::<Store>();
    let tab = store.part(|inbox| inbox.tab);
    let searching = store.part(|inbox| inbox.search.is_on());
    let site = store.peek(|inbox| inbox.me.site_name.clone());
    // Load the next page when the agent scrolls near the end.
    let near_end = move |event: leptos::ev::Event| {
        if !page::is_near_end(&event) {
            return;
        }
        match (searching.get_untracked(), tab.get_untracked()) {
            (true, _) => store.send(Msg::SearchMore),
            (false, Tab::Mine) => {}
            (false, tab) => store.send(Msg::LoadHistory { tab, again: false }),
        }
    };
    view! {
        <nav class="pane lists" aria-label=t!("inbox-list")>
            <header class="bar">
                <h1 class="site" title=site.clone()>{site.clone()}</h1>
            </header>
            <SearchField/>
            {move || (!searching.get()).then(|| view! { <Tabs/> })}
            <NarrowBar/>
            <div class="scroll" role="tabpanel" aria-label=t!("inbox-list") on:scroll=near_end>
                {move || match (searching.get(), tab.get()) {
                    (true, _) => view! { <Results/> }.into_any(),
                    (false, Tab::Mine) => view! { <Mine/> }.into_any(),
                    (false, other) => view! { <HistoryRows tab=other/> }.into_any(),
                }}
            </div>
            <Status/>
        </nav>
    }
}

#[component]
fn Tabs() -> impl IntoView {
    let store = expect_context::<Store>();
    let all = store.peek(Inbox::sees_all);
    let live = store.part(Inbox::live);
    let missed = store.peek(Inbox::sees_missed);
    let unanswered = store.part(Inbox::missed_count);
    view! {
        <div class="tabs" role="tablist">
            <TabButton tab=Tab::Mine name=t!("inbox-tab-mine") part="tab-mine">
                <span class="count" data-empty=move || (live.get() == 0).to_string()>
                    {move || live.get()}
                </span>
            </TabButton>
            {missed.then(|| view! {
                <TabButton tab=Tab::Missed name=t!("inbox-tab-missed") part="tab-missed">
                    <span class="count" data-part="missed-count" data-empty=move || (unanswered.get() == 0).to_string()>
                        {move || count_text(unanswered.get())}
                    </span>
                </TabButton>
            })}
            <TabButton tab=Tab::History name=t!("inbox-tab-past") part="tab-history">""</TabButton>
            {all.then(|| view! { <TabButton tab=Tab::All name=t!("inbox-tab-all") part="tab-all">""</TabButton> })}
        </div>
    }
}

#[component]
fn TabButton(
    tab: Tab,
    name: &'static str,
    part: &'static str,
    children: Children,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let visible = store.part(move |inbox| inbox.tab == tab);
    view! {
        <button class="tab" role="tab" data-part=part aria-selected=move || visible.get().to_string()
            on:click=move |_| store.send(Msg::ShowTab(tab))>{name}{children()}</button>
    }
}

#[component]
fn Mine() -> impl IntoView {
    let store = expect_context::<Store>();
    let loaded = store.part(|inbox| inbox.availability.last().is_some());
    let ids = store.part(Inbox::mine_narrowed);
    let hidden = store.part(|inbox| !inbox.mine().is_empty());
    let empty = Memo::new(move |_| ids.with(Vec::is_empty));
    move || match (loaded.get(), empty.get()) {
        (false, _) => super::history::skeleton().into_any(),
        (true, true) if hidden.get() => super::history::nothing(Tab::Mine, true).into_any(),
        (true, true) => view! { <Empty/> }.into_any(),
        (true, false) => view! {
            <ul class="list-rows" data-part="mine">
                <For each=move || ids.get() key=Clone::clone let:id>
                    <MineRow id/>
                </For>
            </ul>
        }
        .into_any(),
    }
}

/// The empty state of the chats.
#[component]
fn Empty() -> impl IntoView {
    let store = expect_context::<Store>();
    let availability = store.part(|inbox| inbox.availability.availability());
    view! {
        <div class="empty" data-part="empty">
            {icon(INBOX)}
            <h2>{t!("inbox-none-now")}</h2>
            {move || match availability.get() {
                Availability::Connecting => view! { <p>{t!("inbox-none-now-text")}</p> }.into_any(),
                Availability::NotAllowed => view! {
                    <p>{t!("inbox-none-now-locked")}</p>
                }
                .into_any(),
                Availability::Available => view! {
                    <p>{t!("inbox-none-now-available")}</p>
                }
                .into_any(),
                Availability::Away => view! {
                    <p>{t!("inbox-none-now-away")}</p>
                    <button class="button primary" data-part="go-available"
                        on:click=move |_| store.send(Msg::SetAvailable(true))>{t!("inbox-go-available")}</button>
                }
                .into_any(),
            }}
        </div>
    }
}

#[component]
fn MineRow(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let (key, open) = (id.clone(), id.clone());
    let row = store.part(move |inbox| inbox.row(&key));
    let current = store.part(move |inbox| inbox.selected.as_ref() == Some(&open));
    let read = move |read: fn(&Row) -> bool| row.with(|row| row.as_ref().is_some_and(read));
    let (select, labelled) = (id.clone(), id.clone());
    view! {
        <li>
            <button class="row" data-part="chat" data-conversation=id.to_string()
                aria-current=move || current.get().to_string()
                data-waits=move || read(|row| row.turn == Turn::Ours).to_string()
                data-over=move || read(|row| row.turn == Turn::Over).to_string()
                on:click=move |_| store.send(Msg::Select(select.clone()))>
                <span class="row-avatar" data-here=move || read(|row| row.here && row.turn != Turn::Over).to_string()>
                    {
                        let seed = id.to_string();
                        move || avatar(&seed, row.with(|row| row.as_ref()?.initials.clone()))
                    }
                </span>
                <span class="name">{move || row.with(|row| row.as_ref().map(|row| row.name.clone()))}</span>
                <span class="when">
                    {move || row.with(|row| row.as_ref().map(|row| format::ago(row.at, store.minute())))}
                </span>
                <span class="under">
                    <span class="last" data-part="last">{move || row.get().map(|row| last(store, &row))}</span>
                    <Unread row/>
                </span>
                <RowLabels id=labelled/>
            </button>
        </li>
    }
}

#[component]
fn Unread(row: Memo<Option<Row>>) -> impl IntoView {
    let unread = Memo::new(move |_| row.with(|row| row.as_ref().map_or(0, |row| row.unread)));
    view! {
        <span class="unread" data-part="unread" data-empty=move || (unread.get() == 0).to_string()>
            {move || unread.get()}
            <span class="hidden">{t!("inbox-row-unread")}</span>
        </span>
    }
}

/// The second line of a row.
fn last(store: Store, row: &Row) -> impl IntoView + use<> {
    let typing = row.turn != Turn::Over && row.typing.is_some_and(|until| until > store.here());
    let preview = match &row.last {
        _ if typing => {
            return view! { <em class="typing-label">{t!("inbox-typing")}</em> }.into_any();
        }
        _ if row.turn == Turn::Over => t!("inbox-ended").to_owned(),
        Some(last) if last.theirs => last.text.clone(),
        Some(last) => t!("inbox-row-you", text = last.text),
        None if row.here => t!("inbox-row-waiting", path = row.path),
        None => t!("inbox-left-page").to_owned(),
    };
    if row.drafted {
        return view! { <em class="draft-label">{t!("inbox-draft")}</em>{preview} }.into_any();
    }
    preview.into_any()
}
