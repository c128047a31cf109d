//! The rows of an object's tables, as they are, for an export and an import of a whole site.

use super::scrub_store::{Table, columns, tables};
use super::storage::number;
use crate::error::ApiError;
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::protocol::ExportedRows;
use worker::{SqlStorage, SqlStorageValue};

/// A page ends when it has that many characters of texts and bytes.
const PAGE_CHARS: usize = 256 * 1024;

/// How many rows are read at a time.
const AT_ONCE: u64 = 50;

/// Tables that every object makes for itself: how it erases, and its version.
const OWN: [&str; 2] = ["scrub", "schema_version"];

/// A request for a page.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Dump {
    /// What the rows say of whose they are.
    pub(crate) object: String,
    pub(crate) from: Option<Position>,
}

/// Where a page begins: at a row of a table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Position {
    pub(crate) table: String,
    pub(crate) offset: u64,
}

/// Some rows of an object.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Page {
    pub(crate) items: Vec<ExportedRows>,
    /// Where the next page begins, unless this is the last one.
    pub(crate) next: Option<Position>,
}

/// Reads a page of all tables but these.
pub(crate) fn page(
    sql: &SqlStorage,
    Dump { object, mut from }: Dump,
    without: &[&str],
) -> Result<Page, ApiError> {
    let is_exported = |table: &Table| {
        !without.contains(&table.name.as_str()) && !OWN.contains(&table.name.as_str())
    };
    let (mut items, mut chars) = (Vec::new(), 0);
    for table in tables(sql)?.into_iter().filter(is_exported) {
        let mut offset = match &from {
            Some(position) if table.name < position.table => continue,
            Some(position) if table.name == position.table => position.offset,
            _ => 0,
        };
        from = None;
        let names = columns_with_row_id(sql, &table)?;
        let list = quoted(&names);
        loop {
            if chars >= PAGE_CHARS {
                return Ok(Page { items, next: Some(Position { table: table.name, offset }) });
            }
            let (name, order) = (&table.name, table.order());
            let query = format!("SELECT {list} FROM \"{name}\" {order} LIMIT ? OFFSET ?");
            let mut rows = Vec::new();
            for row in sql.exec(&query, vec![number(AT_ONCE), number(offset)])?.raw() {
                let row: Vec<Value> = row?.into_iter().map(written).collect();
                chars += row.iter().map(length).sum::<usize>();
                rows.push(row);
                if chars >= PAGE_CHARS {
                    break;
                }
            }
            let is_last = (rows.len() as u64) < AT_ONCE && chars < PAGE_CHARS;
            offset += rows.len() as u64;
            if rows.is_empty() {
                break;
            }
            let (object, table) = (object.clone(), table.name.clone());
            items.push(ExportedRows { object, table, columns: names.clone(), rows });
            if is_last {
                break;
            }
        }
    }
    Ok(Page { items, next: None })
}

/// Writes rows of an export, into tables and columns that are there.
pub(crate) fn insert(sql: &SqlStorage, rows: &ExportedRows) -> Result<(), ApiError> {
    let unknown = |what: &str, name: &str| {
        ApiError::Invalid(format!("This version of Bellhop has no {what} “{name}”."))
    };
    let table = tables(sql)?.into_iter().find(|table| table.name == rows.table);
    let table = table.filter(|table| !OWN.contains(&table.name.as_str()));
    let table = table.ok_or_else(|| unknown("table", &rows.table))?;
    let known = columns_with_row_id(sql, &table)?;
    if let Some(column) = rows.columns.iter().find(|column| !known.contains(column)) {
        return Err(unknown("column", &format!("{}.{column}", rows.table)));
    }
    let places = vec!["?"; rows.columns.len()].join(", ");
    let (name, list) = (&table.name, quoted(&rows.columns));
    let statement = format!("INSERT OR REPLACE INTO \"{name}\" ({list}) VALUES ({places})");
    for row in &rows.rows {
        if row.len() != rows.columns.len() {
            return Err(ApiError::Invalid(format!(
                "A row of “{name}” has too few or too many values."
            )));
        }
        let row = row.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        sql.exec(&statement, row)?;
    }
    Ok(())
}

fn columns_with_row_id(sql: &SqlStorage, table: &Table) -> Result<Vec<String>, ApiError> {
    let mut names = columns(sql, &table.name)?;
    if table.is_full_text() {
        names.insert(0, "rowid".to_owned());
    }
    Ok(names)
}

fn quoted(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    names.join(", ")
}

fn written(value: SqlStorageValue) -> Value {
    match value {
        SqlStorageValue::Null => Value::Null,
        SqlStorageValue::Boolean(is) => json!(i32::from(is)),
        SqlStorageValue::Integer(number) => json!(number),
        SqlStorageValue::Float(number) => json!(number),
        SqlStorageValue::String(text) => Value::String(text),
        SqlStorageValue::Blob(bytes) => json!({ "base64": BASE64.encode(&bytes) }),
    }
}

fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Object(bytes) => bytes.values().filter_map(Value::as_str).map(str::len).sum(),
        _ => 8,
    }
}

fn read(value: &Value) -> Result<SqlStorageValue, ApiError> {
    let wrong = || ApiError::Invalid(format!("{value} is no value of an export."));
    Ok(match value {
        Value::Null => SqlStorageValue::Null,
        Value::Bool(is) => SqlStorageValue::Integer(i64::from(*is)),
        Value::Number(number) => match number.as_i64() {
            Some(number) => SqlStorageValue::Integer(number),
            None => SqlStorageValue::Float(number.as_f64().ok_or_else(wrong)?),
        },
        Value::String(text) => SqlStorageValue::String(text.clone()),
        Value::Object(object) => {
            let text = object.get("base64").and_then(Value::as_str).ok_or_else(wrong)?;
            SqlStorageValue::Blob(BASE64.decode(text.as_bytes()).map_err(|_| wrong())?)
        }
        Value::Array(_) => return Err(wrong()),
    })
}
