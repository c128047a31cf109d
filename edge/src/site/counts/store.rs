//! The tables of analytics: a row for each recent visit, and one for each figure.

use crate::error::ApiError;
use crate::runtime::storage::number;
use crate::site::ab_tests::store as ab_tests;
use serde::Deserialize;
use shared::counts::{Count, CountEffect, CountRow, CountRows, Day, Period, Visited};
use shared::id::{DialogueId, VisitId};
use worker::{SqlStorage, SqlStorageValue};

/// How many expired rows are deleted for each row that is written; more than one, so that they
/// never pile up.
const PRUNED_PER_WRITE: usize = 4;

/// Reads the rows for `shared`.
pub(crate) struct Rows<'s>(pub(crate) &'s SqlStorage);

impl CountRows for Rows<'_> {
    type Error = ApiError;

    fn visit(&self, visit: &VisitId) -> Result<Option<Visited>, ApiError> {
        #[derive(Deserialize)]
        struct Row {
            body: String,
        }
        let query = "SELECT body FROM visited WHERE visit = ?";
        let row: Option<Row> = self.0.exec(query, vec![visit.as_str().into()])?.to_array()?.pop();
        row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
    }
}

/// Writes a change.
pub(crate) fn save(sql: &SqlStorage, effect: &CountEffect) -> Result<(), ApiError> {
    match effect {
        CountEffect::Visit(visit, visited) => {
            let row = vec![
                visit.as_str().into(),
                number(visited.needless_from().number()),
                serde_json::to_string(visited)?.into(),
            ];
            let statement =
                "INSERT OR REPLACE INTO visited (visit, needless_from, body) VALUES (?, ?, ?)";
            sql.exec(statement, row)?;
        }
        CountEffect::Add { dialogue, day, count, by } => {
            let row = vec![
                number(day.number()),
                dialogue.as_str().into(),
                count.to_string().into(),
                SqlStorageValue::Integer(*by),
            ];
            let statement = "INSERT INTO daily_count (day, dialogue, count, n) VALUES (?, ?, ?, ?)
                ON CONFLICT (day, dialogue, count) DO UPDATE SET n = n + excluded.n";
            sql.exec(statement, row)?;
        }
        CountEffect::AddToVariant { figure, by } => ab_tests::add(sql, figure, *by)?,
    }
    Ok(())
}

/// Deletes some expired visits.
pub(crate) fn prune(sql: &SqlStorage, today: Day, written: usize) -> Result<(), ApiError> {
    let statement = "DELETE FROM visited WHERE visit IN (
         SELECT visit FROM visited WHERE needless_from <= ? ORDER BY needless_from LIMIT ?)";
    let most = (written * PRUNED_PER_WRITE) as u64;
    sql.exec(statement, vec![number(today.number()), number(most)])?;
    Ok(())
}

/// The figures of a period, without those of single cards and questions.
pub(crate) fn rows(sql: &SqlStorage, period: Period) -> Result<Vec<CountRow>, ApiError> {
    let which = "AND count NOT LIKE 'reached/%' AND count NOT LIKE 'passed/%'
        AND count NOT LIKE 'asked/%' AND count NOT LIKE 'answered/%' AND count NOT LIKE 'chosen/%'";
    read(sql, which, days(period))
}

/// All figures of one dialogue.
pub(crate) fn rows_for_dialogue(
    sql: &SqlStorage,
    period: Period,
    dialogue: &DialogueId,
) -> Result<Vec<CountRow>, ApiError> {
    let mut values = days(period);
    values.push(dialogue.as_str().into());
    read(sql, "AND dialogue = ?", values)
}

fn days(period: Period) -> Vec<SqlStorageValue> {
    vec![number(period.from.number()), number(period.to.number())]
}

fn read(
    sql: &SqlStorage,
    which: &str,
    values: Vec<SqlStorageValue>,
) -> Result<Vec<CountRow>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        day: u64,
        dialogue: DialogueId,
        count: Count,
        n: u64,
    }
    let query = format!(
        "SELECT day, dialogue, count, n FROM daily_count WHERE day BETWEEN ? AND ? AND n > 0 {which}"
    );
    let rows: Vec<Row> = sql.exec(&query, values)?.to_array()?;
    let read_row =
        |Row { day, dialogue, count, n }| CountRow { dialogue, day: Day::numbered(day), count, n };
    Ok(rows.into_iter().map(read_row).collect())
}
