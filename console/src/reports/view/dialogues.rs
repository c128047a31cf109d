//! The report about dialogues.

use super::dialogues_of;
use super::funnel::FunnelPage;
use super::overview::{DialogueTiles, sum};
use super::table::Download;
use crate::csv::Csv;
use crate::reports::{Range, percent};
use crate::ui::icon::FLOW;
use crate::ui::kit::{Fetch, Nothing, fetched};
use leptos::prelude::*;
use shared::counts::DialogueReport;
use shared::id::{DialogueId, SiteId};

const NAME: &str = "Dialogues";
const COLUMNS: [&str; 8] = [
    "Dialogue",
    "Shown",
    "Responded",
    "Share of shown",
    "Completed",
    "E-mails",
    "Goals",
    "Goals by name",
];

#[component]
pub(super) fn Dialogues(site: SiteId, range: Range) -> impl IntoView {
    let fetch_site = site.clone();
    let report = Fetch::begin(move || dialogues_of(fetch_site.clone(), range));
    let chosen = RwSignal::new(None::<DialogueId>);
    let site = StoredValue::new(site);
    fetched(report, move |(now, before)| {
        if now.items.is_empty() {
            return view! {
                <Nothing picture=FLOW title="No dialogues yet"
                    about="Figures for each dialogue appear here."/>
            }
            .into_any();
        }
        let mut csv = Csv::new(&COLUMNS);
        for item in &now.items {
            csv.row(&cells(item));
        }
        let (total, was) = (sum(&now), sum(&before));
        let head = |(index, name): (usize, &'static str)| {
            view! { <th scope="col" class:number=index != 0 && index != 7>{name}</th> }
        };
        let row = move |item: DialogueReport| view! { <Row item chosen/> };
        view! {
            <div class="tiles" data-part="dialogue-tiles"><DialogueTiles total was/></div>
            <section class="report-part" data-part="dialogue-figures" aria-label=NAME>
                <header class="report-head">
                    <div><h2>{NAME}</h2><p class="fine">"Choose a dialogue to see how far visitors get. Days are in UTC."</p></div>
                    <Download csv name=NAME/>
                </header>
                <div class="table-box">
                    <table class="table report-table">
                        <thead><tr>{COLUMNS.into_iter().enumerate().map(head).collect_view()}</tr></thead>
                        <tbody>{now.items.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </section>
            {move || chosen.get().map(|dialogue| {
                view! { <FunnelPage site=site.get_value() range dialogue/> }
            })}
        }
        .into_any()
    })
}

#[component]
fn Row(item: DialogueReport, chosen: RwSignal<Option<DialogueId>>) -> impl IntoView {
    let id = item.dialogue.clone();
    let open = id.clone();
    let here = move || chosen.with(|chosen| chosen.as_ref() == Some(&open));
    let [name, figures @ .., goals] = cells(&item);
    let figure = |text: String| view! { <td class="number">{text}</td> };
    view! {
        <tr data-part="figures-row" data-dialogue=item.dialogue.to_string()>
            <th scope="row">
                <button class="link" type="button" data-part="show-funnel" aria-expanded=move || here().to_string()
                    on:click=move |_| chosen.update(|chosen| {
                        *chosen = if chosen.as_ref() == Some(&id) { None } else { Some(id.clone()) };
                    })>{name}</button>
            </th>
            {figures.map(figure).collect_view()}
            <td class="fine">{goals}</td>
        </tr>
    }
}

fn cells(item: &DialogueReport) -> [String; 8] {
    let total = &item.total;
    let goals = total.goals.iter().map(|(goal, n)| format!("{goal}: {n}"));
    [
        item.name.clone(),
        total.triggered.to_string(),
        total.engaged.to_string(),
        percent(total.engaged, total.triggered),
        total.completed.to_string(),
        total.acquired.to_string(),
        total.goals.values().sum::<u64>().to_string(),
        goals.collect::<Vec<_>>().join(", "),
    ]
}
