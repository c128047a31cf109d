//! The choice of a report's period.

use super::Days;
use crate::reports::Range;
use crate::texts::t;
use leptos::prelude::*;

/// The preset periods, in days.
const USUAL: [u32; 3] = [7, 30, 90];

#[component]
pub(super) fn Pick(range: RwSignal<Range>) -> impl IntoView {
    let reported = expect_context::<Days>();
    let own = RwSignal::new(false);
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<String>);
    let usual = move |days: u32| {
        let here = move || !own.get() && range.get() == Range::last(days, reported.today());
        view! {
            <button class="chip" type="button" data-part="days" data-days=days.to_string()
                aria-pressed=move || here().to_string()
                on:click=move |_| {
                    own.set(false);
                    range.set(Range::last(days, reported.today()));
                }>{t!("reports-days", days = days)}</button>
        }
    };
    let open = move |_| {
        let now = range.get_untracked();
        from.set(now.from.to_string());
        to.set(now.to.to_string());
        wrong.set(None);
        own.set(true);
    };
    let read = move || match Range::read(&from.get_untracked(), &to.get_untracked()) {
        Ok(read) => {
            wrong.set(None);
            range.set(read);
        }
        Err(reason) => wrong.set(Some(reason)),
    };
    let day = move |name: &'static str, part: &'static str, value: RwSignal<String>| {
        view! {
            <input class="input" type="date" aria-label=name data-part=part
                prop:value=move || value.get()
                on:change=move |event| {
                    value.set(event_target_value(&event));
                    read();
                }/>
        }
    };
    view! {
        <div class="days-pick">
            <div class="chips" role="group" aria-label=t!("reports-period")>
                {USUAL.map(usual).collect_view()}
                <button class="chip" type="button" data-part="own-days"
                    aria-pressed=move || own.get().to_string() on:click=open>{t!("reports-own-days")}</button>
            </div>
            <Show when=move || own.get()>
                <div class="own-days">
                    {day(t!("reports-first-day"), "from-day", from)}
                    <span>{t!("reports-to")}</span>
                    {day(t!("reports-last-day"), "to-day", to)}
                </div>
                <p class="wrong" role="alert">{move || wrong.get()}</p>
            </Show>
        </div>
    }
}
