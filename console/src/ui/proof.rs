//! Whether it is proven who a visitor or person is.

use super::icon::{CHECK, INFO_DOT, icon};
use crate::texts::t;
use leptos::prelude::*;

/// What is proven, with a sentence that explains it.
#[component]
pub(crate) fn ProofNote(verified: bool, part: &'static str) -> impl IntoView {
    let (picture, name, about) = if verified {
        (CHECK, t!("ui-verified"), t!("ui-verified-text"))
    } else {
        (INFO_DOT, t!("ui-not-verified"), t!("ui-not-verified-text"))
    };
    view! {
        <p class="proof" data-part=part data-verified=verified.to_string()>
            {icon(picture)}<strong>{name}</strong><span class="fine">{about}</span>
        </p>
    }
}

/// The mark of a verified person in a list.
pub(crate) fn proof_mark() -> impl IntoView {
    view! { <span class="proof-mark" data-part="verified-mark">{icon(CHECK)}{t!("ui-verified")}</span> }
}
