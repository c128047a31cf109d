//! The table of the site's own roles, in the order in which they were added.

use crate::error::ApiError;
use serde::Deserialize;
use shared::id::CustomRoleId;
use shared::permission::{Permission, Rights, RoleId};
use shared::protocol::{LoggedRole, NewRole};
use worker::SqlStorage;

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS role (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL
    );
";

/// A role of the site's own.
#[derive(Debug, Clone)]
pub(crate) struct CustomRole {
    pub(crate) id: CustomRoleId,
    pub(crate) name: String,
    pub(crate) permissions: Vec<Permission>,
}

#[derive(Deserialize)]
struct Row {
    id: CustomRoleId,
    body: String,
}

impl Row {
    fn role(self) -> Result<CustomRole, ApiError> {
        let NewRole { name, permissions } = serde_json::from_str(&self.body)?;
        Ok(CustomRole { id: self.id, name, permissions })
    }
}

pub(crate) fn all(sql: &SqlStorage) -> Result<Vec<CustomRole>, ApiError> {
    let rows: Vec<Row> = sql.exec("SELECT id, body FROM role ORDER BY row_id", None)?.to_array()?;
    rows.into_iter().map(Row::role).collect()
}

pub(crate) fn find(sql: &SqlStorage, id: &CustomRoleId) -> Result<Option<CustomRole>, ApiError> {
    let query = "SELECT id, body FROM role WHERE id = ?";
    let row: Option<Row> = sql.exec(query, vec![id.as_str().into()])?.to_array()?.pop();
    row.map(Row::role).transpose()
}

/// Saves a role; an existing one keeps its position.
pub(crate) fn save(sql: &SqlStorage, role: &CustomRole) -> Result<(), ApiError> {
    let statement = "INSERT INTO role (id, body) VALUES (?, ?)
        ON CONFLICT (id) DO UPDATE SET body = excluded.body";
    let (name, permissions) = (role.name.clone(), role.permissions.clone());
    let body = serde_json::to_string(&NewRole { name, permissions })?;
    sql.exec(statement, vec![role.id.as_str().into(), body.into()])?;
    Ok(())
}

pub(crate) fn delete(sql: &SqlStorage, id: &CustomRoleId) -> Result<(), ApiError> {
    sql.exec("DELETE FROM role WHERE id = ?", vec![id.as_str().into()])?;
    Ok(())
}

/// Name and permissions of a role; `None` if the site has no such role.
pub(crate) fn named(
    sql: &SqlStorage,
    role: &RoleId,
) -> Result<Option<(String, Vec<Permission>)>, ApiError> {
    Ok(match role {
        RoleId::Standard(role) => Some((role.title().to_owned(), role.permissions().to_vec())),
        RoleId::Custom(id) => find(sql, id)?.map(|role| (role.name, role.permissions)),
    })
}

/// The permissions of a role. A role goes only when nobody has it, so one that is not there gives
/// none.
pub(crate) fn permissions(sql: &SqlStorage, role: &RoleId) -> Result<Vec<Permission>, ApiError> {
    Ok(named(sql, role)?.map(|(_, permissions)| permissions).unwrap_or_default())
}

pub(crate) fn rights(sql: &SqlStorage, role: &RoleId) -> Result<Rights, ApiError> {
    Ok(Rights::new(permissions(sql, role)?))
}

/// The role in the audit log.
pub(crate) fn logged(sql: &SqlStorage, role: &RoleId) -> Result<LoggedRole, ApiError> {
    let role_name = match role {
        RoleId::Standard(_) => None,
        RoleId::Custom(id) => find(sql, id)?.map(|role| role.name),
    };
    Ok(LoggedRole { role: role.clone(), role_name })
}

/// The roles that have a permission, for lists of agents: read once, not for each of them.
pub(crate) fn with(sql: &SqlStorage, permission: Permission) -> Result<Vec<RoleId>, ApiError> {
    let standard = shared::permission::Role::ALL.iter().copied();
    let standard = standard.filter(|role| role.may(permission)).map(RoleId::Standard);
    let custom = all(sql)?.into_iter().filter(|role| role.permissions.contains(&permission));
    Ok(standard.chain(custom.map(|role| RoleId::Custom(role.id))).collect())
}
