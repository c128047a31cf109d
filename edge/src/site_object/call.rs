//! What the worker asks of a site, and which permission each thing needs.

use serde::{Deserialize, Serialize};
use shared::counts::{ChatFact, Mark};
use shared::desk::{Book, ToSite};
use shared::id::{
    AgentId, ConversationId, DeviceId, DialogueId, InvitationId, KeyId, SessionId, TeamId, Version,
};
use shared::permission::Permission;
use shared::protocol::{
    ConversationRow, NewAgent, NewAvailability, NewInvitation, NewKey, Settings,
};
use shared::push::{NewDevice, Notice};
use shared::quota::{Engagement, Package};
use shared::time::Timestamp;

/// What the worker asks of a site.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SiteCall {
    /// What pages see.
    Snapshot,
    /// What browsers saw, gathered; a dialogue that the site does not have is left out.
    Count(Vec<Mark>),
    /// A publication, also one that is not shown any more.
    Version { dialogue: DialogueId, version: Version },
    /// A conversational flow is to begin: whether the site's limit has room for it. It counts from
    /// then on; asked again, it is answered the same.
    Engage { conversation: ConversationId, engagement: Engagement },
    /// The operator makes it, or changes what the operator sets.
    Make {
        name: String,
        package: Package,
        allowed_domains: Vec<String>,
        admin: NewAgent,
        hash: Option<String>,
    },
    /// The operator sets its package, and perhaps how far it goes.
    SetPackage { package: Package, limit: Option<u64> },
    /// Somebody signs in: whom that address names. Counts as failed until [`Self::Open`].
    Credentials { email: String },
    /// Their password was right.
    Open { session: SessionId, agent: AgentId, expires: Timestamp },
    /// What somebody was invited to; that their token was made here is proven.
    Invited { invitation: InvitationId },
    /// They join.
    Join(Joins),
    /// A picture; everybody may see it.
    Picture { agent: AgentId, hash: String },
    /// Where an agent's picture is now.
    PicturePath { agent: AgentId },
    /// Somebody signed in, or a program with a key, does something.
    As { who: Who, act: AgentCall },
}

/// Somebody invited, as they join: the id and the session they get, and their password, hashed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Joins {
    pub(crate) invitation: InvitationId,
    pub(crate) agent: AgentId,
    pub(crate) name: String,
    pub(crate) hash: String,
    pub(crate) session: SessionId,
    pub(crate) expires: Timestamp,
}

/// What came with a request to say whose it is. That it was made here is proven; whether it still
/// holds, the site knows.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Who {
    /// A cookie.
    Session { session: SessionId, agent: AgentId },
    /// An API key, as the site keeps it.
    Key { hash: String },
}

/// What somebody signed in can do.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AgentCall {
    Me,
    /// Who they are, before the desk tells who else is there.
    SeeColleagues,
    SignOut,
    Agents,
    /// The password comes hashed.
    PutAgent {
        agent: AgentId,
        new: NewAgent,
        hash: Option<String>,
    },
    /// What names them.
    AgentUses(AgentId),
    TeamUses(TeamId),
    RemoveAgent(AgentId),
    Invitations,
    Invite {
        id: InvitationId,
        new: NewInvitation,
        expires: Timestamp,
    },
    RevokeInvitation(InvitationId),
    /// May they see how the desk sees everybody? Answered with nothing.
    SeeDuty,
    /// May they try out the routing? Answered with nothing.
    TryRouting,
    Availability {
        agent: AgentId,
    },
    PutAvailability {
        agent: AgentId,
        new: NewAvailability,
    },
    /// The bytes come as base64.
    PutPicture {
        agent: AgentId,
        body: String,
    },
    /// Their browsers that can be pushed to.
    Devices,
    /// Another one; whom push services may turn to is the origin it was told at.
    PutDevice {
        new: NewDevice,
        contact: String,
    },
    ForgetDevice(DeviceId),
    TryDevice(DeviceId),
    Settings,
    PutSettings(Settings),
    /// What identities are signed with.
    Identity,
    RotateIdentity,
    RequireSignature(bool),
    /// What is routed by.
    Book,
    PutBook(Book),
    /// May they read how a conversation was routed? Answered with nothing.
    ReadRouting,
    Dialogues,
    Dialogue(DialogueId),
    /// The document comes as it was sent: what we don't know is kept too. `over` is the tag of the
    /// draft it may replace; none: any.
    PutDialogue {
        dialogue: DialogueId,
        body: String,
        over: Option<String>,
    },
    DeleteDialogue(DialogueId),
    /// Which dialogue wins, the first one first.
    OrderDialogues(Vec<DialogueId>),
    Publish(DialogueId),
    Unpublish(DialogueId),
    Versions {
        dialogue: DialogueId,
        cursor: Option<String>,
    },
    VersionText(DialogueId, Version),
    RollBack(DialogueId, Version),
    History {
        dialogue: DialogueId,
        cursor: Option<String>,
    },
    Keys,
    MakeKey {
        id: KeyId,
        key: String,
        new: NewKey,
    },
    RevokeKey(KeyId),
    Usage,
    /// What dialogues came to, from day to day.
    DialogueReport {
        from: Option<String>,
        to: Option<String>,
    },
    /// How far visitors come in a dialogue.
    Funnel {
        dialogue: DialogueId,
        from: Option<String>,
        to: Option<String>,
    },
    /// What live chats came to, on days by the clock of a zone.
    ChatReport {
        from: Option<String>,
        to: Option<String>,
        zone: Option<String>,
    },
    Mine {
        cursor: Option<String>,
    },
    All {
        cursor: Option<String>,
    },
}

impl AgentCall {
    /// The permissions of which one is needed; none: being signed in is enough.
    pub(super) const fn needs(&self) -> &'static [Permission] {
        use Permission as P;
        match self {
            // Their own affairs. Whose picture or hours it may be, the call itself looks at.
            Self::Me
            | Self::SeeColleagues
            | Self::SignOut
            | Self::Mine { .. }
            | Self::Availability { .. }
            | Self::PutAvailability { .. }
            | Self::PutPicture { .. }
            | Self::Devices
            | Self::PutDevice { .. }
            | Self::ForgetDevice(_)
            | Self::TryDevice(_) => &[],
            // Who writes a dialogue names the agent, the team or the rules that its live chat card calls.
            Self::Agents | Self::Book => &[P::ManageAgents, P::EditDialogues],
            Self::PutAgent { .. }
            | Self::AgentUses(_)
            | Self::TeamUses(_)
            | Self::RemoveAgent(_)
            | Self::Invitations
            | Self::Invite { .. }
            | Self::RevokeInvitation(_)
            | Self::TryRouting
            | Self::PutBook(_) => &[P::ManageAgents],
            Self::SeeDuty => &[P::ManageAgents, P::EditDialogues, P::ManageSettings],
            Self::Settings
            | Self::PutSettings(_)
            | Self::Identity
            | Self::RotateIdentity
            | Self::RequireSignature(_)
            | Self::Keys
            | Self::MakeKey { .. }
            | Self::RevokeKey(_) => &[P::ManageSettings],
            Self::Dialogues
            | Self::Dialogue(_)
            | Self::PutDialogue { .. }
            | Self::DeleteDialogue(_)
            | Self::OrderDialogues(_)
            | Self::Publish(_)
            | Self::Unpublish(_)
            | Self::Versions { .. }
            | Self::VersionText(..)
            | Self::RollBack(..)
            | Self::History { .. } => &[P::EditDialogues],
            Self::ReadRouting => &[P::ManageAgents, P::ViewAllConversations],
            Self::Usage => &[P::ViewReports, P::ManageSettings],
            Self::DialogueReport { .. } | Self::Funnel { .. } | Self::ChatReport { .. } => {
                &[P::ViewReports]
            }
            Self::All { .. } => &[P::ViewAllConversations],
        }
    }

    /// The permission that a key needs where being signed in is enough for a person: the affairs of
    /// its maker are not its own. `Err`: it can't be done with a key at all.
    pub(super) const fn key_needs(&self) -> Result<Option<Permission>, NotForKeys> {
        use Permission as P;
        match self {
            Self::Mine { .. } | Self::SeeColleagues => Ok(Some(P::LiveChat)),
            Self::Availability { .. } | Self::PutAvailability { .. } | Self::PutPicture { .. } => {
                Ok(Some(P::ManageAgents))
            }
            // A key that got lost must not make others, take away those that work, or tell secrets.
            Self::SignOut
            | Self::Invite { .. }
            | Self::Keys
            | Self::MakeKey { .. }
            | Self::RevokeKey(_)
            | Self::Identity
            | Self::RotateIdentity
            | Self::RequireSignature(_)
            // Nor have somebody's bell ring elsewhere.
            | Self::Devices
            | Self::PutDevice { .. }
            | Self::ForgetDevice(_)
            | Self::TryDevice(_) => Err(NotForKeys),
            _ => Ok(None),
        }
    }
}

/// Only a person can do it.
pub(super) struct NotForKeys;

/// The answer to [`SiteCall::Credentials`].
#[derive(Serialize, Deserialize)]
pub(crate) struct Credentials {
    /// Whom the address names, if anybody.
    pub(crate) agent: Option<AgentId>,
    /// What is kept of their password.
    pub(crate) hash: Option<String>,
}

/// What other objects tell a site.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ToSiteLetter {
    /// A conversation's line in the list.
    Row(ConversationRow),
    /// The same, where something is to be counted as well, or there is a live chat to report on.
    Counted {
        row: ConversationRow,
        marks: Vec<Mark>,
        #[serde(default)]
        chat: Option<ChatFact>,
    },
    /// The desk wants an agent's devices told.
    Push { agent: AgentId, notice: Notice },
    /// The desk's word to the ledger.
    Desk(ToSite),
}
