//! The bar below the canvas: the findings, with links to their cards.

use super::findings::FindingView;
use super::studio::Studio;
use crate::designer::counted;
use crate::ui::icon::{ALERT, CHECK, DOWN, INFO_DOT, icon};
use leptos::prelude::*;

#[component]
pub(super) fn Bar() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let open = RwSignal::new(false);
    let counts = Memo::new(move |_| studio.checked.with(crate::designer::Checked::counts));
    let none = move || counts.get() == (0, 0);
    let picture = move || match counts.get() {
        (0, 0) => ("good", CHECK),
        (0, _) => ("warn", INFO_DOT),
        _ => ("bad", ALERT),
    };
    let list = move || {
        studio.checked.with(|checked| {
            checked
                .items
                .iter()
                .cloned()
                .map(|found| view! { <li><FindingView found/></li> })
                .collect_view()
        })
    };
    view! {
        <footer class="findings" data-part="findings" data-open=move || (open.get() && !none()).to_string()>
            <button class="findings-bar" type="button" data-part="findings-bar"
                aria-expanded=move || (open.get() && !none()).to_string()
                disabled=none on:click=move |_| open.update(|open| *open = !*open)>
                <span class="findings-tone" data-tone=move || picture().0>{move || icon(picture().1)}</span>
                <span data-part="findings-count">
                    {move || counted(counts.get().0, counts.get().1)}
                </span>
                {move || (!none()).then(|| icon(DOWN))}
            </button>
            <Show when=move || open.get() && !none()>
                <ul class="findings-list scroll">{list}</ul>
            </Show>
        </footer>
    }
}
