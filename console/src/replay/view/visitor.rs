//! The visitor's screen.

use crate::replay::{Frame, Said, Stands};
use leptos::prelude::*;

#[component]
pub(super) fn Screen(frame: Frame) -> impl IntoView {
    view! {
        <ol class="replay-thread" data-part="replay-thread">{lines(frame.said)}</ol>
        <div class="replay-stands" data-part="replay-stands">{stands(frame.stands)}</div>
    }
}

/// The lines of the thread.
pub(super) fn lines(said: Vec<Said>) -> impl IntoView {
    let line = |Said { by, text }: Said| {
        let speaker = match by.as_str() {
            "bot" => "Bot: ",
            "visitor" => "Visitor: ",
            "agent" => "Agent: ",
            _ => "",
        };
        view! {
            <li class="replay-line" data-by=by.as_str()><span class="hidden">{speaker}</span><span>{text}</span></li>
        }
    };
    said.into_iter().map(line).collect_view()
}

fn stands(stands: Stands) -> AnyView {
    match stands {
        Stands::Nothing => {
            view! { <p class="fine">"The next card is about to appear."</p> }.into_any()
        }
        Stands::Question(responses) => {
            let response = |text| view! { <span class="replay-response">{text}</span> };
            view! {
                <p class="fine">"Open: a question with these responses"</p>
                <div class="replay-responses">{responses.into_iter().map(response).collect_view()}</div>
            }
            .into_any()
        }
        Stands::Field(label) => view! {
            <p class="fine">"Open: a field to fill in"</p>
            <span class="replay-field">{label}</span>
        }
        .into_any(),
        Stands::Waits(Some(agent)) => {
            view! { <p class="fine">{format!("Waiting for {agent}. The visitor can cancel.")}</p> }
                .into_any()
        }
        Stands::Waits(None) => {
            view! { <p class="fine">"Waiting for an agent. The visitor can cancel."</p> }.into_any()
        }
        Stands::Writes => view! { <span class="replay-field">"Write a message…"</span> }.into_any(),
        Stands::Over => view! { <p class="fine">"The conversation is over."</p> }.into_any(),
    }
}
