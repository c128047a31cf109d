//! Roles: the four that every site has, and those of a site's own.

use super::{Permission, Permission as P};
use crate::event::string_enum;
use crate::id::{CustomRoleId, IdError};
use serde::{Deserialize, Serialize};
use std::fmt;

string_enum!(
    /// A role that every site has. It doesn't change; a site's own roles are made from it.
    Role {
        /// Has all permissions.
        Admin = "admin",
        /// Dialogues, people and reports.
        Marketing = "marketing",
        /// Agents, teams, rules and all conversations.
        SalesAdmin = "sales_admin",
        /// Only the own inbox.
        LiveAgent = "live_agent",
    }
);

impl Role {
    /// The permissions of the role.
    pub const fn permissions(self) -> &'static [Permission] {
        match self {
            Self::Admin => P::ALL,
            Self::Marketing => &[
                P::ViewPeople,
                P::ViewDialogues,
                P::EditDialogues,
                P::PublishDialogues,
                P::DeleteDialogues,
                P::ViewReports,
                P::ViewUsage,
            ],
            Self::SalesAdmin => &[
                P::LiveChat,
                P::ViewAllConversations,
                P::ExportConversations,
                P::BlockVisitors,
                P::UnblockVisitors,
                P::EditReplies,
                P::ViewPeople,
                P::EditPeople,
                P::ViewReports,
                P::ViewUsage,
                P::ViewTeam,
                P::ManageAgents,
                P::ViewRouting,
                P::EditRouting,
            ],
            Self::LiveAgent => &[P::LiveChat, P::ExportConversations, P::BlockVisitors],
        }
    }

    /// Whether the role has a permission.
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }

    /// Its name on screens.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Admin => "Admin",
            Self::Marketing => "Marketing",
            Self::SalesAdmin => "Sales admin",
            Self::LiveAgent => "Live agent",
        }
    }
}

/// Names a role: one that every site has, or one of the site's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum RoleId {
    Standard(Role),
    Custom(CustomRoleId),
}

impl RoleId {
    /// Reads the name of a role. Fails if it is none of the four, and not the id of another one.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        match Role::from_name(text) {
            Some(role) => Ok(Self::Standard(role)),
            None => CustomRoleId::parse(text).map(Self::Custom),
        }
    }

    pub fn as_str(&self) -> &str {
        match self {
            Self::Standard(role) => role.as_str(),
            Self::Custom(id) => id.as_str(),
        }
    }
}

impl Default for RoleId {
    fn default() -> Self {
        Self::Standard(Role::LiveAgent)
    }
}

impl From<Role> for RoleId {
    fn from(role: Role) -> Self {
        Self::Standard(role)
    }
}

impl TryFrom<String> for RoleId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<RoleId> for String {
    fn from(role: RoleId) -> Self {
        match role {
            RoleId::Standard(role) => role.as_str().to_owned(),
            RoleId::Custom(id) => id.into(),
        }
    }
}

impl PartialEq<Role> for RoleId {
    fn eq(&self, other: &Role) -> bool {
        *self == Self::Standard(*other)
    }
}

impl fmt::Display for RoleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RoleId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RoleId".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let standard: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
        schemars::json_schema!({
            "description": "Names a role: one that every site has, or one of the site's own.",
            "type": "string",
            "pattern": format!("^({}|{}[A-Za-z0-9_-]+)$", standard.join("|"), CustomRoleId::PREFIX),
            "maxLength": crate::id::MAX_ID_BYTES,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_named_on_the_wire_as_the_four_always_were() {
        let read = |text: &str| serde_json::from_str::<RoleId>(text);
        assert_eq!(read("\"sales_admin\"").unwrap(), Role::SalesAdmin);
        let custom = read("\"role_support\"").unwrap();
        assert_eq!(serde_json::to_string(&custom).unwrap(), "\"role_support\"");
        assert!(read("\"chief\"").is_err());
    }
}
