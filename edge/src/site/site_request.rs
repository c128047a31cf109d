//! Requests of the worker to a site.

use super::labels::LabelAct;
use super::request::RouteRequest;
use crate::conversation::Subject;
use crate::error::ApiError;
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::config;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::account::KnownBrowser;
use shared::account::oidc::Account;
use shared::backtest::NewBacktest;
use shared::counts::AnalyticsEvent;
use shared::id::{
    AgentId, ConfirmationId, ConversationId, DialogueId, FileId, InvitationId, PersonId, ResetId,
    SessionId, SiteId, Version, VisitorId,
};
use shared::people::Device;
use shared::person::Attributes;
use shared::protocol::{AuditEvent, NewAgent, NewPasskey, PasskeySignIn, Recovery};
use shared::push::NewDevice;
use shared::quota::{Engagement, Package};
use shared::stream::Route;
use shared::time::Timestamp;
use shared::webhook::NewEndpoint;
use std::collections::BTreeSet;
use worker::Env;

/// A request of the worker, or of another object, to a site.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SiteRequest {
    /// The snapshot for pages.
    Snapshot,
    /// Count a batch of analytics events; events of unknown dialogues are dropped.
    Count(Vec<AnalyticsEvent>),
    /// A published version, current or not.
    Version {
        dialogue: DialogueId,
        version: Version,
    },
    /// A conversational flow is about to begin: does the site's limit allow it? If so, it counts
    /// from then on. A repeated request gets the same answer.
    Engage {
        conversation: ConversationId,
        engagement: Engagement,
    },
    /// The operator creates the site, or changes its record.
    Make {
        name: String,
        package: Package,
        allowed_domains: Vec<String>,
        admin: NewAgent,
        hash: Option<String>,
    },
    /// The operator sets the package, and optionally the limit.
    SetPackage {
        package: Package,
        limit: Option<u64>,
    },
    /// A page of this origin has the snippet. It was refused, or is the first one.
    PageSeen {
        origin: String,
        refused: bool,
    },
    /// The operator asks for the figures.
    Figures,
    /// Set alarms again that the runtime has given up.
    Sweep,
    /// What the operator sees of the site.
    Overview,
    /// The operator lets an agent in again.
    Recover(Recovery),
    /// A sign-in: the agent with this address. It counts as failed until [`Self::Open`].
    Credentials {
        email: String,
        sender: Sender,
    },
    /// The password was correct: open a session, unless the agent has another one by now. `hash`
    /// is what it was checked against.
    Open {
        session: NewSession,
        agent: AgentId,
        hash: String,
        code: Option<String>,
        sender: Sender,
    },
    /// Sign in with a passkey, on a page of this origin.
    SignInWithPasskey {
        answer: PasskeySignIn,
        origin: String,
        session: NewSession,
        sender: Sender,
    },
    /// The provider with which agents sign in.
    Provider,
    /// Sign in whoever the provider named.
    SignInByProvider(Proven),
    /// The caller's password was correct, by the hash `old`: they may make a passkey.
    BeginPasskey {
        credential: Credential,
        old: String,
    },
    /// Register a passkey of the caller, made on a page of this origin.
    AddPasskey {
        credential: Credential,
        new: NewPasskey,
        origin: String,
    },
    /// The caller's own password, to check the current one with.
    OwnPassword {
        credential: Credential,
        sender: Sender,
    },
    /// The caller's current password was correct, by the hash `old`: change it.
    ChangePassword {
        credential: Credential,
        old: String,
        hash: String,
    },
    /// The caller's password was correct, by the hash `old`: send a link to another address of theirs.
    ChangeEmail {
        credential: Credential,
        old: String,
        email: String,
        sender: Sender,
    },
    /// Use a link that confirms an address, whose token was verified.
    ConfirmEmail {
        confirmation: ConfirmationId,
    },
    /// The caller's password was correct, by the hash `old`: turn off their second factor.
    TurnOffSecondFactor {
        credential: Credential,
        old: String,
        code: String,
        sender: Sender,
    },
    /// Somebody has forgotten the password of the agent with this address: send a link there.
    ForgottenPassword {
        email: String,
    },
    /// Whose password a reset link sets, whose token was verified.
    ShowReset {
        reset: ResetId,
    },
    /// Use a reset link.
    Reset(Resets),
    /// The content of an invitation whose token was verified.
    Invited {
        invitation: InvitationId,
    },
    /// Accept an invitation.
    Join(Joins),
    /// A document that was uploaded for a card, which anybody may see.
    Document {
        file: FileId,
    },
    /// A picture, which anybody may see.
    Picture {
        agent: AgentId,
        hash: String,
    },
    /// The path of an agent's current picture.
    PicturePath {
        agent: AgentId,
    },
    /// A request of a session or API key for a route that the site handles.
    As {
        credential: Credential,
        request: Box<RouteRequest>,
    },
    /// May the caller call this route, which the worker handles? The answer says who they are.
    Authorize {
        credential: Credential,
        route: String,
    },
    /// May the caller act as an app by this route, and hand over to these agents? The answer is the
    /// caller's name.
    AsApp {
        credential: Credential,
        route: String,
        hands_over_by: Option<Route>,
    },
    /// Create or change an agent; the password is hashed already.
    PutAgent {
        credential: Credential,
        agent: AgentId,
        new: NewAgent,
        hash: Option<String>,
    },
    /// Create an endpoint of webhooks. `origin` is where the console is.
    MakeWebhook {
        credential: Credential,
        new: NewEndpoint,
        origin: String,
    },
    /// Register a browser for pushes. `contact` is the origin that it was sent to.
    PutDevice {
        credential: Credential,
        new: NewDevice,
        contact: String,
    },
    /// The visitor's profile, with the data that the conversation has; `fields` are overridden
    /// first.
    Visitor {
        credential: Credential,
        subject: Box<Subject>,
        fields: Option<Attributes>,
    },
    /// The labels of a conversation that the caller may read, after this was done.
    Label {
        credential: Credential,
        route: String,
        conversation: ConversationId,
        act: LabelAct,
    },
    /// Whether a visitor is blocked; the answer is true or false.
    IsBlocked {
        visitor: VisitorId,
    },
    /// Whether a visitor is blocked.
    BlockState {
        credential: Credential,
        visitor: VisitorId,
    },
    /// Can this visitor be blocked? The answer says who the caller is.
    MayBlock {
        credential: Credential,
        visitor: VisitorId,
    },
    /// A person, and the ids of all their conversations.
    Export {
        credential: Credential,
        person: PersonId,
    },
    /// What a backtest folds, and over which conversations.
    Backtest {
        credential: Credential,
        dialogue: DialogueId,
        new: Box<NewBacktest>,
    },
    /// The password of a sign-in was wrong.
    SignInFailed {
        email: String,
        address: Option<String>,
    },
    /// The worker has answered a route for a caller: log it.
    Done {
        credential: Credential,
        route: String,
        event: AuditEvent,
    },
    SignOut {
        credential: Credential,
    },
    /// Which of these sessions hold, and what their agents may do. `opened` is the conversation that
    /// they have open, and its visitor: until its next question, the site tells it of every change.
    SocketRights {
        sessions: BTreeSet<SessionId>,
        opened: Option<(ConversationId, VisitorId)>,
    },
}

impl SiteRequest {
    /// Asks a site from another object.
    pub(crate) async fn ask<T: DeserializeOwned>(
        &self,
        env: &Env,
        site: &SiteId,
    ) -> Result<T, ApiError> {
        let request = outbox::request("request", self)?;
        let mut answer = config::site(env, site)?.fetch_with_request(request).await?;
        match answer.status_code() {
            200 => body::response_json(&mut answer).await,
            status => Err(ApiError::Broken(format!("the site answered {status}"))),
        }
    }
}

/// An accepted invitation: the new agent's id and session, and their hashed password.
#[derive(Serialize, Deserialize)]
pub(crate) struct Joins {
    pub(crate) invitation: InvitationId,
    pub(crate) agent: AgentId,
    pub(crate) name: String,
    pub(crate) hash: String,
    pub(crate) session: NewSession,
}

/// A reset link to use: the new hashed password, and the session that begins.
#[derive(Serialize, Deserialize)]
pub(crate) struct Resets {
    pub(crate) reset: ResetId,
    pub(crate) hash: String,
    pub(crate) code: Option<String>,
    pub(crate) session: NewSession,
}

/// Somebody who has signed in at the site's provider.
#[derive(Serialize, Deserialize)]
pub(crate) struct Proven {
    pub(crate) account: Account,
    /// The sign-in that this answers, with its end: it is used up. `None` if that was done before the
    /// code of the second factor was asked for.
    pub(crate) flow: Option<(String, Timestamp)>,
    /// A code of the agent's own second factor.
    pub(crate) code: Option<String>,
    pub(crate) session: NewSession,
    pub(crate) sender: Sender,
}

/// Who tries a password.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Sender {
    /// The network address, where the deployment knows it.
    pub(crate) address: Option<String>,
    /// What the browser's cookie says, if it has signed in before.
    pub(crate) browser: Option<KnownBrowser>,
}

/// A session to open.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct NewSession {
    pub(crate) id: SessionId,
    /// The browser that signs in.
    pub(crate) device: Device,
    /// Whether it is opened by a passkey, which stands for the second factor.
    pub(crate) by_passkey: bool,
}

/// The credential of a request. Its signature was verified by the worker; only the site knows
/// whether it was revoked.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Credential {
    /// A session cookie.
    Session { session: SessionId, agent: AgentId },
    /// The hash of an API key.
    Key { hash: String },
}

/// The answer to [`SiteRequest::Credentials`].
#[derive(Serialize, Deserialize)]
pub(crate) struct Credentials {
    /// The agent with this address, if any.
    pub(crate) agent: Option<AgentId>,
    /// The hash of their password.
    pub(crate) hash: Option<String>,
}
