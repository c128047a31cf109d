//! The hours of the site, of which visitors read when it is open again.

use super::Shared;
use crate::browser::time;
use crate::format::soon;
use crate::hours::view::{Checked, Week};
use crate::hours::{Hours, meaning};
use crate::ui::kit::SaveButton;
use leptos::prelude::*;
use shared::availability::Draft;
use shared::protocol::Settings;

#[component]
pub(super) fn SiteHours(now: Settings) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let draft = now.hours.map(Draft::from);
    let first = StoredValue::new(draft.as_ref().map(Hours::from_draft));
    let hours = RwSignal::new(first.get_value());
    let checked: Checked = Memo::new(move |_| hours.with(|hours| hours.as_ref().map(Hours::check)));
    let changed = Memo::new(move |_| hours.with(|hours| first.with_value(|first| first != hours)));
    shared.guard(changed);
    let save = Callback::new(move |()| match checked.get_untracked() {
        Some(Err(_)) => {}
        Some(Ok(schedule)) => shared.save(move |settings| settings.hours = Some(schedule)),
        None => shared.save(|settings| settings.hours = None),
    });
    let bad = move || checked.with(|checked| matches!(checked, Some(Err(_))));
    let usual = move |_| hours.set(Some(Hours::usual(time::zone())));
    view! {
        <section class="card" aria-label="Hours of the site" data-part="site-hours">
            <p class="lead" role="status" data-part="site-hours-now">
                {move || checked.with(|checked| sentence(shared, checked.as_ref()))}
            </p>
            <p class="fine">
                "Outside these hours, the form of the fallback message says when you are back, in \
                    the visitor’s language and time zone. Agents’ own hours decide who gets chats."
            </p>
            <Show when=move || hours.with(Option::is_some) fallback=move || view! {
                <div class="card-end start">
                    <button class="button primary" data-part="set-site-hours" on:click=usual>
                        "Set hours"
                    </button>
                </div>
            }>
                <Week hours checked/>
            </Show>
            {shared.refusal()}
            <div class="card-end">
                <Show when=move || hours.with(Option::is_some)>
                    <button class="button quiet" data-part="no-site-hours"
                        on:click=move |_| hours.set(None)>"Remove hours"</button>
                </Show>
                <SaveButton busy=shared.busy save label="Save hours"
                    idle=Signal::derive(move || !changed.get() || bad())/>
            </div>
        </section>
    }
}

/// What the hours mean now.
fn sentence(
    shared: Shared,
    checked: Option<&Result<shared::availability::Schedule, Vec<(crate::hours::Spot, String)>>>,
) -> String {
    let now = shared.store.minute();
    match checked {
        None => "No hours: visitors read when the first agent is back.".to_owned(),
        Some(Err(_)) => "These hours have errors.".to_owned(),
        Some(Ok(schedule)) => {
            let meaning = meaning(schedule, now);
            match (meaning.available, meaning.until) {
                (true, Some(until)) => format!("Open now, until {}.", soon(until, now)),
                (true, None) => "Always open.".to_owned(),
                (false, Some(until)) => format!("Closed now, open from {}.", soon(until, now)),
                (false, None) => "Never open. Add hours.".to_owned(),
            }
        }
    }
}
