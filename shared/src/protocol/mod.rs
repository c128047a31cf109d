//! The wire format, version 1: JSON, tagged by `type`, times in ms since the epoch.
//! `docs/protocol.md` describes every frame, and `shared/tests/snapshots` pins one of each.

#[cfg(feature = "serde")]
mod account;
#[cfg(feature = "desk")]
mod agent_hours;
#[cfg(feature = "serde")]
mod app;
#[cfg(feature = "serde")]
mod audit;
#[cfg(feature = "serde")]
mod blocked;
#[cfg(feature = "serde")]
pub mod bounds;
#[cfg(feature = "serde")]
mod conversation_limits;
#[cfg(feature = "desk")]
mod conversation_line;
mod desk;
#[cfg(feature = "serde")]
mod document;
#[cfg(feature = "serde")]
mod draft;
#[cfg(feature = "serde")]
mod http;
mod identity;
#[cfg(feature = "serde")]
mod keys;
#[cfg(feature = "desk")]
mod mail;
#[cfg(feature = "serde")]
mod missed;
#[cfg(feature = "serde")]
mod operator;
#[cfg(feature = "serde")]
mod page;
#[cfg(feature = "serde")]
mod passkey;
#[cfg(feature = "serde")]
mod people;
#[cfg(feature = "serde")]
mod preview_settings;
#[cfg(feature = "serde")]
mod problem;
#[cfg(feature = "serde")]
mod rating;
#[cfg(feature = "serde")]
mod single_sign_on;
mod socket;
#[cfg(feature = "serde")]
mod team;
#[cfg(feature = "serde")]
mod transcript_mail;
#[cfg(feature = "serde")]
mod transfer_targets;
#[cfg(feature = "serde")]
mod versions;
mod visit;

#[cfg(feature = "serde")]
pub use account::{
    ChangeEmail, ChangePassword, ConfirmedEmail, ConsoleLanguage, CreatedReset, EmailChangedBy,
    EmailConfirmation, ForgottenPassword, NewProfile, NotificationSettings, OwnEmail,
    PasswordReset, PendingEmail, ProveCode, RecoveryCodes, ResetByLink, SecondFactorSetup,
    SecondFactorState, SessionRow, SignInPolicy, TurnOff,
};
#[cfg(feature = "desk")]
pub use agent_hours::*;
#[cfg(feature = "serde")]
pub use app::{AppTyping, AppWrote, HandOver, NewAppMessage};
#[cfg(feature = "serde")]
pub use audit::{
    AUDIT_HOUR, Actor, AgentField, AuditEvent, AuditKind, AuditRow, Counted, LoggedRole,
    MAX_FAILED_SIGN_INS, changed_fields,
};
#[cfg(feature = "serde")]
pub use blocked::{BlockState, Blocked, MAX_BLOCKED, MAX_REASON_CHARS, NewBlock};
#[cfg(feature = "desk")]
pub use conversation_line::{ApiWords, COLUMNS, ConversationLine, LineWords};
pub use desk::{
    AgentEvent, AgentFrame, AssignChat, ChatCard, OfferCard, PendingTransfer, Scheduled, TransferTo,
};
#[cfg(feature = "serde")]
pub use document::{DocumentUsed, NewDocumentUse, StoredDocument};
#[cfg(feature = "serde")]
pub use draft::{CheckedDraft, DialogueDraft, Ready};
#[cfg(feature = "serde")]
pub use http::*;
#[cfg(feature = "serde")]
pub use identity::VisitorNamed;
pub use identity::{Claim, Identity, IdentitySettings, NoClaim, RequireSignature, VisitorRequest};
#[cfg(feature = "serde")]
pub use keys::{By, CreatedKey, KeyRow, NewKey};
#[cfg(feature = "desk")]
pub use mail::{MAX_LOGGED_MAILS, MailLog, MailRow, MailSetup, MailState, TakenMail};
#[cfg(feature = "serde")]
pub use missed::{MissedList, TakeOver};
#[cfg(feature = "serde")]
pub use operator::{
    ExportPage, ExportedRows, ImportStep, SiteContent, SiteDeletion, SiteOverview, SiteRow,
};
#[cfg(feature = "serde")]
pub use page::{BootstrapRequest, FlowHere, PageBoot, Waiting};
#[cfg(feature = "serde")]
pub use passkey::{
    NewPasskey, PasskeyChallenge, PasskeyOptions, PasskeyRow, PasskeySignIn, ProvePassword,
};
#[cfg(feature = "serde")]
pub use people::{
    ActivityRow, AgentDraft, Entry, Erasure, Export, ExportedConversation, ExportedFile,
    FieldEdits, Filters, Named, PeopleChanges, PersonChange, PersonPage, PersonRow, Removed,
    SearchHit, VisitorProfile,
};
#[cfg(feature = "serde")]
pub use preview_settings::PreviewSettings;
#[cfg(feature = "serde")]
pub use problem::{Problem, ProblemText};
#[cfg(feature = "serde")]
pub use rating::{ChatRating, NewRating};
#[cfg(feature = "serde")]
pub use single_sign_on::{
    CheckProvider, NewSignInProvider, ProviderAddress, ProviderAnswer, ProviderChecked,
    SignInOffer, SignInProvider, SingleSignOn,
};
pub use socket::{ClientFrame, ServerFrame, Side};
#[cfg(feature = "serde")]
pub use team::{
    AvailabilityOverview, AvailabilityRow, CreatedInvitation, InvitationRow, Invited, Join,
    NewInvitation, NewRole, Reference, RoleRow, TryRouting, UsedIn,
};
#[cfg(feature = "serde")]
pub use transcript_mail::{NewTranscriptMail, TranscriptMailState};
#[cfg(feature = "serde")]
pub use transfer_targets::*;
#[cfg(feature = "serde")]
pub use versions::{DialogueChange, HistoryRow, MAX_VERSION_NOTE_CHARS, PublishNote, VersionRow};
pub use visit::{
    BeginConversation, Bootstrap, ConversationBegun, FirstResponse, PublishedDialogue, Style,
    VisitorGreeting,
};
#[cfg(feature = "serde")]
pub use visit::{ColourScheme, Corner, Font};

/// Largest frame accepted on any socket, in bytes.
pub const MAX_FRAME_BYTES: usize = 16 * 1024;

/// The WebSocket subprotocol of client and edge. A visitor's token follows it as the second
/// subprotocol.
pub const SUBPROTOCOL: &str = "bellhop.v1";

/// The third subprotocol of a visitor's client that wants to hear why it is refused. A browser doesn't
/// tell a page the answer to an upgrade, so it then gets a socket that is closed with the reason.
pub const CLOSES: &str = "closes";
