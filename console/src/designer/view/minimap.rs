//! The minimap of a large stream: shows and moves the visible part.

use super::studio::Studio;
use crate::designer::Point;
use leptos::ev::PointerEvent;
use leptos::prelude::*;

/// The number of cards from which the minimap is shown.
const FROM: usize = 31;
/// Its largest size, in pixels.
const SIZE: (f64, f64) = (180.0, 132.0);

#[component]
pub(super) fn Minimap() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let shows = Memo::new(move |_| studio.layout.with(|layout| layout.nodes.len() >= FROM));
    let size = Memo::new(move |_| {
        studio.layout.with(|layout| (layout.width.max(1), layout.height.max(1)))
    });
    let cards = Memo::new(move |_| {
        studio.layout.with(|layout| {
            let one = |node: &crate::designer::Node| {
                let area = node.area;
                let (width, height) = (area.width, area.height);
                format!("M{} {}h{width}v{height}h-{width}z", area.x, area.y)
            };
            layout.nodes.iter().map(one).collect::<String>()
        })
    });
    let scale = move || {
        let (width, height) = size.get();
        (SIZE.0 / f64::from(width)).min(SIZE.1 / f64::from(height))
    };
    let go = move |event: &PointerEvent| {
        event.stop_propagation();
        let scale = scale();
        let x = crate::designer::round(f64::from(event.offset_x()) / scale);
        let y = crate::designer::round(f64::from(event.offset_y()) / scale);
        let screen = studio.screen.get_untracked();
        studio.camera.update(|camera| *camera = camera.centred(Point { x, y }, screen));
    };
    let seen = move |part: fn(crate::designer::Area) -> i32| {
        move || part(studio.camera.get().seen(studio.screen.get())).to_string()
    };
    view! {
        <Show when=move || shows.get()>
            <svg class="minimap" data-part="minimap" aria-hidden="true"
                viewBox=move || format!("0 0 {} {}", size.get().0, size.get().1)
                width=move || format!("{:.0}", f64::from(size.get().0) * scale())
                height=move || format!("{:.0}", f64::from(size.get().1) * scale())
                on:pointerdown=move |event| go(&event)
                on:pointermove=move |event| if event.buttons() == 1 { go(&event) }>
                <path class="minimap-cards" d=move || cards.get()></path>
                <rect class="minimap-seen" x=seen(|area| area.x) y=seen(|area| area.y)
                    width=seen(|area| area.width) height=seen(|area| area.height)></rect>
            </svg>
        </Show>
    }
}
