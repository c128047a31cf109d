//! The bar above a chat: who it is with, for how long, and the end of it.

use super::hand::Hand;
use super::icon::{BACK, CLOCK, INFO, icon, spinner};
use super::inbox::Open;
use super::replay::ReplayButton;
use super::save::Save;
use super::store::Store;
use crate::format;
use crate::inbox::{Chat, Link, Msg, Pane, name};
use leptos::prelude::*;
use shared::conversation::Phase;
use shared::id::ConversationId;
use shared::time::Timestamp;

/// What the bar needs of a chat.
#[derive(Clone, PartialEq)]
struct About {
    name: String,
    since: Timestamp,
    live: bool,
    ending: bool,
    state: &'static str,
    typing: Option<Timestamp>,
}

impl About {
    fn of(chat: &Chat) -> Self {
        Self {
            name: name(&chat.told()),
            since: chat.since,
            live: chat.is_live(),
            ending: chat.is_ending(),
            state: state(chat),
            typing: chat.typing,
        }
    }
}

/// Where the visitor is, or why we can't tell.
const fn state(chat: &Chat) -> &'static str {
    match (&chat.state.phase, chat.link) {
        (Phase::Over(_), _) => "Ended",
        (_, Link::Broken) => "Reconnecting",
        _ if !chat.is_loaded() => "Loading",
        (Phase::Scripted, _) => "With the bot",
        (Phase::Waiting { .. }, _) => "Waits for an agent",
        _ if chat.here => "Here now",
        _ => "Left the page",
    }
}

/// The bar above a chat.
#[component]
pub(super) fn Header(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Open>();
    let (key, saved, replayed) = (id.clone(), id.clone(), id.clone());
    let about = store.part(move |inbox| inbox.chats.get(&key).map(About::of));
    let live =
        Memo::new(move |_| about.with(|about| about.as_ref().is_some_and(|about| about.live)));
    view! {
        <header class="bar">
            <button class="button quiet square only-phone" data-part="back" aria-label="Back to the list"
                on:click=move |_| store.send(Msg::ShowPane(Pane::List))>{icon(BACK)}</button>
            <div class="title">
                <h2 data-part="thread-name">{move || about.get().map(|about| about.name)}</h2>
                <p class="sub" data-part="thread-state">{move || about.get().map(|about| told(store, &about))}</p>
            </div>
            <Show when=move || live.get()>
                <span class="lasting" title="How long this chat lasts">
                    {icon(CLOCK)}
                    {move || about.get().map(|about| format::lasting(about.since, store.minute()))}
                </span>
                <Hand id=id.clone()/>
                <End id=id.clone() about/>
            </Show>
            <ReplayButton id=replayed/>
            <Save id=saved/>
            <button class="button quiet square no-desk" data-part="show-visitor" aria-label="About the visitor"
                title="About the visitor"
                on:click=move |_| {
                    store.send(Msg::ShowPane(Pane::Visitor));
                    open.drawer.update(|open| *open = !*open);
                }>{icon(INFO)}</button>
        </header>
    }
}

/// What is told under the name.
fn told(store: Store, about: &About) -> &'static str {
    let typing = about.typing.is_some_and(|until| until > store.here());
    if typing { "Typing" } else { about.state }
}

#[component]
fn End(id: ConversationId, about: Memo<Option<About>>) -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Open>();
    let ending = move || about.with(|about| about.as_ref().is_some_and(|about| about.ending));
    let who = move || about.with(|about| about.as_ref().map(|about| about.name.clone()));
    let end = StoredValue::new(id);
    Effect::new(move || {
        if open.ending.get() {
            crate::api::page::focus("[data-part=keep]");
        }
    });
    view! {
        <div class="menu-anchor">
            <button class="button" data-part="end" disabled=ending aria-haspopup="dialog"
                aria-expanded=move || open.ending.get().to_string()
                on:click=move |_| open.ending.update(|open| *open = !*open)>
                {move || ending().then(spinner)} "End chat"
            </button>
            <Show when=move || open.ending.get()>
                <div class="cover" on:click=move |_| open.ending.set(false)></div>
                <div class="menu ask" role="alertdialog" aria-label="End this chat?" data-part="confirm-end">
                    <p>
                        <strong>"End the chat with " {who} "?"</strong>
                        <span>"They will be told, and nobody can write in it any more."</span>
                    </p>
                    <div class="choices">
                        <button class="button" data-part="keep" on:click=move |_| open.ending.set(false)>
                            "Keep chatting"
                        </button>
                        <button class="button danger" data-part="confirm"
                            on:click=move |_| {
                                open.ending.set(false);
                                store.send(Msg::End(end.get_value()));
                            }>"End chat"</button>
                    </div>
                </div>
            </Show>
        </div>
    }
}
