//! What keeps visitors from reaching somebody, with the way to mend it.

use crate::context::Nav;
use crate::home::{Progress, stranded};
use crate::nav::{ConsoleRoute, Section};
use crate::settings::view::RefusedPages;
use crate::ui::kit::Fetch;
use leptos::prelude::*;
use shared::id::SiteId;
use shared::install::Installation;
use shared::protocol::DialogueRow;

/// Live dialogues that call nobody, and pages that may not show the chat. Nothing if all is well.
#[component]
pub(super) fn ToFix(
    now: Progress,
    site: SiteId,
    found: Option<Fetch<Installation>>,
) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let row = move |dialogue: &DialogueRow| {
        let route = ConsoleRoute::within(Section::Dialogues, &[dialogue.id.as_str()]);
        let open = move |_| nav.go(route.clone());
        view! {
            <li class="callout" data-tone="warn" data-part="stranded">
                <span>
                    "Nobody can answer a live chat card of " <strong>{dialogue.name.clone()}</strong>
                    ". Its visitors get the fallback message."
                </span>
                <button class="button small" type="button" data-part="open-stranded"
                    on:click=open>"Open the dialogue"</button>
            </li>
        }
    };
    let dialogues: Vec<_> = stranded(&now).map(row).collect();
    view! {
        {(!dialogues.is_empty()).then(|| view! { <ul class="callouts">{dialogues}</ul> })}
        {found.map(|found| view! { <RefusedPages site found/> })}
    }
}
