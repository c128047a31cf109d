//! A secret that is shown only once, with a button to copy it.

use super::Shared;
use crate::browser::page;
use crate::ui::icon::{COPY, icon};
use leptos::prelude::*;

/// `name` is what it is, in one word; it also names the parts.
#[component]
pub(super) fn ShownOnce(secret: String, name: &'static str) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let secret = StoredValue::new(secret);
    let copy = move |_| {
        page::copy(&secret.get_value());
        let mut word = name.to_owned();
        if let Some(first) = word.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        shared.toast(format!("{word} copied"));
    };
    view! {
        <div class="callout" data-tone="warn">
            <p>{format!("This is the only time the {name} is shown. Store it safely.")}</p>
            <div class="secret">
                <code data-part=format!("made-{name}")>{secret.get_value()}</code>
                <button class="button" data-part=format!("copy-{name}") on:click=copy>
                    {icon(COPY)}"Copy"
                </button>
            </div>
        </div>
    }
}
