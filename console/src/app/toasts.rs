//! Toasts at the bottom.

use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Toast, Tone};
use crate::texts::t;
use crate::ui::icon::{ALERT, CLOSE, INFO_DOT, icon};
use leptos::prelude::*;

/// All toasts, the newest last.
#[component]
pub(crate) fn Toasts() -> impl IntoView {
    let store = expect_context::<Store>();
    let toasts = store.part(|inbox| inbox.toasts.clone());
    view! {
        <div class="toasts" role="status" aria-live="polite" data-part="toasts">
            <For each=move || toasts.get() key=|toast| toast.id let:toast>
                <One toast/>
            </For>
        </div>
    }
}

#[component]
fn One(toast: Toast) -> impl IntoView {
    let store = expect_context::<Store>();
    view! {
        <div class="toast" data-part="toast" data-tone=toast.tone.as_str()>
            {icon(if toast.tone == Tone::Bad { ALERT } else { INFO_DOT })}
            <span>{toast.text}</span>
            <button class="button quiet square small" aria-label=t!("common-hide")
                on:click=move |_| store.send(Msg::Dismiss(toast.id))>{icon(CLOSE)}</button>
        </div>
    }
}
