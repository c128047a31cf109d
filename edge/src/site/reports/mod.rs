//! How far visitors come in a dialogue, and what live chats came to.

pub(crate) mod store;

use super::Shell;
use super::agents::store as agents_store;
use super::counts::refused;
use super::counts::store as counts_store;
use super::dialogues;
use super::dialogues::store as dialogues_store;
use super::settings::store as site_kv;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::clock;
use serde_json::Value;
use shared::availability::Zone;
use shared::counts::{ChatAggregate, ChatNames, ChatRecord, Day, Funnel, Period};
use shared::id::DialogueId;
use shared::stream::Stream;
use shared::time::Timestamp;
use worker::SqlStorage;

/// Keeps how a chat goes, in the transaction of what brought it.
pub(super) fn save(sql: &SqlStorage, now: Timestamp, chat: &ChatRecord) -> Result<(), ApiError> {
    store::save(sql, chat)?;
    store::prune(sql, now)
}

/// `GET …/reports/dialogues/{dialogue}/funnel`: along the cards that visitors see, or, where none do,
/// along those of the draft.
pub(super) fn funnel(
    shell: &Shell,
    id: DialogueId,
    from: Option<&str>,
    to: Option<&str>,
) -> Answer {
    let sql = shell.sql();
    let period = Period::read(from, to, Day::from_timestamp(clock::now())).map_err(refused)?;
    let row = dialogues::row(shell, &id)?;
    let stream = match row.published {
        Some(version) => {
            dialogues_store::version(&sql, &id, version)?.map(|live| live.published.stream)
        }
        None => written(&sql, &id)?,
    };
    let rows = counts_store::rows_for_dialogue(&sql, period, &id)?;
    body::answer(&Funnel::new(period, (id, row.name), stream.as_ref(), &rows))
}

/// The stream of a draft, where it can be read.
fn written(sql: &SqlStorage, id: &DialogueId) -> Result<Option<Stream>, ApiError> {
    let Some(draft) = dialogues_store::draft(sql, id)? else { return Ok(None) };
    let document: Value = serde_json::from_str(&draft.text)?;
    Ok(document.get("stream").and_then(|stream| serde_json::from_value(stream.clone()).ok()))
}

/// `GET …/reports/chats`.
pub(super) fn chats(
    shell: &Shell,
    from: Option<&str>,
    to: Option<&str>,
    zone: Option<&str>,
) -> Answer {
    let sql = shell.sql();
    let unknown = |wrong: shared::availability::Finding| ApiError::Invalid(wrong.to_string());
    let zone = zone.map_or(Ok(Zone::utc()), Zone::parse).map_err(unknown)?;
    let period = Period::read(from, to, zone.day(clock::now())).map_err(refused)?;
    let (begin, end) = (zone.begin(period.from), zone.begin(period.to.after(1)));
    let mut aggregate = ChatAggregate::default();
    store::between(&sql, begin, end, |chat| aggregate.add(&zone, chat))?;
    let agents = agents_store::all(&sql)?.into_iter().map(|agent| (agent.id, agent.name));
    let teams = site_kv::routing(&sql)?.teams.into_iter().map(|team| (team.id, team.name));
    let names = ChatNames { agents: agents.collect(), teams: teams.collect() };
    body::answer(&aggregate.report(period, &zone, &names))
}
