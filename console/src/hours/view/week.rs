//! The form of the weekly hours: the blocks of each day, and a strip that shows them.

use super::Checked;
use super::closed::Closed;
use crate::browser::{page, time};
use crate::hours::{Hours, Spot, day_name};
use crate::texts::t;
use crate::ui::icon::{ADD, CLOSE, COPY, icon};
use leptos::prelude::*;
use shared::availability::BlockDraft;

/// The time zone, and seven days.
#[component]
pub(crate) fn Week(hours: RwSignal<Option<Hours>>, checked: Checked) -> impl IntoView {
    let week = Edit { hours, checked };
    let zone = move || hours.with(|hours| hours.as_ref().map(|one| one.zone.clone()));
    let zones = time::zones().into_iter().map(|name| view! { <option value=name></option> });
    view! {
        <div class="field zone">
            <label class="label" for="zone">{t!("hours-zone")}</label>
            <input class="input" id="zone" data-part="zone" list="zones" autocomplete="off"
                spellcheck="false" aria-describedby="zone-note"
                aria-invalid=move || week.wrong(Spot::Zone).is_some().to_string()
                prop:value=move || zone().unwrap_or_default()
                on:input=move |event| {
                    let name = event_target_value(&event);
                    week.change(|hours| hours.zone = name);
                }/>
            <datalist id="zones">{zones.collect_view()}</datalist>
            <span class="note" id="zone-note">{move || week.note(Spot::Zone)}</span>
        </div>
        <div class="week" data-part="week">
            {(0..7).map(|day| view! { <Day week day/> }).collect_view()}
        </div>
        <Closed week/>
    }
}

#[derive(Clone, Copy)]
pub(super) struct Edit {
    pub(super) hours: RwSignal<Option<Hours>>,
    checked: Checked,
}

impl Edit {
    pub(super) fn change(self, change: impl FnOnce(&mut Hours)) {
        self.hours.update(|hours| {
            if let Some(hours) = hours {
                change(hours);
            }
        });
    }

    pub(super) fn wrong(self, spot: Spot) -> Option<String> {
        self.checked.with(|checked| match checked {
            Some(Err(found)) => {
                found.iter().find(|(at, _)| *at == spot).map(|(_, text)| text.clone())
            }
            _ => None,
        })
    }

    pub(super) fn note(self, spot: Spot) -> impl IntoView {
        let said = self.wrong(spot);
        said.map(|said| view! { <span class="wrong" role="alert">{said}</span> })
    }

    fn text(self, day: usize, at: usize, read: fn(&BlockDraft) -> &String) -> String {
        self.hours.with(|hours| {
            let block = hours.as_ref().and_then(|hours| hours.days.get(day)?.get(at));
            block.map(|block| read(block).clone()).unwrap_or_default()
        })
    }
}

#[component]
fn Day(week: Edit, day: usize) -> impl IntoView {
    let count = Memo::new(move |_| {
        week.hours
            .with(|hours| hours.as_ref().and_then(|one| one.days.get(day)).map_or(0, Vec::len))
    });
    let name = day_name(day);
    let add = move |_| {
        week.change(|hours| hours.add(day));
        let index = count.get_untracked();
        page::focus_on(format!("[data-part=from][data-at='{day}-{}']", index.saturating_sub(1)));
    };
    view! {
        <div class="hours-day" role="group" aria-label=name data-part="day" data-day=day.to_string()>
            <span class="day-name">{name}</span>
            <Strip week day/>
            <div class="blocks">
                {move || (0..count.get()).map(|at| view! { <Block week day at/> }).collect_view()}
                {move || (count.get() == 0).then(|| view! { <span class="fine">{t!("hours-away")}</span> })}
                {move || week.note(Spot::Day(day))}
            </div>
            <div class="day-acts">
                <button class="button quiet small" type="button" data-part="add-block"
                    aria-label=t!("hours-add", name = name) on:click=add>{icon(ADD)}{t!("hours-name")}</button>
                <Show when=move || count.get() != 0>
                    <button class="button quiet small" type="button" data-part="copy-day"
                        aria-label=t!("hours-copy-weekdays-of", name = name)
                        title=t!("hours-copy-weekdays")
                        on:click=move |_| week.change(|hours| hours.copy(day, 0..5))>
                        {icon(COPY)}{t!("hours-weekdays")}
                    </button>
                    <button class="button quiet small" type="button" data-part="copy-week"
                        aria-label=t!("hours-copy-all-of", name = name) title=t!("hours-copy-all")
                        on:click=move |_| week.change(|hours| hours.copy(day, 0..7))>
                        {icon(COPY)}{t!("hours-every-day")}
                    </button>
                </Show>
            </div>
        </div>
    }
}

/// A day from midnight to midnight, with its blocks marked.
#[component]
fn Strip(week: Edit, day: usize) -> impl IntoView {
    let bars = Memo::new(move |_| {
        week.hours.with(|hours| hours.as_ref().map(|hours| hours.bars(day)).unwrap_or_default())
    });
    let bar = |(from, long): (f64, f64)| {
        view! {
            <span class="bar" style:inset-inline-start=format!("{from}%")
                style:width=format!("{long}%")></span>
        }
    };
    view! {
        <span class="strip-day" aria-hidden="true">
            {move || bars.get().into_iter().map(bar).collect_view()}
        </span>
    }
}

#[component]
fn Block(week: Edit, day: usize, at: usize) -> impl IntoView {
    let spot = Spot::Block(day, at);
    let name = day_name(day);
    let settle = move |_| week.change(|hours| hours.settle(day, at));
    let over = move || {
        let (from, to) = (week.text(day, at, |one| &one.from), week.text(day, at, |one| &one.to));
        (!to.is_empty() && to < from && week.wrong(spot).is_none())
            .then(|| view! { <span class="fine">{t!("hours-next-day")}</span> })
    };
    view! {
        <div class="hours-block" data-part="block">
            <input class="input" maxlength="8" data-part="from"
                data-at=format!("{day}-{at}") aria-label=t!("hours-from", name = name)
                aria-invalid=move || week.wrong(spot).is_some().to_string()
                prop:value=move || week.text(day, at, |one| &one.from) on:change=settle
                on:input=move |event| {
                    let text = event_target_value(&event);
                    week.change(|hours| if let Some(one) = hours.block_mut(day, at) { one.from = text });
                }/>
            <span aria-hidden="true">"–"</span>
            <input class="input" maxlength="8" data-part="to"
                aria-label=t!("hours-to", name = name)
                aria-invalid=move || week.wrong(spot).is_some().to_string()
                prop:value=move || week.text(day, at, |one| &one.to) on:change=settle
                on:input=move |event| {
                    let text = event_target_value(&event);
                    week.change(|hours| if let Some(one) = hours.block_mut(day, at) { one.to = text });
                }/>
            <button class="button quiet square small" type="button" data-part="remove-block"
                aria-label=t!("hours-remove-of", name = name)
                on:click=move |_| week.change(|hours| hours.remove(day, at))>{icon(CLOSE)}</button>
            {over}
            {move || week.note(spot)}
        </div>
    }
}
