//! The time zone of the site's reports.

use super::Shared;
use crate::browser::time;
use crate::texts::t;
use crate::ui::kit::{Choose, SaveButton};
use leptos::prelude::*;
use shared::protocol::Settings;

#[component]
pub(super) fn ReportZone(now: Settings) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let zone = RwSignal::new(now.report_zone.clone().unwrap_or_default());
    let usual = Settings { report_zone: None, ..now.clone() }.zone_of_reports();
    let usual = match now.hours {
        Some(_) => t!("settings-report-zone-usual", zone = usual.to_string()),
        None => usual.to_string(),
    };
    let first = StoredValue::new(now.report_zone);
    let chosen = move || Some(zone.get()).filter(|zone| !zone.is_empty());
    let idle = Signal::derive(move || first.with_value(|first| *first == chosen()));
    let save = Callback::new(move |()| {
        let zone = Some(zone.get_untracked()).filter(|zone| !zone.is_empty());
        shared.save(move |settings| settings.report_zone = zone);
    });
    let choice = |name: String| (name.clone(), name.replace('_', " "));
    let mut names = time::zones();
    // The browser may not list the zone that is set.
    if let Some(set) = first.get_value().filter(|set| !names.contains(set)) {
        names.insert(0, set);
    }
    let choices: Vec<_> =
        [(String::new(), usual)].into_iter().chain(names.into_iter().map(choice)).collect();
    view! {
        <section class="card" aria-label=t!("settings-report-zone") data-part="report-zone-form">
            <Choose label=t!("settings-report-zone") value=zone part="report-zone-choice"
                choices=Signal::stored(choices)
                hint=t!("settings-report-zone-hint")/>
            <div class="card-end"><SaveButton busy=shared.busy save idle/></div>
        </section>
    }
}
