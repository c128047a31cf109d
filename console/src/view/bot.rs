//! The dialogue before the chat, folded.

use super::icon::{BOT, DOWN, icon};
use super::store::Store;
use crate::inbox::{Answer, Step};
use leptos::prelude::*;
use shared::id::ConversationId;

/// “Bot: N steps”, and what they were.
#[component]
pub(super) fn Bot(id: ConversationId, count: usize) -> impl IntoView {
    let store = expect_context::<Store>();
    let steps = store
        .part(move |inbox| inbox.chats.get(&id).map(crate::inbox::Chat::steps).unwrap_or_default());
    // A conversation nobody joined is all dialogue: then that is what one came to read.
    let open =
        RwSignal::new(store.peek(|inbox| inbox.open().is_some_and(|chat| chat.agent().is_none())));
    let words = if count == 1 { "1 step".to_owned() } else { format!("{count} steps") };
    view! {
        <section class="bot" data-part="bot" data-open=move || open.get().to_string()>
            <button class="fold" data-part="bot-fold" aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)>
                {icon(BOT)}<span>"Bot: " {words}</span>{icon(DOWN)}
            </button>
            <Show when=move || open.get()>
                <ol class="steps">{move || steps.get().iter().map(step).collect_view()}</ol>
            </Show>
        </section>
    }
}

fn step(step: &Step) -> impl IntoView + use<> {
    view! {
        <li>
            <p class="asked">{step.said.clone()}</p>
            {step.answers.iter().map(answer).collect_view()}
        </li>
    }
}

fn answer(answer: &Answer) -> impl IntoView + use<> {
    let skipped = answer.text.is_empty();
    view! {
        <p class="answered" data-skipped=skipped.to_string()>
            {answer.asked.clone().map(|asked| view! { <span class="label">{asked}</span> })}
            <span>{if skipped { "Skipped".to_owned() } else { answer.text.clone() }}</span>
        </p>
    }
}
