//! The table of routes. Each entry says, in this order: method and path, what it takes and
//! answers, who may call it, who handles it, and the problems that don't follow from the rest.
//! `logs` names what a request leaves in the audit log, or `nothing`; routes that write must say it.
//! `to agents { … ; key … }` lists the permissions of a session and of an API key: `signed_in`,
//! `any(…)`, `all(…)`, `own(agent) or …` if the caller needs less for their own (`own(?scope)`: by the
//! query), `never`, and `same`. The site's object handles `by site`, the worker `by worker`.

use super::access::{Access, Needs};
use super::param::{Own, Param, Query};
use super::queries::{
    AuditQuery, ChangesQuery, ConversationExport, ConversationFilter, ConversationSearch,
    DocumentUpload, FileUpload, InvitationQuery, MissedFilter, PageQuery, Paging, PeopleQuery,
    Period, PersonByEmail, ResetQuery, RoleRemoval, SocketQuery, TranscriptQuery, ZonedPeriod,
};
use super::route::{AnswerKind, BodyKind, Endpoint, Method, RouteInfo};
use crate::ab_test::{AbTest, AbTestReport, EndAbTest, NewAbTest};
use crate::backtest::{BacktestPage, NewBacktest};
use crate::canned::{NewReply, Replies};
use crate::counts::{Beacon, ChatReport, Funnel, Report};
use crate::desk::{Decision, RoutingComparison, RoutingConfig, RoutingHistory};
use crate::id::AgentId;
use crate::install::{CheckPage, Installation, PageChecked};
use crate::label::{ConversationLabels, LabelList, NewLabel};
use crate::metrics::Figures;
use crate::notify::Choices;
use crate::permission::Permission;
use crate::place::Place;
use crate::problem::ProblemCode;
use crate::protocol::{
    AgentAvailability, AgentRow, AppTyping, AppWrote, AssignChat, AuditKind, AuditRow,
    AvailabilityOverview, BeginConversation, BlockState, Blocked, BootstrapRequest, ChangeEmail,
    ChangePassword, ChatRating, CheckProvider, ConfirmedEmail, ConversationBegun, ConversationLine,
    ConversationRow, CreatedInvitation, CreatedKey, CreatedReset, DialogueDraft, DialogueOrder,
    DialogueRow, DocumentUsed, EmailConfirmation, Erasure, Export, ExportPage, FieldEdits, Filters,
    ForgottenPassword, HandOver, Health, HistoryRow, IdentitySettings, ImportStep, InvitationRow,
    Invited, Join, KeyRow, Listing, MailLog, MailRow, MakeSite, Me, MissedList, NewAgent,
    NewAppMessage, NewAvailability, NewBlock, NewDocumentUse, NewInvitation, NewKey, NewPasskey,
    NewProfile, NewRating, NewRole, NewSignInProvider, NewTranscriptMail, NotificationSettings,
    OwnEmail, PageBoot, PasskeyChallenge, PasskeyOptions, PasskeyRow, PasskeySignIn, PasswordReset,
    PeopleChanges, PersonPage, PersonRow, PreviewSettings, ProveCode, ProvePassword,
    ProviderAddress, ProviderAnswer, ProviderChecked, PublishNote, Published, Record, Recovery,
    RecoveryCodes, Reference, RequireSignature, ResetByLink, RoleRow, SearchHit, SecondFactorSetup,
    SecondFactorState, SessionRow, SetPackage, Settings, Shared, SignIn, SignInOffer, SignInPolicy,
    SingleSignOn, SiteDeletion, SiteOverview, SiteRow, SiteSummary, StoredDocument, StoredPicture,
    TakeOver, TakenMail, TranscriptMailState, TransferTargets, TryRouting, TurnOff, VersionRow,
    VisitorNamed, VisitorProfile, VisitorRequest,
};
use crate::push::{Devices, NewDevice};
use crate::quota::Usage;
use crate::webhook::{
    CreatedWebhook, DeliveryRow, EndpointEdits, EndpointRow, NewEndpoint, NewSecret,
};

/// The types of path parameters, by name.
#[allow(non_camel_case_types, reason = "they are named as the parameters are")]
mod param {
    pub(super) type site = crate::id::SiteId;
    pub(super) type agent = crate::id::AgentId;
    pub(super) type session = crate::id::SessionId;
    pub(super) type role = crate::id::CustomRoleId;
    pub(super) type passkey = crate::id::PasskeyId;
    pub(super) type team = crate::id::TeamId;
    pub(super) type invitation = crate::id::InvitationId;
    pub(super) type device = crate::id::DeviceId;
    pub(super) type dialogue = crate::id::DialogueId;
    pub(super) type version = crate::id::Version;
    pub(super) type conversation = crate::id::ConversationId;
    pub(super) type visitor = crate::id::VisitorId;
    pub(super) type person = crate::id::PersonId;
    pub(super) type erasure = crate::id::ErasureId;
    pub(super) type key = crate::id::KeyId;
    pub(super) type webhook = crate::id::WebhookId;
    pub(super) type delivery = crate::id::DeliveryId;
    pub(super) type reply = crate::id::ReplyId;
    pub(super) type label = crate::id::LabelId;
    pub(super) type file = crate::id::FileId;
    pub(super) type hash = String;
}

routes! { $ "Deployment" {
    /// Reports that the worker runs and can store something. An answer holds for 5 seconds.
    GET /v1/health as GetHealth {
        gives 200 json(Health); to anybody; by worker;
    }
    /// Returns figures of the deployment and of its sites, 200 sites at a time. They hold for 10 seconds.
    GET /v1/operator/figures as GetFigures {
        takes query(Paging); gives 200 json(Figures); to operator; by worker;
    }
    /// Returns the same figures in the text format of Prometheus.
    GET /v1/operator/metrics as GetMetrics {
        takes query(Paging); gives 200 text(String); to operator; by worker;
    }
    /// Lists the sites of the deployment, by id.
    GET /v1/operator/sites as ListSites {
        takes query(Paging); gives 200 json(Listing<SiteRow>); to operator; by worker;
    }
    /// Returns what a site is and how much it has.
    GET /v1/operator/sites/{site} as GetSite {
        gives 200 json(SiteOverview); to operator; by worker; problems NoSite;
    }
    /// Deletes a site with everything in it. From the first request on, the site does not exist for
    /// anybody else; each request deletes some more, until it answers that no conversation is waiting.
    DELETE /v1/operator/sites/{site} as DeleteSite {
        gives 200 json(SiteDeletion); to operator; by worker; logs nothing; problems NoSite;
    }
    /// Creates a site with its first admin, or changes a site's name, package and domains.
    PUT /v1/operator/sites/{site} as PutSite {
        takes json(MakeSite); gives 200 | 201 json(SiteSummary); to operator; by worker;
        logs SiteMade SiteChanged;
        problems Invalid LimitOnPrime LimitBelowUse Taken;
    }
    /// Returns a page of all that a site has, as its objects store it; also while it is imported.
    GET /v1/operator/sites/{site}/export as ExportSite {
        takes query(Paging); gives 200 json(ExportPage); to operator; by worker; problems NoSite;
    }
    /// Writes a part of an export, of a site that is not there yet.
    POST /v1/operator/sites/{site}/import as ImportSite {
        takes json(ImportStep); gives 204 empty; to operator; by worker; logs nothing;
        problems Invalid Taken;
    }
    /// Sets a site's package and optionally its limit of engagements.
    PUT /v1/operator/sites/{site}/package as PutPackage {
        takes json(SetPackage); gives 200 json(Usage); to operator; by worker; logs PackageSet;
        problems LimitOnPrime LimitBelowUse;
    }
    /// Takes a mail as it travels (`message/rfc822`). A reply to an answer becomes a message of the visitor.
    POST /v1/inbound_mail as TakeMail {
        takes bytes; gives 200 json(TakenMail); to mail_machine; by worker; logs nothing;
        problems BadBody NoReplyAddress ReplyAddressExpired NotFound Full SlowDown;
    }
    /// Creates a link with which an agent of any role sets another password, and on request removes
    /// their second factor: the way back for the only admin.
    POST /v1/operator/sites/{site}/recovery as RecoverAgent {
        takes json(Recovery); gives 201 json(CreatedReset); to operator; by worker;
        logs ResetLinkMade SecondFactorReset;
        problems NotFound;
    }
}
"Pages" {
    /// Returns what a page shows to its visitor, for clients that can only send an address.
    GET /v1/sites/{site}/bootstrap as GetBootstrap {
        takes query(PageQuery); gives 200 json(PageBoot); to page; by worker;
    }
    /// Returns what a page shows to its visitor.
    POST /v1/sites/{site}/bootstrap as PostBootstrap {
        takes json(BootstrapRequest); gives 200 json(PageBoot); to page; by worker; logs nothing;
    }
    /// Issues a visitor id and its token to a browser.
    POST /v1/sites/{site}/visitors as CreateVisitor {
        takes optional(VisitorRequest); gives 200 json(VisitorNamed); to page; by worker;
        logs nothing;
        problems BadIdentity BadSignature SignatureRequired SlowDown;
    }
    /// Counts analytics events of a browser.
    POST /v1/sites/{site}/counts as RecordAnalytics {
        takes json(Beacon); gives 204 empty; to page; by worker; logs nothing;
        problems UnknownVisit TooManyEvents NotCounted SlowDown;
    }
    /// Returns the page of the chat panel, with a policy that says which pages may frame it.
    GET /v1/sites/{site}/panel as GetPanel {
        gives 200 html; to anybody; by worker;
    }
    /// Returns a picture by the hash of its content, which never changes.
    GET /v1/sites/{site}/pictures/{agent}/{hash} as GetPicture {
        gives 200 bytes; to anybody; by worker; problems NotFound;
    }
    /// Returns a document that was uploaded for a card. It never changes.
    GET /v1/sites/{site}/documents/{file} as GetDocument {
        gives 200 bytes; to anybody; by worker; problems NotFound;
    }
    /// Redirects to an agent's current picture.
    GET /v1/sites/{site}/agents/{agent}/picture as GetAgentPicture {
        gives 302 redirect; to anybody; by worker; problems NotFound;
    }
}
"A conversation" {
    /// Starts a conversation with the visitor's first response.
    POST /v1/sites/{site}/conversations as StartConversation {
        takes json(BeginConversation); gives 200 json(ConversationBegun); to visitor; by worker;
        logs nothing;
        problems SwitchedOff StaleDialogue NobodyAvailable QuotaExhausted InvalidValue NotThere Over
            NotLive NotYours SlowDown;
    }
    /// Opens the WebSocket of a conversation: its visitor with a token, an agent with a session.
    GET /v1/conversations/{conversation}/socket as OpenConversationSocket {
        takes query(SocketQuery); gives 101 socket; to participant; by worker;
        problems NotASocket SlowDown TooManySockets;
    }
    /// Sends a file in a conversation.
    POST /v1/conversations/{conversation}/files as SendFile {
        takes query(FileUpload), bytes; gives 200 json(Shared); to participant; by worker;
        logs nothing;
        problems Invalid BadFile NotLive Over NotYours TooManyFiles Full;
    }
    /// Returns the visitor's rating of a chat, and whether it can be given or changed.
    GET /v1/conversations/{conversation}/rating as GetRating {
        gives 200 json(ChatRating); to visitor; by worker; problems NotYours SlowDown;
    }
    /// Rates a chat with an agent after its end, or changes the rating.
    PUT /v1/conversations/{conversation}/rating as PutRating {
        takes json(NewRating); gives 200 json(ChatRating); to visitor; by worker; logs nothing;
        problems NotYours NotRatable TooLong SlowDown;
    }
    /// Returns whether the visitor can be sent the transcript by mail, and their address if it is known.
    GET /v1/conversations/{conversation}/transcript/mail as GetTranscriptMail {
        gives 200 json(TranscriptMailState); to visitor; by worker; problems NotYours SlowDown;
    }
    /// Mails the transcript to the visitor: to the address in the request, or else to the one that is known.
    POST /v1/conversations/{conversation}/transcript/mail as MailTranscript {
        takes json(NewTranscriptMail); gives 200 json(TranscriptMailState); to visitor; by worker;
        logs nothing;
        problems NotYours NoMail Invalid NotLive TooManyTranscripts SlowDown;
    }
    /// Logs that the visitor opened, downloaded or closed the document of a card.
    POST /v1/conversations/{conversation}/documents as UseDocument {
        takes json(NewDocumentUse); gives 200 json(DocumentUsed); to visitor; by worker;
        logs nothing; problems NotYours NotThere SlowDown;
    }
    /// Returns a file to anyone who knows its unguessable id.
    GET /v1/conversations/{conversation}/files/{file} as GetFile {
        gives 200 | 304 bytes; to anybody; by worker; problems NotFound;
    }
}
"Signing in" {
    /// Signs an agent in; the answer sets the session cookie.
    POST /v1/sites/{site}/session as CreateSession {
        takes json(SignIn); gives 200 json(Me); to anybody; by worker; logs SignedIn SignInFailed;
        problems ForeignOrigin WrongSignIn OnlySingleSignOn TooManySignIns SlowDown CodeNeeded WrongCode
            TooManyCodes;
    }
    /// Ends the session and clears its cookie.
    DELETE /v1/sites/{site}/session as DeleteSession {
        gives 204 empty; to anybody; by worker; logs SignedOut; problems ForeignOrigin BadKey NotForKeys;
    }
    /// Returns a challenge to sign in with a passkey.
    POST /v1/sites/{site}/session/challenge as BeginPasskeySignIn {
        gives 200 json(PasskeyChallenge); to anybody; by worker; logs nothing; problems ForeignOrigin;
    }
    /// Signs in the agent of a passkey, without password and second factor.
    POST /v1/sites/{site}/session/passkey as SignInWithPasskey {
        takes json(PasskeySignIn); gives 200 json(Me); to anybody; by worker; logs SignedIn SignInFailed;
        problems ForeignOrigin WrongPasskey OnlySingleSignOn SlowDown;
    }
    /// Returns whether agents can sign in with a provider, and the text of the button.
    GET /v1/sites/{site}/session/provider as GetSignInOffer {
        gives 200 json(SignInOffer); to anybody; by worker;
    }
    /// Begins a sign-in with the site's provider: where the agent signs in. The cookie that the answer
    /// sets must come back with the provider's answer.
    POST /v1/sites/{site}/session/provider as BeginProviderSignIn {
        gives 200 json(ProviderAddress); to anybody; by worker; logs nothing;
        problems ForeignOrigin NoSingleSignOn SingleSignOnFailed SlowDown;
    }
    /// Signs in the agent whom the provider's answer names.
    POST /v1/sites/{site}/session/provider/answer as SignInWithProvider {
        takes json(ProviderAnswer); gives 200 json(Me); to anybody; by worker;
        logs SignedInByProvider SignInFailed;
        problems ForeignOrigin NoSingleSignOn SingleSignOnFailed StaleProviderSignIn SlowDown CodeNeeded
            WrongCode TooManyCodes;
    }
    /// Returns what an invitation's token invites to.
    GET /v1/sites/{site}/join as GetInvitation {
        takes query(InvitationQuery); gives 200 json(Invited); to anybody; by worker;
        problems NoInvitation;
    }
    /// Accepts an invitation: whoever has its token becomes an agent and is signed in.
    POST /v1/sites/{site}/join as AcceptInvitation {
        takes json(Join); gives 200 json(Me); to anybody; by worker; logs InvitationAccepted;
        problems ForeignOrigin NoInvitation Invalid Taken;
    }
    /// Returns the signed-in agent, or the API key with its permissions.
    GET /v1/sites/{site}/me as GetMe {
        gives 200 json(Me); to agents { signed_in; key same }; by site;
    }
    /// Changes what agents may change of themselves.
    PUT /v1/sites/{site}/me as PutMe {
        takes json(NewProfile); gives 200 json(Me); to agents { signed_in; key never }; by site;
        logs AgentChanged; problems Invalid;
    }
    /// Returns the agent's e-mail address, the one that waits to be confirmed, and who can change it.
    GET /v1/sites/{site}/me/email as GetOwnEmail {
        gives 200 json(OwnEmail); to agents { signed_in; key never }; by site;
    }
    /// Sends a link to another e-mail address of the agent. It changes nothing until it is confirmed.
    PUT /v1/sites/{site}/me/email as PutOwnEmail {
        takes json(ChangeEmail); gives 200 json(OwnEmail); to agents { signed_in; key never }; by worker;
        logs nothing;
        problems Invalid Taken WrongPassword TooManySignIns SlowDown NoMail OnlySingleSignOn;
    }
    /// Confirms an e-mail address by a link: its agent signs in with it, and the address before is told.
    POST /v1/sites/{site}/email as ConfirmEmail {
        takes json(EmailConfirmation); gives 200 json(ConfirmedEmail); to anybody; by worker;
        logs AgentChanged; problems ForeignOrigin NoConfirmation Taken OnlySingleSignOn;
    }
    /// Changes the agent's own password; all their other sessions end.
    PUT /v1/sites/{site}/me/password as PutPassword {
        takes json(ChangePassword); gives 204 empty; to agents { signed_in; key never }; by worker; logs PasswordChanged;
        problems Invalid WrongPassword TooManySignIns SlowDown;
    }
    /// Lists the agent's sessions, the last used one first.
    GET /v1/sites/{site}/me/sessions as ListSessions {
        gives 200 json(Listing<SessionRow>); to agents { signed_in; key never }; by site;
    }
    /// Ends all sessions of the agent but this one.
    DELETE /v1/sites/{site}/me/sessions as EndOtherSessions {
        gives 204 empty; to agents { signed_in; key never }; by site; logs SessionsEnded;
    }
    /// Ends a session of the agent, by its id in the list.
    DELETE /v1/sites/{site}/me/sessions/{session} as EndSession {
        gives 204 empty; to agents { signed_in; key never }; by site; logs SessionsEnded; problems NotFound;
    }
    /// Returns whether the agent uses two-factor sign-in.
    GET /v1/sites/{site}/me/second_factor as GetSecondFactor {
        gives 200 json(SecondFactorState); to agents { signed_in; key never }; by site;
    }
    /// Begins to set up two-factor sign-in: a secret for the agent's authenticator app.
    POST /v1/sites/{site}/me/second_factor as BeginSecondFactor {
        gives 200 json(SecondFactorSetup); to agents { signed_in; key never }; by site; logs nothing;
        problems Taken;
    }
    /// Turns on two-factor sign-in with a code of the app; only this answer has the recovery codes.
    PUT /v1/sites/{site}/me/second_factor as TurnOnSecondFactor {
        takes json(ProveCode); gives 200 json(RecoveryCodes);
        to agents { signed_in; key never }; by site; logs SecondFactorOn; problems NotFound WrongCode TooManyCodes;
    }
    /// Turns off two-factor sign-in with the password and a code.
    POST /v1/sites/{site}/me/second_factor/off as TurnOffSecondFactor {
        takes json(TurnOff); gives 204 empty; to agents { signed_in; key never }; by worker; logs SecondFactorOff;
        problems Invalid WrongPassword TooManySignIns SlowDown WrongCode TooManyCodes;
    }
    /// Lists the agent's passkeys, the oldest first.
    GET /v1/sites/{site}/me/passkeys as ListPasskeys {
        gives 200 json(Listing<PasskeyRow>); to agents { signed_in; key never }; by site;
    }
    /// Returns what a browser needs to make a passkey for the agent, who proves their password first.
    POST /v1/sites/{site}/me/passkeys/challenge as BeginPasskey {
        takes json(ProvePassword); gives 200 json(PasskeyOptions); to agents { signed_in; key never }; by worker;
        logs nothing; problems Invalid WrongPassword TooManySignIns SlowDown;
    }
    /// Registers a passkey that the browser has made.
    POST /v1/sites/{site}/me/passkeys as AddPasskey {
        takes json(NewPasskey); gives 201 json(PasskeyRow); to agents { signed_in; key never }; by worker;
        logs PasskeyAdded; problems WrongPasskey Invalid Taken;
    }
    /// Removes a passkey of the agent.
    DELETE /v1/sites/{site}/me/passkeys/{passkey} as RemovePasskey {
        gives 204 empty; to agents { signed_in; key never }; by site; logs PasskeyRemoved; problems NotFound;
    }
    /// Sends an agent a link with which they set another password. The answer is the same whether or not there
    /// is such an agent.
    POST /v1/sites/{site}/password_resets as RequestReset {
        takes json(ForgottenPassword); gives 204 empty; to anybody; by worker; logs ResetLinkMade;
        problems ForeignOrigin NoMail SlowDown;
    }
    /// Returns whose password a reset link sets.
    GET /v1/sites/{site}/reset as GetReset {
        takes query(ResetQuery); gives 200 json(PasswordReset); to anybody; by worker;
        problems NoReset;
    }
    /// Sets another password by a reset link: all sessions of that agent end, and they are signed in.
    POST /v1/sites/{site}/reset as ResetPassword {
        takes json(ResetByLink); gives 200 json(Me); to anybody; by worker; logs PasswordReset;
        problems ForeignOrigin NoReset OnlySingleSignOn Invalid CodeNeeded WrongCode TooManyCodes;
    }
}
"An agent's desk" {
    /// Opens the agent's WebSocket: offers, chats and availability.
    GET /v1/sites/{site}/desk as OpenAgentSocket {
        gives 101 socket; to agents { signed_in; key never }; by worker;
        problems NotASocket ForeignOrigin;
    }
    /// Lists the agents and teams that a chat can be transferred to.
    GET /v1/sites/{site}/transfer_targets as ListTransferTargets {
        gives 200 json(TransferTargets); to agents { signed_in; key any(LiveChat) }; by worker;
    }
    /// Lists the agent's devices that can be pushed to.
    GET /v1/sites/{site}/me/push as ListDevices {
        gives 200 json(Devices); to agents { signed_in; key never }; by site;
    }
    /// Registers the agent's browser for pushes.
    PUT /v1/sites/{site}/me/push as PutDevice {
        takes json(NewDevice); gives 200 json(Devices); to agents { signed_in; key never }; by worker;
        logs nothing;
        problems UnknownPushService BadEndpoint BadPushKeys;
    }
    /// Removes a device of the agent.
    DELETE /v1/sites/{site}/me/push/{device} as DeleteDevice {
        gives 200 json(Devices); to agents { signed_in; key never }; by site;
        logs nothing; problems NotFound;
    }
    /// Sends a test notification to a device of the agent.
    POST /v1/sites/{site}/me/push/{device}/try as TestDevice {
        gives 200 json(Devices); to agents { signed_in; key never }; by site;
        logs nothing; problems NotFound;
    }
    /// Returns which events reach the agent by which channels.
    GET /v1/sites/{site}/me/notifications as GetNotifications {
        gives 200 json(NotificationSettings); to agents { signed_in; key never }; by site;
    }
    /// Chooses by which channels events reach the agent; what is left out is as the site has set it.
    PUT /v1/sites/{site}/me/notifications as PutNotifications {
        takes json(Choices); gives 200 json(NotificationSettings); to agents { signed_in; key never }; by site;
        logs nothing; problems Invalid;
    }
    /// Lists the canned replies that the agent can send: the site's and their own.
    GET /v1/sites/{site}/replies as ListReplies {
        gives 200 json(Replies); to agents { signed_in; key any(LiveChat) }; by site;
    }
    /// Creates or changes a canned reply of the site.
    PUT /v1/sites/{site}/replies/{reply} as PutReply {
        takes json(NewReply); gives 200 json(Replies);
        to agents { any(EditReplies); key same }; by site;
        logs nothing; problems Invalid Taken;
    }
    /// Deletes a canned reply of the site.
    DELETE /v1/sites/{site}/replies/{reply} as DeleteReply {
        gives 200 json(Replies); to agents { any(EditReplies); key same }; by site;
        logs nothing;
        problems NotFound;
    }
    /// Creates or changes one of the agent's own canned replies.
    PUT /v1/sites/{site}/me/replies/{reply} as PutOwnReply {
        takes json(NewReply); gives 200 json(Replies);
        to agents { signed_in; key any(LiveChat) }; by site; logs nothing; problems Invalid Taken;
    }
    /// Deletes one of the agent's own canned replies.
    DELETE /v1/sites/{site}/me/replies/{reply} as DeleteOwnReply {
        gives 200 json(Replies); to agents { signed_in; key any(LiveChat) }; by site; logs nothing;
        problems NotFound;
    }
}
"Team" {
    /// Lists the agents.
    GET /v1/sites/{site}/agents as ListAgents {
        gives 200 json(Listing<AgentRow>);
        to agents { any(ViewTeam ViewRouting ViewDialogues); key same }; by site;
    }
    /// Creates or changes an agent.
    PUT /v1/sites/{site}/agents/{agent} as PutAgent {
        takes json(NewAgent); gives 200 | 201 json(AgentRow);
        to agents { any(ManageAgents); key never }; by worker;
        logs AgentMade AgentChanged; problems Invalid Taken RoleTooHigh OwnRole;
    }
    /// Removes an agent: their sessions end, and their chats are offered to others.
    DELETE /v1/sites/{site}/agents/{agent} as DeleteAgent {
        gives 204 empty; to agents { any(ManageAgents); key never }; by site; logs AgentRemoved;
        problems NotFound Invalid RoleTooHigh;
    }
    /// Creates a link with which an agent of a lesser role sets another password; only this answer
    /// contains its token.
    POST /v1/sites/{site}/agents/{agent}/reset as CreateReset {
        gives 201 json(CreatedReset); to agents { any(ManageAgents); key never }; by site; logs ResetLinkMade;
        problems NotFound RoleTooHigh;
    }
    /// Removes the second factor of an agent of a lesser role, who has lost it; their sessions end.
    DELETE /v1/sites/{site}/agents/{agent}/second_factor as ResetSecondFactor {
        gives 204 empty; to agents { any(ManageAgents); key never }; by site; logs SecondFactorReset;
        problems NotFound RoleTooHigh;
    }
    /// Lists the cards, rules, teams and accounts that refer to an agent.
    GET /v1/sites/{site}/agents/{agent}/references as ListAgentReferences {
        gives 200 json(Listing<Reference>); to agents { any(ViewTeam); key same }; by site;
        problems NotFound;
    }
    /// Lists the cards that refer to a team.
    GET /v1/sites/{site}/teams/{team}/references as ListTeamReferences {
        gives 200 json(Listing<Reference>); to agents { any(ViewRouting); key same }; by site;
    }
    /// Returns an agent's weekly schedule.
    GET /v1/sites/{site}/agents/{agent}/availability as GetAvailability {
        gives 200 json(AgentAvailability);
        to agents { own(agent) or ViewTeam; key any(ViewTeam) }; by site; problems NotFound;
    }
    /// Sets an agent's weekly schedule; `null` removes it.
    PUT /v1/sites/{site}/agents/{agent}/availability as PutAvailability {
        takes json(NewAvailability); gives 200 json(AgentAvailability);
        to agents { own(agent) or ManageAgents; key any(ManageAgents) }; by site; logs nothing;
        problems NotFound BadSchedule;
    }
    /// Sets an agent's picture.
    PUT /v1/sites/{site}/agents/{agent}/picture as PutAgentPicture {
        takes bytes; gives 200 json(AgentRow);
        to agents { own(agent) or ManageAgents; key any(ManageAgents) }; by site; logs nothing;
        problems NotFound BadPicture RoleTooHigh;
    }
    /// Returns who is available, online and busy now, and how many visitors wait.
    GET /v1/sites/{site}/availability as GetTeamAvailability {
        gives 200 json(AvailabilityOverview);
        to agents { any(ViewTeam ViewDialogues ViewSettings); key same }; by worker;
    }
    /// Lists the roles: the four that every site has, then the site's own.
    GET /v1/sites/{site}/roles as ListRoles {
        gives 200 json(Listing<RoleRow>); to agents { any(ViewTeam); key same }; by site;
    }
    /// Creates or changes a role of the site's own. What it loses, agents with it lose at once.
    PUT /v1/sites/{site}/roles/{role} as PutRole {
        takes json(NewRole); gives 200 | 201 json(RoleRow);
        to agents { any(ManageRoles); key never }; by site;
        logs RoleMade RoleChanged; problems Invalid Taken RoleTooHigh OwnRole;
    }
    /// Removes a role of the site's own; those who have it get the replacement.
    DELETE /v1/sites/{site}/roles/{role} as DeleteRole {
        takes query(RoleRemoval); gives 204 empty;
        to agents { any(ManageRoles); key never }; by site;
        logs RoleRemoved; problems NotFound Invalid RoleInUse RoleTooHigh OwnRole;
    }
    /// Lists the open invitations.
    GET /v1/sites/{site}/invitations as ListInvitations {
        gives 200 json(Listing<InvitationRow>); to agents { any(ViewTeam); key same }; by site;
    }
    /// Creates an invitation; only this answer contains its token.
    POST /v1/sites/{site}/invitations as CreateInvitation {
        takes json(NewInvitation); gives 201 json(CreatedInvitation);
        to agents { any(ManageAgents); key never }; by site;
        logs InvitationMade; problems Invalid Taken RoleTooHigh;
    }
    /// Sends the link of an open invitation by mail, again.
    POST /v1/sites/{site}/invitations/{invitation}/mail as MailInvitation {
        gives 204 empty; to agents { any(ManageAgents); key never }; by site;
        logs nothing; problems NoInvitation NoMail Invalid RoleTooHigh SlowDown;
    }
    /// Revokes an invitation.
    DELETE /v1/sites/{site}/invitations/{invitation} as DeleteInvitation {
        gives 204 empty; to agents { any(ManageAgents); key same }; by site;
        logs InvitationRevoked; problems NotFound;
    }
    /// Returns the teams, routing rules and accounts.
    GET /v1/sites/{site}/routing as GetRoutingConfig {
        gives 200 json(RoutingConfig); to agents { any(ViewRouting ViewDialogues); key same }; by site;
    }
    /// Sets the teams, routing rules and accounts.
    PUT /v1/sites/{site}/routing as PutRoutingConfig {
        takes json(RoutingConfig); gives 200 json(RoutingConfig); to agents { any(EditRouting); key same }; by site;
        logs RoutingChanged;
        problems Invalid;
    }
    /// Tests the routing with a made-up visitor. No agent gets an offer.
    POST /v1/sites/{site}/routing/try as TestRouting {
        takes json(TryRouting); gives 200 json(Decision);
        to agents { any(ViewRouting); key same }; by worker; logs nothing;
    }
    /// Compares another routing config with what the desk decided in the last 30 days. Nothing changes.
    POST /v1/sites/{site}/routing/compare as CompareRouting {
        takes json(RoutingConfig); gives 200 json(RoutingComparison);
        to agents { any(ViewRouting); key same }; by worker; logs nothing;
        problems Invalid;
    }
}
"Settings" {
    /// Returns the site's settings.
    GET /v1/sites/{site}/settings as GetSettings {
        gives 200 json(Settings); to agents { any(ViewSettings EditSettings); key same }; by site;
    }
    /// Returns the settings that a visitor notices when nobody answers, for the preview of a dialogue.
    GET /v1/sites/{site}/settings/preview as GetPreviewSettings {
        gives 200 json(PreviewSettings); to agents { any(ViewDialogues ViewSettings EditSettings); key same }; by site;
    }
    /// Sets the site's settings.
    PUT /v1/sites/{site}/settings as PutSettings {
        takes json(Settings); gives 200 json(Settings);
        to agents { any(EditSettings); key same }; by site;
        logs SettingsChanged; problems Invalid;
    }
    /// Stores a picture for the bot. It is shown once the settings name its path.
    PUT /v1/sites/{site}/settings/picture as PutBotPicture {
        takes bytes; gives 200 json(StoredPicture);
        to agents { any(EditSettings); key same }; by site; logs nothing; problems BadPicture;
    }
    /// Lists the last mails with what became of them, and says whether mail is set up.
    GET /v1/sites/{site}/mails as ListMails {
        gives 200 json(MailLog); to agents { all(EditSettings ManageAgents); key never }; by site;
    }
    /// Sends a mail to the caller, to see whether mail works.
    POST /v1/sites/{site}/mails/test as SendTestMail {
        gives 201 json(MailRow); to agents { all(EditSettings ManageAgents); key never }; by site;
        logs nothing; problems NoMail Invalid SlowDown;
    }
    /// Returns what the site requires of all agents when they sign in.
    GET /v1/sites/{site}/sign_in_policy as GetSignInPolicy {
        gives 200 json(SignInPolicy); to agents { any(ManageSignIn); key same }; by site;
    }
    /// Sets what the site requires of all agents when they sign in.
    PUT /v1/sites/{site}/sign_in_policy as PutSignInPolicy {
        takes json(SignInPolicy); gives 200 json(SignInPolicy);
        to agents { any(ManageSignIn); key never }; by site; logs SignInPolicyChanged; problems Invalid;
    }
    /// Returns the provider with which agents sign in, without the client secret.
    GET /v1/sites/{site}/single_sign_on as GetSingleSignOn {
        gives 200 json(SingleSignOn); to agents { any(ManageSignIn); key same }; by site;
    }
    /// Sets the provider with which agents sign in. Whoever sets it decides who signs in as whom, so
    /// this needs every permission.
    PUT /v1/sites/{site}/single_sign_on as PutSingleSignOn {
        takes json(NewSignInProvider); gives 200 json(SingleSignOn);
        to agents { any(ManageSignIn); key never }; by site; logs SingleSignOnSet; problems Invalid;
    }
    /// Removes the provider: agents sign in with passwords and passkeys again.
    DELETE /v1/sites/{site}/single_sign_on as DeleteSingleSignOn {
        gives 204 empty; to agents { any(ManageSignIn); key never }; by site;
        logs SingleSignOnRemoved; problems NoSingleSignOn;
    }
    /// Asks a provider what it offers, and says what is wrong with it.
    POST /v1/sites/{site}/single_sign_on/check as CheckSignInProvider {
        takes json(CheckProvider); gives 200 json(ProviderChecked);
        to agents { any(ManageSignIn); key never }; by worker; logs nothing; problems SlowDown;
    }
    /// Returns the identity settings and the secret that identities are signed with.
    GET /v1/sites/{site}/identity as GetIdentity {
        gives 200 json(IdentitySettings); to agents { any(ManageIdentity); key never }; by site;
    }
    /// Sets whether identities must be signed.
    PUT /v1/sites/{site}/identity as PutIdentity {
        takes json(RequireSignature); gives 200 json(IdentitySettings);
        to agents { any(ManageIdentity); key never }; by site;
        logs SignatureRequired; problems NoIdentitySecret;
    }
    /// Creates a new secret to sign identities with; the previous one stays valid for a day.
    POST /v1/sites/{site}/identity/rotate as RotateIdentitySecret {
        gives 200 json(IdentitySettings); to agents { any(ManageIdentity); key never }; by site;
        logs IdentitySecretRotated;
    }
    /// Checks whether a page has the snippet.
    POST /v1/sites/{site}/installation/check as CheckInstallation {
        takes json(CheckPage); gives 200 json(PageChecked);
        to agents { any(EditSettings); key same }; by worker; logs nothing; problems Invalid;
    }
    /// Returns where pages with the snippet were seen: the first one, and those that show no chat because
    /// they are on none of the allowed domains.
    GET /v1/sites/{site}/installation as GetInstallation {
        gives 200 json(Installation);
        to agents { any(ViewSettings); key same }; by site;
    }
    /// Returns where the caller is, and whether this deployment is told where visitors are.
    GET /v1/sites/{site}/place as GetPlace {
        gives 200 json(Place); to agents { signed_in; key same }; by worker;
    }
    /// Lists what happened in the site and who did it, latest first.
    GET /v1/sites/{site}/audit as ListAudit {
        takes query(AuditQuery); gives 200 json(Listing<AuditRow>);
        to agents { any(ViewAudit); key same }; by site; problems BadDay PeriodReversed;
    }
    /// Lists the API keys, without the keys themselves.
    GET /v1/sites/{site}/keys as ListKeys {
        gives 200 json(Listing<KeyRow>); to agents { any(ManageKeys); key never }; by site;
    }
    /// Creates an API key; only this answer contains it.
    POST /v1/sites/{site}/keys as CreateKey {
        takes json(NewKey); gives 201 json(CreatedKey);
        to agents { any(ManageKeys); key never }; by site; logs KeyMade; problems Invalid;
    }
    /// Revokes an API key.
    DELETE /v1/sites/{site}/keys/{key} as DeleteKey {
        gives 204 empty; to agents { any(ManageKeys); key never }; by site;
        logs KeyRevoked; problems NotFound;
    }
}
"Webhooks" {
    /// Lists the endpoints, without their secrets.
    GET /v1/sites/{site}/webhooks as ListWebhooks {
        gives 200 json(Listing<EndpointRow>); to agents { any(ManageWebhooks); key same }; by site;
    }
    /// Creates an endpoint; only this answer contains its secret.
    POST /v1/sites/{site}/webhooks as CreateWebhook {
        takes json(NewEndpoint); gives 201 json(CreatedWebhook);
        to agents { any(ManageWebhooks); key same }; by worker; logs WebhookMade; problems Invalid;
    }
    /// Changes an endpoint, pauses it or resumes it. What is paused gets nothing, and what waited for
    /// it has failed.
    PUT /v1/sites/{site}/webhooks/{webhook} as PutWebhook {
        takes json(EndpointEdits); gives 200 json(EndpointRow);
        to agents { any(ManageWebhooks); key same }; by site;
        logs WebhookChanged; problems NotFound Invalid;
    }
    /// Deletes an endpoint with its deliveries.
    DELETE /v1/sites/{site}/webhooks/{webhook} as DeleteWebhook {
        gives 204 empty; to agents { any(ManageWebhooks); key same }; by site;
        logs WebhookDeleted; problems NotFound;
    }
    /// Replaces the secret of an endpoint. For a day, requests are signed with both.
    POST /v1/sites/{site}/webhooks/{webhook}/secret as RotateWebhookSecret {
        gives 200 json(NewSecret); to agents { any(ManageWebhooks); key never }; by site;
        logs WebhookSecretRotated; problems NotFound Invalid;
    }
    /// Sends a test to an endpoint, also if it is paused.
    POST /v1/sites/{site}/webhooks/{webhook}/test as TestWebhook {
        gives 201 json(DeliveryRow); to agents { any(ManageWebhooks); key same }; by site;
        logs nothing; problems NotFound;
    }
    /// Lists the deliveries of the past seven days, latest first, each with its last attempt.
    GET /v1/sites/{site}/webhooks/{webhook}/deliveries as ListDeliveries {
        takes query(Paging); gives 200 json(Listing<DeliveryRow>);
        to agents { any(ManageWebhooks); key same }; by site; problems NotFound Invalid;
    }
    /// Sends a delivery once more, with the same `webhook-id`; one that waits already stays as it is.
    POST /v1/sites/{site}/webhooks/{webhook}/deliveries/{delivery}/replay as ReplayDelivery {
        gives 200 json(DeliveryRow); to agents { any(ManageWebhooks); key same }; by site;
        logs nothing; problems NotFound;
    }
}
"Dialogues" {
    /// Lists the dialogues.
    GET /v1/sites/{site}/dialogues as ListDialogues {
        gives 200 json(Listing<DialogueRow>); to agents { any(ViewDialogues); key same }; by site;
    }
    /// Stores a PDF for document cards, which name its path. The same PDF has the same path.
    POST /v1/sites/{site}/documents as UploadDocument {
        takes query(DocumentUpload), bytes; gives 200 json(StoredDocument);
        to agents { any(EditDialogues); key same }; by worker; logs nothing;
        problems BadFile Invalid;
    }
    /// Sets the order of the dialogues: the first one whose audience matches is shown.
    PUT /v1/sites/{site}/dialogues/order as OrderDialogues {
        takes json(DialogueOrder); gives 200 json(Listing<DialogueRow>);
        to agents { any(PublishDialogues); key same }; by site;
        logs DialoguesOrdered; problems Invalid;
    }
    /// Returns a dialogue's draft as it was written; the `ETag` identifies this state.
    GET /v1/sites/{site}/dialogues/{dialogue} as GetDialogue {
        gives 200 stored(DialogueDraft); to agents { any(ViewDialogues); key same }; by site;
        problems NotFound;
    }
    /// Writes a dialogue's draft; with `If-Match` only if the draft still has that `ETag`.
    PUT /v1/sites/{site}/dialogues/{dialogue} as PutDialogue {
        takes text(DialogueDraft); gives 200 json(DialogueRow);
        to agents { any(EditDialogues); key same }; by site;
        logs nothing; problems NotFound Invalid Overtaken;
    }
    /// Deletes a dialogue's draft. Its versions stay for the conversations that use them.
    DELETE /v1/sites/{site}/dialogues/{dialogue} as DeleteDialogue {
        gives 204 empty; to agents { any(DeleteDialogues); key same }; by site; logs DialogueDeleted;
        problems NotFound Taken;
    }
    /// Publishes a dialogue's draft.
    POST /v1/sites/{site}/dialogues/{dialogue}/publish as PublishDialogue {
        takes optional(PublishNote); gives 200 json(Published);
        to agents { any(PublishDialogues); key same }; by site;
        logs DialoguePublished;
        problems NotFound Invalid Unpublishable Taken;
    }
    /// Unpublishes a dialogue, so that visitors no longer see it.
    POST /v1/sites/{site}/dialogues/{dialogue}/unpublish as UnpublishDialogue {
        gives 200 json(DialogueRow); to agents { any(PublishDialogues); key same }; by site;
        logs DialogueUnpublished;
        problems NotFound;
    }
    /// Lists a dialogue's versions, newest first.
    GET /v1/sites/{site}/dialogues/{dialogue}/versions as ListVersions {
        takes query(Paging); gives 200 json(Listing<VersionRow>);
        to agents { any(ViewDialogues); key same }; by site; problems NotFound;
    }
    /// Returns a published version.
    GET /v1/sites/{site}/dialogues/{dialogue}/versions/{version} as GetVersion {
        gives 200 stored(DialogueDraft); to agents { any(ViewDialogues); key same }; by site;
        problems NotFound;
    }
    /// Publishes an earlier version again; the draft doesn't change.
    POST /v1/sites/{site}/dialogues/{dialogue}/versions/{version}/publish as PublishVersion {
        gives 200 json(Published); to agents { any(PublishDialogues); key same }; by site;
        logs DialogueRolledBack;
        problems NotFound Unpublishable Taken;
    }
    /// Lists the last 20 A/B tests of a dialogue, latest first, with their figures and what these say.
    GET /v1/sites/{site}/dialogues/{dialogue}/ab_tests as ListAbTests {
        gives 200 json(Listing<AbTestReport>); to agents { all(ViewDialogues ViewReports); key same };
        by site; problems NotFound;
    }
    /// Begins an A/B test: from now on some visitors meet another version than the live one. Nothing
    /// else of the dialogue can be published until it ends.
    POST /v1/sites/{site}/dialogues/{dialogue}/ab_tests as BeginAbTest {
        takes json(NewAbTest); gives 201 json(AbTest);
        to agents { any(PublishDialogues); key same }; by site; logs AbTestBegan;
        problems NotFound Invalid Unpublishable Taken;
    }
    /// Ends the A/B test: from now on all visitors meet the version that is kept.
    POST /v1/sites/{site}/dialogues/{dialogue}/ab_tests/end as FinishAbTest {
        takes json(EndAbTest); gives 200 json(AbTest);
        to agents { any(PublishDialogues); key same }; by site; logs AbTestEnded;
        problems NotFound Taken;
    }
    /// Folds a draft over real conversations of the dialogue: what happened in each, and what would have. A page
    /// of them, the latest first; their ids only for those who may read all conversations.
    POST /v1/sites/{site}/dialogues/{dialogue}/backtest as BacktestDialogue {
        takes json(NewBacktest); gives 200 json(BacktestPage);
        to agents { all(ViewDialogues ViewReports); key same }; by worker; logs nothing;
        problems NotFound Invalid Unpublishable;
    }
    /// Lists the changes of a dialogue and who made them, latest first.
    GET /v1/sites/{site}/dialogues/{dialogue}/history as ListDialogueHistory {
        takes query(Paging); gives 200 json(Listing<HistoryRow>);
        to agents { any(ViewDialogues); key same }; by site; problems NotFound;
    }
}
"Reports" {
    /// Returns how much of the package is used.
    GET /v1/sites/{site}/usage as GetUsage {
        gives 200 json(Usage); to agents { any(ViewUsage); key same }; by site;
    }
    /// Reports the results of dialogues by day.
    GET /v1/sites/{site}/reports/dialogues as GetDialogueReport {
        takes query(Period); gives 200 json(Report);
        to agents { any(ViewReports); key same }; by site;
        problems BadDay PeriodReversed PeriodTooLong;
    }
    /// Reports how far visitors get in a dialogue, card by card.
    GET /v1/sites/{site}/reports/dialogues/{dialogue}/funnel as GetFunnel {
        takes query(Period); gives 200 json(Funnel);
        to agents { any(ViewReports); key same }; by site;
        problems NotFound BadDay PeriodReversed PeriodTooLong;
    }
    /// Reports live chats by day, agent and team.
    GET /v1/sites/{site}/reports/chats as GetChatReport {
        takes query(ZonedPeriod); gives 200 json(ChatReport);
        to agents { any(ViewReports); key same }; by site;
        problems Invalid BadDay PeriodReversed PeriodTooLong;
    }
}
"Conversations" {
    /// Lists conversations, latest first.
    GET /v1/sites/{site}/conversations as ListConversations {
        takes query(ConversationFilter); gives 200 json(Listing<ConversationRow>); to agents { own(?scope) or ViewAllConversations;
            key own_with(LiveChat) or ViewAllConversations }; by site; problems BadDay PeriodReversed;
    }
    /// Searches conversations for words and people, newest first.
    GET /v1/sites/{site}/conversations/search as SearchConversations {
        takes query(ConversationSearch); gives 200 json(Listing<SearchHit>); to agents { own(?scope) or ViewAllConversations;
            key own_with(LiveChat) or ViewAllConversations }; by site;
    }
    /// Lists the names and ids to filter conversations by.
    GET /v1/sites/{site}/conversations/filters as ListFilters {
        gives 200 json(Filters); to agents { signed_in; key any(LiveChat) }; by site;
    }
    /// Returns conversations as a table, latest first, 1,000 at a time; `Link` leads to the next. For all
    /// agents' it needs the permission to view all conversations, too.
    GET /v1/sites/{site}/conversations/export as ExportConversations {
        takes query(ConversationExport); gives 200 csv(Listing<ConversationLine>);
        to agents { any(ExportConversations); key same }; by site; logs ConversationsExported;
        problems Invalid BadDay PeriodReversed;
    }
    /// Returns a conversation's transcript, to agents who had the chat or may read all.
    GET /v1/sites/{site}/conversations/{conversation}/transcript as GetTranscript {
        takes query(TranscriptQuery); gives 200 text(Record);
        to agents { any(ExportConversations); key same }; by worker;
        logs TranscriptExported;
        problems NotFound;
    }
    /// Mails the transcript to the conversation's visitor, whose e-mail address is known.
    POST /v1/sites/{site}/conversations/{conversation}/transcript/mail as MailTranscriptToVisitor {
        takes optional(NewTranscriptMail); gives 200 json(TranscriptMailState);
        to agents { any(LiveChat); key same }; by worker; logs nothing;
        problems NotFound NoMail Invalid NotLive TooManyTranscripts;
    }
    /// Writes in a conversation while its dialogue runs, as an app with a name of its own.
    POST /v1/sites/{site}/conversations/{conversation}/messages as SayAsApp {
        takes json(NewAppMessage); gives 200 json(AppWrote);
        to agents { any(SpeakAsApp); key same }; by worker; logs nothing;
        problems NotFound Invalid SlowDown PersonAsked Over Empty TooLong Full;
    }
    /// Shows the visitor that an app is about to write.
    POST /v1/sites/{site}/conversations/{conversation}/typing as TypeAsApp {
        takes json(AppTyping); gives 204 empty;
        to agents { any(SpeakAsApp); key same }; by worker; logs nothing;
        problems NotFound SlowDown PersonAsked Over;
    }
    /// Asks for a person, as a live chat card does. The app steps aside.
    POST /v1/sites/{site}/conversations/{conversation}/hand_over as HandOverToPeople {
        takes json(HandOver); gives 200 json(AppWrote);
        to agents { any(SpeakAsApp); key same }; by worker; logs nothing;
        problems NotFound Invalid SlowDown PersonAsked Over;
    }
    /// Lists conversations in which nobody answered the visitor, latest first.
    GET /v1/sites/{site}/missed as ListMissed {
        takes query(MissedFilter); gives 200 json(MissedList);
        to agents { any(LiveChat ViewAllConversations); key same }; by site;
    }
    /// Takes a missed conversation: the caller takes care of it.
    PUT /v1/sites/{site}/conversations/{conversation}/taken as TakeMissed {
        takes optional(TakeOver); gives 200 json(ConversationRow);
        to agents { any(LiveChat); key same }; by site;
        logs MissedTaken; problems NotFound HasAgent;
    }
    /// Gives a missed conversation back to everybody.
    DELETE /v1/sites/{site}/conversations/{conversation}/taken as GiveMissedBack {
        gives 200 json(ConversationRow); to agents { any(LiveChat); key same }; by site;
        logs MissedGivenBack; problems NotFound;
    }
    /// Marks a missed conversation as handled, for example because it was answered by e-mail.
    PUT /v1/sites/{site}/conversations/{conversation}/handled as MarkHandled {
        gives 200 json(ConversationRow);
        to agents { any(LiveChat ViewAllConversations); key same }; by site;
        logs MissedHandled; problems NotFound;
    }
    /// Takes that back.
    DELETE /v1/sites/{site}/conversations/{conversation}/handled as ReopenMissed {
        gives 200 json(ConversationRow);
        to agents { any(LiveChat ViewAllConversations); key same }; by site;
        logs MissedReopened; problems NotFound;
    }
    /// Lists the site's labels, with how many conversations have each.
    GET /v1/sites/{site}/labels as ListLabels {
        gives 200 json(LabelList);
        to agents { any(LiveChat ViewAllConversations EditReplies); key same }; by site;
    }
    /// Creates a label, or changes its name or colour.
    PUT /v1/sites/{site}/labels/{label} as PutLabel {
        takes json(NewLabel); gives 200 json(LabelList);
        to agents { any(EditReplies); key same }; by site;
        logs LabelMade LabelChanged; problems Invalid Taken;
    }
    /// Deletes a label, and takes it off all conversations.
    DELETE /v1/sites/{site}/labels/{label} as DeleteLabel {
        gives 200 json(LabelList); to agents { any(EditReplies); key same }; by site;
        logs LabelDeleted; problems NotFound;
    }
    /// Returns the labels of a conversation.
    GET /v1/sites/{site}/conversations/{conversation}/labels as GetConversationLabels {
        gives 200 json(ConversationLabels);
        to agents { any(LiveChat ViewAllConversations); key same }; by worker; problems NotFound;
    }
    /// Puts a label on a conversation that the caller may read, while it runs or later.
    PUT /v1/sites/{site}/conversations/{conversation}/labels/{label} as PutConversationLabel {
        gives 200 json(ConversationLabels);
        to agents { any(LiveChat); key same }; by worker; logs nothing; problems NotFound;
    }
    /// Takes a label off a conversation.
    DELETE /v1/sites/{site}/conversations/{conversation}/labels/{label} as DeleteConversationLabel {
        gives 200 json(ConversationLabels);
        to agents { any(LiveChat); key same }; by worker; logs nothing; problems NotFound;
    }
    /// Returns how a conversation was routed: the agents considered, and why each was skipped.
    GET /v1/sites/{site}/conversations/{conversation}/routing as GetRoutingDecisions {
        gives 200 json(RoutingHistory);
        to agents { any(ViewRouting ViewAllConversations); key same }; by worker;
    }
    /// Assigns a running chat: the caller takes it over at once; anybody else is asked first, and it
    /// stays with its agent until they accept.
    PUT /v1/sites/{site}/conversations/{conversation}/agent as AssignConversation {
        takes json(AssignChat); gives 204 empty;
        to agents { all(ManageAgents ViewAllConversations); key same }; by worker;
        logs ChatTakenOver ChatAssigned; problems NotLive TargetUnavailable;
    }
    /// Ends a running chat, whoever has it.
    PUT /v1/sites/{site}/conversations/{conversation}/ended as EndConversation {
        gives 204 empty; to agents { all(ManageAgents ViewAllConversations); key same }; by worker;
        logs ChatEnded; problems NotFound NotLive Over;
    }
    /// Returns the profile of a conversation's visitor.
    GET /v1/sites/{site}/conversations/{conversation}/visitor as GetConversationVisitor {
        gives 200 json(VisitorProfile);
        to agents { signed_in; key any(LiveChat) }; by worker; problems NotFound;
    }
    /// Overrides fields of the visitor's profile; an empty value removes an override.
    PUT /v1/sites/{site}/conversations/{conversation}/visitor as PutConversationVisitor {
        takes json(FieldEdits); gives 200 json(VisitorProfile);
        to agents { signed_in; key any(LiveChat) }; by worker;
        logs nothing; problems NotFound Invalid;
    }
    /// Returns whether a conversation's visitor is blocked.
    GET /v1/sites/{site}/conversations/{conversation}/blocked as GetBlockState {
        gives 200 json(BlockState); to agents { signed_in; key any(LiveChat) }; by worker;
        problems NotFound;
    }
    /// Blocks a conversation's visitor and ends the conversation.
    PUT /v1/sites/{site}/conversations/{conversation}/blocked as BlockVisitor {
        takes optional(NewBlock); gives 200 json(Blocked);
        to agents { any(BlockVisitors); key same }; by worker; logs VisitorBlocked;
        problems NotFound TooManyBlocked;
    }
    /// Unblocks a conversation's visitor.
    DELETE /v1/sites/{site}/conversations/{conversation}/blocked as UnblockConversationVisitor {
        gives 204 empty;
        to agents { any(UnblockVisitors); key same }; by worker;
        logs VisitorUnblocked;
        problems NotFound;
    }
    /// Lists the blocked visitors, latest first.
    GET /v1/sites/{site}/blocked as ListBlocked {
        gives 200 json(Listing<Blocked>);
        to agents { any(UnblockVisitors); key same }; by site;
    }
    /// Unblocks a visitor.
    DELETE /v1/sites/{site}/blocked/{visitor} as UnblockVisitor {
        gives 204 empty; to agents { any(UnblockVisitors); key same }; by site;
        logs VisitorUnblocked;
        problems NotFound;
    }
}
"People" {
    /// Lists or searches the people whose e-mail address is known.
    GET /v1/sites/{site}/people as ListPeople {
        takes query(PeopleQuery); gives 200 json(Listing<PersonRow>);
        to agents { any(ViewPeople); key same }; by site;
    }
    /// Writes what is known of the person with this e-mail address, and creates who is not there yet. An
    /// empty value removes an override; other fields stay.
    PUT /v1/sites/{site}/people as PutPersonByEmail {
        takes query(PersonByEmail), json(FieldEdits); gives 200 | 201 json(PersonRow);
        to agents { any(EditPeople); key same }; by site; logs nothing; problems Invalid;
    }
    /// Lists who became known, has changed or was erased after a cursor, in this order. Each person is
    /// there once, as they are now.
    GET /v1/sites/{site}/people/changes as ListPeopleChanges {
        takes query(ChangesQuery); gives 200 json(PeopleChanges);
        to agents { any(ViewPeople); key same }; by site; problems Invalid;
    }
    /// Returns a person with their conversations.
    GET /v1/sites/{site}/people/{person} as GetPerson {
        takes query(Paging); gives 200 json(PersonPage);
        to agents { any(ViewPeople); key same }; by site; problems NotFound;
    }
    /// Overrides fields of a person's profile; an empty value removes an override.
    PUT /v1/sites/{site}/people/{person} as PutPerson {
        takes json(FieldEdits); gives 200 json(PersonPage);
        to agents { any(EditPeople); key same }; by site;
        logs nothing; problems NotFound Invalid;
    }
    /// Erases a person and their conversations; the receipt says what was removed, by kind.
    DELETE /v1/sites/{site}/people/{person} as ErasePerson {
        gives 200 json(Erasure);
        to agents { all(ErasePeople ViewPeople); key same }; by site;
        logs PersonErased;
        problems NotFound Chatting;
    }
    /// Exports everything about a person: the profile, and each conversation with its log.
    GET /v1/sites/{site}/people/{person}/export as ExportPerson {
        gives 200 json(Export);
        to agents { all(ExportPeople ViewAllConversations); key same }; by worker;
        logs PersonExported;
        problems NotFound;
    }
    /// Lists the receipts of erasures, latest first.
    GET /v1/sites/{site}/erasures as ListErasures {
        takes query(Paging); gives 200 json(Listing<Erasure>);
        to agents { any(ErasePeople); key same }; by site;
    }
    /// Returns the receipt of an erasure, with what has been confirmed by now.
    GET /v1/sites/{site}/erasures/{erasure} as GetErasure {
        gives 200 json(Erasure); to agents { any(ErasePeople); key same }; by site;
        problems NotFound;
    }
}
}
