//! Lists the differences between two documents.

use crate::designer::{Changed, changes};
use crate::texts::t;
use leptos::prelude::*;

/// The differences card by card, or the text `nothing` if there are none.
#[component]
pub(super) fn Changes(before: String, after: String, nothing: &'static str) -> impl IntoView {
    let all = changes(&before, &after);
    if all.is_empty() {
        return view! { <p class="fine" data-part="no-changes">{nothing}</p> }.into_any();
    }
    view! { <ul class="changes" data-part="changes">{all.into_iter().map(one).collect_view()}</ul> }
        .into_any()
}

fn one(changed: Changed) -> impl IntoView {
    let line = |(seen, lines): (bool, String)| {
        let unseen = (!seen).then(|| view! { <span class="fine">{t!("designer-unseen")}</span> });
        view! { <li>{lines}{unseen}</li> }
    };
    view! {
        <li class="changed" data-part="changed">
            <h3>{changed.name}</h3>
            <ul>{changed.lines.into_iter().map(line).collect_view()}</ul>
        </li>
    }
}
