//! Labels of roles and permissions.

use shared::permission::{Permission, Role};
use shared::protocol::UsedIn;

pub(crate) const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Admin => "Admin",
        Role::Marketing => "Marketing",
        Role::SalesAdmin => "Sales admin",
        Role::LiveAgent => "Live agent",
    }
}

/// What a permission allows, as it follows “may”.
pub(crate) const fn permission_name(permission: Permission) -> &'static str {
    match permission {
        Permission::LiveChat => "take chats",
        Permission::ViewAllConversations => "read all conversations",
        Permission::EditDialogues => "edit and publish dialogues",
        Permission::ViewReports => "read reports",
        Permission::ManageAgents => "manage agents, teams and rules",
        Permission::ManageSettings => "change the settings",
        Permission::ViewAudit => "read the audit log",
    }
}

/// Describes the permissions of a role in a sentence.
pub(crate) fn about_role(role: Role) -> String {
    let may: Vec<_> = role.permissions().iter().map(|one| permission_name(*one)).collect();
    match may.as_slice() {
        [] => "No permissions.".to_owned(),
        [one] => format!("May {one}."),
        [most @ .., last] => format!("May {} and {last}.", most.join(", ")),
    }
}

/// The label of what refers to an agent or team, before its name.
pub(crate) const fn used_in(used: UsedIn) -> &'static str {
    match used {
        UsedIn::Draft => "Draft of the dialogue",
        UsedIn::Published => "Published dialogue",
        UsedIn::Rule => "Routing rule",
        UsedIn::Team => "Team",
        UsedIn::Account => "Account",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_lists_its_permissions() {
        assert_eq!(about_role(Role::LiveAgent), "May take chats.");
        assert_eq!(about_role(Role::Marketing), "May edit and publish dialogues and read reports.");
        assert!(about_role(Role::Admin).ends_with(" and read the audit log."));
    }
}
