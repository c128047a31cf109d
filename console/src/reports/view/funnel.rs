//! The report of one dialogue: its figures, its answers, and how many visitors reached and left each
//! card.

use super::answers::Answers;
use super::dialogues_of;
use super::overview::DialogueTiles;
use super::table::{Download, csv_of};
use crate::client::http;
use crate::context::Nav;
use crate::designer::readable;
use crate::nav::{ConsoleRoute, Section};
use crate::reports::{
    BranchEnd, Cell, FunnelRow, Range, RowKind, funnel_rows, kind_text, percent, text_of,
};
use crate::texts::{number, t};
use crate::ui::icon::{BACK, icon};
use crate::ui::kit::{Fetch, fetched};
use leptos::prelude::*;
use shared::api::GetFunnel;
use shared::counts::{Figures, Funnel, FunnelCard, Report};
use shared::id::{DialogueId, SiteId};

fn columns() -> [&'static str; 9] {
    [
        t!("reports-card"),
        t!("reports-kind"),
        t!("reports-text"),
        t!("reports-reached"),
        t!("reports-continued"),
        t!("reports-dropped"),
        t!("reports-drop-rate"),
        t!("reports-opened"),
        t!("reports-downloaded"),
    ]
}

#[component]
pub(super) fn FunnelPage(site: SiteId, range: Range, dialogue: DialogueId) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let of = dialogue.clone();
    let funnel = Fetch::begin(move || {
        let (site, dialogue) = (site.clone(), dialogue.clone());
        async move {
            let route = GetFunnel { site: site.clone(), dialogue };
            let funnel = http::query(&route, &range.period()).await?;
            Ok((funnel, dialogues_of(site, range).await?))
        }
    });
    let back = ConsoleRoute::within(Section::Reports, &["dialogues"]);
    let href = back.path();
    view! {
        <p>
            <a class="link back" href=href data-part="all-dialogues" on:click=move |event| {
                event.prevent_default();
                nav.go(back.clone());
            }>{icon(BACK)}{t!("reports-all-dialogues")}</a>
        </p>
        {fetched(funnel, move |(mut funnel, (now, before)): (Funnel, (Report, Report))| {
            let figures = |report: &Report| {
                let found = report.items.iter().find(|item| item.dialogue == of);
                found.map(|item| item.total.clone()).unwrap_or_default()
            };
            let (total, was) = (figures(&now), figures(&before));
            let goals = goals(&total);
            let answers = std::mem::take(&mut funnel.answers);
            view! {
                <h2 class="report-title" data-part="report-title">{funnel.name.clone()}</h2>
                <div class="tiles" data-part="dialogue-tiles"><DialogueTiles total was/></div>
                {goals}
                <Answers answers/>
                <Cards funnel/>
            }
        })}
    }
}

/// How often each goal was reached, in a line.
fn goals(total: &Figures) -> Option<impl IntoView + use<>> {
    let goals = total.goals.iter().map(|(goal, n)| format!("{goal} {}", number(*n)));
    let goals = goals.collect::<Vec<_>>().join(", ");
    (!goals.is_empty())
        .then(|| view! { <p class="fine" data-part="goals-by-name">{t!("reports-goals", goals = goals)}</p> })
}

#[component]
fn Cards(funnel: Funnel) -> impl IntoView {
    let csv = csv_of(&columns(), &funnel.cards.iter().map(cells).collect::<Vec<_>>());
    let engaged = funnel.engaged;
    let row = move |row: FunnelRow| view! { <Row row engaged/> };
    let none = funnel.cards.iter().all(|card| card.reached == 0);
    view! {
        <section class="report-part card funnel" data-part="funnel" aria-label=format!("{}: {}", t!("reports-card-by-card"), funnel.name)>
            <header class="report-head">
                <div>
                    <h2>{t!("reports-card-by-card")}</h2>
                    <p class="fine">{t!("reports-funnel-about")}</p>
                </div>
                <Download csv name=t!("reports-card-by-card")/>
            </header>
            {none.then(|| view! { <p class="fine">{t!("reports-funnel-none")}</p> })}
            <ol class="funnel-cards">{funnel_rows(&funnel).into_iter().map(row).collect_view()}</ol>
        </section>
    }
}

#[component]
fn Row(row: FunnelRow, engaged: u64) -> impl IntoView {
    let depth = row.depth.to_string();
    match row.kind {
        RowKind::Card(card) => view! { <CardRow card depth engaged/> }.into_any(),
        RowKind::Branch { label, chosen, of, end } => {
            let counted = of.map(|of| t!("reports-chose", chosen = chosen, share = percent(chosen, of)));
            let end = match end {
                BranchEnd::Cards => None,
                BranchEnd::Ends => Some(t!("reports-ends-here").to_owned()),
                BranchEnd::Joins(text) => Some(t!("reports-goes-on", text = text)),
            };
            view! {
                <li class="funnel-branch" data-part="funnel-branch" data-depth=depth>
                    <span class="funnel-name"><span><span class="hidden">{t!("reports-branch")}</span><span class="pill">{label}</span></span></span>
                    <span class="fine">{end}</span>
                    <span class="funnel-count" data-part="chosen">{counted}</span>
                </li>
            }
            .into_any()
        }
        RowKind::Joins(text) => view! {
            <li class="funnel-branch" data-depth=depth>
                <span class="funnel-name"><span class="fine">{t!("reports-goes-on", text = text)}</span></span>
            </li>
        }
        .into_any(),
    }
}

/// A card; the length of its bar is the share of responding visitors who reached it.
#[component]
fn CardRow(card: FunnelCard, depth: String, engaged: u64) -> impl IntoView {
    let stopped = card.stopped();
    let (is_document, opened, downloaded) = (card.kind == "document", card.passed, card.downloaded);
    let is_counted = card.kind != "condition";
    let width =
        format!("{}%", (card.reached * 100).checked_div(engaged).unwrap_or_default().min(100));
    let text = (!card.text.is_empty() || card.kind.is_empty()).then(|| text_of(&card));
    let bar = move || {
        view! {
            <span class="funnel-bar" aria-hidden="true"><span class="funnel-fill" style:width=width.clone()></span></span>
            <span class="funnel-count">
                <strong data-part="reached">{number(card.reached)}</strong>
                {t!("reports-reached-it")}
                {is_document.then(|| view! {
                    <span class="fine" data-part="document-uses">
                        {t!("reports-document", opened = opened, share = percent(opened, card.reached),
                            downloaded = downloaded)}
                    </span>
                })}
                {card.waits.then(|| view! {
                    <span class="funnel-stopped" data-part="stopped" data-none=(stopped == 0).to_string()>
                        {t!("reports-stopped", stopped = stopped, share = percent(stopped, card.reached))}
                    </span>
                })}
            </span>
        }
    };
    view! {
        <li class="funnel-card" data-part="funnel-card" data-card=card.card.to_string() data-depth=depth>
            <span class="funnel-name"><span class="fine">{kind_text(&card.kind)}</span><span>{text}</span></span>
            {is_counted.then(bar)}
        </li>
    }
}

fn cells(card: &FunnelCard) -> Vec<Cell> {
    let stopped = card.stopped().min(card.reached);
    // Only a document is opened.
    let used = |n| match card.kind.as_str() {
        "document" => Cell::Count(n),
        _ => Cell::Text(String::new()),
    };
    vec![
        card.card.as_str().into(),
        kind_text(&card.kind).into(),
        Cell::Text(readable(&card.text)),
        Cell::Count(card.reached),
        Cell::Count(card.reached - stopped),
        Cell::Count(stopped),
        Cell::Share(stopped, card.reached),
        used(card.passed),
        used(card.downloaded),
    ]
}
