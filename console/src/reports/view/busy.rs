//! The busy hours: a grid of the week, one cell for each hour, with its number in it.

use super::table::{Download, csv_of};
use crate::reports::{Cell, hour_text, level, weekdays};
use crate::texts::t;
use leptos::prelude::*;
use shared::counts::BusyHours;

#[component]
pub(super) fn BusyGrid(hours: Box<BusyHours>) -> impl IntoView {
    let most = hours.most();
    let busiest = hours.busiest().and_then(|(weekday, hour)| {
        let name = *weekdays().get(weekday)?;
        Some(t!("reports-busiest", name = name, hour = hour_text(hour), most = most))
    });
    let columns: Vec<String> = [t!("reports-weekday").to_owned()]
        .into_iter()
        .chain((0..24).map(|hour| format!("{hour:02}:00")))
        .collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let rows = weekdays()
        .into_iter()
        .zip(hours.0)
        .map(|(name, day)| [Cell::from(name)].into_iter().chain(day.map(Cell::Count)).collect());
    let csv = csv_of(&columns, &rows.collect::<Vec<Vec<Cell>>>());
    let head = |hour: usize| {
        view! {
            <th scope="col">
                <span aria-hidden="true">{hour.to_string()}</span>
                <span class="hidden">{hour_text(hour)}</span>
            </th>
        }
    };
    let cell = move |(hour, count): (usize, u64), name: &'static str| {
        let title = format!("{name}, {}: {count}", hour_text(hour));
        let shown = if count == 0 {
            view! { <span class="hidden">"0"</span> }.into_any()
        } else {
            count.to_string().into_any()
        };
        view! { <td data-level=level(count, most).to_string() title=title>{shown}</td> }
    };
    let row = move |(name, day): (&'static str, [u64; 24])| {
        let cells = day.into_iter().enumerate().map(|count| cell(count, name)).collect_view();
        let short: String = name.chars().take(2).collect();
        view! {
            <tr data-part="busy-day">
                <th scope="row"><span aria-hidden="true">{short}</span><span class="hidden">{name}</span></th>
                {cells}
            </tr>
        }
    };
    view! {
        <section class="report-part card" data-part="busy-hours" aria-label=t!("reports-busy")>
            <header class="report-head">
                <div><h2>{t!("reports-busy")}</h2><p class="fine">{t!("reports-busy-about")} ". " {busiest}</p></div>
                <Download csv name=t!("reports-busy")/>
            </header>
            <div class="table-box plain" tabindex="0" role="group" aria-label=t!("reports-as-table", name = t!("reports-busy"))>
                <table class="busy-hours">
                    <caption class="hidden">{t!("reports-busy-about")}</caption>
                    <thead><tr><td></td>{(0..24).map(head).collect_view()}</tr></thead>
                    <tbody>{weekdays().into_iter().zip(hours.0).map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}
