//! The section that shows where the inbox doesn't.

use super::nav::Nav;
use crate::nav::Section;
use leptos::prelude::*;

/// The section that shows.
#[component]
pub(super) fn Page() -> impl IntoView {
    let nav = expect_context::<Nav>();
    let section = Memo::new(move |_| nav.section());
    move || match section.get() {
        Section::Inbox => ().into_any(),
        other => view! { <Soon section=other/> }.into_any(),
    }
}

#[component]
fn Soon(section: Section) -> impl IntoView {
    view! {
        <main class="page">
            <header class="page-head"><h1>{section.name()}</h1></header>
        </main>
    }
}
