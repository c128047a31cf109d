//! The sheet of shortcuts.

use super::icon::{CLOSE, icon};
use super::inbox::Open;
use super::keyboard;
use crate::api::page;
use leptos::prelude::*;

/// Shows while asked for.
#[component]
pub(super) fn Sheet() -> impl IntoView {
    let open = expect_context::<Open>();
    Effect::new(move || {
        if open.sheet.get() {
            page::focus("[data-part=close-shortcuts]");
        }
    });
    let rows = || {
        keyboard::ALL.iter().map(|(keys, what)| {
            view! {
                <dt>{keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view()}</dt>
                <dd>{*what}</dd>
            }
        })
    };
    view! {
        <Show when=move || open.sheet.get()>
            <div class="veil" on:click=move |_| open.sheet.set(false)></div>
            <div class="sheet" role="dialog" aria-modal="true" aria-label="Keyboard shortcuts"
                data-part="shortcuts">
                <header>
                    <h2>"Keyboard shortcuts"</h2>
                    <button class="button quiet square" aria-label="Close"
                        data-part="close-shortcuts" on:click=move |_| open.sheet.set(false)>
                        {icon(CLOSE)}
                    </button>
                </header>
                <dl>{rows().collect_view()}</dl>
            </div>
        </Show>
    }
}
