//! The days on which nobody is there, whatever the week says.

use super::week::Edit;
use crate::browser::page;
use crate::hours::Spot;
use crate::texts::t;
use crate::ui::icon::{ADD, CLOSE, icon};
use leptos::prelude::*;
use shared::availability::MAX_CLOSED_DAYS;

/// The list of closed days.
#[component]
pub(super) fn Closed(week: Edit) -> impl IntoView {
    let count = Memo::new(move |_| {
        week.hours.with(|hours| hours.as_ref().map_or(0, |hours| hours.closed.len()))
    });
    let add = move |_| {
        week.change(|hours| hours.closed.push(String::new()));
        let last = count.get_untracked().saturating_sub(1);
        page::focus_on(format!("[data-part=closed-day][data-at='{last}']"));
    };
    view! {
        <div class="field closed-days" role="group" aria-labelledby="closed-days" data-part="closed-days">
            <span class="label" id="closed-days">{t!("hours-closed-days")}</span>
            <span class="hint">{t!("hours-closed-days-text")}</span>
            <div class="blocks">
                {move || (0..count.get()).map(|at| view! { <ClosedDay week at/> }).collect_view()}
                {move || week.note(Spot::Closed(MAX_CLOSED_DAYS))}
            </div>
            <button class="button quiet small" type="button" data-part="add-closed-day"
                on:click=add>{icon(ADD)}{t!("hours-add-closed-day")}</button>
        </div>
    }
}

#[component]
fn ClosedDay(week: Edit, at: usize) -> impl IntoView {
    let value = move || {
        week.hours.with(|hours| hours.as_ref().and_then(|hours| hours.closed.get(at).cloned()))
    };
    let typed = move |event| {
        let value = event_target_value(&event);
        week.change(|hours| {
            if let Some(day) = hours.closed.get_mut(at) {
                *day = value;
            }
        });
    };
    let remove = move |_| {
        week.change(|hours| {
            if at < hours.closed.len() {
                hours.closed.remove(at);
            }
        });
        page::focus("[data-part=add-closed-day]");
    };
    view! {
        <div class="hours-block">
            <input class="input" type="date" data-part="closed-day" data-at=at.to_string()
                aria-label=t!("hours-closed-day", at = at + 1)
                aria-invalid=move || week.wrong(Spot::Closed(at)).is_some().to_string()
                prop:value=move || value().unwrap_or_default() on:input=typed/>
            <button class="button quiet square small" type="button" data-part="remove-closed-day"
                title=t!("common-remove") aria-label=t!("hours-remove-closed-day", at = at + 1)
                on:click=remove>{icon(CLOSE)}</button>
            {move || week.note(Spot::Closed(at))}
        </div>
    }
}
