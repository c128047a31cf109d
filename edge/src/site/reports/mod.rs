//! Reports on funnels and live chats.

pub(crate) mod store;

use super::Shell;
use super::agents::store as agents_store;
use super::counts::refused;
use super::counts::store as counts_store;
use super::dialogues;
use super::dialogues::store as dialogues_store;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use crate::error::ApiError;
use crate::runtime::clock;
use serde_json::Value;
use shared::api::{GetChatReport, GetFunnel, Period as Days, Request, ZonedPeriod};
use shared::availability::Zone;
use shared::counts::{
    ChatAggregate, ChatNames, ChatRecord, ChatReport, Funnel, Period, VersionAnswers,
};
use shared::id::DialogueId;
use shared::stream::Stream;
use shared::time::Timestamp;
use std::rc::Rc;
use worker::SqlStorage;

/// Saves the record of a chat, in the transaction of the message that brought it.
pub(super) fn save(sql: &SqlStorage, now: Timestamp, chat: &ChatRecord) -> Result<(), ApiError> {
    store::save(sql, chat)?;
    store::prune(sql, now)
}

/// `GET …/reports/dialogues/{dialogue}/funnel`: along the cards of the published version, or of the
/// draft if none is published.
fn funnel(shell: &Shell, id: DialogueId, days: &Days) -> Reply<Funnel> {
    let sql = shell.sql();
    let (from, to) = (days.from.as_deref(), days.to.as_deref());
    let zone = site_kv::settings(&sql)?.zone_of_reports();
    let period = Period::read(from, to, zone.day(clock::now())).map_err(refused)?;
    let row = dialogues::row(shell, &id)?;
    let stream = match row.published {
        Some(version) => {
            dialogues_store::version(&sql, &id, version)?.map(|live| live.published.stream)
        }
        None => written(&sql, &id)?,
    };
    let rows = counts_store::rows_for_dialogue(&sql, period, &id)?;
    let answers = VersionAnswers::versions(&rows).into_iter().map(|version| {
        let of = dialogues_store::version(&sql, &id, version)?.map(|live| live.published.stream);
        Ok(VersionAnswers::new(version, of.as_ref(), &rows))
    });
    let answers = answers.collect::<Result<Vec<_>, ApiError>>()?;
    let funnel = Funnel::new((period, &zone), (id, row.name), stream.as_ref(), &rows);
    reply::json(&Funnel { answers, ..funnel })
}

/// The stream of a draft, if it can be parsed.
fn written(sql: &SqlStorage, id: &DialogueId) -> Result<Option<Stream>, ApiError> {
    let Some(draft) = dialogues_store::draft(sql, id)? else { return Ok(None) };
    let document: Value = serde_json::from_str(&draft.text)?;
    Ok(document.get("stream").and_then(|stream| serde_json::from_value(stream.clone()).ok()))
}

/// Answers `GET …/reports/chats`: the live chats of these days, by the site's zone.
fn chats(shell: &Shell, days: &ZonedPeriod) -> Reply<ChatReport> {
    let sql = shell.sql();
    let (from, to, zone) = (days.from.as_deref(), days.to.as_deref(), days.zone.as_deref());
    let unknown = |wrong: shared::availability::Finding| ApiError::Invalid(wrong.to_string());
    let zone = match zone {
        Some(zone) => Zone::parse(zone).map_err(unknown)?,
        None => site_kv::settings(&sql)?.zone_of_reports(),
    };
    let period = Period::read(from, to, zone.day(clock::now())).map_err(refused)?;
    let (begin, end) = (zone.begin(period.from), zone.begin(period.to.after(1)));
    let mut aggregate = ChatAggregate::default();
    store::between(&sql, begin, end, |chat| aggregate.add(&zone, chat))?;
    let agents = agents_store::all(&sql)?.into_iter().map(|agent| (agent.id, agent.name));
    let teams = site_kv::routing(&sql)?.teams.into_iter().map(|team| (team.id, team.name));
    let names = ChatNames { agents: agents.collect(), teams: teams.collect() };
    reply::json(&aggregate.report(period, &zone, &names))
}

impl Handler for GetFunnel {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        funnel(shell, request.route.dialogue, &request.query)
    }
}

impl Handler for GetChatReport {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        chats(shell, &request.query)
    }
}
