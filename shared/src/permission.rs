//! Permissions and roles. Every route of the HTTP API names the permissions that it needs.

use crate::event::string_enum;

string_enum!(
    /// A permission of an agent or API key.
    Permission {
        /// Be offered chats.
        LiveChat = "live_chat",
        /// Read the conversations of other agents.
        ViewAllConversations = "view_all_conversations",
        /// Write and publish dialogues.
        EditDialogues = "edit_dialogues",
        /// Read reports.
        ViewReports = "view_reports",
        /// Create and change agents, teams and rules.
        ManageAgents = "manage_agents",
        /// Change the site's settings.
        ManageSettings = "manage_settings",
        /// Read the audit log.
        ViewAudit = "view_audit",
    }
);

string_enum!(
    /// A named set of permissions.
    Role {
        /// All permissions.
        Admin = "admin",
        /// Dialogues and reports.
        Marketing = "marketing",
        /// Agents, teams, rules and all conversations.
        SalesAdmin = "sales_admin",
        /// Only the own inbox.
        LiveAgent = "live_agent",
    }
);

#[expect(clippy::derivable_impls, reason = "the string_enum macro owns the enum's attributes")]
impl Default for Role {
    fn default() -> Self {
        Self::LiveAgent
    }
}

impl Role {
    /// The permissions of the role.
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Self::Admin => P::ALL,
            Self::Marketing => &[P::EditDialogues, P::ViewReports],
            Self::SalesAdmin => {
                &[P::LiveChat, P::ViewAllConversations, P::ManageAgents, P::ViewReports]
            }
            Self::LiveAgent => &[P::LiveChat],
        }
    }

    /// Whether the role has a permission.
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}

/// The permissions of a caller: those of their role, or for an API key a part of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights(Vec<Permission>);

impl Rights {
    /// All permissions of a role.
    pub fn from_role(role: Role) -> Self {
        Self(role.permissions().to_vec())
    }

    /// Only those that are also listed. An API key never has more permissions than the agent who
    /// created it.
    #[must_use]
    pub fn limited(mut self, to: &[Permission]) -> Self {
        self.0.retain(|permission| to.contains(permission));
        self
    }

    pub fn permissions(&self) -> &[Permission] {
        &self.0
    }

    /// Whether a permission is included.
    pub fn may(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }

    /// The first of `needed` that is not included.
    pub fn lacks(&self, needed: &[Permission]) -> Option<Permission> {
        needed.iter().copied().find(|permission| !self.may(*permission))
    }

    /// Whether they are enough to create, change or appoint somebody with this role: nobody can
    /// give permissions that they don't have, or take over an account with more.
    pub fn may_appoint(&self, role: Role) -> bool {
        self.may(Permission::ManageAgents) && self.lacks(role.permissions()).is_none()
    }

    /// Whether they are enough to give somebody with this role another way to sign in: only to a
    /// lesser role, because whoever has that way becomes that agent.
    pub fn may_reset(&self, role: Role) -> bool {
        self.may_appoint(role) && self.0.iter().any(|permission| !role.may(*permission))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_agent_has_only_the_own_inbox() {
        assert_eq!(Role::LiveAgent.permissions(), [Permission::LiveChat]);
    }

    #[test]
    fn nobody_gives_permissions_they_do_not_have() {
        let may = |own_role, role| Rights::from_role(own_role).may_appoint(role);
        assert!(Role::ALL.iter().all(|role| may(Role::Admin, *role)));
        assert!(may(Role::SalesAdmin, Role::LiveAgent));
        assert!(!may(Role::SalesAdmin, Role::Admin));
        assert!(!may(Role::LiveAgent, Role::LiveAgent));
    }

    #[test]
    fn nobody_resets_the_password_of_an_equal_or_higher_role() {
        let may = |own_role, role| Rights::from_role(own_role).may_reset(role);
        let lesser = [Role::Marketing, Role::SalesAdmin, Role::LiveAgent];
        assert!(lesser.iter().all(|role| may(Role::Admin, *role)));
        assert!(!may(Role::Admin, Role::Admin));
        assert!(may(Role::SalesAdmin, Role::LiveAgent));
        for role in [Role::SalesAdmin, Role::Admin, Role::Marketing] {
            assert!(!may(Role::SalesAdmin, role), "{role:?}");
        }
        assert!(Role::ALL.iter().all(|role| !may(Role::LiveAgent, *role)));
    }

    #[test]
    fn a_key_has_only_its_own_permissions_and_never_more_than_its_creator() {
        use Permission as P;
        let key =
            Rights::from_role(Role::Marketing).limited(&[P::EditDialogues, P::ManageSettings]);
        assert_eq!(key.permissions(), [P::EditDialogues]);
        assert_eq!(key.lacks(&[P::EditDialogues, P::ViewReports]), Some(P::ViewReports));
        // An admin's key with `ManageAgents` can't create an admin.
        let key = Rights::from_role(Role::Admin).limited(&[P::ManageAgents, P::LiveChat]);
        assert!(key.may_appoint(Role::LiveAgent) && !key.may_appoint(Role::Admin));
    }

    #[test]
    fn an_admin_has_all_permissions() {
        assert!(Permission::ALL.iter().all(|permission| Role::Admin.may(*permission)));
    }
}
