//! Dragging with a pointer: the canvas, its cards, and new cards from the palette.

use super::canvas::at;
use super::card::picture;
use super::studio::{Drag, Studio};
use crate::designer::{Edit, Key, Kind, Load, Target, Whole, can_drop, spoken};
use crate::texts::t;
use crate::ui::icon::{ALERT, icon};
use leptos::ev::{self, PointerEvent};
use leptos::prelude::*;

/// How far a pointer moves before a drag begins, in pixels.
const DRAGS_AFTER: f64 = 5.0;
/// How near the pointer must be to an insert position, in pixels of the screen.
const NEAR: f64 = 90.0;
/// The distance to the edge at which the canvas scrolls by itself, and its speed, in pixels.
const EDGE: (f64, f64) = (36.0, 10.0);

/// What the pointer was pressed on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Press {
    Pan,
    Card(Key),
    /// A kind of card in the palette.
    New(Kind),
}

/// A pressed pointer.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Grab {
    press: Press,
    from: (f64, f64),
    last: (f64, f64),
    moved: bool,
}

#[derive(Clone, Copy)]
struct Pointer(StoredValue<Option<Grab>>);

/// Records that a pointer was pressed on something.
pub(super) fn press(event: &PointerEvent, press: Press) {
    let Some(Pointer(grab)) = use_context::<Pointer>() else { return };
    if event.button() != 0 || grab.with_value(Option::is_some) {
        return;
    }
    let from = (f64::from(event.client_x()), f64::from(event.client_y()));
    grab.set_value(Some(Grab { press, from, last: from, moved: false }));
}

/// Listens for pointer events while the designer is open.
pub(super) fn listen(studio: Studio) {
    let grab = StoredValue::new(None::<Grab>);
    provide_context(Pointer(grab));
    let moves = window_event_listener(ev::pointermove, move |event| {
        if let Some(pointer) = grab.get_value() {
            if event.buttons() == 0 {
                grab.set_value(None);
                return studio.drag.set(None);
            }
            let moved = step(studio, pointer, &event);
            grab.try_update_value(|grab| {
                if grab.is_some() {
                    *grab = Some(moved);
                }
            });
        }
    });
    let ends = window_event_listener(ev::pointerup, move |_| {
        if let Some(pointer) = grab.get_value() {
            grab.set_value(None);
            if pointer.moved {
                release(studio);
            } else if pointer.press == Press::Pan {
                studio.choose(None);
            }
        }
    });
    let breaks = window_event_listener(ev::pointercancel, move |_| {
        grab.set_value(None);
        studio.drag.set(None);
    });
    on_cleanup(move || {
        moves.remove();
        ends.remove();
        breaks.remove();
    });
}

fn step(studio: Studio, mut grab: Grab, event: &PointerEvent) -> Grab {
    let now = (f64::from(event.client_x()), f64::from(event.client_y()));
    let (far_x, far_y) = (now.0 - grab.from.0, now.1 - grab.from.1);
    if !grab.moved && far_x.hypot(far_y) < DRAGS_AFTER {
        return grab;
    }
    grab.moved = true;
    if grab.press == Press::Pan {
        let (dx, dy) = (now.0 - grab.last.0, now.1 - grab.last.1);
        studio.camera.update(|camera| *camera = camera.panned(dx, dy));
    } else {
        follow(studio, grab.press, now, event.shift_key());
    }
    grab.last = now;
    grab
}

/// Updates the drag: the insert position under the pointer, or why it refuses.
fn follow(studio: Studio, press: Press, now: (f64, f64), alone: bool) {
    push_on(studio, now);
    let drag = studio.model.with_untracked(|model| {
        let load = match press {
            Press::New(kind) => Load::New(kind),
            Press::Card(key) => model.drag(key, alone),
            Press::Pan => return None,
        };
        let name = match press {
            Press::Card(key) => model.draft.card(key).map(spoken).unwrap_or_default(),
            Press::New(kind) => kind.name().to_owned(),
            Press::Pan => String::new(),
        };
        let target = target(studio, now);
        let reason = target.and_then(|target| {
            // The result for this position is cached from the last event.
            let cached = studio.drag.with_untracked(|drag| {
                let same =
                    drag.as_ref().filter(|drag| drag.target == Some(target) && drag.load == load);
                same.map(|drag| drag.reason)
            });
            cached.unwrap_or_else(|| can_drop(&model.draft, &load, target).err())
        });
        Some(Drag { load, name, at: now, target, reason })
    });
    studio.drag.set(drag);
}

fn target(studio: Studio, now: (f64, f64)) -> Option<Target> {
    let screen = studio.screen.get_untracked();
    let (x, y) = at(now.0, now.1);
    let inside = x >= 0.0 && y >= 0.0 && x <= screen.width && y <= screen.height;
    if !inside {
        return None;
    }
    if studio.model.with_untracked(|model| model.draft.cards.is_empty()) {
        return Some(Target::Start);
    }
    let camera = studio.camera.get_untracked();
    let within = crate::designer::round(NEAR / camera.scale);
    studio.layout.with_untracked(|layout| layout.nearest(camera.at(x, y), within))
}

/// Scrolls the canvas while the pointer is near its edge.
fn push_on(studio: Studio, now: (f64, f64)) {
    let screen = studio.screen.get_untracked();
    let (x, y) = at(now.0, now.1);
    let side = |at: f64, room: f64| {
        if (0.0..EDGE.0).contains(&at) {
            EDGE.1
        } else if (room - EDGE.0..room).contains(&at) {
            -EDGE.1
        } else {
            0.0
        }
    };
    let (dx, dy) = (side(x, screen.width), side(y, screen.height));
    if dx != 0.0 || dy != 0.0 {
        studio.camera.update(|camera| *camera = camera.panned(dx, dy));
    }
}

fn release(studio: Studio) {
    let Some(drag) = studio.drag.try_update(Option::take).flatten() else { return };
    match (drag.target, drag.reason) {
        (Some(target), None) => {
            studio.apply(Edit::Insert(drag.load, target));
            super::keys::focus_chosen(studio);
        }
        (Some(_), Some(crate::designer::EditError::There)) => {}
        (Some(_), Some(reason)) => studio.refuse(reason),
        (None, _) => studio.announcement.set(t!("designer-drag-cancelled").to_owned()),
    }
}

/// The label that follows the pointer during a drag.
#[component]
pub(super) fn Ghost() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let dragged = Memo::new(move |_| {
        studio.drag.with(|drag| drag.as_ref().map(|drag| (drag.load.clone(), drag.name.clone())))
    });
    let reason = Memo::new(move |_| {
        studio.drag.with(|drag| {
            let reason = drag.as_ref()?.reason?;
            (reason != crate::designer::EditError::There).then(|| reason.to_string())
        })
    });
    let transform = move || {
        studio.drag.with(|drag| {
            let (x, y) = drag.as_ref().map_or((0.0, 0.0), |drag| drag.at);
            format!("translate({}px, {}px)", x + 12.0, y + 12.0)
        })
    };
    let content = move || {
        dragged.get().map(|(load, name)| {
            let kind = match &load {
                Load::New(kind) => *kind,
                Load::Move(key, _) => studio.model.with_untracked(|model| model.draft.kind(*key)),
                Load::Copied(_) => Kind::Other,
            };
            let more = match load {
                Load::Move(_, Whole::Branch) => t!("designer-drag-below"),
                Load::Move(_, Whole::Card) => t!("designer-drag-alone"),
                _ => "",
            };
            view! { {icon(picture(kind))}<strong>{name}</strong><span class="fine">{more}</span> }
        })
    };
    view! {
        <Show when=move || dragged.with(Option::is_some)>
            <div class="drag-ghost" data-part="ghost" aria-hidden="true" style:transform=transform>
                <div class="ghost-card">{content}</div>
                {move || reason.get().map(|reason| view! {
                    <p class="drop-error" data-part="drop-error">{icon(ALERT)}<span>{reason}</span></p>
                })}
            </div>
        </Show>
    }
}
