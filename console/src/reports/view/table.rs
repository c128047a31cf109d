//! Tables and tiles of figures. They don't depend on colour.

use crate::csv::Csv;
use crate::reports::Change;
use crate::ui::icon::{DOWNLOAD, icon};
use leptos::prelude::*;

/// A table that can be downloaded. The first column holds names, the others figures.
#[component]
pub(super) fn Figures(
    /// The title, and the name of the CSV file.
    name: &'static str,
    part: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<String>>,
    /// The text below the title.
    #[prop(optional)]
    about: &'static str,
) -> impl IntoView {
    let mut csv = Csv::new(columns);
    for row in &rows {
        csv.row(row);
    }
    let cell = |(index, text): (usize, String)| {
        if index == 0 {
            view! { <th scope="row">{text}</th> }.into_any()
        } else {
            view! { <td class="number">{text}</td> }.into_any()
        }
    };
    let row = move |cells: Vec<String>| {
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
            <div class="table-box" tabindex="0" role="group" aria-label=format!("{name}, as a table")>
                <table class="table report-table">
                    <thead><tr>{columns.iter().copied().enumerate().map(head).collect_view()}</tr></thead>
                    <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

/// A link that downloads a table as CSV.
#[component]
pub(super) fn Download(csv: Csv, name: &'static str) -> impl IntoView {
    let file = format!("{}.csv", name.to_lowercase().replace(' ', "-"));
    view! {
        <a class="button small" data-part="csv" href=csv.address() download=file
            aria-label=format!("Download as CSV: {name}")>{icon(DOWNLOAD)}"CSV"</a>
    }
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
                <span class="tile-change" data-tone=change.tone(!less_is_better) title=change.long()>
                    <span aria-hidden="true">{change.short()}</span>
                    <span class="hidden">{change.long()}</span>
                </span>
                {(!about.is_empty()).then(|| view! { <span>{about}</span> })}
            </span>
        </div>
    }
}
