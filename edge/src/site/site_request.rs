//! What the worker asks of a site, and which permission each thing needs.

use super::list::ConversationFilter;
use crate::conversation::Subject;
use serde::{Deserialize, Serialize};
use shared::canned::NewReply;
use shared::counts::AnalyticsEvent;
use shared::desk::RoutingConfig;
use shared::id::{
    AgentId, ConversationId, DeviceId, DialogueId, ErasureId, InvitationId, KeyId, PersonId,
    ReplyId, SessionId, TeamId, Version, VisitorId,
};
use shared::permission::Permission;
use shared::person::Attributes;
use shared::protocol::{NewAgent, NewAvailability, NewInvitation, NewKey, Settings};
use shared::push::NewDevice;
use shared::quota::{Engagement, Package};
use shared::time::Timestamp;

/// What the worker asks of a site.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SiteRequest {
    /// What pages see.
    Snapshot,
    /// What browsers saw, gathered; a dialogue that the site does not have is left out.
    Count(Vec<AnalyticsEvent>),
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
    As { credential: Credential, act: AgentRequest },
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
pub(crate) enum Credential {
    /// A cookie.
    Session { session: SessionId, agent: AgentId },
    /// An API key, as the site keeps it.
    Key { hash: String },
}

/// What somebody signed in can do.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AgentRequest {
    Me,
    /// Who they are, before the desk tells who else is there.
    SeeTransferTargets,
    SignOut,
    Agents,
    /// The password comes hashed.
    PutAgent {
        agent: AgentId,
        new: NewAgent,
        hash: Option<String>,
    },
    /// What names them.
    AgentReferences(AgentId),
    TeamReferences(TeamId),
    RemoveAgent(AgentId),
    Invitations,
    Invite {
        id: InvitationId,
        new: NewInvitation,
        expires: Timestamp,
    },
    RevokeInvitation(InvitationId),
    /// May they see how the desk sees everybody? Answered with nothing.
    SeeAvailability,
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
    DeleteDevice(DeviceId),
    TryDevice(DeviceId),
    Settings,
    PutSettings(Settings),
    /// What identities are signed with.
    Identity,
    RotateIdentity,
    RequireSignature(bool),
    /// What is routed by.
    RoutingConfig,
    PutRoutingConfig(RoutingConfig),
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
    BlockStatus(VisitorId),
    Unblock(VisitorId),
    /// The canned replies they can send.
    Replies,
    PutReply {
        scope: ReplyScope,
        reply: ReplyId,
        new: NewReply,
    },
    DeleteReply {
        scope: ReplyScope,
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
    /// Their own conversations; of what is wanted only what narrows those.
    Mine(ConversationFilter),
    All(ConversationFilter),
    /// Words and people in their own conversations.
    SearchMine {
        typed: String,
        cursor: Option<String>,
    },
    /// The same in all.
    SearchAll {
        typed: String,
        cursor: Option<String>,
    },
    /// What lists can be narrowed to.
    Filters,
    /// Whom a conversation is with: the conversation has said that they may know.
    Visitor(Box<Subject>),
    NoteVisitor {
        subject: Box<Subject>,
        fields: Attributes,
    },
    People {
        typed: Option<String>,
        sort: Option<String>,
        cursor: Option<String>,
    },
    Person {
        person: PersonId,
        cursor: Option<String>,
    },
    NotePerson {
        person: PersonId,
        fields: Attributes,
    },
    /// A person, and the names of all conversations with them.
    ExportPerson(PersonId),
    ErasePerson(PersonId),
    Erasures {
        cursor: Option<String>,
    },
    Erasure(ErasureId),
}

/// Whose canned reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReplyScope {
    /// The site's: everybody sends it.
    Site,
    /// The agent's own.
    Own,
}

impl AgentRequest {
    /// The permissions of which one is needed; none: being signed in is enough.
    pub(super) const fn needs(&self) -> &'static [Permission] {
        use Permission as P;
        match self {
            // Their own affairs. Whose picture or hours it may be, the call itself looks at.
            Self::Me
            | Self::SeeTransferTargets
            | Self::SignOut
            | Self::Mine(_)
            | Self::SearchMine { .. }
            | Self::Filters
            | Self::Visitor(_)
            | Self::NoteVisitor { .. }
            | Self::Availability { .. }
            | Self::PutAvailability { .. }
            | Self::PutPicture { .. }
            | Self::BlockStatus(_)
            | Self::Replies
            | Self::PutReply { scope: ReplyScope::Own, .. }
            | Self::DeleteReply { scope: ReplyScope::Own, .. }
            | Self::Devices
            | Self::PutDevice { .. }
            | Self::DeleteDevice(_)
            | Self::TryDevice(_) => &[],
            Self::PutReply { scope: ReplyScope::Site, .. }
            | Self::DeleteReply { scope: ReplyScope::Site, .. } => {
                &[P::ManageAgents, P::ManageSettings]
            }
            // Who writes a dialogue names the agent, the team or the rules that its live chat card calls.
            Self::Agents | Self::RoutingConfig => &[P::ManageAgents, P::EditDialogues],
            Self::PutAgent { .. }
            | Self::AgentReferences(_)
            | Self::TeamReferences(_)
            | Self::RemoveAgent(_)
            | Self::Invitations
            | Self::Invite { .. }
            | Self::RevokeInvitation(_)
            | Self::TryRouting
            | Self::PutRoutingConfig(_) => &[P::ManageAgents],
            Self::SeeAvailability => &[P::ManageAgents, P::EditDialogues, P::ManageSettings],
            Self::Settings
            | Self::PutSettings(_)
            | Self::Identity
            | Self::RotateIdentity
            | Self::RequireSignature(_)
            | Self::Keys
            | Self::MakeKey { .. }
            | Self::RevokeKey(_)
            | Self::ExportPerson(_)
            | Self::ErasePerson(_)
            | Self::Erasures { .. }
            | Self::Erasure(_) => &[P::ManageSettings],
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
            Self::All(_)
            | Self::SearchAll { .. }
            | Self::People { .. }
            | Self::Person { .. }
            | Self::NotePerson { .. } => &[P::ViewAllConversations],
        }
    }

    /// The permission that a key needs where being signed in is enough for a person: the affairs of
    /// its maker are not its own. `Err`: it can't be done with a key at all.
    pub(super) const fn key_needs(&self) -> Result<Option<Permission>, NotForKeys> {
        use Permission as P;
        match self {
            Self::Mine(_)
            | Self::SearchMine { .. }
            | Self::Filters
            | Self::Visitor(_)
            | Self::NoteVisitor { .. }
            | Self::SeeTransferTargets
            | Self::BlockStatus(_)
            | Self::Replies
            | Self::PutReply { scope: ReplyScope::Own, .. }
            | Self::DeleteReply { scope: ReplyScope::Own, .. } => Ok(Some(P::LiveChat)),
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
            | Self::DeleteDevice(_)
            | Self::TryDevice(_) => Err(NotForKeys),
            _ => Ok(None),
        }
    }
}

/// Only a person can do it.
pub(super) struct NotForKeys;

/// The answer to [`SiteRequest::Credentials`].
#[derive(Serialize, Deserialize)]
pub(crate) struct Credentials {
    /// Whom the address names, if anybody.
    pub(crate) agent: Option<AgentId>,
    /// What is kept of their password.
    pub(crate) hash: Option<String>,
}
