//! The composer: a message to the visitor, or a private note.

use super::emoji::EmojiButton;
use super::store::Store;
use super::suggest::{Suggesting, Suggestions};
use super::thread::Reading;
use crate::browser::page;
use crate::client::upload;
use crate::inbox::Msg;
use crate::texts::t;
use crate::ui::icon::{ATTACH, LOCK, SEND, icon};
use leptos::ev::KeyboardEvent;
use leptos::html::Textarea;
use leptos::prelude::*;
use shared::conversation::MAX_MESSAGE_CHARS;
use shared::id::ConversationId;

/// From this length on the remaining characters are shown.
const NEAR: usize = MAX_MESSAGE_CHARS - 400;
/// The largest height, in pixels.
const TALLEST: i32 = 200;

/// The state of the composer.
#[derive(Clone, Copy)]
pub(crate) struct Writing {
    pub(crate) store: Store,
    pub(crate) id: StoredValue<ConversationId>,
    /// Whether a private note is written.
    pub(crate) noting: Memo<bool>,
    /// The text so far.
    pub(crate) text: Memo<String>,
    pub(crate) field: NodeRef<Textarea>,
}

impl Writing {
    /// `live`: whether the visitor can be written to; otherwise only notes can be added.
    fn new(store: Store, id: ConversationId, live: bool) -> Self {
        let (one, other) = (id.clone(), id.clone());
        let noting =
            store.part(move |inbox| !live || inbox.chats.get(&one).is_some_and(|chat| chat.noting));
        let text = store.part(move |inbox| {
            let Some(chat) = inbox.chats.get(&other) else { return String::new() };
            let typed = &chat.drafts.here;
            if !live || chat.noting { typed.note.clone() } else { typed.text.clone() }
        });
        Self { store, id: StoredValue::new(id), noting, text, field: NodeRef::new() }
    }

    /// Replaces the text.
    pub(crate) fn write(self, text: String) {
        let id = self.id.get_value();
        self.store.send(if self.noting.get_untracked() {
            Msg::TypeNote(id, text)
        } else {
            Msg::Type(id, text)
        });
    }

    /// Inserts a text at the caret.
    pub(crate) fn insert(self, text: &str) {
        if let Some(field) = self.field.get_untracked() {
            self.write(page::insert(&field, text));
            page::focus("[data-part=message]");
        }
    }

    fn send(self) {
        let id = self.id.get_value();
        self.store.send(if self.noting.get_untracked() {
            Msg::WriteNote(id)
        } else {
            Msg::Say(id)
        });
    }
}

/// The composer. Unless `live`, only notes can be written.
#[component]
pub(crate) fn Composer(
    id: ConversationId,
    reading: Reading,
    live: bool,
    #[prop(default = true)] focused: bool,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let writing = Writing::new(store, id, live);
    let Writing { noting, text, field, .. } = writing;
    let suggesting = Suggesting::new(store, writing);
    let length = Memo::new(move |_| text.with(|text| text.trim().chars().count()));
    let sendable = Memo::new(move |_| (1..=MAX_MESSAGE_CHARS).contains(&length.get()));
    Effect::new(move || {
        text.track();
        grow(field, reading);
    });
    let send = move || {
        writing.send();
        reading.to_end();
    };
    let keydown = move |event: KeyboardEvent| {
        if page::is_composing(&event) || suggesting.pressed(&event) {
            return; // this Enter confirms a word of an input method
        }
        if event.key() == "Enter" && !event.shift_key() {
            event.prevent_default();
            if sendable.get_untracked() {
                send();
            }
        }
    };
    // Whoever reads what is over goes on through the list by keys.
    if focused && !page::is_narrow() {
        page::focus("[data-part=message]");
    }
    let label = move |note: &'static str, message: &'static str| {
        move || if noting.get() { note } else { message }
    };
    view! {
        <footer class="composer" data-part="composer" data-noting=move || noting.get().to_string()>
            <div class="box">
                <Suggestions suggesting/>
                {if live { view! { <Ways writing/> }.into_any() } else { view! { <Only writing/> }.into_any() }}
                <textarea rows="1" data-part="message" node_ref=field enterkeyhint="send"
                    aria-label=label(t!("inbox-private-note"), t!("inbox-message-label"))
                    placeholder=label(t!("inbox-note-placeholder"), t!("inbox-message-placeholder"))
                    aria-autocomplete="list" aria-controls="suggestions"
                    aria-activedescendant=move || suggesting.active()
                    prop:value=move || text.get()
                    aria-invalid=move || (length.get() > MAX_MESSAGE_CHARS).to_string()
                    on:input=move |event| writing.write(event_target_value(&event))
                    on:paste=move |event| {
                        let pasted = upload::pasted(&event);
                        if live && !noting.get_untracked() && !pasted.is_empty() {
                            event.prevent_default();
                            store.attach(writing.id.get_value(), pasted);
                            reading.to_end();
                        }
                    }
                    on:keydown=keydown></textarea>
                <div class="composer-tools">
                    <EmojiButton writing/>
                    <Show when=move || !noting.get()><Attach writing/></Show>
                    <span class="hint no-phone"><kbd>"⏎"</kbd>{t!("inbox-hint-send")}<kbd>"⇧⏎"</kbd>{t!("inbox-hint-line")}</span>
                    <Limit length/>
                    <button class="button primary send" data-part="send" title=t!("inbox-send-key")
                        disabled=move || !sendable.get()
                        on:click=move |_| { send(); page::focus("[data-part=message]"); }>
                        {icon(SEND)} {label(t!("inbox-add-note"), t!("inbox-send"))}
                    </button>
                </div>
            </div>
        </footer>
    }
}

/// The switch between message and note.
#[component]
fn Ways(writing: Writing) -> impl IntoView {
    let mode = move |note: bool, part: &'static str, name: &'static str| {
        view! {
            <button class="mode" type="button" data-part=part
                aria-pressed=move || (writing.noting.get() == note).to_string()
                title=if note { t!("inbox-write-note") } else { t!("inbox-write-message") }
                on:click=move |_| {
                    writing.store.send(Msg::Noting(writing.id.get_value(), note));
                    page::focus("[data-part=message]");
                }>{note.then(|| icon(LOCK))} {name}</button>
        }
    };
    view! {
        <div class="modes" role="group" aria-label=t!("inbox-message-or-note")>
            {mode(false, "mode-reply", t!("inbox-reply"))}
            {mode(true, "mode-note", t!("inbox-private-note"))}
        </div>
    }
}

/// The label if only a note can be written.
#[component]
fn Only(writing: Writing) -> impl IntoView {
    view! {
        <div class="modes">
            <span class="mode" aria-hidden="true">{icon(LOCK)} {t!("inbox-private-note")}</span>
            <button class="link" type="button" data-part="no-note"
                on:click=move |_| writing.store.send(Msg::Noting(writing.id.get_value(), false))>
                {t!("common-cancel")}
            </button>
        </div>
    }
}

/// The button that chooses files; they can also be dropped on the thread or pasted.
#[component]
fn Attach(writing: Writing) -> impl IntoView {
    view! {
        <label class="button quiet square small attach" title=t!("keys-attach")>
            {icon(ATTACH)}
            <input class="hidden" type="file" multiple data-part="attach" aria-label=t!("keys-attach")
                on:change=move |event| {
                    writing.store.attach(writing.id.get_value(), upload::chosen(&event));
                    page::focus("[data-part=message]");
                }/>
        </label>
    }
}

#[component]
fn Limit(length: Memo<usize>) -> impl IntoView {
    view! {
        <span class="limit" role="status" data-over=move || (length.get() > MAX_MESSAGE_CHARS).to_string()
            data-part="limit">
            {move || {
                let length = length.get();
                match length {
                    ..NEAR => String::new(),
                    NEAR..=MAX_MESSAGE_CHARS => t!("inbox-chars-left", length = MAX_MESSAGE_CHARS - length),
                    _ => t!("inbox-chars-too-many", more = length - MAX_MESSAGE_CHARS),
                }
            }}
        </span>
    }
}

/// Grows with its text up to a limit; the thread keeps its scroll position.
fn grow(field: NodeRef<Textarea>, reading: Reading) {
    request_animation_frame(move || {
        let Some(field) = field.try_get_untracked().flatten() else { return };
        let before = field.client_height();
        page::set_style(&field, "height", "auto");
        let height = field.scroll_height().min(TALLEST);
        page::set_style(&field, "height", &format!("{height}px"));
        if height != before {
            reading.stick_to_end();
        }
    });
}
