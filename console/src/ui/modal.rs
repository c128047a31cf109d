//! A modal sheet with a title and a close button.

use super::icon::{CLOSE, icon};
use crate::browser::page::{self, Focused};
use crate::texts::t;
use leptos::prelude::*;

/// Shown while `open` is set. `class` adds CSS classes, `part` and `close` are the `data-part` of
/// the sheet and of its close button.
#[component]
pub(crate) fn Modal(
    open: RwSignal<bool>,
    name: &'static str,
    part: &'static str,
    close: &'static str,
    #[prop(optional)] class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let shut = move |_| open.set(false);
    let pressed = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Escape" if !page::is_composing(&event) => {
            event.stop_propagation();
            open.set(false);
        }
        // Keep the focus inside of the sheet.
        "Tab" => page::stay_within(&event),
        _ => {}
    };
    give_back(open);
    // The focus falls out of the sheet when the control that has it goes away or is disabled.
    let outside = window_event_listener(leptos::ev::keydown, move |event| {
        if !open.get_untracked() || !page::is_focus_lost() || event.default_prevented() {
            return;
        }
        match event.key().as_str() {
            "Escape" => open.set(false),
            "Tab" => page::focus_first(&format!("[data-part={part}]")),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || outside.remove());
    view! {
        <Show when=move || open.get()>
            <div class="veil" on:click=shut></div>
            <div class=format!("sheet {class}") role="dialog" aria-modal="true" aria-label=name
                data-part=part on:keydown=pressed>
                <header>
                    <h2>{name}</h2>
                    <button class="button quiet square" aria-label=t!("common-close") data-part=close
                        on:click=shut>{icon(CLOSE)}</button>
                </header>
                {children.with_value(|children| children())}
            </div>
        </Show>
    }
}

/// Restores the focus after the sheet closes.
fn give_back(open: RwSignal<bool>) {
    let before = StoredValue::new_local(None::<Focused>);
    let back = move || {
        if let Some(focused) = before.try_update_value(Option::take).flatten() {
            focused.again();
        }
    };
    Effect::new(move || {
        if open.get() {
            before.set_value(Some(Focused::now()));
        } else {
            back();
        }
    });
    on_cleanup(back);
}
