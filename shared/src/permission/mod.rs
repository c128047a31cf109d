//! Permissions and roles. Every route of the HTTP API names the permissions that it needs.

mod former;
mod role;
mod table;

pub use former::former;
pub use role::{Role, RoleId};
pub use table::{Area, Permission};

/// The permissions of a caller: those of their role, or for an API key a part of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights(Vec<Permission>);

impl Rights {
    pub const fn new(permissions: Vec<Permission>) -> Self {
        Self(permissions)
    }

    /// All permissions of a role that every site has.
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

    /// Whether they are enough to create, change or appoint somebody whose role has these
    /// permissions: nobody can give permissions that they don't have, or take over an account with
    /// more.
    pub fn may_appoint(&self, role: &[Permission]) -> bool {
        self.may(Permission::ManageAgents) && self.lacks(role).is_none()
    }

    /// Whether they are enough to give somebody with these permissions another way to sign in: only
    /// to somebody with fewer, because whoever has that way becomes that agent.
    pub fn may_reset(&self, role: &[Permission]) -> bool {
        self.may_appoint(role) && self.0.iter().any(|permission| !role.contains(permission))
    }

    /// Whether they are enough to make a role with these permissions, or to change or remove one
    /// that has them.
    pub fn may_shape(&self, role: &[Permission]) -> bool {
        self.may(Permission::ManageRoles) && self.lacks(role).is_none()
    }
}

/// The permissions of a role, in the order of the table, with those that they are of little use
/// without.
pub fn completed(permissions: &[Permission]) -> Vec<Permission> {
    let chosen = |one: &Permission| {
        permissions.iter().any(|given| given == one || given.after() == Some(*one))
    };
    Permission::ALL.iter().copied().filter(chosen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_agent_has_only_the_own_inbox() {
        use Permission as P;
        let own = [P::LiveChat, P::ExportConversations, P::BlockVisitors];
        assert_eq!(Role::LiveAgent.permissions(), own);
    }

    #[test]
    fn nobody_gives_permissions_they_do_not_have() {
        let may = |own: Role, role: Role| Rights::from_role(own).may_appoint(role.permissions());
        assert!(Role::ALL.iter().all(|role| may(Role::Admin, *role)));
        assert!(may(Role::SalesAdmin, Role::LiveAgent));
        assert!(!may(Role::SalesAdmin, Role::Admin));
        assert!(!may(Role::LiveAgent, Role::LiveAgent));
    }

    #[test]
    fn nobody_resets_the_password_of_an_equal_or_higher_role() {
        let may = |own: Role, role: Role| Rights::from_role(own).may_reset(role.permissions());
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
        let key = Rights::from_role(Role::Marketing).limited(&[P::EditDialogues, P::EditSettings]);
        assert_eq!(key.permissions(), [P::EditDialogues]);
        assert_eq!(key.lacks(&[P::EditDialogues, P::ViewReports]), Some(P::ViewReports));
        // An admin's key with `ManageAgents` can't create an admin.
        let own = [&[P::ManageAgents], Role::LiveAgent.permissions()].concat();
        let key = Rights::from_role(Role::Admin).limited(&own);
        assert!(key.may_appoint(Role::LiveAgent.permissions()));
        assert!(!key.may_appoint(Role::Admin.permissions()));
    }

    #[test]
    fn marketing_sees_people_and_reports_and_does_not_change_people() {
        let may = |permission| Role::Marketing.may(permission);
        assert!(may(Permission::ViewPeople) && may(Permission::ViewReports));
        assert!(!may(Permission::EditPeople) && !may(Permission::ExportPeople));
        assert!(!may(Permission::ViewAllConversations) && !may(Permission::LiveChat));
    }

    #[test]
    fn every_permission_is_in_one_area_and_comes_after_one_of_the_same() {
        let by_area: Vec<_> = Area::ALL.iter().flat_map(|area| area.permissions()).collect();
        assert!(by_area.into_iter().eq(Permission::ALL));
        for area in Area::ALL {
            for permission in area.permissions() {
                assert!(permission.about().ends_with('.'), "{permission:?}");
                let first = permission.after();
                assert!(first.is_none_or(|first| area.permissions().contains(&first)));
            }
        }
    }

    #[test]
    fn nobody_shapes_a_role_that_has_more_than_they_have() {
        use Permission as P;
        let chief = Rights::new(vec![P::ManageRoles, P::ViewTeam, P::LiveChat]);
        assert!(chief.may_shape(&[P::LiveChat]) && chief.may_shape(&[P::ManageRoles]));
        assert!(!chief.may_shape(&[P::LiveChat, P::ViewAudit]));
        assert!(!Rights::from_role(Role::SalesAdmin).may_shape(&[P::LiveChat]));
    }

    #[test]
    fn a_role_that_edits_also_sees_what_it_edits() {
        use Permission as P;
        let given = [P::EditDialogues, P::LiveChat, P::LiveChat];
        assert_eq!(completed(&given), [P::LiveChat, P::ViewDialogues, P::EditDialogues]);
    }

    #[test]
    fn an_admin_has_all_permissions() {
        assert!(Permission::ALL.iter().all(|permission| Role::Admin.may(*permission)));
    }
}
