//! The audit log of a site: what happened, by whom, when and to what. It never contains what a
//! visitor wrote or who a visitor is.

use super::By;
use crate::event::string_enum;
use crate::id::{
    AgentId, ConversationId, CustomRoleId, DialogueId, ErasureId, InvitationId, KeyId, LabelId,
    PersonId, TeamId, Version, VisitorId, WebhookId,
};
use crate::permission::RoleId;
use crate::quota::Package;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// Equal events of this time, from the full hour on, are counted in one row if they
/// [may repeat](AuditEvent::repeats).
pub const AUDIT_HOUR: Millis = Millis::minutes(60);
/// The most rows of failed sign-ins in an hour. Whatever else fails is counted in one more row,
/// because a stranger decides how many there are.
pub const MAX_FAILED_SIGN_INS: usize = 20;

/// Declares what is logged: the event with what it is about, and its kind, which is also the `type`
/// on the wire.
macro_rules! audit_events {
    ($(
        $(#[doc = $about:literal])+
        $name:ident = $text:literal $({ $($(#[$meta:meta])* $field:ident: $type:ty,)+ })?
    )+) => {
        string_enum!(
            /// A kind of event in the audit log.
            AuditKind { $($(#[doc = $about])+ $name = $text,)+ }
        );

        /// An event in the audit log.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "type")]
        pub enum AuditEvent {
            $(
                $(#[doc = $about])+
                #[serde(rename = $text)]
                $name $({ $($(#[$meta])* $field: $type,)+ })?,
            )+
        }

        impl AuditEvent {
            /// What kind of event it is.
            pub const fn kind(&self) -> AuditKind {
                match self { $(Self::$name { .. } => AuditKind::$name,)+ }
            }
        }
    };
}

audit_events! {
    /// An agent signed in.
    SignedIn = "signed_in"
    /// An agent signed in with the site's provider.
    SignedInByProvider = "signed_in_by_provider"
    /// A sign-in failed. Without `email` and `address` it stands for all that were not counted
    /// apart.
    SignInFailed = "sign_in_failed" {
        /// The e-mail address that was typed; `null` if it was none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<String>,
        /// The network address, where the deployment knows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<String>,
    }
    /// An agent signed out.
    SignedOut = "signed_out"
    /// An agent ended other sessions of theirs.
    SessionsEnded = "sessions_ended"
    /// An agent changed their own password.
    PasswordChanged = "password_changed"
    /// A link was created with which an agent sets another password.
    ResetLinkMade = "reset_link_made" { agent: AgentId, name: String, }
    /// An agent set another password by a reset link.
    PasswordReset = "password_reset"
    /// An agent turned on two-factor sign-in.
    SecondFactorOn = "second_factor_on"
    /// An agent turned off two-factor sign-in.
    SecondFactorOff = "second_factor_off"
    /// The second factor of an agent who had lost it was removed.
    SecondFactorReset = "second_factor_reset" { agent: AgentId, name: String, }
    /// An agent registered a passkey.
    PasskeyAdded = "passkey_added" { name: String, }
    /// An agent removed one of their passkeys.
    PasskeyRemoved = "passkey_removed" { name: String, }
    /// It was set whether all agents need two-factor sign-in.
    SignInPolicyChanged = "sign_in_policy_changed" { second_factor_required: bool, }
    /// The provider with which agents sign in was set.
    SingleSignOnSet = "single_sign_on_set" {
        issuer: String,
        /// What changed: `issuer`, `client_id`, `client_secret`, `label`, `only`.
        settings: Vec<String>,
    }
    /// The provider with which agents signed in was removed.
    SingleSignOnRemoved = "single_sign_on_removed" { issuer: String, }
    /// An agent was created.
    AgentMade = "agent_made" {
        agent: AgentId,
        name: String,
        #[serde(flatten)]
        role: LoggedRole,
    }
    /// An agent was changed; `name` and `role` are as they are now.
    AgentChanged = "agent_changed" {
        agent: AgentId,
        name: String,
        #[serde(flatten)]
        role: LoggedRole,
        /// The fields that have another value now.
        fields: Vec<AgentField>,
    }
    /// An agent was removed.
    AgentRemoved = "agent_removed" {
        agent: AgentId,
        name: String,
        #[serde(flatten)]
        role: LoggedRole,
    }
    /// Somebody was invited.
    InvitationMade = "invitation_made" {
        invitation: InvitationId,
        email: String,
        #[serde(flatten)]
        role: LoggedRole,
    }
    /// An invitation was revoked.
    InvitationRevoked = "invitation_revoked" {
        invitation: InvitationId,
        email: String,
        #[serde(flatten)]
        role: LoggedRole,
    }
    /// An invitation was accepted, by the agent that was created with it.
    InvitationAccepted = "invitation_accepted" {
        invitation: InvitationId,
        email: String,
        #[serde(flatten)]
        role: LoggedRole,
    }
    /// A role of the site's own was created.
    RoleMade = "role_made" {
        role: CustomRoleId,
        name: String,
        /// The names of its permissions.
        permissions: Vec<String>,
    }
    /// A role of the site's own was changed; `name` is as it is now.
    RoleChanged = "role_changed" {
        role: CustomRoleId,
        name: String,
        /// The names of the permissions that it has now and had not before.
        added: Vec<String>,
        /// The names of those that it has no more.
        removed: Vec<String>,
    }
    /// A role of the site's own was removed.
    RoleRemoved = "role_removed" {
        role: CustomRoleId,
        name: String,
        /// The role that those who had it have now; `null` if nobody had it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replacement: Option<RoleId>,
        /// The agents who have the replacement now.
        agents: Vec<AgentId>,
    }
    /// An API key was created.
    KeyMade = "key_made" {
        key: KeyId,
        name: String,
        /// The names that its permissions had then.
        permissions: Vec<String>,
    }
    /// An API key was revoked.
    KeyRevoked = "key_revoked" { key: KeyId, name: String, }
    /// An endpoint of webhooks was created.
    WebhookMade = "webhook_made" {
        webhook: WebhookId,
        /// The host of its address. The rest of an address can be a secret.
        host: String,
    }
    /// An endpoint of webhooks was changed, paused or resumed.
    WebhookChanged = "webhook_changed" { webhook: WebhookId, host: String, }
    /// An endpoint of webhooks was deleted.
    WebhookDeleted = "webhook_deleted" { webhook: WebhookId, host: String, }
    /// The secret of an endpoint of webhooks was replaced.
    WebhookSecretRotated = "webhook_secret_rotated" { webhook: WebhookId, host: String, }
    /// Settings were changed.
    SettingsChanged = "settings_changed" {
        /// Their names, like `retention_days` and `style.brand`.
        settings: Vec<String>,
    }
    /// Teams, routing rules or accounts were changed.
    RoutingChanged = "routing_changed" {
        /// What changed, like `teams`.
        settings: Vec<String>,
    }
    /// It was set whether visitors' identities must be signed.
    SignatureRequired = "signature_required" { required: bool, }
    /// The secret that identities are signed with was replaced.
    IdentitySecretRotated = "identity_secret_rotated"
    /// A dialogue's draft was published.
    DialoguePublished = "dialogue_published" { dialogue: DialogueId, name: String, version: Version, }
    /// An earlier version of a dialogue was published again.
    DialogueRolledBack = "dialogue_rolled_back" { dialogue: DialogueId, name: String, version: Version, }
    /// A dialogue was unpublished.
    DialogueUnpublished = "dialogue_unpublished" { dialogue: DialogueId, name: String, version: Version, }
    /// An A/B test began, which tries this version.
    AbTestBegan = "ab_test_began" { dialogue: DialogueId, name: String, version: Version, }
    /// An A/B test ended, and this version was kept.
    AbTestEnded = "ab_test_ended" { dialogue: DialogueId, name: String, version: Version, }
    /// A dialogue was deleted.
    DialogueDeleted = "dialogue_deleted" { dialogue: DialogueId, name: String, }
    /// The order of dialogues was changed.
    DialoguesOrdered = "dialogues_ordered" {
        /// Those with another priority than before.
        dialogues: Vec<DialogueId>,
    }
    /// A visitor was blocked.
    VisitorBlocked = "visitor_blocked" { visitor: VisitorId, conversation: ConversationId, }
    /// A visitor was unblocked.
    VisitorUnblocked = "visitor_unblocked" { visitor: VisitorId, }
    /// Everything about a person was exported.
    PersonExported = "person_exported" { person: PersonId, }
    /// A manager took a running chat over from its agent.
    ChatTakenOver = "chat_taken_over" { conversation: ConversationId, }
    /// A manager assigned a running chat to somebody else, who was asked to take it.
    ChatAssigned = "chat_assigned" {
        conversation: ConversationId,
        /// The agent who was asked, if no team was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<AgentId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        team: Option<TeamId>,
        /// The name of the agent or team.
        name: String,
    }
    /// A manager ended a running chat.
    ChatEnded = "chat_ended" { conversation: ConversationId, }
    /// An agent took a missed conversation.
    MissedTaken = "missed_taken" { conversation: ConversationId, }
    /// An agent gave a missed conversation back.
    MissedGivenBack = "missed_given_back" { conversation: ConversationId, }
    /// A missed conversation was marked as handled.
    MissedHandled = "missed_handled" { conversation: ConversationId, }
    /// A missed conversation that was handled needs an answer again.
    MissedReopened = "missed_reopened" { conversation: ConversationId, }
    /// A label was made.
    LabelMade = "label_made" { label: LabelId, name: String, }
    /// A label was changed; `name` is as it is now.
    LabelChanged = "label_changed" { label: LabelId, name: String, }
    /// A label was deleted, and taken off all conversations.
    LabelDeleted = "label_deleted" { label: LabelId, name: String, }
    /// A person was erased. The receipt says what was removed.
    PersonErased = "person_erased" { erasure: ErasureId, }
    /// The transcript of a conversation was exported.
    TranscriptExported = "transcript_exported" { conversation: ConversationId, }
    /// Conversations were exported as a table: all that the filters let through, or the caller's own.
    ConversationsExported = "conversations_exported" { all: bool, }
    /// The site was created.
    SiteMade = "site_made" { name: String, package: Package, }
    /// Name, package or allowed domains of the site were changed.
    SiteChanged = "site_changed" {
        /// What changed: `name`, `package`, `allowed_domains`.
        settings: Vec<String>,
    }
    /// The site's package was set.
    PackageSet = "package_set" {
        package: Package,
        /// The limit of engagements, if it was set too.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u64>,
    }
}

string_enum!(
    /// A field of an agent.
    AgentField {
        /// The display name.
        Name = "name",
        /// The e-mail address to sign in with.
        Email = "email",
        /// The role that they have at the site.
        Role = "role",
    }
);

/// A role in the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoggedRole {
    pub role: RoleId,
    /// The name that a role of the site's own had then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_name: Option<String>,
}

impl LoggedRole {
    /// The name of the role on screens; the id if it is not known.
    pub fn title(&self) -> &str {
        match (&self.role_name, &self.role) {
            (Some(name), _) => name,
            (None, RoleId::Standard(role)) => role.title(),
            (None, RoleId::Custom(id)) => id.as_str(),
        }
    }
}

/// Who did something that is in the audit log, with their name at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Actor {
    /// An agent who was signed in.
    Agent { agent: AgentId, name: String },
    /// A program with an API key.
    Key { key: KeyId, name: String },
    /// The operator of the deployment.
    Operator,
    /// Somebody who is not signed in.
    Nobody,
}

impl Actor {
    /// The value of the filter `who` that finds what this one did.
    pub fn who(&self) -> &str {
        match self {
            Self::Agent { agent, .. } => agent.as_str(),
            Self::Key { key, .. } => key.as_str(),
            Self::Operator => "operator",
            Self::Nobody => "nobody",
        }
    }
}

impl From<By> for Actor {
    fn from(by: By) -> Self {
        match by {
            By::Agent { agent, name } => Self::Agent { agent, name },
            By::Key { key, name } => Self::Key { key, name },
        }
    }
}

/// One row of `GET /v1/sites/{site}/audit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditRow {
    /// When it happened; of several equal events, the first one.
    pub at: Timestamp,
    pub by: Actor,
    pub event: AuditEvent,
    /// How often it happened within the hour.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub times: u64,
}

const fn once() -> u64 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_once(times: &u64) -> bool {
    *times == 1
}

impl AuditEvent {
    /// A failed sign-in. What was typed is kept only if it is an e-mail address: it may be a
    /// password in the wrong field.
    pub fn failed_sign_in(typed: &str, address: Option<String>) -> Self {
        let email = crate::person::Field::Email.check(typed).ok();
        let email = email.filter(|email| !email.is_empty()).map(|email| email.to_lowercase());
        Self::SignInFailed { email, address }
    }

    /// Whether it may happen often without anybody changing anything, so that its rows count.
    pub const fn repeats(&self) -> bool {
        matches!(
            self,
            Self::SignInFailed { .. }
                | Self::TranscriptExported { .. }
                | Self::ConversationsExported { .. }
                | Self::PersonExported { .. }
        )
    }

    /// The row to count it in: one of those that the same actor already has in this hour, or a new
    /// one with the event that it returns.
    pub fn counted(self, hour: &[Self]) -> Counted {
        if !self.repeats() {
            return Counted::New(self);
        }
        if let Some(index) = hour.iter().position(|there| *there == self) {
            return Counted::In(index);
        }
        let others = Self::SignInFailed { email: None, address: None };
        let apart = |there: &&Self| there.kind() == AuditKind::SignInFailed && **there != others;
        let failed = hour.iter().filter(apart).count();
        if self.kind() != AuditKind::SignInFailed || failed < MAX_FAILED_SIGN_INS {
            return Counted::New(self);
        }
        match hour.iter().position(|there| *there == others) {
            Some(index) => Counted::In(index),
            None => Counted::New(others),
        }
    }
}

/// Where an event is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counted {
    /// In a row that is there: its index.
    In(usize),
    /// In a new row.
    New(AuditEvent),
}

/// The names of what differs between two values of a type with fields, in the order of the names:
/// `retention_days`, `style.brand`.
pub fn changed_fields<T: Serialize>(
    before: &T,
    after: &T,
) -> Result<Vec<String>, serde_json::Error> {
    let mut names = Vec::new();
    differences("", &serde_json::to_value(before)?, &serde_json::to_value(after)?, &mut names);
    Ok(names)
}

fn differences(
    path: &str,
    before: &serde_json::Value,
    after: &serde_json::Value,
    names: &mut Vec<String>,
) {
    use serde_json::Value;
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for key in keys {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                let side = |fields: &serde_json::Map<String, Value>| {
                    fields.get(key).cloned().unwrap_or(Value::Null)
                };
                differences(&path, &side(old), &side(new), names);
            }
        }
        (old, new) if old != new => names.push(path.to_owned()),
        _ => {}
    }
}
