//! The visitor's screen.

use crate::replay::{Frame, Said, Stands};
use crate::texts::t;
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
            "bot" => t!("replay-bot"),
            "visitor" => t!("replay-visitor"),
            "agent" => t!("replay-agent"),
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
        Stands::Nothing => view! { <p class="fine">{t!("replay-next-card")}</p> }.into_any(),
        Stands::Question(responses) => {
            let response = |text| view! { <span class="replay-response">{text}</span> };
            view! {
                <p class="fine">{t!("replay-open-question")}</p>
                <div class="replay-responses">{responses.into_iter().map(response).collect_view()}</div>
            }
            .into_any()
        }
        Stands::Field(label) => view! {
            <p class="fine">{t!("replay-open-field")}</p>
            <span class="replay-field">{label}</span>
        }
        .into_any(),
        Stands::Waits(Some(agent)) => {
            view! { <p class="fine">{t!("replay-waiting-for", agent = agent)}</p> }.into_any()
        }
        Stands::Waits(None) => view! { <p class="fine">{t!("replay-waiting")}</p> }.into_any(),
        Stands::Writes => {
            view! { <span class="replay-field">{t!("replay-write")}</span> }.into_any()
        }
        Stands::Over => view! { <p class="fine">{t!("replay-over")}</p> }.into_any(),
    }
}
