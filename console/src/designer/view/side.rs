//! The pane on the right: the form of the selected card, and its findings.

use super::card::picture;
use super::findings::FindingView;
use super::forms::Form;
use super::keys::focus_chosen;
use super::studio::Studio;
use crate::designer::{Edit, Key};
use crate::texts::t;
use crate::ui::icon::{CLOSE, COPY, FIRST, FLOW, TRASH, icon};
use leptos::prelude::*;

#[component]
pub(super) fn Side() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let selection = studio.part(|model| {
        let key = model.chosen?;
        Some((key, model.draft.kind(key)))
    });
    let form = move || match selection.get() {
        Some((card, kind)) => view! {
            <header class="side-head">
                {icon(picture(kind))}
                <h2>{kind.name()}</h2>
                <Actions card/>
            </header>
            <div class="side-body scroll">
                <Here card/>
                <Form card kind/>
            </div>
        }
        .into_any(),
        None => view! {
            <div class="empty side-empty">
                {icon(FLOW)}
                <h2>{t!("designer-no-card-chosen")}</h2>
                <p>{t!("designer-choose-card")}</p>
            </div>
        }
        .into_any(),
    };
    let open = move || selection.with(Option::is_some);
    view! {
        <aside class="side" aria-label=t!("designer-chosen-card") data-part="side" class:open=open>{form}</aside>
    }
}

#[component]
fn Actions(card: Key) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let first = studio.part(move |model| model.draft.first() == Some(card));
    view! {
        <div class="side-actions">
            <Show when=move || !first.get()>
                <button class="button quiet square small" type="button" data-part="set-first"
                    title=t!("designer-start-here") aria-label=t!("designer-start-here")
                    on:click=move |_| { studio.apply(Edit::First(card)); }>{icon(FIRST)}</button>
            </Show>
            <button class="button quiet square small" type="button" data-part="copy-branch"
                title=t!("designer-copy-below-key") aria-label=t!("designer-copy-below")
                on:click=move |_| studio.copy()>{icon(COPY)}</button>
            <button class="button quiet square small" type="button" data-part="remove"
                title=t!("designer-remove-key") aria-label=t!("designer-remove-card")
                on:click=move |_| studio.remove(card)>{icon(TRASH)}</button>
            <button class="button quiet square small" type="button" data-part="unchoose"
                title=t!("common-close") aria-label=t!("common-close")
                on:click=move |_| {
                    focus_chosen(studio);
                    studio.choose(None);
                }>{icon(CLOSE)}</button>
        </div>
    }
}

/// The findings of the selected card.
#[component]
fn Here(card: Key) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let found = Memo::new(move |_| {
        studio.checked.with(|checked| checked.about(card).cloned().collect::<Vec<_>>())
    });
    move || {
        let found = found.get();
        (!found.is_empty()).then(|| {
            let one = |found| view! { <li><FindingView found here=true/></li> };
            view! { <ul class="here">{found.into_iter().map(one).collect_view()}</ul> }
        })
    }
}
