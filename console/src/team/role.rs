//! Labels of roles and permissions.

use shared::permission::{Permission, completed};
use shared::protocol::UsedIn;

/// Describes the permissions of a role in a sentence.
pub(crate) fn about_role(permissions: &[Permission]) -> String {
    if permissions.len() == Permission::ALL.len() {
        return "May do everything.".to_owned();
    }
    let may: Vec<_> = permissions.iter().map(|one| one.may()).collect();
    match may.as_slice() {
        [] => "No permissions.".to_owned(),
        [one] => format!("May {one}."),
        [most @ .., last] => format!("May {} and {last}.", most.join(", ")),
    }
}

/// Gives or takes a permission. What others need comes with them, and goes only with them.
pub(crate) fn toggle(chosen: &mut Vec<Permission>, one: Permission) {
    if chosen.contains(&one) {
        chosen.retain(|other| *other != one && other.after() != Some(one));
    } else {
        chosen.push(one);
        *chosen = completed(chosen);
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
    fn to_edit_is_to_see_as_well() {
        use Permission as P;
        let mut chosen = vec![P::LiveChat];
        toggle(&mut chosen, P::EditPeople);
        assert_eq!(chosen, [P::LiveChat, P::ViewPeople, P::EditPeople]);
        toggle(&mut chosen, P::ViewPeople);
        assert_eq!(chosen, [P::LiveChat]);
    }

    #[test]
    fn a_role_lists_its_permissions() {
        use shared::permission::Role;
        assert_eq!(about_role(&[Permission::LiveChat]), "May take chats.");
        let two = [Permission::LiveChat, Permission::ViewAudit];
        assert_eq!(about_role(&two), "May take chats and read the audit log.");
        assert_eq!(about_role(Role::Admin.permissions()), "May do everything.");
    }
}
