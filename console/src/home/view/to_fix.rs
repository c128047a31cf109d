//! What keeps visitors from reaching somebody, with the way to mend it.

use crate::context::Nav;
use crate::home::{Progress, stranded};
use crate::nav::{ConsoleRoute, Section};
use crate::settings::view::RefusedPages;
use crate::texts::t;
use crate::ui::kit::Fetch;
use crate::ui::rich::rich;
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
                    {rich!(
                        "home-stranded",
                        name = view! { <strong>{dialogue.name.clone()}</strong> },
                    )}
                </span>
                <button class="button small" type="button" data-part="open-stranded"
                    on:click=open>{t!("home-open-dialogue")}</button>
            </li>
        }
    };
    let dialogues: Vec<_> = stranded(&now).map(row).collect();
    view! {
        {(!dialogues.is_empty()).then(|| view! { <ul class="callouts">{dialogues}</ul> })}
        {found.map(|found| view! { <RefusedPages site found/> })}
    }
}
