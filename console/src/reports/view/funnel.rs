//! The funnel of a dialogue: how many visitors reached and left each card.

use super::table::Download;
use crate::client::http;
use crate::csv::Csv;
use crate::reports::{Range, percent};
use crate::ui::kit::{Fetch, fetched};
use leptos::prelude::*;
use shared::api::GetFunnel;
use shared::counts::{Funnel, FunnelCard};
use shared::id::{DialogueId, SiteId};

const NAME: &str = "Card by card";

#[component]
pub(super) fn FunnelPage(site: SiteId, range: Range, dialogue: DialogueId) -> impl IntoView {
    let funnel = Fetch::begin(move || {
        let route = GetFunnel { site: site.clone(), dialogue: dialogue.clone() };
        async move { http::query(&route, &range.period()).await }
    });
    fetched(funnel, |funnel| view! { <Cards funnel/> })
}

#[component]
fn Cards(funnel: Funnel) -> impl IntoView {
    let csv = file(&funnel);
    let engaged = funnel.engaged;
    let row = move |card: FunnelCard| view! { <CardRow card engaged/> };
    let none = funnel.cards.iter().all(|card| card.reached == 0);
    view! {
        <section class="report-part card funnel" data-part="funnel" aria-label=format!("Card by card: {}", funnel.name)>
            <header class="report-head">
                <div>
                    <h2>{funnel.name.clone()}</h2>
                    <p class="fine">
                        {format!("Shown {} times, {} responded ({}), {} completed it.", funnel.triggered,
                            funnel.engaged, percent(funnel.engaged, funnel.triggered), funnel.completed)}
                    </p>
                </div>
                <Download csv name=NAME/>
            </header>
            {none.then(|| view! { <p class="fine">"No visitor reached a card in this period."</p> })}
            <ol class="funnel-cards">{funnel.cards.into_iter().map(row).collect_view()}</ol>
        </section>
    }
}

/// A card; the length of its bar is the share of responding visitors who reached it.
#[component]
fn CardRow(card: FunnelCard, engaged: u64) -> impl IntoView {
    let stopped = card.stopped();
    let gone = card.kind.is_empty();
    let width =
        format!("{}%", (card.reached * 100).checked_div(engaged).unwrap_or_default().min(100));
    let text = match (gone, card.text.is_empty()) {
        (true, _) => format!("{} (removed)", card.card),
        (_, true) => kind(&card.kind).to_owned(),
        _ => card.text.clone(),
    };
    let depth = card.depth.min(5).to_string();
    view! {
        <li class="funnel-card" data-part="funnel-card" data-card=card.card.to_string() data-depth=depth>
            <span class="funnel-name"><span class="fine">{kind(&card.kind)}</span><span>{text}</span></span>
            <span class="funnel-bar" aria-hidden="true"><span class="funnel-fill" style:width=width></span></span>
            <span class="funnel-count">
                <strong data-part="reached">{card.reached.to_string()}</strong>
                " reached it"
                {card.waits.then(|| view! {
                    <span class="funnel-stopped" data-part="stopped">
                        {format!("{stopped} stopped ({})", percent(stopped, card.reached))}
                    </span>
                })}
            </span>
        </li>
    }
}

fn kind(code: &str) -> &'static str {
    match code {
        "message" => "Message",
        "question" => "Question",
        "capture" => "Information capture",
        "goal" => "Goal",
        "live_chat" => "Live chat",
        _ => "Card",
    }
}

fn file(funnel: &Funnel) -> Csv {
    let mut csv =
        Csv::new(&["Card", "Kind", "Text", "Reached", "Continued", "Dropped off", "Drop-off rate"]);
    for card in &funnel.cards {
        let stopped = card.stopped();
        csv.row(&[
            card.card.to_string(),
            kind(&card.kind).to_owned(),
            card.text.clone(),
            card.reached.to_string(),
            (card.reached - stopped.min(card.reached)).to_string(),
            stopped.to_string(),
            percent(stopped, card.reached),
        ]);
    }
    csv
}
