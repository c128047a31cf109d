//! Reports: an overview, dialogues, and live chats.

mod answers;
mod busy;
mod chart;
mod chats;
mod dialogues;
mod funnel;
mod overview;
mod pick;
mod table;

use crate::browser::time;
use crate::client::http::{self, HttpError};
use crate::context::Nav;
use crate::inbox::view::store::Store;
use crate::nav::{ConsoleRoute, Section};
use crate::reports::Range;
use crate::texts::t;
use crate::ui::kit::{PageFrame, Tabs};
pub(crate) use chart::short;
use leptos::prelude::*;
use shared::api::{GetChatReport, GetDialogueReport, Period, ZonedPeriod};
use shared::availability::Zone;
use shared::counts::{ChatReport, Day, Report};
use shared::id::{DialogueId, SiteId};
pub(crate) use table::ChangeNote;

#[component]
pub(crate) fn Reports() -> impl IntoView {
    let nav = expect_context::<Nav>();
    let store = expect_context::<Store>();
    let site = store.peek(|inbox| inbox.me.site.clone());
    let zone =
        store.peek(|inbox| Zone::parse(&inbox.me.report_zone).unwrap_or_else(|_| Zone::utc()));
    let about_zone = t!("reports-zone", zone = zone.name());
    let range = RwSignal::new(Range::last(30, zone.day(time::now())));
    provide_context(Days { range, zone: StoredValue::new(zone) });
    let compared = move || {
        let before = range.get().before();
        t!("reports-compared", from = short(before.from), to = short(before.to))
    };
    let tab = Memo::new(move |_| nav.route().first().unwrap_or_default().to_owned());
    // Each dialogue's report has an address of its own.
    let dialogue = Memo::new(move |_| {
        let id = nav.route().rest.get(1).cloned();
        id.and_then(|id| DialogueId::parse(id).ok())
    });
    let tabs = vec![
        (t!("reports-overview"), ConsoleRoute::section(Section::Reports)),
        (t!("section-dialogues"), ConsoleRoute::within(Section::Reports, &["dialogues"])),
        (t!("designer-kind-live-chat"), ConsoleRoute::within(Section::Reports, &["chats"])),
    ];
    view! {
        <PageFrame name=t!("section-reports") about=t!("reports-about")
            actions=view! { <pick::Pick range/> }.into_any()>
            <Tabs name=t!("section-reports") tabs/>
            <p class="fine" data-part="report-zone">{about_zone}{compared}</p>
            {move || {
                let (site, range) = (site.clone(), range.get());
                match tab.get().as_str() {
                    "dialogues" => match dialogue.get() {
                        Some(dialogue) => view! { <funnel::FunnelPage site range dialogue/> }.into_any(),
                        None => view! { <dialogues::Dialogues site range/> }.into_any(),
                    },
                    "chats" => view! { <chats::Chats site range/> }.into_any(),
                    _ => view! { <overview::Overview site range/> }.into_any(),
                }
            }}
        </PageFrame>
    }
}

/// The days that all reports show, and the site's time zone, in which they begin.
#[derive(Debug, Clone, Copy)]
struct Days {
    range: RwSignal<Range>,
    zone: StoredValue<Zone>,
}

impl Days {
    /// Today in the site's time zone.
    fn today(self) -> Day {
        self.zone.with_value(|zone| zone.day(time::now()))
    }
}

/// Loads the chat reports of this period and the one before.
async fn chats_of(site: SiteId, range: Range) -> Result<(ChatReport, ChatReport), HttpError> {
    let query = |range: Range| {
        let Period { from, to } = range.period();
        ZonedPeriod { from, to, zone: None }
    };
    let route = GetChatReport { site };
    let now = http::query(&route, &query(range)).await?;
    Ok((now, http::query(&route, &query(range.before())).await?))
}

/// Loads the dialogue reports of this period and the one before.
async fn dialogues_of(site: SiteId, range: Range) -> Result<(Report, Report), HttpError> {
    let route = GetDialogueReport { site };
    let now = http::query(&route, &range.period()).await?;
    Ok((now, http::query(&route, &range.before().period()).await?))
}
