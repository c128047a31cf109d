//! The stream before the chat, folded.

use super::store::Store;
use super::thread::Reading;
use crate::inbox::{Answer, ConversationView, Step};
use crate::texts::t;
use crate::ui::icon::{BOT, DOWN, icon};
use leptos::prelude::*;
use shared::id::ConversationId;

/// A button “Bot: N steps” that unfolds them.
#[component]
pub(crate) fn Bot(id: ConversationId, count: usize) -> impl IntoView {
    let store = expect_context::<Store>();
    let reading = use_context::<Reading>();
    let key = id.clone();
    let steps = store
        .part(move |inbox| inbox.chats.get(&key).map(ConversationView::steps).unwrap_or_default());
    // If no agent joined, the conversation is only the stream, so it is unfolded.
    let alone = store.part(move |inbox| {
        inbox.chats.get(&id).is_some_and(|chat| chat.is_loaded() && chat.agent().is_none())
    });
    let chosen = RwSignal::new(None::<bool>);
    let open = Memo::new(move |_| chosen.get().unwrap_or_else(|| alone.get()));
    let turn = move |_| {
        chosen.set(Some(!open.get_untracked()));
        if let Some(reading) = reading {
            reading.remeasure();
        }
    };
    let text = t!("inbox-bot-steps", count = count);
    view! {
        <section class="bot" data-part="bot" data-open=move || open.get().to_string()>
            <button class="fold" data-part="bot-fold" aria-expanded=move || open.get().to_string()
                on:click=turn>
                {icon(BOT)}<span>{text}</span>{icon(DOWN)}
            </button>
            <Show when=move || open.get()>
                <ol class="bot-steps">{move || steps.get().iter().map(step).collect_view()}</ol>
            </Show>
        </section>
    }
}

fn step(step: &Step) -> impl IntoView + use<> {
    view! {
        <li>
            <p class="question">{step.said.clone()}</p>
            {step.answers.iter().map(answer).collect_view()}
        </li>
    }
}

fn answer(answer: &Answer) -> impl IntoView + use<> {
    let skipped = answer.text.is_empty();
    view! {
        <p class="answered" data-skipped=skipped.to_string()>
            {answer.question.clone().map(|question| view! { <span class="label">{question}</span> })}
            <span>{if skipped { t!("inbox-skipped").to_owned() } else { answer.text.clone() }}</span>
        </p>
    }
}
