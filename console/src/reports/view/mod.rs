//! Reports: an overview, dialogues, and live chats.

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
use crate::ui::kit::{PageFrame, Tabs};
use leptos::prelude::*;
use shared::api::{GetChatReport, GetDialogueReport, Period, ZonedPeriod};
use shared::counts::{ChatReport, Day, Report};
use shared::id::SiteId;

#[component]
pub(crate) fn Reports() -> impl IntoView {
    let nav = expect_context::<Nav>();
    let store = expect_context::<Store>();
    let site = store.peek(|inbox| inbox.me.site.clone());
    let range = RwSignal::new(Range::last(30, today()));
    let tab = Memo::new(move |_| nav.route().first().unwrap_or_default().to_owned());
    let tabs = vec![
        ("Overview", ConsoleRoute::section(Section::Reports)),
        ("Dialogues", ConsoleRoute::within(Section::Reports, &["dialogues"])),
        ("Live chat", ConsoleRoute::within(Section::Reports, &["chats"])),
    ];
    view! {
        <PageFrame name="Reports" about="Results of dialogues and live chats."
            actions=view! { <pick::Pick range/> }.into_any()>
            <Tabs name="Reports" tabs/>
            {move || {
                let (site, range) = (site.clone(), range.get());
                match tab.get().as_str() {
                    "dialogues" => view! { <dialogues::Dialogues site range/> }.into_any(),
                    "chats" => view! { <chats::Chats site range/> }.into_any(),
                    _ => view! { <overview::Overview site range/> }.into_any(),
                }
            }}
        </PageFrame>
    }
}

/// Today, in the browser's time zone.
fn today() -> Day {
    Day::numbered(u64::try_from(time::day(time::now())).unwrap_or_default())
}

/// Loads the chat reports of this period and the one before, in the browser's time zone.
async fn chats_of(site: SiteId, range: Range) -> Result<(ChatReport, ChatReport), HttpError> {
    let query = |range: Range| {
        let Period { from, to } = range.period();
        ZonedPeriod { from, to, zone: Some(time::zone()) }
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
