//! Labels of roles and permissions.

use crate::texts::{served, t};
use shared::permission::{Permission, completed};
use shared::protocol::UsedIn;

/// Tells an agent what their changed permissions mean to them; `None` if nothing changed.
pub(crate) fn change_of_rights(before: &[Permission], now: &[Permission]) -> Option<String> {
    let but = |all: &[Permission], others: &[Permission]| {
        let left = all.iter().filter(|one| !others.contains(one));
        left.map(|one| served::may(*one)).collect::<Vec<_>>()
    };
    let (lost, gained) = (but(before, now), but(now, before));
    if !lost.is_empty() {
        let lost = list(&lost);
        Some(t!("team-rights-lost", lost = lost))
    } else if !gained.is_empty() {
        Some(t!("team-rights-gained", gained = list(&gained)))
    } else {
        None
    }
}

fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => t!("common-and", join = most.join(", "), last = last),
    }
}

/// Describes the permissions of a role in a sentence.
pub(crate) fn about_role(permissions: &[Permission]) -> String {
    if permissions.len() == Permission::ALL.len() {
        return t!("team-may-everything").to_owned();
    }
    let may: Vec<_> = permissions.iter().map(|one| served::may(*one)).collect();
    if may.is_empty() {
        t!("team-may-nothing").to_owned()
    } else {
        t!("team-may", may = list(&may))
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
pub(crate) fn used_in(used: UsedIn) -> &'static str {
    match used {
        UsedIn::Draft => t!("team-used-in-draft"),
        UsedIn::Published => t!("team-used-in-published"),
        UsedIn::Rule => t!("team-used-in-rule"),
        UsedIn::Team => t!("team-team"),
        UsedIn::Account => t!("team-account"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_another_role_is_told_what_they_lost_or_else_what_they_got() {
        use Permission as P;
        let change = |before: &[P], now: &[P]| change_of_rights(before, now);
        let sentence = change(&[P::LiveChat, P::ViewAudit], &[P::ViewPeople]).unwrap();
        let lost = "Your role no longer lets you take chats and read the audit log. Ask an admin \
                    of this site.";
        assert_eq!(sentence, lost);
        let gained = change(&[P::LiveChat], &[P::LiveChat, P::ViewPeople]).unwrap();
        assert_eq!(gained, "Your role now lets you see people.");
        assert_eq!(change(&[P::LiveChat], &[P::LiveChat]), None);
    }

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
