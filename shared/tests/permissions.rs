//! Who may call which route: each role, an API key with each permission, and everybody else. The
//! snapshot is the reference, so a route that is opened or closed shows up in it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use shared::api::{Access, Needs, ROUTES, RouteInfo};
use shared::permission::{Permission, Rights, Role};

/// The roles whose sessions may call a route.
fn roles(needs: Needs, own: bool) -> Vec<&'static str> {
    let open = |role: &&Role| needs.check(&Rights::from_role(**role), own).is_ok();
    Role::ALL.iter().filter(open).map(|role| role.as_str()).collect()
}

/// The permissions that are each enough for an API key; `+` joins permissions that are needed
/// together.
fn keys(needs: Needs, own: bool) -> Vec<String> {
    let may = |permissions: &[Permission]| {
        needs.check(&Rights::from_role(Role::Admin).limited(permissions), own).is_ok()
    };
    if may(&[]) {
        return vec!["any key".to_owned()];
    }
    if !may(Permission::ALL) {
        return vec!["no key".to_owned()];
    }
    let alone: Vec<Permission> =
        Permission::ALL.iter().copied().filter(|permission| may(&[*permission])).collect();
    if !alone.is_empty() {
        return alone.iter().map(|permission| permission.as_str().to_owned()).collect();
    }
    let needed: Vec<&str> = (Permission::ALL.iter())
        .filter(|permission| {
            let others = Permission::ALL.iter().copied().filter(|other| other != *permission);
            !may(&others.collect::<Vec<_>>())
        })
        .map(|permission| permission.as_str())
        .collect();
    vec![needed.join("+")]
}

fn line(route: &RouteInfo) -> String {
    let who = match route.access {
        Access::Anybody => "anybody".to_owned(),
        Access::Page => "pages".to_owned(),
        Access::Visitor => "visitors".to_owned(),
        Access::Participant => "visitor and agents of the conversation".to_owned(),
        Access::Operator => "operator".to_owned(),
        Access::MailMachine => "machine that takes mail".to_owned(),
        Access::Agents { session, key } => {
            let others =
                format!("{} | {}", roles(session, false).join(" "), keys(key, false).join(" "));
            let own = format!("{} | {}", roles(session, true).join(" "), keys(key, true).join(" "));
            if own == others { others } else { format!("{others}; own: {own}") }
        }
    };
    format!("{} {} ({}): {who}", route.method.as_str(), route.pattern, route.name)
}

#[test]
fn every_route_is_open_to_whom_the_list_says_and_to_nobody_else() {
    let lines: Vec<String> = ROUTES.iter().map(|route| line(route)).collect();
    insta::assert_snapshot!(lines.join("\n"));
}
