//! Where the agent writes.

use super::icon::{SEND, icon};
use super::store::Store;
use super::thread::Reading;
use crate::api::page;
use crate::inbox::Msg;
use leptos::ev::KeyboardEvent;
use leptos::html::Textarea;
use leptos::prelude::*;
use shared::conversation::MAX_MESSAGE_CHARS;
use shared::id::ConversationId;

/// From here on the limit is worth a word.
const NEAR: usize = MAX_MESSAGE_CHARS - 400;
/// The tallest it grows, in pixels.
const TALLEST: i32 = 200;

/// Where the agent writes.
#[component]
pub(super) fn Composer(id: ConversationId, reading: Reading) -> impl IntoView {
    let store = expect_context::<Store>();
    let field = NodeRef::<Textarea>::new();
    let (drafted, typed, said) = (id.clone(), id.clone(), StoredValue::new(id));
    let draft = store.part(move |inbox| {
        inbox.chats.get(&drafted).map(|chat| chat.draft.clone()).unwrap_or_default()
    });
    let length = Memo::new(move |_| draft.with(|draft| draft.trim().chars().count()));
    let sendable = Memo::new(move |_| (1..=MAX_MESSAGE_CHARS).contains(&length.get()));
    Effect::new(move || {
        draft.track();
        grow(field, reading);
    });
    let send = move || {
        store.send(Msg::Say(said.get_value()));
        reading.to_end();
    };
    let keydown = move |event: KeyboardEvent| {
        // Enter that picks a word of an input method is not one that sends.
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            if sendable.get_untracked() {
                send();
            }
        }
    };
    if !page::is_narrow() {
        page::focus("[data-part=message]");
    }
    view! {
        <footer class="composer">
            <div class="box">
                <textarea rows="1" data-part="message" aria-label="Message to the visitor" node_ref=field
                    placeholder="Write a message" enterkeyhint="send" prop:value=move || draft.get()
                    aria-invalid=move || (length.get() > MAX_MESSAGE_CHARS).to_string()
                    on:input=move |event| store.send(Msg::Type(typed.clone(), event_target_value(&event)))
                    on:keydown=keydown></textarea>
                <div class="tools">
                    <span class="hint no-phone"><kbd>"⏎"</kbd>" send "<kbd>"⇧⏎"</kbd>" new line"</span>
                    <Limit length/>
                    <button class="button primary send" data-part="send" title="Send (Enter)"
                        disabled=move || !sendable.get()
                        on:click=move |_| { send(); page::focus("[data-part=message]"); }>
                        {icon(SEND)} "Send"
                    </button>
                </div>
            </div>
        </footer>
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
                    NEAR..=MAX_MESSAGE_CHARS => format!("{} left", MAX_MESSAGE_CHARS - length),
                    _ => format!("{} too many", length - MAX_MESSAGE_CHARS),
                }
            }}
        </span>
    }
}

/// As tall as its text, up to a point; the thread above stays where it was.
fn grow(field: NodeRef<Textarea>, reading: Reading) {
    request_animation_frame(move || {
        let Some(field) = field.try_get_untracked().flatten() else { return };
        let before = field.client_height();
        page::set_style(&field, "height", "auto");
        let wanted = field.scroll_height().min(TALLEST);
        page::set_style(&field, "height", &format!("{wanted}px"));
        if wanted != before {
            reading.settle();
        }
    });
}
