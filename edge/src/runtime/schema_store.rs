//! The version of an object's tables, and the migrations that bring older ones up to date.
//!
//! A kind of object has a list of migrations, to which later releases only append. Its version is 1 and one
//! more for each. Tables from before there were versions have version 1.

use super::storage::{has_table, number};
use crate::error::ApiError;
use serde::Deserialize;
use worker::SqlStorage;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_version (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL)";

/// Changes the tables of the version before. All writes of a turn are stored together or not at all.
pub(crate) type Migration = fn(&SqlStorage) -> Result<(), ApiError>;

/// Runs the migrations that are missing. `created` creates the tables of version 1, unless they are
/// there. Fails with [`ApiError::NewerData`] if a later release has written the object.
pub(crate) fn migrate(
    sql: &SqlStorage,
    created: Migration,
    migrations: &[Migration],
) -> Result<(), ApiError> {
    let stored = version(sql)?;
    let missing = missing(stored, migrations)?;
    created(sql)?;
    for migration in missing {
        migration(sql)?;
    }
    let version = newest(migrations);
    if stored != Some(version) {
        sql.exec(TABLE, None)?;
        let statement = "INSERT OR REPLACE INTO schema_version (one, version) VALUES (1, ?)";
        sql.exec(statement, vec![number(version)])?;
    }
    Ok(())
}

/// The stored version; `None` for an object from before there were versions, or a new one.
fn version(sql: &SqlStorage) -> Result<Option<u64>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        version: u64,
    }
    if !has_table(sql, "schema_version")? {
        return Ok(None);
    }
    let row: Option<Row> = sql.exec("SELECT version FROM schema_version", None)?.to_array()?.pop();
    Ok(row.map(|row| row.version))
}

/// The version that a list of migrations leads to.
const fn newest<M>(migrations: &[M]) -> u64 {
    1 + migrations.len() as u64
}

/// The migrations from the stored version on.
fn missing<M>(stored: Option<u64>, migrations: &[M]) -> Result<&[M], ApiError> {
    let (stored, known) = (stored.unwrap_or(1), newest(migrations));
    let done = usize::try_from(stored.saturating_sub(1)).unwrap_or(usize::MAX);
    migrations.get(done..).ok_or(ApiError::NewerData { stored, known })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_migration_runs_once_and_newer_data_is_refused() {
        let migrations = ["to 2", "to 3"];
        for (stored, expected) in [
            (None, &migrations[..]),
            (Some(1), &migrations[..]),
            (Some(2), &migrations[1..]),
            (Some(3), &[]),
        ] {
            assert_eq!(missing(stored, &migrations).unwrap(), expected, "{stored:?}");
        }
        let refused = missing(Some(4), &migrations).unwrap_err();
        assert!(matches!(refused, ApiError::NewerData { stored: 4, known: 3 }), "{refused}");
    }
}
