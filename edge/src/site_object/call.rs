//! What the worker asks of a site, and which permission each thing needs.

use serde::{Deserialize, Serialize};
use shared::canned::NewReply;
use shared::counts::{ChatFact, Mark};
use shared::desk::{Book, ToSite};
use shared::id::{
    AgentId, ConversationId, DeviceId, DialogueId, KeyId, ReplyId, SessionId, Version, VisitorId,
};
use shared::permission::Permission;
use shared::protocol::{Blocked, ConversationRow, NewAgent, NewAvailability, NewKey, Settings};
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
    /// A picture; everybody may see it.
    Picture { agent: AgentId, hash: String },
    /// Where an agent's picture is now.
    PicturePath { agent: AgentId },
    /// Somebody signed in, or a program with a key, does something.
    As { who: Who, act: AgentCall },
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
    /// May they block a visitor? Answered with who they are.
    MayBlock,
    /// Whom the site has blocked.
    Blocked,
    /// How it came that this visitor is blocked, if they are.
    BlockOf(VisitorId),
    Unblock(VisitorId),
    /// The canned replies they can send.
    Replies,
    PutReply {
        whose: Whose,
        reply: ReplyId,
        new: NewReply,
    },
    DeleteReply {
        whose: Whose,
        reply: ReplyId,
    },
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

/// Whose canned reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Whose {
    /// The site's: everybody sends it.
    Sites,
    /// The agent's own.
    Own,
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
            | Self::BlockOf(_)
            | Self::Replies
            | Self::PutReply { whose: Whose::Own, .. }
            | Self::DeleteReply { whose: Whose::Own, .. }
            | Self::Devices
            | Self::PutDevice { .. }
            | Self::ForgetDevice(_)
            | Self::TryDevice(_) => &[],
            Self::PutReply { whose: Whose::Sites, .. }
            | Self::DeleteReply { whose: Whose::Sites, .. } => {
                &[P::ManageAgents, P::ManageSettings]
            }
            // Who writes a dialogue names the agent or the team that its live chat card calls.
            Self::Agents | Self::Book => &[P::ManageAgents, P::EditDialogues],
            Self::PutAgent { .. } | Self::PutBook(_) => &[P::ManageAgents],
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
            Self::MayBlock => &[P::LiveChat],
            Self::Blocked | Self::Unblock(_) => &[P::ManageSettings, P::ViewAllConversations],
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
            Self::Mine { .. }
            | Self::SeeColleagues
            | Self::BlockOf(_)
            | Self::Replies
            | Self::PutReply { whose: Whose::Own, .. }
            | Self::DeleteReply { whose: Whose::Own, .. } => Ok(Some(P::LiveChat)),
            Self::Availability { .. } | Self::PutAvailability { .. } | Self::PutPicture { .. } => {
                Ok(Some(P::ManageAgents))
            }
            // A key that got lost must not make others, take away those that work, or tell secrets.
            Self::SignOut
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
    /// An agent blocked a visitor.
    Block(Blocked),
    /// The desk's word to the ledger.
    Desk(ToSite),
}
