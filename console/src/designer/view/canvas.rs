//! The canvas: the cards as a tree. Only the visible part is drawn.

use super::card::CardView;
use super::drag::{self, Press};
use super::edge::{EdgeView, LockView, PlusView};
use super::keys;
use super::palette::AddMenu;
use super::studio::Studio;
use crate::browser::page;
use crate::designer::{Camera, Edge, Layout, Node, Screen, Target, round};
use crate::texts::t;
use crate::ui::icon::{ADD, FIT, MINUS, icon};
use gloo_timers::callback::Interval;
use leptos::ev::WheelEvent;
use leptos::prelude::*;

/// The zoom factor of one step of the wheel or a key.
pub(super) const ZOOM: f64 = 1.2;

#[component]
pub(super) fn Canvas() -> impl IntoView {
    let studio = expect_context::<Studio>();
    measure(studio);
    let camera = studio.camera;
    let drawn = Memo::new(move |_| camera.get().drawn(studio.screen.get()));
    let inside = move |layout: &Layout| {
        let drawn = drawn.get();
        let edges: Vec<Edge> =
            layout.edges.iter().filter(|edge| edge.area().meets(&drawn)).cloned().collect();
        let nodes: Vec<Node> =
            layout.nodes.iter().filter(|node| node.area.meets(&drawn)).copied().collect();
        (nodes, edges)
    };
    let visible = Memo::new(move |_| studio.layout.with(inside));
    let nodes =
        move || visible.with(|(nodes, _)| nodes.iter().map(|node| node.key).collect::<Vec<_>>());
    let edges = move || visible.with(|(_, edges)| edges.clone());
    let lines = Memo::new(move |_| {
        visible.with(|(_, edges)| edges.iter().map(Edge::line).collect::<String>())
    });
    let locks = move || {
        let drawn = drawn.get();
        studio.layout.with(|layout| {
            layout.locks.iter().filter(|(_, area)| area.meets(&drawn)).copied().collect::<Vec<_>>()
        })
    };
    let start = Memo::new(move |_| studio.layout.with(|layout| layout.start));
    let transform = move || {
        let Camera { x, y, scale } = camera.get();
        format!("translate({x:.2}px, {y:.2}px) scale({scale:.4})")
    };
    let empty = studio.part(|model| model.draft.cards.is_empty());
    let loose = Memo::new(move |_| studio.layout.with(|layout| layout.loose));
    view! {
        <section class="canvas" aria-label=t!("designer-canvas") data-part="canvas" tabindex="-1"
            class:dragging=move || studio.drag.with(Option::is_some)
            on:wheel=move |event| wheel(studio, &event)
            on:pointerdown=move |event| drag::press(&event, Press::Pan)
            on:keydown=move |event| keys::pressed(studio, &event)>
            <div class="world" style:transform=transform>
                <svg class="edges" aria-hidden="true" width="1" height="1">
                    <path d=move || lines.get()></path>
                </svg>
                {move || loose.get().map(|at| view! {
                    <p class="loose" style:transform=format!("translate({}px, {}px)", at.x, at.y - 12)>
                        {t!("designer-loose")}
                    </p>
                })}
                {move || start.get().map(|at| view! { <PlusView at target=Target::Start/> })}
                <For each=edges key=Edge::clone let:edge><EdgeView edge/></For>
                <For each=locks key=|lock| *lock let:lock><LockView card=lock.0 area=lock.1/></For>
                <For each=nodes key=|key| *key let:key><CardView card=key/></For>
            </div>
            <Show when=move || empty.get()><Empty/></Show>
            <Zoom/>
            <super::minimap::Minimap/>
        </section>
        <AddMenu/>
    }
}

/// The empty state of the canvas, with a button that adds the first card.
#[component]
fn Empty() -> impl IntoView {
    let studio = expect_context::<Studio>();
    view! {
        <div class="empty large canvas-empty" data-part="canvas-empty">
            <h2>{t!("designer-start")}</h2>
            <p>{t!("designer-start-text")}</p>
            <button class="button primary" data-part="add-first"
                on:click=move |_| studio.adding.set(Some(Target::Start))>
                {icon(ADD)}{t!("designer-add-first")}
            </button>
        </div>
    }
}

#[component]
fn Zoom() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let percent = move || format!("{} %", round(studio.camera.get().scale * 100.0));
    view! {
        <div class="zoom" role="group" aria-label=t!("designer-zoom")>
            <button class="button quiet square small" aria-label=t!("designer-zoom-out") title=t!("designer-zoom-out-key")
                data-part="zoom-out" on:click=move |_| studio.zoom(1.0 / ZOOM)>{icon(MINUS)}</button>
            <span class="zoom-now" data-part="zoom">{percent}</span>
            <button class="button quiet square small" aria-label=t!("designer-zoom-in") title=t!("designer-zoom-in-key")
                data-part="zoom-in" on:click=move |_| studio.zoom(ZOOM)>{icon(ADD)}</button>
            <button class="button quiet square small" aria-label=t!("inbox-show-all") title=t!("designer-fit-key")
                data-part="fit" on:click=move |_| studio.fit()>{icon(FIT)}</button>
        </div>
    }
}

/// Follows the size of the canvas, and shows the draft once the size is known.
fn measure(studio: Studio) {
    let camera = studio.camera;
    let check_size = move || {
        let Some((_, _, width, height)) = page::lies("[data-part=canvas]") else { return };
        let (screen, now) = (studio.screen.get_untracked(), Screen { width, height });
        if screen == now || width < 1.0 {
            return;
        }
        let sees = |screen: Screen| {
            let seen = camera.get_untracked().seen(screen);
            let chosen = studio.model.with_untracked(|model| model.chosen)?;
            let card = studio.layout.with_untracked(|layout| layout.around(chosen))?;
            Some(seen.meets(&card))
        };
        let saw = sees(screen) == Some(true);
        studio.screen.set(now);
        if saw {
            // A pane that opened may cover the selected card, so scroll it into view again.
            studio.show_chosen();
        }
        if screen == Screen::default() {
            let first = studio.model.with_untracked(|model| model.draft.first());
            let area = studio.layout.with_untracked(|layout| {
                first.and_then(|first| layout.node(first)).map(|node| node.area)
            });
            let width = studio.layout.with_untracked(|layout| layout.width);
            studio.camera.set(Camera::begin(area, width, now));
        }
    };
    request_animation_frame(check_size);
    // The browser fires no event when a pane beside the canvas opens or closes, so poll.
    let again = StoredValue::new_local(Some(Interval::new(400, check_size)));
    on_cleanup(move || drop(again.try_update_value(Option::take)));
}

fn wheel(studio: Studio, event: &WheelEvent) {
    event.prevent_default();
    let (x, y) = at(f64::from(event.client_x()), f64::from(event.client_y()));
    if event.ctrl_key() || event.meta_key() {
        let factor = (-event.delta_y() / 300.0).exp();
        return studio.camera.update(|camera| *camera = camera.zoomed(factor, x, y));
    }
    let (dx, dy) = if event.shift_key() {
        (event.delta_y(), event.delta_x())
    } else {
        (event.delta_x(), event.delta_y())
    };
    studio.camera.update(|camera| *camera = camera.panned(-dx, -dy));
}

/// Converts a point of the window to a point of the canvas element.
pub(super) fn at(x: f64, y: f64) -> (f64, f64) {
    let (left, top) =
        page::lies("[data-part=canvas]").map_or((0.0, 0.0), |(left, top, _, _)| (left, top));
    (x - left, y - top)
}
