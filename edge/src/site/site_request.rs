//! What the worker asks of a site, and what other objects tell it.

use super::request::RouteRequest;
use crate::conversation::Subject;
use serde::{Deserialize, Serialize};
use shared::counts::AnalyticsEvent;
use shared::id::{
    AgentId, ConversationId, DialogueId, InvitationId, PersonId, SessionId, Version, VisitorId,
};
use shared::person::Attributes;
use shared::protocol::NewAgent;
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
    /// Somebody signed in, or a program with a key, calls a route that the site answers.
    As { credential: Credential, request: Box<RouteRequest> },
    /// May they call the route of that name, which the worker answers? Answered with who they are.
    Authorize { credential: Credential, route: String },
    /// They make or change an agent; the password comes hashed.
    PutAgent { credential: Credential, agent: AgentId, new: NewAgent, hash: Option<String> },
    /// They register a browser for pushes; whom push services may turn to is the origin it was sent to.
    PutDevice { credential: Credential, new: NewDevice, contact: String },
    /// Whom a conversation is with, as the conversation itself says; fields are noted first.
    Visitor { credential: Credential, subject: Box<Subject>, fields: Option<Attributes> },
    /// Whether that visitor is blocked.
    BlockState { credential: Credential, visitor: VisitorId },
    /// A person, and the names of all conversations with them.
    Export { credential: Credential, person: PersonId },
    /// They sign out.
    SignOut { credential: Credential },
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

/// The answer to [`SiteRequest::Credentials`].
#[derive(Serialize, Deserialize)]
pub(crate) struct Credentials {
    /// Whom the address names, if anybody.
    pub(crate) agent: Option<AgentId>,
    /// What is kept of their password.
    pub(crate) hash: Option<String>,
}
