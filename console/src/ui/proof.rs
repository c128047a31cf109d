//! Whether it is proven who a visitor or person is.

use super::icon::{CHECK, INFO_DOT, icon};
use leptos::prelude::*;

/// What is proven, with a sentence that explains it.
#[component]
pub(crate) fn ProofNote(verified: bool, part: &'static str) -> impl IntoView {
    let (picture, name, about) = if verified {
        (CHECK, "Verified", "Your website’s server signed who this is.")
    } else {
        (INFO_DOT, "Not verified", "Anybody can type this name and e-mail address.")
    };
    view! {
        <p class="proof" data-part=part data-verified=verified.to_string()>
            {icon(picture)}<strong>{name}</strong><span class="fine">{about}</span>
        </p>
    }
}

/// The mark of a verified person in a list.
pub(crate) fn proof_mark() -> impl IntoView {
    view! { <span class="proof-mark" data-part="verified-mark">{icon(CHECK)}"Verified"</span> }
}
