//! The page `docs/permissions.md`.

use super::{Access, ROUTES, RouteInfo};
use crate::permission::{Area, Permission, Role};
use std::fmt::Write as _;

const PAGE_START: &str = "\
# Permissions and roles

What an agent may do is what their role allows, and an API key may do what its list of permissions says, as
far as its creator still may. The table of permissions is in `shared/src/permission/table.rs`, the routes are
in `shared/src/api/table.rs`; `cargo xtask schema` makes this page from both. Who may hold a socket is in
[rights.md](rights.md).

## Permissions
";

const ROLES_START: &str = "
## Roles

A site always has these four roles, which don't change, and at least one admin. It makes roles of its own from
them, in the console under Team → Roles, or with `PUT /v1/sites/{site}/roles/{role}`.
";

const ROLES_END: &str = "
- Nobody gives a permission that they don't have, in a role, an invitation or a key, and nobody changes an agent
  or a role that has more than they have.
- Nobody gives themselves another role, or changes the role that they have.
- A role that changes what others only see has the permission to see it as well.
- What a role loses, its agents lose at once: open conversations close with 4403, and offers and chats go to
  others ([rights.md](rights.md)).
- A role that somebody has, or is invited to, is removed only with another role for them.
- Without a permission, every agent sees and changes what is theirs: their inbox, password, sessions, second
  factor, devices, canned replies, hours and picture.

## Keys from before

There used to be seven permissions. A key that was created with them keeps all that they allowed
(`shared/src/permission/former.rs`). A new key names the permissions above: `edit_dialogues` alone publishes
nothing.
";

/// The page `docs/permissions.md`. Writing to a string does not fail, so no result is looked at.
pub fn page() -> String {
    let mut page = String::from(PAGE_START);
    for area in Area::ALL {
        let _ = writeln!(page, "\n### {}\n\n| permission | allows to | routes |", area.title());
        page.push_str("| --- | --- | --- |\n");
        for permission in area.permissions() {
            let routes: Vec<String> = ROUTES
                .iter()
                .filter(|route| names(route, *permission))
                .map(|one| path(one))
                .collect();
            let (name, about) = (permission.as_str(), permission.about());
            let _ = writeln!(page, "| `{name}` | {about} | {} |", routes.join("<br>"));
        }
    }
    page.push_str(ROLES_START);
    let titles: Vec<&str> = Role::ALL.iter().map(|role| role.title()).collect();
    let _ = writeln!(page, "\n| | {} |", titles.join(" | "));
    let _ = writeln!(page, "| --- |{}", " --- |".repeat(titles.len()));
    for permission in Permission::ALL {
        let cells = Role::ALL.iter().map(|role| if role.may(*permission) { "yes" } else { "–" });
        let cells = cells.collect::<Vec<_>>().join(" | ");
        let _ = writeln!(page, "| `{}` | {cells} |", permission.as_str());
    }
    page.push_str(ROLES_END);
    page
}

/// Whether a route names a permission, for sessions or for keys.
fn names(route: &RouteInfo, permission: Permission) -> bool {
    let Access::Agents { session, key } = route.access else { return false };
    [session, key].iter().any(|needs| needs.permissions().contains(&permission))
}

fn path(route: &RouteInfo) -> String {
    let short = route.pattern.trim_start_matches("/v1/sites/{site}");
    format!("`{} …{short}`", route.method.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_guards_a_route() {
        for permission in Permission::ALL {
            assert!(ROUTES.iter().any(|route| names(route, *permission)), "{permission:?}");
        }
    }

    #[test]
    fn the_page_is_made_from_the_tables() {
        let page = std::fs::read_to_string("../docs/permissions.md").unwrap();
        assert_eq!(page, super::page(), "run `cargo xtask schema`");
    }
}
