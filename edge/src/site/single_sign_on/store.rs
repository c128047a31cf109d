//! The table of the providers' accounts with which agents have signed in.

use crate::error::ApiError;
use serde::Deserialize;
use shared::account::oidc::Account;
use shared::id::AgentId;
use worker::SqlStorage;

/// The name of the account with which an agent last signed in at this issuer.
pub(crate) fn subject(
    sql: &SqlStorage,
    agent: &AgentId,
    issuer: &str,
) -> Result<Option<String>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        subject: String,
    }
    let query = "SELECT subject FROM provider_account WHERE agent = ? AND issuer = ?";
    let rows: Vec<Row> = sql.exec(query, vec![agent.as_str().into(), issuer.into()])?.to_array()?;
    Ok(rows.into_iter().next().map(|row| row.subject))
}

/// Remembers whose account it is.
pub(crate) fn remember(
    sql: &SqlStorage,
    agent: &AgentId,
    account: &Account,
) -> Result<(), ApiError> {
    let statement =
        "INSERT OR REPLACE INTO provider_account (agent, issuer, subject) VALUES (?, ?, ?)";
    let row = vec![
        agent.as_str().into(),
        account.issuer.as_str().into(),
        account.subject.as_str().into(),
    ];
    sql.exec(statement, row)?;
    Ok(())
}

/// Forgets the account of an agent.
pub(crate) fn forget(sql: &SqlStorage, agent: &AgentId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM provider_account WHERE agent = ?", vec![agent.as_str().into()])?;
    Ok(())
}

/// Forgets the accounts of all agents.
pub(crate) fn forget_all(sql: &SqlStorage) -> Result<(), ApiError> {
    sql.exec("DELETE FROM provider_account", None)?;
    Ok(())
}
