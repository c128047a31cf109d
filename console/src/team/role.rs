//! Roles and what they may, in words.

use shared::permission::{Permission, Role};
use shared::protocol::UsedIn;

/// What a role is called.
pub(crate) const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Admin => "Admin",
        Role::Marketing => "Marketing",
        Role::SalesAdmin => "Sales admin",
        Role::LiveAgent => "Live agent",
    }
}

/// What a permission lets somebody do; follows “may”.
pub(crate) const fn permission_name(permission: Permission) -> &'static str {
    match permission {
        Permission::LiveChat => "take chats",
        Permission::ViewAllConversations => "read all conversations",
        Permission::EditDialogues => "write and publish dialogues",
        Permission::ViewReports => "read reports",
        Permission::ManageAgents => "manage agents, teams and rules",
        Permission::ManageSettings => "change the settings",
    }
}

/// What somebody of a role may, as a sentence.
pub(crate) fn about_role(role: Role) -> String {
    let may: Vec<_> = role.permissions().iter().map(|one| permission_name(*one)).collect();
    match may.as_slice() {
        [] => "May nothing.".to_owned(),
        [one] => format!("May {one}."),
        [most @ .., last] => format!("May {} and {last}.", most.join(", ")),
    }
}

/// What something is that names an agent or a team, before its name.
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
    fn a_role_says_what_it_may() {
        assert_eq!(about_role(Role::LiveAgent), "May take chats.");
        assert_eq!(
            about_role(Role::Marketing),
            "May write and publish dialogues and read reports."
        );
        assert!(about_role(Role::Admin).ends_with(" and change the settings."));
    }
}
