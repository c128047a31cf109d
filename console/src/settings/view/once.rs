//! A secret that is shown only once, with a button to copy it.

use super::Shared;
use crate::browser::page;
use crate::texts::t;
use crate::ui::icon::{COPY, icon};
use leptos::prelude::*;

/// What is shown once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Once {
    Key,
    Secret,
}

#[component]
pub(super) fn ShownOnce(secret: String, what: Once) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let secret = StoredValue::new(secret);
    let (part, text, copied) = match what {
        Once::Key => ("key", t!("settings-once-key"), t!("settings-once-key-copied")),
        Once::Secret => ("secret", t!("settings-once-secret"), t!("settings-secret-copied")),
    };
    let copy = move |_| {
        page::copy(&secret.get_value());
        shared.toast(copied);
    };
    view! {
        <div class="callout" data-tone="warn">
            <p>{text}</p>
            <div class="secret">
                <code data-part=format!("made-{part}")>{secret.get_value()}</code>
                <button class="button" data-part=format!("copy-{part}") on:click=copy>
                    {icon(COPY)}{t!("common-copy")}
                </button>
            </div>
        </div>
    }
}
