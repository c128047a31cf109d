//! The table of permissions: each with what it allows, by area. Console, `docs/permissions.md` and
//! the descriptions of the API take the words from here.

use crate::event::string_enum;

macro_rules! permissions {
    ($(
        $area:ident $title:literal {
            $($(#[doc = $about:literal])+ $name:ident = $text:literal, $may:literal $(, after $before:ident)?;)+
        }
    )+) => {
        string_enum!(
            /// A permission of an agent or API key.
            Permission { $($($(#[doc = $about])+ $name = $text,)+)+ }
        );

        /// What a permission is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Area {
            $(#[allow(missing_docs, reason = "its title says it")] $area,)+
        }

        impl Area {
            /// All areas, in the order of the grid and of the page.
            pub const ALL: &[Self] = &[$(Self::$area),+];

            /// The heading of the group on the page.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$area => $title,)+ }
            }

            /// The permissions of the area.
            pub const fn permissions(self) -> &'static [Permission] {
                match self { $(Self::$area => &[$(Permission::$name),+],)+ }
            }
        }

        impl Permission {
            /// What it allows, as one sentence.
            pub const fn about(self) -> &'static str {
                match self { $($(Self::$name => concat!($($about),+).trim_ascii(),)+)+ }
            }

            /// What it allows, as it follows “may”.
            pub const fn may(self) -> &'static str {
                match self { $($(Self::$name => $may,)+)+ }
            }

            /// The permission without which this one is of little use in the console.
            pub const fn after(self) -> Option<Self> {
                match self { $($($(Self::$name => Some(Self::$before),)?)+)+ _ => None }
            }
        }
    };
}

permissions! {
    Chats "Live chat and conversations" {
        /// Be offered chats, and read the conversations that they had or that nobody answered.
        LiveChat = "live_chat", "take chats";
        /// Read the conversations of all agents, and search them.
        ViewAllConversations = "view_all_conversations", "read all conversations";
        /// Download the conversations that they may read: transcripts, and tables of them as CSV.
        ExportConversations = "export_conversations", "download conversations";
        /// Block the visitor of a conversation that they may read.
        BlockVisitors = "block_visitors", "block visitors";
        /// See which visitors are blocked, and let them in again.
        UnblockVisitors = "unblock_visitors", "unblock visitors";
        /// Let a program write in conversations, under a name of its own, and hand them over to people.
        SpeakAsApp = "speak_as_app", "write in conversations as an app";
        /// Write the canned replies that all agents of the site can send, and the labels of the site.
        EditReplies = "edit_replies", "write the site’s canned replies and labels";
    }
    People "People" {
        /// See who has left an e-mail address, and what is known of them.
        ViewPeople = "view_people", "see people";
        /// Correct what is known of a person.
        EditPeople = "edit_people", "correct people’s profiles", after ViewPeople;
        /// Download all that is stored of a person; it takes the permission to view all
        /// conversations as well.
        ExportPeople = "export_people", "export people", after ViewPeople;
        /// Erase a person with their conversations, and see the receipts.
        ErasePeople = "erase_people", "erase people", after ViewPeople;
    }
    Dialogues "Dialogues" {
        /// See the dialogues, their drafts, versions and history.
        ViewDialogues = "view_dialogues", "see dialogues";
        /// Write drafts; visitors see nothing of it.
        EditDialogues = "edit_dialogues", "edit dialogues", after ViewDialogues;
        /// Decide what visitors see: publish, unpublish, roll back and order.
        PublishDialogues = "publish_dialogues", "publish dialogues", after ViewDialogues;
        /// Delete dialogues that are not published.
        DeleteDialogues = "delete_dialogues", "delete dialogues", after ViewDialogues;
    }
    Reports "Reports" {
        /// Read the reports on dialogues and live chats, and download them as CSV.
        ViewReports = "view_reports", "read reports";
        /// See how much of the package is used.
        ViewUsage = "view_usage", "see the usage";
    }
    Team "Team" {
        /// See the agents, their roles, hours and status, and open invitations.
        ViewTeam = "view_team", "see the team";
        /// Invite, change and remove agents whose role has no more permissions than theirs.
        ManageAgents = "manage_agents", "manage agents", after ViewTeam;
        /// Make, change and remove roles with no more permissions than theirs.
        ManageRoles = "manage_roles", "manage roles", after ViewTeam;
    }
    Routing "Routing" {
        /// See teams, rules and accounts, try them out, and see how a chat was routed.
        ViewRouting = "view_routing", "see the routing";
        /// Change teams, rules and accounts.
        EditRouting = "edit_routing", "change the routing", after ViewRouting;
    }
    Settings "Settings" {
        /// See the site's settings.
        ViewSettings = "view_settings", "see the settings";
        /// Change the site's settings, and check where the chat is installed.
        EditSettings = "edit_settings", "change the settings", after ViewSettings;
        /// Decide whether everybody needs two-factor sign-in. With every permission: set single sign-on.
        ManageSignIn = "manage_sign_in", "set how agents sign in", after ViewSettings;
        /// Read and replace the secret that visitors' identities are signed with.
        ManageIdentity = "manage_identity", "manage the identity secret", after ViewSettings;
        /// Create and revoke API keys, with no more permissions than theirs.
        ManageKeys = "manage_keys", "manage API keys", after ViewSettings;
        /// Send what happens in all conversations to other servers.
        ManageWebhooks = "manage_webhooks", "manage webhooks", after ViewSettings;
        /// Read who did what in the site, and download it.
        ViewAudit = "view_audit", "read the audit log";
    }
}
