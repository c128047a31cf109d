//! A bar chart by day, with the same data as a table for screen readers.

use crate::browser::time;
use crate::reports::{Bar, HEIGHT, WIDTH, bars, top};
use crate::texts::{number, t};
use leptos::prelude::*;
use shared::counts::Day;
use shared::csv::Csv;
use shared::time::Timestamp;

/// The labels of a bar's parts, from the bottom up.
pub(super) type Series = Vec<&'static str>;

#[component]
pub(super) fn Chart(
    name: &'static str,
    part: &'static str,
    series: Series,
    days: Vec<(Day, Vec<u64>)>,
) -> impl IntoView {
    let figures: Vec<Vec<u64>> = days.iter().map(|(_, parts)| parts.clone()).collect();
    let top = top(&figures);
    let sums: Vec<u64> = (0..series.len())
        .map(|index| figures.iter().filter_map(|day| day.get(index)).sum())
        .collect();
    let said = series.iter().zip(&sums).map(|(name, sum)| format!("{name}: {}", number(*sum)));
    let said = t!("reports-by-day", name = name, said = said.collect::<Vec<_>>().join(", "));
    let titles: Vec<String> = days.iter().map(|(day, parts)| title(&series, *day, parts)).collect();
    let drawn = bars(&figures).into_iter().zip(titles).map(|(bar, title)| bar_view(bar, title));
    let ends = [days.first(), days.last()].map(|day| day.map(|(day, _)| short(*day)));
    let legend = |(index, name): (usize, &&'static str)| {
        view! { <span class="legend" data-series=index.to_string()>{*name}</span> }
    };
    view! {
        <section class="report-part card chart" data-part=part aria-label=name>
            <header class="report-head">
                <h2>{name}</h2>
                <div class="legends" aria-hidden="true">{series.iter().enumerate().map(legend).collect_view()}</div>
            </header>
            <div class="plot">
                <span class="plot-top" aria-hidden="true">{number(top)}</span>
                <span class="plot-half" aria-hidden="true">{number(top / 2)}</span>
                <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" role="img"
                    aria-label=said>
                    <line class="grid" x1="0" y1="0" x2=WIDTH.to_string() y2="0"/>
                    <line class="grid" x1="0" y1=(HEIGHT / 2).to_string() x2=WIDTH.to_string() y2=(HEIGHT / 2).to_string()/>
                    <line class="grid" x1="0" y1=HEIGHT.to_string() x2=WIDTH.to_string() y2=HEIGHT.to_string()/>
                    {drawn.collect_view()}
                </svg>
            </div>
            <p class="plot-ends" aria-hidden="true"><span>{ends[0].clone()}</span><span>{ends[1].clone()}</span></p>
            <AsTable name series=series.clone() days/>
        </section>
    }
}

fn bar_view(bar: Bar, title: String) -> impl IntoView {
    let (x, width) = (bar.x.to_string(), bar.width.to_string());
    let part = move |(index, (y, height)): (usize, (u64, u64))| {
        view! {
            <rect data-series=index.to_string() x=x.clone() width=width.clone() y=y.to_string()
                height=height.to_string()/>
        }
    };
    view! { <g><title>{title}</title>{bar.parts.into_iter().enumerate().map(part).collect_view()}</g> }
}

fn title(series: &[&'static str], day: Day, parts: &[u64]) -> String {
    let parts = series.iter().zip(parts).map(|(name, part)| format!("{name} {part}"));
    format!("{}: {}", short(day), parts.collect::<Vec<_>>().join(", "))
}

/// The data as a table, and as a CSV file.
#[component]
fn AsTable(name: &'static str, series: Series, days: Vec<(Day, Vec<u64>)>) -> impl IntoView {
    let zone = expect_context::<super::Days>()
        .zone
        .with_value(|zone| t!("reports-day-of", zone = zone.name()));
    let columns: Vec<&str> = [zone.as_str()].into_iter().chain(series.iter().copied()).collect();
    let mut csv = Csv::new(&columns);
    for (day, parts) in &days {
        let cells: Vec<String> =
            [day.to_string()].into_iter().chain(parts.iter().map(u64::to_string)).collect();
        csv.row(&cells);
    }
    let head = |name: &str| view! { <th scope="col" class="number">{name.to_owned()}</th> };
    let row = |(day, parts): (Day, Vec<u64>)| {
        let cell = |part: u64| view! { <td class="number">{number(part)}</td> };
        view! { <tr><th scope="row">{short(day)}</th>{parts.into_iter().map(cell).collect_view()}</tr> }
    };
    let head = series.iter().map(|name| head(name)).collect_view();
    let rows = StoredValue::new(days);
    let open = RwSignal::new(false);
    view! {
        <div class="chart-more">
            <button class="link" type="button" data-part="as-table" aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)>
                {move || if open.get() { t!("reports-hide-table") } else { t!("reports-show-table") }}
            </button>
            <super::table::Download csv name/>
        </div>
        <div class="table-box" hidden=move || !open.get()>
            <table class="table report-table">
                <caption class="hidden">{name}</caption>
                <thead><tr><th scope="col">{t!("reports-day")}</th>{head}</tr></thead>
                <tbody>{move || open.get().then(|| rows.get_value().into_iter().map(row).collect_view())}</tbody>
            </table>
        </div>
    }
}

/// Formats a day in the browser's locale.
pub(crate) fn short(day: Day) -> String {
    let noon = Timestamp(day.number() * 86_400_000 + 43_200_000);
    time::write(noon, &[("day", "numeric"), ("month", "short"), ("timeZone", "UTC")])
}
