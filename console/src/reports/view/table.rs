//! Tables and tiles of figures. They don't depend on colour.

use crate::reports::{Cell, Change, file_name};
use crate::texts::t;
use crate::ui::icon::{DOWNLOAD, icon};
use leptos::prelude::*;
use shared::csv::Csv;

/// A table that can be downloaded. The first column holds names, the others figures.
#[component]
pub(super) fn Figures(
    /// The title, and the name of the CSV file.
    name: &'static str,
    part: &'static str,
    columns: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
    /// The text below the title.
    #[prop(optional)]
    about: &'static str,
) -> impl IntoView {
    let csv = csv_of(&columns, &rows);
    let cell = |(index, cell): (usize, Cell)| {
        let text = cell.shown();
        if index == 0 {
            view! { <th scope="row">{text}</th> }.into_any()
        } else {
            view! { <td class:number=cell.is_number()>{text}</td> }.into_any()
        }
    };
    let row = move |cells: Vec<Cell>| {
        view! { <tr data-part="figures-row">{cells.into_iter().enumerate().map(cell).collect_view()}</tr> }
    };
    let head = |(index, name): (usize, &'static str)| {
        view! { <th scope="col" class:number=index != 0>{name}</th> }
    };
    view! {
        <section class="report-part" data-part=part aria-label=name>
            <header class="report-head">
                <div><h2>{name}</h2>{(!about.is_empty()).then(|| view! { <p class="fine">{about}</p> })}</div>
                <Download csv name/>
            </header>
            <div class="table-box" tabindex="0" role="group" aria-label=t!("reports-as-table", name = name)>
                <table class="table report-table">
                    <thead><tr>{columns.into_iter().enumerate().map(head).collect_view()}</tr></thead>
                    <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

/// The file of a table: plain numbers, with their units in the names of the columns.
pub(super) fn csv_of(columns: &[&str], rows: &[Vec<Cell>]) -> Csv {
    let unit = |index: usize| {
        rows.first().and_then(|row| row.get(index)).map(Cell::unit).unwrap_or_default()
    };
    let heads: Vec<String> =
        columns.iter().enumerate().map(|(index, name)| format!("{name}{}", unit(index))).collect();
    let mut csv = Csv::new(&heads.iter().map(String::as_str).collect::<Vec<_>>());
    for row in rows {
        csv.row(&row.iter().map(Cell::plain).collect::<Vec<_>>());
    }
    csv
}

/// A link that downloads a table as CSV; the file is named after the days of the report.
#[component]
pub(super) fn Download(csv: Csv, #[prop(into)] name: String) -> impl IntoView {
    let days = expect_context::<super::Days>();
    let range = days.range.get_untracked();
    let zone = days.zone.with_value(|zone| zone.name().to_owned());
    let file = file_name(&name, &range.from.to_string(), &range.to.to_string(), &zone);
    view! {
        <a class="button small" data-part="csv" href=csv.address() download=file
            aria-label=t!("common-action-of", label = t!("common-download-csv"), name = name)>{icon(DOWNLOAD)}"CSV"</a>
    }
}

/// How a figure changed, in small print; nothing where there is nothing to compare with.
#[component]
pub(crate) fn ChangeNote(change: Change, #[prop(optional)] less_is_better: bool) -> impl IntoView {
    (change != Change::None).then(|| {
        view! {
            <span class="tile-change" data-tone=change.tone(!less_is_better) title=change.long()>
                <span aria-hidden="true">{change.short()}</span>
                <span class="hidden">{change.long()}</span>
            </span>
        }
    })
}

/// A figure, and how it changed.
#[component]
pub(super) fn Tile(
    name: &'static str,
    part: &'static str,
    value: String,
    change: Change,
    #[prop(optional)] less_is_better: bool,
    #[prop(optional, into)] about: String,
) -> impl IntoView {
    view! {
        <div class="tile" data-part=part>
            <span class="tile-name">{name}</span>
            <strong class="tile-value" data-part="value">{value}</strong>
            <span class="tile-about">
                <ChangeNote change less_is_better/>
                {(!about.is_empty()).then(|| view! { <span>{about}</span> })}
            </span>
        </div>
    }
}
