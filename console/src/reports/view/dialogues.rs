//! The report about dialogues.

use super::dialogues_of;
use super::overview::{DialogueTiles, sum};
use super::table::{ChangeNote, Download, csv_of};
use crate::context::Nav;
use crate::nav::{ConsoleRoute, Section};
use crate::reports::{Cell, Range, change};
use crate::texts::t;
use crate::ui::icon::FLOW;
use crate::ui::kit::{Fetch, Nothing, fetched};
use leptos::prelude::*;
use shared::counts::{DialogueReport, Figures};
use shared::id::{DialogueId, SiteId};
use std::collections::BTreeMap;

/// The columns of the file; the screen leaves out the last, which each dialogue's report has.
fn columns() -> [&'static str; 9] {
    [
        t!("inbox-filter-dialogue"),
        t!("reports-shown"),
        t!("reports-responded"),
        t!("reports-response-rate"),
        t!("reports-completed"),
        t!("reports-emails"),
        t!("reports-converted"),
        t!("reports-conversion"),
        t!("reports-goals-by-name"),
    ]
}
const SHOWN: usize = 8;

#[component]
pub(super) fn Dialogues(site: SiteId, range: Range) -> impl IntoView {
    let report = Fetch::begin(move || dialogues_of(site.clone(), range));
    fetched(report, move |(now, before)| {
        if now.items.is_empty() {
            return view! {
                <Nothing picture=FLOW title=t!("reports-no-dialogues")
                    about=t!("reports-no-dialogues-text")/>
            }
            .into_any();
        }
        let csv = csv_of(&columns(), &now.items.iter().map(cells).collect::<Vec<_>>());
        let (total, was) = (sum(&now), sum(&before));
        let head = |(index, name): (usize, &'static str)| {
            view! { <th scope="col" class:number=index != 0>{name}</th> }
        };
        let before: BTreeMap<DialogueId, Figures> =
            before.items.into_iter().map(|item| (item.dialogue, item.total)).collect();
        let row = move |item: DialogueReport| {
            let was = before.get(&item.dialogue).cloned().unwrap_or_default();
            view! { <Row item was/> }
        };
        view! {
            <div class="tiles" data-part="dialogue-tiles"><DialogueTiles total was/></div>
            <section class="report-part" data-part="dialogue-figures" aria-label=t!("section-dialogues")>
                <header class="report-head">
                    <div>
                        <h2>{t!("section-dialogues")}</h2>
                        <p class="fine">
                            {t!("reports-dialogues-about")}
                        </p>
                    </div>
                    <Download csv name=t!("section-dialogues")/>
                </header>
                <div class="table-box" tabindex="0" role="group" aria-label=t!("reports-as-table", name = t!("section-dialogues"))>
                    <table class="table report-table">
                        <thead><tr>{columns().into_iter().take(SHOWN).enumerate().map(head).collect_view()}</tr></thead>
                        <tbody>{now.items.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any()
    })
}

#[component]
fn Row(item: DialogueReport, was: Figures) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let route = ConsoleRoute::within(Section::Reports, &["dialogues", item.dialogue.as_str()]);
    let href = route.path();
    let now = &item.total;
    // Shares are compared in thousandths, because rounded percents would hide small changes.
    let share = |part: u64, whole: u64| (part * 1_000).checked_div(whole);
    let changes = [
        change(Some(was.triggered), Some(now.triggered)),
        change(Some(was.engaged), Some(now.engaged)),
        change(share(was.engaged, was.triggered), share(now.engaged, now.triggered)),
        change(Some(was.completed), Some(now.completed)),
        change(Some(was.acquired), Some(now.acquired)),
        change(Some(was.converted), Some(now.converted)),
        change(share(was.converted, was.triggered), share(now.converted, now.triggered)),
    ];
    let figures = cells(&item).into_iter().take(SHOWN).skip(1).zip(changes);
    let figure = |(cell, change): (Cell, _)| {
        view! { <td class="number"><span class="figure">{cell.shown()}</span><ChangeNote change/></td> }
    };
    view! {
        <tr data-part="figures-row" data-dialogue=item.dialogue.to_string()>
            <th scope="row">
                <a class="link" href=href data-part="show-funnel" on:click=move |event| {
                    event.prevent_default();
                    nav.go(route.clone());
                }>{item.name.clone()}</a>
            </th>
            {figures.map(figure).collect_view()}
        </tr>
    }
}

fn cells(item: &DialogueReport) -> Vec<Cell> {
    let total = &item.total;
    let goals = total.goals.iter().map(|(goal, n)| format!("{goal}: {n}"));
    vec![
        Cell::Text(item.name.clone()),
        Cell::Count(total.triggered),
        Cell::Count(total.engaged),
        Cell::Share(total.engaged, total.triggered),
        Cell::Count(total.completed),
        Cell::Count(total.acquired),
        Cell::Count(total.converted),
        Cell::Share(total.converted, total.triggered),
        Cell::Text(goals.collect::<Vec<_>>().join(", ")),
    ]
}
