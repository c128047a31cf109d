//! Who may do what. Every route of the HTTP interface names the permission it needs.

use crate::event::words;

words!(
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

words!(
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

#[expect(clippy::derivable_impls, reason = "the words macro owns the enum's attributes")]
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

    /// Whether somebody of this role may make, change or name somebody of that one: nobody gives
    /// what they don't have, nor takes over who has more.
    pub fn may_appoint(self, other: Self) -> bool {
        self.may(Permission::ManageAgents)
            && other.permissions().iter().all(|permission| self.may(*permission))
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
        assert!(Role::ALL.iter().all(|role| Role::Admin.may_appoint(*role)));
        assert!(Role::SalesAdmin.may_appoint(Role::LiveAgent));
        assert!(!Role::SalesAdmin.may_appoint(Role::Admin));
        assert!(!Role::LiveAgent.may_appoint(Role::LiveAgent));
    }

    #[test]
    fn an_admin_may_do_everything() {
        assert!(Permission::ALL.iter().all(|permission| Role::Admin.may(*permission)));
    }
}
