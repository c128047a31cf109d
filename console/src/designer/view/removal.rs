//! The dialog that asks what happens to the branches of a removed card.

use super::keys::focus_chosen;
use super::studio::Studio;
use crate::browser::page;
use crate::designer::{Edit, Graph, Key, Removal, Slot, slot_name, spoken};
use crate::texts::t;
use crate::ui::icon::{CLOSE, icon};
use leptos::prelude::*;

/// Shown only if several branches lead on.
#[component]
pub(super) fn RemovalDialog() -> impl IntoView {
    let studio = expect_context::<Studio>();
    Effect::new(move || {
        if studio.removing.with(Option::is_some) {
            page::focus("[data-part=keep-branch]");
        }
    });
    let shut = move || {
        studio.removing.set(None);
        focus_chosen(studio);
    };
    let done = move |key: Key, outcome: Removal| {
        studio.removing.set(None);
        studio.apply(Edit::Remove(key, outcome));
        focus_chosen(studio);
    };
    move || {
        let key = studio.removing.get()?;
        let (name, slots, below) = studio.model.with_untracked(|model| about(model, key))?;
        let buttons = slots.into_iter().map(|(slot, name)| {
            view! {
                <button class="button" data-part="keep-branch"
                    on:click=move |_| done(key, Removal::KeepBranch(Some(slot)))>{t!("designer-keep", name = name)}</button>
            }
        });
        Some(view! {
            <div class="veil" on:click=move |_| shut()></div>
            <div class="sheet removal" role="dialog" aria-modal="true" aria-label=t!("designer-remove-card")
                data-part="removal"
                on:keydown=move |event| if event.key() == "Escape" {
                    event.prevent_default();
                    event.stop_propagation();
                    shut();
                }>
                <header>
                    <h2>{t!("designer-remove-card")}</h2>
                    <button class="button quiet square" aria-label=t!("common-close")
                        on:click=move |_| shut()>{icon(CLOSE)}</button>
                </header>
                <p>{t!("designer-removal", name = name)}</p>
                <div class="removal-ways">
                    {buttons.collect_view()}
                    <button class="button danger" data-part="remove-all"
                        on:click=move |_| done(key, Removal::Branch)>
                        {t!("designer-remove-all", below = below)}
                    </button>
                </div>
            </div>
        })
    }
}

type About = (String, Vec<(Slot, String)>, usize);

fn about(model: &crate::designer::Designer, key: Key) -> Option<About> {
    let draft = &model.draft;
    let (index, card) = (draft.index(key)?, draft.card(key)?);
    let graph = Graph::new(draft);
    let led = graph.slots[index].iter().filter(|(slot, _)| graph.child(index, *slot).is_some());
    let slots = led.map(|(slot, _)| (*slot, slot_name(card, *slot))).collect();
    Some((spoken(card), slots, graph.below(index).len() - 1))
}
