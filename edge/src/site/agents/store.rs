//! The table of agents, in the order in which they were added.

use crate::error::ApiError;
use serde::Deserialize;
use shared::api::{Endpoint, GetPicture};
use shared::event::AgentProfile;
use shared::id::{AgentId, SiteId};
use shared::permission::RoleId;
use shared::protocol::{Actor, AgentRow, ConsoleLanguage};
use worker::SqlStorage;

/// An agent, as stored.
#[derive(Debug, Clone)]
pub(crate) struct Agent {
    pub(crate) id: AgentId,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: RoleId,
    pub(crate) password: String,
    /// The hash of their picture's content.
    pub(crate) picture: Option<String>,
}

impl Agent {
    /// What visitors see of them.
    pub(crate) fn profile(&self, site: &SiteId) -> AgentProfile {
        AgentProfile {
            id: self.id.clone(),
            name: self.name.clone(),
            picture: self.picture_path(site),
        }
    }

    /// Their name in the audit log.
    pub(crate) fn actor(&self) -> Actor {
        Actor::Agent { agent: self.id.clone(), name: self.name.clone() }
    }

    /// What admins see of them.
    pub(crate) fn row(&self, site: &SiteId, live_chat: bool, second_factor: bool) -> AgentRow {
        AgentRow {
            id: self.id.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            role: self.role.clone(),
            live_chat,
            second_factor,
            picture: self.picture_path(site),
        }
    }

    /// The path of their picture. A new picture has a new path, so browsers may cache both for
    /// ever.
    pub(crate) fn picture_path(&self, site: &SiteId) -> Option<String> {
        let hash = self.picture.clone()?;
        Some(GetPicture { site: site.clone(), agent: self.id.clone(), hash }.path())
    }
}

#[derive(Deserialize)]
struct Row {
    id: AgentId,
    name: String,
    email: String,
    role: RoleId,
    password: String,
    picture: Option<String>,
}

impl From<Row> for Agent {
    fn from(Row { id, name, email, role, password, picture }: Row) -> Self {
        Self { id, name, email, role, password, picture }
    }
}

const COLUMNS: &str = "SELECT id, name, email, role, password, picture FROM agent";

pub(crate) fn all(sql: &SqlStorage) -> Result<Vec<Agent>, ApiError> {
    let rows: Vec<Row> = sql.exec(&format!("{COLUMNS} ORDER BY row_id"), None)?.to_array()?;
    Ok(rows.into_iter().map(Agent::from).collect())
}

pub(crate) fn find(sql: &SqlStorage, id: &AgentId) -> Result<Option<Agent>, ApiError> {
    one(sql, "id", id.as_str())
}

/// The agent who signs in with this address. Addresses are stored in lower case.
pub(crate) fn by_email(sql: &SqlStorage, email: &str) -> Result<Option<Agent>, ApiError> {
    one(sql, "email", email)
}

fn one(sql: &SqlStorage, column: &str, value: &str) -> Result<Option<Agent>, ApiError> {
    let query = format!("{COLUMNS} WHERE {column} = ?");
    let row: Option<Row> = sql.exec(&query, vec![value.into()])?.to_array()?.pop();
    Ok(row.map(Agent::from))
}

pub(crate) fn delete(sql: &SqlStorage, id: &AgentId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM agent WHERE id = ?", vec![id.as_str().into()])?;
    sql.exec("DELETE FROM agent_language WHERE agent = ?", vec![id.as_str().into()])?;
    Ok(())
}

/// The language of the console that an agent has chosen.
pub(crate) fn language(
    sql: &SqlStorage,
    agent: &AgentId,
) -> Result<Option<ConsoleLanguage>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        language: ConsoleLanguage,
    }
    let query = "SELECT language FROM agent_language WHERE agent = ?";
    let row: Option<Row> = sql.exec(query, vec![agent.as_str().into()])?.to_array()?.pop();
    Ok(row.map(|row| row.language))
}

pub(crate) fn save_language(
    sql: &SqlStorage,
    agent: &AgentId,
    language: ConsoleLanguage,
) -> Result<(), ApiError> {
    let statement = "INSERT OR REPLACE INTO agent_language (agent, language) VALUES (?, ?)";
    sql.exec(statement, vec![agent.as_str().into(), language.as_str().into()])?;
    Ok(())
}

/// Saves an agent; an existing one keeps their row id, and so their position.
pub(crate) fn save(sql: &SqlStorage, agent: &Agent) -> Result<(), ApiError> {
    let statement = "INSERT INTO agent (id, name, email, role, password, picture)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,
        email = excluded.email, role = excluded.role, password = excluded.password,
        picture = excluded.picture";
    let row = vec![
        agent.id.as_str().into(),
        agent.name.as_str().into(),
        agent.email.as_str().into(),
        agent.role.as_str().into(),
        agent.password.as_str().into(),
        agent.picture.as_deref().into(),
    ];
    sql.exec(statement, row)?;
    Ok(())
}
