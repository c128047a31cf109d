//! A sheet over everything else, with its name and what closes it.

use super::icon::{CLOSE, icon};
use leptos::prelude::*;

/// Shows while it is open. `class` says what more it is, `part` and `close` what tests and the focus
/// find it and its button by.
#[component]
pub(super) fn Modal(
    open: RwSignal<bool>,
    name: &'static str,
    part: &'static str,
    close: &'static str,
    #[prop(optional)] class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let shut = move |_| open.set(false);
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            open.set(false);
        }
    };
    view! {
        <Show when=move || open.get()>
            <div class="veil" on:click=shut></div>
            <div class=format!("sheet {class}") role="dialog" aria-modal="true" aria-label=name
                data-part=part on:keydown=escape>
                <header>
                    <h2>{name}</h2>
                    <button class="button quiet square" aria-label="Close" data-part=close
                        on:click=shut>{icon(CLOSE)}</button>
                </header>
                {children.with_value(|children| children())}
            </div>
        </Show>
    }
}
