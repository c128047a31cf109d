//! The header of a chat: the visitor, the duration, and the actions.

use super::manage::Manage;
use super::save::Save;
use super::store::Store;
use super::transfer::Transfer;
use crate::browser::page;
use crate::context::Overlays;
use crate::format;
use crate::inbox::{ConversationView, Inbox, Link, Msg, Pane, display_name};
use crate::replay::view::ReplayButton;
use crate::texts::t;
use crate::ui::icon::{BACK, CLOCK, CLOSE, INFO, NOTE, UNDO, icon, spinner};
use leptos::prelude::*;
use shared::conversation::Phase;
use shared::id::ConversationId;
use shared::time::Timestamp;

/// What the header needs of a chat.
#[derive(Clone, PartialEq)]
struct About {
    name: String,
    since: Timestamp,
    live: bool,
    can_end: bool,
    ending: bool,
    state: &'static str,
    typing: Option<Timestamp>,
    notes: usize,
}

impl About {
    fn of(inbox: &Inbox, chat: &ConversationView) -> Self {
        Self {
            name: display_name(&chat.attributes()),
            since: chat.since,
            live: chat.is_live(),
            can_end: inbox.may_end(chat),
            ending: chat.is_ending(),
            state: state(chat),
            typing: chat.typing,
            notes: chat.notes.len(),
        }
    }
}

/// Describes where the visitor is.
fn state(chat: &ConversationView) -> &'static str {
    match (&chat.state.phase, chat.link) {
        (Phase::Over(_), _) => t!("inbox-ended"),
        (_, Link::Broken) => t!("inbox-reconnecting"),
        _ if !chat.is_loaded() => t!("common-loading"),
        (Phase::Scripted, _) => t!("inbox-with-bot"),
        (Phase::Waiting { .. }, _) => t!("inbox-waiting"),
        _ if chat.here => t!("inbox-here"),
        _ if chat.state.is_follow_up() => t!("inbox-followed-up"),
        _ => t!("inbox-left-page"),
    }
}

#[component]
pub(crate) fn Header(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Overlays>();
    let (key, saved, replayed) = (id.clone(), id.clone(), id.clone());
    let managed = id.clone();
    let about = store.part(move |inbox| Some(About::of(inbox, inbox.chats.get(&key)?)));
    let live =
        Memo::new(move |_| about.with(|about| about.as_ref().is_some_and(|about| about.live)));
    let can_end =
        Memo::new(move |_| about.with(|about| about.as_ref().is_some_and(|about| about.can_end)));
    let ended = id.clone();
    view! {
        <header class="bar">
            <button class="button quiet square only-phone" data-part="back" aria-label=t!("inbox-back-to-list")
                on:click=move |_| store.send(Msg::ShowPane(Pane::List))>{icon(BACK)}</button>
            <div class="title">
                <h1 data-part="thread-name">{move || about.get().map(|about| about.name)}</h1>
                <p class="sub" data-part="thread-state">{move || about.get().map(|about| state_text(store, &about))}</p>
            </div>
            <Notes about/>
            <Show when=move || live.get()>
                <span class="lasting" title=t!("inbox-duration")>
                    {icon(CLOCK)}
                    {move || about.get().map(|about| format::lasting(about.since, store.minute()))}
                </span>
                <Transfer id=id.clone()/>
            </Show>
            <Show when=move || can_end.get()><End id=ended.clone() about/></Show>
            <Manage id=managed/>
            <ReplayButton id=replayed/>
            <Save id=saved/>
            <button class="button quiet square no-desk" data-part="show-visitor" aria-label=t!("keys-visitor")
                title=t!("keys-visitor")
                on:click=move |_| {
                    store.send(Msg::ShowPane(Pane::Visitor));
                    open.drawer.update(|open| *open = !*open);
                }>{icon(INFO)}</button>
        </header>
    }
}

/// The number of notes; a click scrolls to the latest.
#[component]
fn Notes(about: Memo<Option<About>>) -> impl IntoView {
    let count =
        Memo::new(move |_| about.with(|about| about.as_ref().map_or(0, |about| about.notes)));
    let label = move || t!("inbox-private-notes", count = count.get());
    view! {
        <Show when=move || count.get() != 0>
            <button class="button quiet notes no-phone" data-part="notes" aria-label=label title=label
                on:click=move |_| page::reveal_last("[data-part=private]")>
                {icon(NOTE)}{move || count.get()}
            </button>
        </Show>
    }
}

/// The text below the name.
fn state_text(store: Store, about: &About) -> &'static str {
    let typing = about.typing.is_some_and(|until| until > store.here());
    if typing { t!("inbox-typing") } else { about.state }
}

#[component]
fn End(id: ConversationId, about: Memo<Option<About>>) -> impl IntoView {
    let store = expect_context::<Store>();
    let ending = move || about.with(|about| about.as_ref().is_some_and(|about| about.ending));
    let end = StoredValue::new(id);
    view! {
        <button class="button" data-part="end" disabled=ending title=t!("inbox-end")
            on:click=move |_| {
                store.send(Msg::End(end.get_value()));
                page::focus("[data-part=undo-end]");
            }>
            {move || if ending() { spinner().into_any() } else { view! { <span class="act-sign">{icon(CLOSE)}</span> }.into_any() }}
            <span class="act-name">{t!("inbox-end")}</span>
        </button>
    }
}

/// The notice that the chat is about to end, with a button to undo it.
#[component]
pub(crate) fn Ending(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let chat_id = id.clone();
    let ending = store.part(move |inbox| {
        let chat = inbox.chats.get(&chat_id)?;
        Some((chat.ends_at?, display_name(&chat.attributes())))
    });
    let id = StoredValue::new(id);
    move || {
        let (at, visitor_name) = ending.get()?;
        let undo = move |_| {
            store.send(Msg::Undo(id.get_value()));
            page::focus("[data-part=message]");
        };
        Some(view! {
            <div class="strip" role="status" data-part="ending">
                {spinner()}
                <span>{t!("inbox-ending")} <strong>{visitor_name}</strong></span>
                <span class="fine" aria-hidden="true">
                    {move || format::countdown(at.since(store.here()))}
                </span>
                <button class="button small" data-part="undo-end" on:click=undo>{icon(UNDO)} {t!("common-undo")}</button>
            </div>
        })
    }
}
