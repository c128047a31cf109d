//! The hours of the site, of which visitors read when it is open again.

use super::Shared;
use crate::browser::time;
use crate::format::soon;
use crate::hours::view::{Checked, Week};
use crate::hours::{Hours, meaning};
use crate::texts::t;
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
        <section class="card" aria-label=t!("settings-hours") data-part="site-hours">
            <p class="lead" role="status" data-part="site-hours-now">
                {move || checked.with(|checked| sentence(shared, checked.as_ref()))}
            </p>
            <p class="fine">
                {t!("settings-hours-text")}
            </p>
            <Show when=move || hours.with(Option::is_some) fallback=move || view! {
                <div class="card-end start">
                    <button class="button primary" data-part="set-site-hours" on:click=usual>
                        {t!("hours-set")}
                    </button>
                </div>
            }>
                <Week hours checked/>
            </Show>
            {shared.refusal()}
            <div class="card-end">
                <Show when=move || hours.with(Option::is_some)>
                    <button class="button quiet" data-part="no-site-hours"
                        on:click=move |_| hours.set(None)>{t!("settings-hours-remove")}</button>
                </Show>
                <SaveButton busy=shared.busy save label=t!("hours-save")
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
        None => t!("settings-hours-none").to_owned(),
        Some(Err(_)) => t!("hours-wrong").to_owned(),
        Some(Ok(schedule)) => {
            let meaning = meaning(schedule, now);
            match (meaning.available, meaning.until) {
                (true, Some(until)) => t!("settings-open-until", now = soon(until, now)),
                (true, None) => t!("settings-always-open").to_owned(),
                (false, Some(until)) => t!("settings-closed-until", now = soon(until, now)),
                (false, None) => t!("settings-never-open").to_owned(),
            }
        }
    }
}
