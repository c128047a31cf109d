//! The tables of A/B tests: a row for each test, and one for each figure of a variant.

use crate::error::ApiError;
use crate::runtime::storage::number;
use serde::Deserialize;
use shared::ab_test::{AbTest, Variant, VariantCount};
use shared::counts::Count;
use shared::id::DialogueId;
use worker::{SqlStorage, SqlStorageValue};

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS ab_test (
        dialogue TEXT NOT NULL, number INTEGER NOT NULL, runs INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (dialogue, number)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS ab_test_count (
        dialogue TEXT NOT NULL, number INTEGER NOT NULL, variant TEXT NOT NULL,
        count TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (dialogue, number, variant, count)
    ) WITHOUT ROWID;
";

/// The tests that are running, one of a dialogue at most.
pub(crate) fn running(sql: &SqlStorage) -> Result<Vec<AbTest>, ApiError> {
    read(sql, "SELECT body FROM ab_test WHERE runs = 1", Vec::new())
}

/// The last test of a dialogue, running or over.
pub(crate) fn last(sql: &SqlStorage, dialogue: &DialogueId) -> Result<Option<AbTest>, ApiError> {
    Ok(latest(sql, dialogue, 1)?.pop())
}

/// The tests of a dialogue, latest first.
pub(crate) fn latest(
    sql: &SqlStorage,
    dialogue: &DialogueId,
    most: usize,
) -> Result<Vec<AbTest>, ApiError> {
    let query = "SELECT body FROM ab_test WHERE dialogue = ? ORDER BY number DESC LIMIT ?";
    read(sql, query, vec![dialogue.as_str().into(), number(most as u64)])
}

fn read(
    sql: &SqlStorage,
    query: &str,
    values: Vec<SqlStorageValue>,
) -> Result<Vec<AbTest>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let rows: Vec<Row> = sql.exec(query, values)?.to_array()?;
    rows.iter().map(|row| Ok(serde_json::from_str(&row.body)?)).collect()
}

pub(crate) fn save(sql: &SqlStorage, test: &AbTest) -> Result<(), ApiError> {
    let row = vec![
        test.dialogue.as_str().into(),
        number(u64::from(test.number)),
        number(u64::from(test.is_running())),
        serde_json::to_string(test)?.into(),
    ];
    let statement =
        "INSERT OR REPLACE INTO ab_test (dialogue, number, runs, body) VALUES (?, ?, ?, ?)";
    sql.exec(statement, row)?;
    Ok(())
}

/// Adds to a figure.
pub(crate) fn add(sql: &SqlStorage, figure: &VariantCount, by: u64) -> Result<(), ApiError> {
    let row = vec![
        figure.dialogue.as_str().into(),
        number(u64::from(figure.test)),
        figure.variant.as_str().into(),
        figure.count.to_string().into(),
        number(by),
    ];
    let statement = "INSERT INTO ab_test_count (dialogue, number, variant, count, n)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (dialogue, number, variant, count) DO UPDATE SET n = n + excluded.n";
    sql.exec(statement, row)?;
    Ok(())
}

/// The figures of a test.
pub(crate) fn figures(
    sql: &SqlStorage,
    test: &AbTest,
) -> Result<Vec<(VariantCount, u64)>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        variant: Variant,
        count: Count,
        n: u64,
    }
    let query = "SELECT variant, count, n FROM ab_test_count WHERE dialogue = ? AND number = ?";
    let values = vec![test.dialogue.as_str().into(), number(u64::from(test.number))];
    let rows: Vec<Row> = sql.exec(query, values)?.to_array()?;
    let figure = |Row { variant, count, n }: Row| {
        let (dialogue, test) = (test.dialogue.clone(), test.number);
        (VariantCount { dialogue, test, variant, count }, n)
    };
    Ok(rows.into_iter().map(figure).collect())
}
