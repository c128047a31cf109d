//! One finding, with a link to its card and its one-click fix.

use super::studio::Studio;
use crate::designer::{CardFinding, Edit, spoken};
use crate::texts::served;
use crate::ui::icon::{ALERT, INFO_DOT, icon};
use leptos::prelude::*;

#[component]
pub(super) fn FindingView(
    found: CardFinding,
    /// Whether it is shown at its card, so that it needs no link.
    #[prop(optional)]
    here: bool,
    /// Called after the link was followed.
    #[prop(optional)]
    went: Option<Callback<()>>,
) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let tone = if found.is_error() { "bad" } else { "warn" };
    let picture = if found.is_error() { ALERT } else { INFO_DOT };
    let card = found.card.filter(|_| !here);
    let name =
        card.and_then(|key| studio.model.with_untracked(|model| model.draft.card(key).map(spoken)));
    let go = card.map(|key| {
        view! {
            <button class="link finding-card" type="button" data-part="go-to-card"
                on:click=move |_| {
                    if let Some(went) = went {
                        went.run(());
                    }
                    studio.go_to(key, true);
                }>{name}</button>
        }
    });
    let mend = found.repair.map(|repair| {
        view! {
            <button class="button small" type="button" data-part="mend"
                on:click=move |_| { studio.apply(Edit::Mend(repair)); }>{repair.label()}</button>
        }
    });
    view! {
        <div class="finding" data-part="finding" data-code=found.finding.code data-tone=tone>
            {icon(picture)}
            <span class="finding-text">{go}<span>{served::finding(&found.finding)}</span></span>
            {mend}
        </div>
    }
}
