//! The seven permissions that keys were created with before there were finer ones.

use super::Permission as P;

/// What one of the seven former permissions allowed, by its name; empty for any other name. Four of
/// the names still exist and allow less, so only what is known to be old may be read with this.
pub fn former(name: &str) -> &'static [P] {
    match name {
        "live_chat" => &[P::LiveChat, P::ExportConversations, P::BlockVisitors],
        "view_all_conversations" => &[
            P::ViewAllConversations,
            P::ExportConversations,
            P::UnblockVisitors,
            P::ViewPeople,
            P::EditPeople,
        ],
        "edit_dialogues" => {
            &[P::ViewDialogues, P::EditDialogues, P::PublishDialogues, P::DeleteDialogues]
        }
        "view_reports" => &[P::ViewReports, P::ViewUsage],
        "manage_agents" => {
            &[P::EditReplies, P::ViewTeam, P::ManageAgents, P::ViewRouting, P::EditRouting]
        }
        "manage_settings" => &[
            P::UnblockVisitors,
            P::EditReplies,
            P::ExportPeople,
            P::ErasePeople,
            P::ViewUsage,
            P::ViewSettings,
            P::EditSettings,
            P::ManageSignIn,
            P::ManageIdentity,
            P::ManageKeys,
        ],
        "view_audit" => &[P::ViewAudit],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::Role;
    use std::collections::BTreeSet;

    fn all(names: &[&str]) -> BTreeSet<P> {
        names.iter().flat_map(|name| former(name)).copied().collect()
    }

    #[test]
    fn a_role_still_may_what_its_former_permissions_allowed() {
        let has = |role: Role| role.permissions().iter().copied().collect::<BTreeSet<_>>();
        let sales = ["live_chat", "view_all_conversations", "manage_agents", "view_reports"];
        assert_eq!(all(&sales), has(Role::SalesAdmin));
        assert_eq!(all(&["live_chat"]), has(Role::LiveAgent));
        let marketing = all(&["edit_dialogues", "view_reports"]);
        let added: Vec<_> = has(Role::Marketing).difference(&marketing).copied().collect();
        assert_eq!(added, [P::ViewPeople]);
    }
}
