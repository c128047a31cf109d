//! A card on the canvas.

use super::drag::{self, Press};
use super::studio::{Studio, card_id};
use crate::designer::{Key, Kind, detail, route_name, spoken, text, title};
use crate::texts::t;
use crate::ui::icon::{
    ALERT, BRANCH, CHAT, CHECK, FILE, FORM, GOAL, HELP, INFO_DOT, PEOPLE_CALL, TAG, icon,
};
use leptos::prelude::*;

/// The icon of a kind.
pub(super) const fn picture(kind: Kind) -> &'static str {
    match kind {
        Kind::Message => CHAT,
        Kind::Question => HELP,
        Kind::Capture => FORM,
        Kind::Condition => BRANCH,
        Kind::Document => FILE,
        Kind::Goal => GOAL,
        Kind::Action => TAG,
        Kind::LiveChat => PEOPLE_CALL,
        Kind::Other => INFO_DOT,
    }
}

/// The texts of a card on the canvas.
#[derive(Debug, Clone, PartialEq)]
struct CardSummary {
    kind: Kind,
    id: String,
    title: String,
    detail: String,
    spoken: String,
    first: bool,
}

#[component]
pub(super) fn CardView(card: Key) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let summary = studio.part(move |model| {
        let draft = &model.draft;
        let value = draft.card(card)?;
        Some(CardSummary {
            kind: Kind::from_card(value),
            id: text(value, "id").to_owned(),
            title: title(value),
            detail: detail(value),
            spoken: spoken(value),
            first: draft.first() == Some(card),
        })
    });
    // Names, once agents and teams are loaded.
    let called = Memo::new(move |_| {
        let route =
            studio.part(move |model| model.draft.card(card)?.get("route").cloned()).get()?;
        let routing = studio.routing.get()?;
        Some(studio.agents.with(|agents| route_name(&route, agents, &routing)))
    });
    let bounds = Memo::new(move |_| {
        studio.layout.with(|layout| layout.node(card).map(|node| (node.area, node.reached)))
    });
    let chosen = studio.part(move |model| model.chosen == Some(card));
    // Only one card is in the tab order: the selected one, or the first.
    let entry = studio
        .part(move |model| model.chosen.or_else(|| model.draft.first()).unwrap_or(card) == card);
    let counts = Memo::new(move |_| {
        studio.checked.with(|checked| {
            let errors = checked.about(card).filter(|found| found.is_error()).count();
            (errors, checked.about(card).count() - errors)
        })
    });
    let previewed = Memo::new(move |_| studio.previewed.get() == Some(card));
    let name = move || {
        let (errors, advice) = counts.get();
        let mut name = summary.get().map(|summary| summary.spoken).unwrap_or_default();
        if previewed.get() {
            name.push_str(t!("designer-previewed"));
        }
        if errors + advice > 0 {
            name.push_str(". ");
            name.push_str(&crate::designer::counted(errors, advice));
        }
        name
    };
    let moved = move || {
        bounds
            .get()
            .map(|(area, _)| format!("translate({}px, {}px)", area.x, area.y))
            .unwrap_or_default()
    };
    let height =
        move || bounds.get().map(|(area, _)| format!("{}px", area.height)).unwrap_or_default();
    let loose = move || bounds.get().is_some_and(|(_, reached)| !reached);
    let kind = Memo::new(move |_| {
        summary.with(|summary| summary.as_ref().map_or(Kind::Other, |summary| summary.kind))
    });
    let text = move || summary.get().map(|summary| summary.title).unwrap_or_default();
    view! {
        <button class="step-card" id=card_id(card) data-part="card" type="button"
            data-kind=move || kind.get().as_str()
            data-card=move || summary.get().map(|summary| summary.id)
            class:chosen=move || chosen.get() class:loose-card=loose
            class:previewed=move || previewed.get()
            style:transform=moved style:height=height
            tabindex=move || if entry.get() { "0" } else { "-1" }
            aria-description=name aria-pressed=move || chosen.get().to_string()
            on:pointerdown=move |event| {
                event.stop_propagation();
                drag::press(&event, Press::Card(card));
            }
            on:focus=move |_| studio.choose(Some(card))
            on:click=move |_| studio.choose(Some(card))>
            <span class="step-card-head">
                {move || icon(picture(kind.get()))}
                <span class="step-kind">{move || kind.get().name()}</span>
                <Show when=move || summary.with(|summary| summary.as_ref().is_some_and(|summary| summary.first))>
                    <span class="step-first">{t!("designer-first")}</span>
                </Show>
                <Show when=move || previewed.get()>
                    <span class="step-first" data-part="previewed">{t!("common-preview")}</span>
                </Show>
                {move || badge(counts.get())}
            </span>
            <span class="step-text" class:none=move || text().is_empty()>
                {move || if text().is_empty() { t!("designer-no-text").to_owned() } else { text() }}
            </span>
            <span class="step-detail">
                {move || called.get().or_else(|| summary.get().map(|summary| summary.detail))}
            </span>
        </button>
    }
}

fn badge((errors, advice): (usize, usize)) -> impl IntoView {
    let (tone, count, svg) = match (errors, advice) {
        (0, 0) => ("none", 0, CHECK),
        (0, advice) => ("warn", advice, INFO_DOT),
        (errors, _) => ("bad", errors, ALERT),
    };
    (count > 0).then(|| view! { <span class="step-badge" data-tone=tone>{icon(svg)}{count}</span> })
}
