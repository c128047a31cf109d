//! The middle pane: one conversation.

use super::bubble::LineView;
use super::composer::Composer;
use super::header::{Ending, Header};
use super::labels::LabelBar;
use super::missed::MissedStrip;
use super::store::Store;
use super::transfer::TransferBanner;
use crate::browser::time;
use crate::client::upload;
use crate::inbox::{ConversationView, Inbox, Link, Msg, lines};
use crate::texts::t;
use crate::ui::icon::{CHAT, NOTE, OFFLINE, TO_END, icon};
use crate::ui::rich::rich;
use leptos::ev::DragEvent;
use leptos::html::Div;
use leptos::prelude::*;
use shared::conversation::Phase;
use shared::id::ConversationId;
use shared::person::Field;

/// How close to the end counts as at the end, in pixels.
const NEAR: i32 = 64;

/// The scroll position of a thread.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    pane: NodeRef<Div>,
    at_end: RwSignal<bool>,
}

impl Reading {
    /// Scrolls to the end in the next frame.
    pub(crate) fn to_end(self) {
        self.at_end.set(true);
        request_animation_frame(move || {
            if let Some(pane) = self.pane.try_get_untracked().flatten() {
                pane.set_scroll_top(pane.scroll_height());
            }
        });
    }

    /// Stays at the end if the reader is there.
    pub(crate) fn stick_to_end(self) {
        if self.at_end.get_untracked() {
            self.to_end();
        }
    }

    /// Checks the scroll position in the next frame, because something above may have grown.
    pub(crate) fn remeasure(self) {
        request_animation_frame(move || self.scrolled());
    }

    fn scrolled(self) {
        if let Some(pane) = self.pane.try_get_untracked().flatten() {
            let below = pane.scroll_height() - pane.scroll_top() - pane.client_height();
            if self.at_end.get_untracked() != (below < NEAR) {
                self.at_end.set(below < NEAR);
            }
        }
    }
}

#[component]
pub(crate) fn Middle() -> impl IntoView {
    let store = expect_context::<Store>();
    let selected = store.part(|inbox| inbox.selected.clone());
    view! {
        <main class="pane middle">
            {move || match selected.get() {
                Some(id) => view! { <Thread id/> }.into_any(),
                None => view! { <Nothing/> }.into_any(),
            }}
        </main>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let store = expect_context::<Store>();
    let live = store.part(Inbox::live);
    view! {
        <div class="empty large" data-part="nothing-open">
            {icon(CHAT)}
            <h2>{move || if live.get() > 0 { t!("inbox-select-chat") } else { t!("inbox-nothing-open") }}</h2>
            <p>{t!("inbox-select-chat-text")}</p>
            <p class="fine">{rich!("inbox-shortcuts-hint", key = view! { <kbd>"?"</kbd> })}</p>
        </div>
    }
}

#[component]
fn Thread(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let reading = Reading { pane: NodeRef::new(), at_end: RwSignal::new(true) };
    provide_context(reading);
    let (lined, loading, written) = (id.clone(), id.clone(), id.clone());
    let visible = store.part(move |inbox| {
        let me = &inbox.me.agent.id;
        inbox.chats.get(&lined).map(|chat| lines(chat, me, time::day)).unwrap_or_default()
    });
    let loaded =
        store.part(move |inbox| inbox.chats.get(&loading).is_some_and(ConversationView::is_loaded));
    let can = store.part(move |inbox| Can::of(inbox, &written));
    // An offer above takes room from the thread.
    let offers = store.part(|inbox| inbox.offers.len());
    Effect::new(move || {
        visible.track();
        offers.track();
        reading.stick_to_end();
    });
    // When a keyboard opens or a phone is turned, the last message stays visible.
    let resized = window_event_listener(leptos::ev::resize, move |_| reading.stick_to_end());
    on_cleanup(move || resized.remove());
    let each = StoredValue::new(id.clone());
    let dropping = RwSignal::new(false);
    let accepts = move |event: &DragEvent| {
        matches!(can.get_untracked(), Some(Can::Write | Can::Answer)) && upload::drags_files(event)
    };
    let over = move |event: DragEvent| {
        if accepts(&event) {
            event.prevent_default();
            dropping.set(true);
        }
    };
    let dropped = move |event: DragEvent| {
        dropping.set(false);
        if accepts(&event) {
            event.prevent_default();
            store.attach(each.get_value(), upload::dropped(&event));
            reading.to_end();
        }
    };
    view! {
        <Header id=id.clone()/>
        <TransferBanner id=id.clone()/>
        <Ending id=id.clone()/>
        <MissedStrip id=id.clone()/>
        <LabelBar id=id.clone()/>
        <Broken id=id.clone()/>
        <div class="thread scroll" data-part="thread" node_ref=reading.pane tabindex="0"
            role="log" aria-live="polite" aria-label=t!("inbox-messages") on:scroll=move |_| reading.scrolled()
            data-dropping=move || dropping.get().to_string() data-drop=t!("inbox-drop")
            on:dragover=over on:dragleave=move |_| dropping.set(false) on:drop=dropped>
            <div class="lines">
                <Show when=move || !loaded.get()><Skeleton/></Show>
                <For each=move || visible.get() key=Clone::clone let:line>
                    <LineView id=each.get_value() line/>
                </For>
                <Typing id=id.clone() reading/>
            </div>
        </div>
        <Show when=move || !reading.at_end.get()>
            <div class="to-end">
                <button class="button" data-part="to-end" on:click=move |_| reading.to_end()>
                    {icon(TO_END)} {t!("inbox-to-latest")}
                </button>
            </div>
        </Show>
        <Show when=move || loaded.get()>
            {move || match can.get() {
                Some(Can::Write) => view! { <Composer id=each.get_value() reading live=true/> }.into_any(),
                Some(Can::Answer) => view! {
                    <Reaches id=each.get_value()/>
                    <Composer id=each.get_value() reading live=true focused=false/>
                }.into_any(),
                Some(Can::Note) => view! { <Composer id=each.get_value() reading live=false/> }.into_any(),
                _ => view! { <Closed id=each.get_value()/> }.into_any(),
            }}
        </Show>
    }
}

/// What the agent can do in a conversation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Can {
    /// Write a message or a note.
    Write,
    /// Write an answer after the end, or a note.
    Answer,
    /// Only write a note, and has chosen to.
    Note,
    Read,
}

impl Can {
    fn of(inbox: &Inbox, id: &ConversationId) -> Option<Self> {
        let chat = inbox.chats.get(id)?;
        Some(match (chat.is_live(), chat.noting) {
            (true, _) => Self::Write,
            (false, _) if inbox.may_answer(id) => Self::Answer,
            (false, true) => Self::Note,
            (false, false) => Self::Read,
        })
    }
}

/// How an answer after the end reaches the visitor.
#[component]
fn Reaches(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let part = store.part(move |inbox| {
        let chat = inbox.chats.get(&id);
        let email = chat.and_then(|chat| chat.state.flow.attributes.get(&Field::Email).cloned());
        (chat.is_some_and(|chat| chat.here), email.filter(|_| inbox.me.sends_mail))
    });
    let text = move || match part.get() {
        (true, _) => t!("inbox-answer-here").to_owned(),
        (false, None) => t!("inbox-answer-later").to_owned(),
        (false, Some(email)) => t!("inbox-answer-mailed", email = email),
    };
    view! { <p class="reaches" data-part="reaches">{text}</p> }
}

#[component]
fn Typing(id: ConversationId, reading: Reading) -> impl IntoView {
    let store = expect_context::<Store>();
    let until = store.part(move |inbox| inbox.chats.get(&id)?.typing);
    let typing = Memo::new(move |_| until.get().is_some_and(|until| until > store.here()));
    Effect::new(move || {
        if typing.get() {
            reading.stick_to_end();
        }
    });
    view! {
        <Show when=move || typing.get()>
            <div class="bubble-line" data-side="theirs" data-first="true" data-last="true">
                <p class="bubble dots" data-part="typing" aria-label=t!("inbox-visitor-types")>
                    <span></span><span></span><span></span>
                </p>
            </div>
        </Show>
    }
}

/// The chat's own connection is lost. If the agent socket is lost too, a strip says so already.
#[component]
fn Broken(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let broken = store.part(move |inbox| {
        inbox.connection != Link::Broken
            && inbox.chats.get(&id).is_some_and(|chat| chat.link == Link::Broken)
    });
    view! {
        <Show when=move || broken.get()>
            <p class="offline" role="status">
                {icon(OFFLINE)}<span>{t!("inbox-reconnecting-chat")}</span>
            </p>
        </Show>
    }
}

/// In place of the composer: why the agent can't write.
#[component]
fn Closed(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let chat_id = id.clone();
    let reason = store.part(move |inbox| inbox.chats.get(&id).map(reason));
    view! {
        <footer class="closed" data-part="closed">
            <span class="grow">{move || reason.get()}</span>
            <button class="button" data-part="add-note"
                on:click=move |_| store.send(Msg::Noting(chat_id.clone(), true))>
                {icon(NOTE)} {t!("inbox-add-a-note")}
            </button>
            <button class="button" data-part="put-away" on:click=move |_| store.send(Msg::Unselect)>
                {t!("common-close")}
            </button>
        </footer>
    }
}

fn reason(chat: &ConversationView) -> String {
    match &chat.state.phase {
        Phase::Over(_) => t!("inbox-over").to_owned(),
        Phase::Live { agent, .. } => t!("inbox-other-has", name = agent.name),
        Phase::Waiting { .. } => t!("inbox-waits-read-along").to_owned(),
        Phase::Scripted => t!("inbox-bot-read-along").to_owned(),
    }
}

#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <div class="ghosts" aria-hidden="true">
            <span class="ghost-bubble"></span>
            <span class="ghost-bubble short"></span>
            <span class="ghost-bubble right"></span>
            <span class="ghost-bubble short"></span>
        </div>
    }
}
