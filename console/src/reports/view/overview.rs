//! The reports' first page: the figures of all dialogues and chats in a period.

use super::chart::Chart;
use super::chats::{by_day, chat_tiles};
use super::table::Tile;
use super::{chats_of, dialogues_of};
use crate::reports::{Range, change, percent};
use crate::texts::{number, t};
use crate::ui::icon::REPORT;
use crate::ui::kit::{Fetch, Nothing, fetched};
use leptos::prelude::*;
use shared::counts::{Day, Figures, Report};
use shared::id::SiteId;
use std::collections::BTreeMap;

/// Sums the figures of all dialogues.
pub(super) fn sum(report: &Report) -> Figures {
    let mut sum = Figures::default();
    for item in &report.items {
        sum.triggered += item.total.triggered;
        sum.engaged += item.total.engaged;
        sum.completed += item.total.completed;
        sum.acquired += item.total.acquired;
        sum.converted += item.total.converted;
        for (goal, n) in &item.total.goals {
            *sum.goals.entry(goal.clone()).or_default() += n;
        }
    }
    sum
}

#[component]
pub(super) fn Overview(site: SiteId, range: Range) -> impl IntoView {
    let (of_dialogues, of_chats) = (site.clone(), site);
    let dialogues = Fetch::begin(move || dialogues_of(of_dialogues.clone(), range));
    let chats = Fetch::begin(move || chats_of(of_chats.clone(), range));
    view! {
        {fetched(dialogues, move |(now, before)| {
            let (total, was) = (sum(&now), sum(&before));
            if total.triggered == 0 && total.engaged == 0 {
                return view! {
                    <Nothing picture=REPORT title=t!("reports-no-data")
                        about=t!("reports-no-data-text")/>
                }
                .into_any();
            }
            view! {
                <div class="tiles" data-part="dialogue-tiles"><DialogueTiles total was/></div>
                <Chart name=t!("reports-responses") part="responses-chart" series=vec![t!("reports-responded"), t!("reports-only-shown")]
                    days=responses(&now, range)/>
            }
            .into_any()
        })}
        {fetched(chats, move |(now, before)| {
            if now.total.requested == 0 {
                return ().into_any();
            }
            view! {
                <div class="tiles" data-part="chat-tiles">{chat_tiles(&now.total, &before.total)}</div>
                {by_day(&now, range)}
            }
            .into_any()
        })}
    }
}

#[component]
pub(super) fn DialogueTiles(total: Figures, was: Figures) -> impl IntoView {
    let compared = |read: fn(&Figures) -> u64| change(Some(read(&was)), Some(read(&total)));
    let of_triggered = |part: u64| t!("reports-of-shown", share = percent(part, total.triggered));
    view! {
        <Tile name=t!("reports-shown") part="tile-triggered" value=number(total.triggered)
            change=compared(|f| f.triggered)/>
        <Tile name=t!("reports-responded") part="tile-engaged" value=number(total.engaged)
            change=compared(|f| f.engaged) about=of_triggered(total.engaged)/>
        <Tile name=t!("reports-completed") part="tile-completed" value=number(total.completed)
            change=compared(|f| f.completed) about=of_triggered(total.completed)/>
        <Tile name=t!("reports-emails") part="tile-acquired" value=number(total.acquired)
            change=compared(|f| f.acquired)/>
        <Tile name=t!("reports-converted") part="tile-converted" value=number(total.converted)
            change=compared(|f| f.converted) about=of_triggered(total.converted)/>
    }
}

/// Returns for each day how many visitors responded, and how many only saw a dialogue.
fn responses(report: &Report, range: Range) -> Vec<(Day, Vec<u64>)> {
    let mut days: BTreeMap<Day, (u64, u64)> = BTreeMap::new();
    for day in report.items.iter().flat_map(|item| &item.days) {
        let (engaged, visible) = days.entry(day.day).or_default();
        *engaged += day.figures.engaged;
        *visible += day.figures.triggered;
    }
    let of = |day| {
        let (engaged, visible) = days.get(&day).copied().unwrap_or_default();
        (day, vec![engaged, visible.saturating_sub(engaged)])
    };
    range.each().map(of).collect()
}
