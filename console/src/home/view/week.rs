//! The trend of the last seven days: a tile for each figure, which leads to its report.

use crate::browser::time;
use crate::client::http::{self, HttpError};
use crate::context::Nav;
use crate::home::week::{DAYS, Trend};
use crate::inbox::view::store::Store;
use crate::nav::{ConsoleRoute, Section};
use crate::reports::view::{ChangeNote, short};
use crate::reports::{bars, change};
use crate::texts::t;
use crate::ui::kit::{Fetch, fetched};
use leptos::prelude::*;
use shared::api::{GetChatReport, GetDialogueReport, Period, ZonedPeriod};
use shared::availability::Zone;
use shared::counts::{ChatReport, Day, Report};
use shared::id::SiteId;

/// Loads both reports of the last 14 days.
async fn load(site: SiteId, today: Day) -> Result<(Report, ChatReport), HttpError> {
    let days = Some(today.before(2 * DAYS - 1).to_string());
    let to = Some(today.to_string());
    let period = Period { from: days.clone(), to: to.clone() };
    let report = http::query(&GetDialogueReport { site: site.clone() }, &period).await?;
    let period = ZonedPeriod { from: days, to, zone: None };
    Ok((report, http::query(&GetChatReport { site }, &period).await?))
}

#[component]
pub(super) fn Week(site: SiteId) -> impl IntoView {
    let store = expect_context::<Store>();
    let zone =
        store.peek(|inbox| Zone::parse(&inbox.me.report_zone).unwrap_or_else(|_| Zone::utc()));
    let today = zone.day(time::now());
    let reports = Fetch::begin(move || load(site.clone(), today));
    view! {
        <section class="home-part" aria-labelledby="home-week" data-part="week">
            <h2 id="home-week">{t!("home-week")}</h2>
            {fetched(reports, move |(dialogues, chats)| {
                let of_dialogues = |read| Trend::of_dialogues(today, &dialogues, read);
                let of_chats = |read| Trend::of_chats(today, &chats, read);
                view! {
                    <div class="tiles">
                        <TrendTile name=t!("home-week-shown") part="week-triggered" tab="dialogues"
                            trend=of_dialogues(|f| f.triggered)/>
                        <TrendTile name=t!("home-week-responded") part="week-engaged" tab="dialogues"
                            trend=of_dialogues(|f| f.engaged)/>
                        <TrendTile name=t!("home-week-converted") part="week-converted" tab="dialogues"
                            trend=of_dialogues(|f| f.converted)/>
                        <TrendTile name=t!("home-week-requested") part="week-requested" tab="chats"
                            trend=of_chats(|f| f.requested)/>
                        <TrendTile name=t!("home-week-missed") part="week-missed" tab="chats"
                            trend=of_chats(|f| f.missed) less_is_better=true/>
                    </div>
                }
            })}
        </section>
    }
}

#[component]
fn TrendTile(
    name: &'static str,
    part: &'static str,
    /// The tab of the reports that it leads to.
    tab: &'static str,
    trend: Trend,
    #[prop(optional)] less_is_better: bool,
) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let route = ConsoleRoute::within(Section::Reports, &[tab]);
    let href = route.path();
    let change = change(Some(trend.before), Some(trend.total()));
    let today = t!("home-week-today", count = trend.today());
    let title = move |(day, count): (Day, u64)| format!("{}: {count}", short(day));
    let figures: Vec<Vec<u64>> = trend.days.iter().map(|(_, count)| vec![*count]).collect();
    let titles: Vec<String> = trend.days.iter().copied().map(title).collect();
    let bar = |(bar, title): (crate::reports::Bar, String)| {
        let (y, height) = bar.parts.first().copied().unwrap_or_default();
        view! {
            <g>
                <title>{title}</title>
                <rect class="spark-day" x=bar.x.to_string() y=y.to_string() width=bar.width.to_string()
                    height=height.to_string()/>
            </g>
        }
    };
    let drawn = bars(&figures).into_iter().zip(titles).map(bar).collect_view();
    view! {
        <a class="tile" data-part=part href=href on:click=move |event| {
            event.prevent_default();
            nav.go(route.clone());
        }>
            <span class="tile-name">{name}</span>
            <span class="tile-line">
                <strong class="tile-number" data-part="value">{trend.total().to_string()}</strong>
                <ChangeNote change less_is_better/>
            </span>
            <svg class="spark" viewBox="0 0 10000 1000" preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>
            <span class="fine">{today}</span>
        </a>
    }
}
