//! The lines between cards: their labels, the insert buttons, and what is at their end.

use super::drag::{self, Press};
use super::studio::Studio;
use crate::designer::{
    Area, Edge, Key, PILL_HEIGHT, PILL_WIDTH, Point, Target, Tip, slot_name, spoken, title,
};
use crate::texts::t;
use crate::ui::icon::{ADD, ALERT, JUMP, LOCK, icon};
use leptos::prelude::*;

fn lies(area: Area) -> String {
    format!("translate({}px, {}px)", area.x, area.y)
}

/// One way out of a card.
#[component]
pub(super) fn EdgeView(edge: Edge) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let (key, slot) = (edge.key, edge.slot);
    let target = Target::Slot(key, slot);
    let text = studio.part(move |model| {
        model.draft.card(key).map(|card| slot_name(card, slot)).unwrap_or_default()
    });
    let pill = edge.pill.map(|area| {
        view! {
            <span class="edge-pill" data-part="edge" style:transform=lies(area)
                title=move || text.get()>{move || text.get()}</span>
        }
    });
    view! {
        {pill}
        <PlusView at=edge.plus target/>
        <TipView tip=edge.tip at=edge.end/>
    }
}

/// An insert button.
#[component]
pub(super) fn PlusView(at: Point, target: Target) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let over = Memo::new(move |_| {
        studio.drag.with(|drag| {
            drag.as_ref()
                .filter(|drag| drag.target == Some(target))
                .map(|drag| drag.reason.is_none())
        })
    });
    let state = move || match over.get() {
        Some(true) => "good",
        Some(false) => "bad",
        None => "none",
    };
    let name = studio.part(move |model| match target {
        Target::Slot(key, slot) => {
            let card = model.draft.card(key);
            let after = card.map(spoken).unwrap_or_default();
            let name = card.map(|card| slot_name(card, slot)).filter(|name| !name.is_empty());
            match name {
                Some(name) => t!("designer-plus-at", after = after, name = name),
                None => t!("designer-plus", after = after),
            }
        }
        _ => t!("designer-plus-first").to_owned(),
    });
    view! {
        <button class="edge-plus" type="button" data-part="plus" tabindex="-1" data-over=state
            aria-label=move || name.get() title=t!("designer-plus-here")
            style:transform=format!("translate({}px, {}px)", at.x - 12, at.y - 12)
            on:pointerdown=move |event| event.stop_propagation()
            on:click=move |_| studio.adding.set(Some(target))>{icon(ADD)}</button>
    }
}

#[component]
fn TipView(tip: Tip, at: Point) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let area = Area { x: at.x - PILL_WIDTH / 2, y: at.y, width: PILL_WIDTH, height: PILL_HEIGHT };
    match tip {
        Tip::Card(_) => ().into_any(),
        Tip::End => {
            let low = Area { y: area.y - 14, ..area };
            view! { <span class="edge-end" style:transform=lies(low)>{t!("designer-end")}</span> }.into_any()
        }
        Tip::Void(id) => view! {
            <span class="edge-void" style:transform=lies(area)>{icon(ALERT)}{t!("designer-no-card", id = id)}</span>
        }
        .into_any(),
        Tip::Link(to) => {
            let text = studio.part(move |model| {
                model.draft.card(to).map(|card| {
                    let text = title(card);
                    if text.is_empty() { spoken(card) } else { text }
                })
            });
            view! {
                <button class="edge-link" type="button" data-part="link" tabindex="-1"
                    style:transform=lies(area) title=t!("designer-go-to-card")
                    aria-label=move || t!("designer-continues-at", text = text.get().unwrap_or_default())
                    on:pointerdown=move |event| event.stop_propagation()
                    on:click=move |_| studio.go_to(to, true)>
                    {icon(JUMP)}<span>{move || text.get()}</span>
                </button>
            }
            .into_any()
        }
    }
}

/// The notice below a live chat card.
#[component]
pub(super) fn LockView(card: Key, area: Area) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let over = move || {
        studio
            .drag
            .with(|drag| drag.as_ref().is_some_and(|drag| drag.target == Some(Target::Below(card))))
    };
    view! {
        <p class="lock" data-part="lock" class:over=over style:transform=lies(area)
            on:pointerdown=move |event| drag::press(&event, Press::Pan)>
            {icon(LOCK)}<span>{t!("designer-locked")}</span>
        </p>
    }
}
