//! The report about live chats.

use super::busy::BusyGrid;
use super::chart::Chart;
use super::chats_of;
use super::table::{Figures, Tile};
use crate::reports::{Cell, Range, change, duration_text, outcome_text, percent};
use crate::texts::{number, t};
use crate::ui::icon::CHAT;
use crate::ui::kit::{Fetch, Nothing, fetched};
use leptos::prelude::*;
use shared::counts::{AgentChats, ChatFigures, ChatReport, Day, Ratings, TeamChats};
use shared::id::SiteId;
use std::collections::BTreeMap;

#[component]
pub(super) fn Chats(site: SiteId, range: Range) -> impl IntoView {
    let report = Fetch::begin(move || chats_of(site.clone(), range));
    fetched(report, move |(now, before)| {
        if now.total.requested == 0 {
            return view! {
                <Nothing picture=CHAT title=t!("reports-no-chats")
                    about=t!("reports-no-chats-text")/>
            }
            .into_any();
        }
        let days = by_day(&now, range);
        let tiles = chat_tiles(&now.total, &before.total);
        view! {
            <div class="tiles" data-part="chat-tiles">{tiles}</div>
            {days}
            <BusyGrid hours=Box::new(now.hours)/>
            <Figures name=t!("reports-why-missed") part="reasons" columns=vec![t!("reports-reason"), t!("reports-chats"), t!("reports-share-requests")]
                rows=reasons(&now.total)/>
            <Figures name=t!("reports-by-agent") part="by-agent"
                columns=vec![t!("inbox-filter-agent"), t!("reports-offers"), t!("reports-accepted"), t!("inbox-missed-declined"), t!("reports-not-answered"), t!("reports-taken-over"),
                    t!("reports-time-to-accept"), t!("reports-time-to-reply"), t!("reports-length"), t!("reports-rated"), t!("reports-rating")]
                rows=now.agents.iter().map(agent).collect()
                about=t!("reports-by-agent-about")/>
            <Figures name=t!("reports-by-team") part="by-team"
                columns=vec![t!("inbox-filter-team"), t!("reports-requested"), t!("reports-answered"), t!("inbox-tab-missed"), t!("reports-abandoned"), t!("reports-time-to-accept"), t!("reports-time-to-reply")]
                rows=now.teams.iter().map(team).collect()
                about=t!("reports-by-team-about")/>
        }
        .into_any()
    })
}

/// The tiles of all chats.
pub(super) fn chat_tiles(now: &ChatFigures, was: &ChatFigures) -> impl IntoView + use<> {
    let count = |read: fn(&ChatFigures) -> u64| change(Some(read(was)), Some(read(now)));
    let time = |read: fn(&ChatFigures) -> shared::counts::Percentiles| {
        let millis = |figures: &ChatFigures| read(figures).median.map(|duration| duration.0);
        change(millis(was), millis(now))
    };
    let nine = |times: shared::counts::Percentiles| {
        t!("reports-nine-of-ten", time = duration_text(times.p90))
    };
    let about = |part: u64| t!("reports-of-requests", share = percent(part, now.requested));
    view! {
        <Tile name=t!("reports-requests") part="tile-requested" value=number(now.requested)
            change=count(|f| f.requested)/>
        <Tile name=t!("reports-answered") part="tile-answered" value=number(now.answered)
            change=count(|f| f.answered) about=about(now.answered)/>
        <Tile name=t!("inbox-tab-missed") part="tile-missed" value=number(now.missed)
            change=count(|f| f.missed) less_is_better=true about=about(now.missed)/>
        <Tile name=t!("reports-time-to-accept") part="tile-accept" value=duration_text(now.accept.median)
            change=time(|f| f.accept) less_is_better=true about=nine(now.accept)/>
        <Tile name=t!("reports-time-to-reply") part="tile-reply" value=duration_text(now.reply.median)
            change=time(|f| f.reply) less_is_better=true about=nine(now.reply)/>
        <Tile name=t!("reports-rating") part="tile-rating" value=rating_text(&now.rating)
            change=change(hundredths(was), hundredths(now))
            about=t!("reports-of-five", count = now.rating.count)/>
        <Tile name=t!("reports-chat-length") part="tile-length" value=duration_text(now.length.median)
            change=time(|f| f.length) about=nine(now.length)/>
    }
}

/// The mean rating, as people write it.
fn rating_text(ratings: &Ratings) -> String {
    ratings.mean.map_or_else(|| "–".to_owned(), |mean| number(format!("{mean:.1}")))
}

/// The mean rating in hundredths, to compare two.
fn hundredths(figures: &ChatFigures) -> Option<u64> {
    format!("{:.0}", figures.rating.mean? * 100.0).parse().ok()
}

/// The chart of requests by day and outcome.
pub(super) fn by_day(report: &ChatReport, range: Range) -> impl IntoView + use<> {
    let days: BTreeMap<Day, &ChatFigures> =
        report.days.iter().map(|day| (day.day, &day.figures)).collect();
    let of = |day| {
        let parts = days.get(&day).map_or(vec![0; 3], |figures| {
            vec![figures.answered, figures.missed, figures.withdrawn + figures.waiting]
        });
        (day, parts)
    };
    let days = range.each().map(of).collect();
    view! {
        <Chart name=t!("reports-live-chats") part="chats-chart" series=vec![t!("reports-answered"), t!("inbox-tab-missed"), t!("reports-abandoned-or-waiting")]
            days/>
    }
}

fn reasons(total: &ChatFigures) -> Vec<Vec<Cell>> {
    let row = |(outcome, n): (&String, &u64)| {
        vec![outcome_text(outcome).into(), Cell::Count(*n), Cell::Share(*n, total.requested)]
    };
    total.reasons.iter().map(row).collect()
}

fn agent(agent: &AgentChats) -> Vec<Cell> {
    let name = if agent.name.is_empty() { t!("common-former-agent") } else { &agent.name };
    let counts =
        [agent.offers, agent.accepted, agent.declined, agent.timed_out, agent.transferred_to];
    let times = [agent.accept, agent.reply, agent.length].map(|times| Cell::Time(times.median));
    let rated = [Cell::Count(agent.rating.count), Cell::Rating(agent.rating)];
    [name.into()].into_iter().chain(counts.map(Cell::Count)).chain(times).chain(rated).collect()
}

fn team(team: &TeamChats) -> Vec<Cell> {
    let name = match (&team.team, team.name.as_str()) {
        (None, _) => t!("reports-no-team"),
        (Some(_), "") => t!("reports-removed-team"),
        (Some(_), name) => name,
    };
    let figures = &team.figures;
    let counts = [figures.requested, figures.answered, figures.missed, figures.withdrawn];
    let times = [figures.accept, figures.reply].map(|times| Cell::Time(times.median));
    [name.into()].into_iter().chain(counts.map(Cell::Count)).chain(times).collect()
}
