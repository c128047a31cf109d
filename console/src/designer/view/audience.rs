//! The audience, in place of the canvas. It is saved, undone and compared like the cards.

use super::studio::Studio;
use crate::designer::Edit;
use crate::dialogues::view::AudienceEditor;
use crate::texts::t;
use leptos::prelude::*;

#[component]
pub(super) fn Audience() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let draft = studio.part(|model| model.draft.shell());
    let changed = Callback::new(move |draft| {
        studio.apply(Edit::Audience(Box::new(draft)));
    });
    let (site, id) = (studio.site.get_value(), studio.dialogue.get_value());
    view! {
        <section class="audience-pane page scroll" aria-label=t!("designer-audience") data-part="audience-pane">
            <AudienceEditor site id draft changed/>
        </section>
    }
}
