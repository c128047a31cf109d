//! Who may do what. Every route of the HTTP interface names the permission it needs.

use crate::event::string_enum;

string_enum!(
    /// One thing a person may do.
    Permission {
        /// Be offered chats.
        LiveChat = "live_chat",
        /// Read the conversations of colleagues.
        ViewAllConversations = "view_all_conversations",
        /// Write and publish dialogues.
        EditDialogues = "edit_dialogues",
        /// Read reports.
        ViewReports = "view_reports",
        /// Make and change agents, teams and rules.
        ManageAgents = "manage_agents",
        /// Change the site's settings.
        ManageSettings = "manage_settings",
    }
);

string_enum!(
    /// A named set of permissions.
    Role {
        /// Everything.
        Admin = "admin",
        /// Dialogues and reports.
        Marketing = "marketing",
        /// Agents, teams, rules, all conversations.
        SalesAdmin = "sales_admin",
        /// The own inbox.
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
    /// What somebody of this role may do.
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

    /// Whether somebody of this role may do that.
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}

/// What somebody may do here and now: all that their role lets them, or through an API key some of
/// it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights(Vec<Permission>);

impl Rights {
    /// Those of a role.
    pub fn from_role(role: Role) -> Self {
        Self(role.permissions().to_vec())
    }

    /// Those of them that are listed: a key is never worth more than whoever made it.
    #[must_use]
    pub fn limited(mut self, to: &[Permission]) -> Self {
        self.0.retain(|permission| to.contains(permission));
        self
    }

    /// Each of them.
    pub fn permissions(&self) -> &[Permission] {
        &self.0
    }

    /// Whether that is one of them.
    pub fn may(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }

    /// The first of these that is not one of them.
    pub fn lacks(&self, needed: &[Permission]) -> Option<Permission> {
        needed.iter().copied().find(|permission| !self.may(*permission))
    }

    /// Whether they are enough to make, change or name somebody of that role: nobody gives what they
    /// don't have, nor takes over who has more.
    pub fn may_appoint(&self, role: Role) -> bool {
        self.may(Permission::ManageAgents) && self.lacks(role.permissions()).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_agent_has_the_own_inbox_and_nothing_else() {
        assert_eq!(Role::LiveAgent.permissions(), [Permission::LiveChat]);
    }

    #[test]
    fn nobody_gives_what_they_do_not_have() {
        let may = |own_role, role| Rights::from_role(own_role).may_appoint(role);
        assert!(Role::ALL.iter().all(|role| may(Role::Admin, *role)));
        assert!(may(Role::SalesAdmin, Role::LiveAgent));
        assert!(!may(Role::SalesAdmin, Role::Admin));
        assert!(!may(Role::LiveAgent, Role::LiveAgent));
    }

    #[test]
    fn a_key_is_never_worth_more_than_whoever_made_it_nor_than_it_says() {
        use Permission as P;
        let key =
            Rights::from_role(Role::Marketing).limited(&[P::EditDialogues, P::ManageSettings]);
        assert_eq!(key.permissions(), [P::EditDialogues]);
        assert_eq!(key.lacks(&[P::EditDialogues, P::ViewReports]), Some(P::ViewReports));
        // With an admin's key for agents nobody makes an admin.
        let key = Rights::from_role(Role::Admin).limited(&[P::ManageAgents, P::LiveChat]);
        assert!(key.may_appoint(Role::LiveAgent) && !key.may_appoint(Role::Admin));
    }

    #[test]
    fn an_admin_may_do_everything() {
        assert!(Permission::ALL.iter().all(|permission| Role::Admin.may(*permission)));
    }
}
