//! What the rows of the audit log say, in words. Pure.

use super::settings;
use crate::texts::{served, t};
use shared::id::DialogueId;
use shared::permission::Permission;
use shared::protocol::{Actor, AgentField, AuditEvent as E, AuditKind as K, LoggedRole};
use shared::quota::Package;

/// A part of a sentence. A name is kept apart because it may be written from right to left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Words(String),
    Name(String),
}

/// The name of who did something.
pub(crate) fn actor(by: &Actor) -> String {
    match by {
        Actor::Agent { name, .. } => name.clone(),
        Actor::Key { name, .. } => t!("audit-key", name = name),
        Actor::Operator => t!("audit-operator").to_owned(),
        Actor::Nobody => t!("audit-nobody").to_owned(),
    }
}

/// The label of a kind of event.
pub(crate) fn kind_name(kind: K) -> &'static str {
    match kind {
        K::SignedIn => t!("audit-signed-in"),
        K::SignedInByProvider => t!("audit-signed-in-by-provider"),
        K::SignInFailed => t!("audit-sign-in-failed"),
        K::SignedOut => t!("audit-signed-out"),
        K::SessionsEnded => t!("audit-sessions-ended"),
        K::PasswordChanged => t!("audit-password-changed"),
        K::ResetLinkMade => t!("audit-reset-link-made"),
        K::PasswordReset => t!("audit-password-reset"),
        K::SecondFactorOn => t!("audit-second-factor-on"),
        K::SecondFactorOff => t!("audit-second-factor-off"),
        K::SecondFactorReset => t!("audit-second-factor-reset"),
        K::PasskeyAdded => t!("audit-passkey-added"),
        K::PasskeyRemoved => t!("audit-passkey-removed"),
        K::SignInPolicyChanged => t!("audit-policy-changed"),
        K::SingleSignOnSet => t!("audit-sso-set"),
        K::SingleSignOnRemoved => t!("audit-sso-removed"),
        K::AgentMade => t!("audit-agent-made"),
        K::AgentChanged => t!("audit-agent-changed"),
        K::AgentRemoved => t!("audit-agent-removed"),
        K::InvitationMade => t!("audit-invitation-made"),
        K::InvitationRevoked => t!("audit-invitation-revoked"),
        K::InvitationAccepted => t!("audit-invitation-accepted"),
        K::RoleMade => t!("audit-role-made"),
        K::RoleChanged => t!("audit-role-changed"),
        K::RoleRemoved => t!("audit-role-removed"),
        K::KeyMade => t!("audit-key-made"),
        K::KeyRevoked => t!("audit-key-revoked"),
        K::WebhookMade => t!("audit-webhook-made"),
        K::WebhookChanged => t!("audit-webhook-changed"),
        K::WebhookDeleted => t!("audit-webhook-deleted"),
        K::WebhookSecretRotated => t!("audit-webhook-secret"),
        K::SettingsChanged => t!("audit-settings-changed"),
        K::RoutingChanged => t!("audit-routing-changed"),
        K::SignatureRequired => t!("audit-identity-changed"),
        K::IdentitySecretRotated => t!("audit-identity-secret"),
        K::DialoguePublished => t!("audit-dialogue-published"),
        K::DialogueRolledBack => t!("audit-dialogue-rolled-back"),
        K::DialogueUnpublished => t!("audit-dialogue-unpublished"),
        K::AbTestBegan => t!("audit-ab-test-began"),
        K::AbTestEnded => t!("audit-ab-test-ended"),
        K::DialogueDeleted => t!("audit-dialogue-deleted"),
        K::DialoguesOrdered => t!("audit-dialogues-ordered"),
        K::VisitorBlocked => t!("audit-visitor-blocked"),
        K::VisitorUnblocked => t!("audit-visitor-unblocked"),
        K::ChatTakenOver => t!("audit-chat-taken-over"),
        K::ChatAssigned => t!("audit-chat-assigned"),
        K::ChatEnded => t!("audit-chat-ended"),
        K::LabelMade => t!("audit-label-made"),
        K::LabelChanged => t!("audit-label-changed"),
        K::LabelDeleted => t!("audit-label-deleted"),
        K::MissedTaken => t!("audit-missed-taken"),
        K::MissedGivenBack => t!("audit-missed-given-back"),
        K::MissedHandled => t!("audit-missed-handled"),
        K::MissedReopened => t!("audit-missed-reopened"),
        K::PersonExported => t!("audit-person-exported"),
        K::PersonErased => t!("audit-person-erased"),
        K::TranscriptExported => t!("audit-transcript"),
        K::ConversationsExported => t!("audit-conversations"),
        K::SiteMade => t!("audit-site-made"),
        K::SiteChanged => t!("audit-site-changed"),
        K::PackageSet => t!("audit-package-set"),
    }
}

/// The details of an event, as one text.
pub(crate) fn text(event: &E) -> String {
    let part = |part: Part| match part {
        Part::Words(text) | Part::Name(text) => text,
    };
    said(event).into_iter().map(part).collect()
}

/// The details of an event: what it is about. Empty if the kind says it all.
pub(crate) fn said(event: &E) -> Vec<Part> {
    match event {
        E::SignedIn
        | E::SignedInByProvider
        | E::SignedOut
        | E::SessionsEnded
        | E::PasswordChanged
        | E::PasswordReset
        | E::SecondFactorOn
        | E::SecondFactorOff
        | E::IdentitySecretRotated => Vec::new(),
        E::SignInPolicyChanged { second_factor_required: true } => {
            vec![words(t!("audit-two-factor-required"))]
        }
        E::SignInPolicyChanged { second_factor_required: false } => {
            vec![words(t!("audit-two-factor-optional"))]
        }
        E::SingleSignOnSet { issuer, settings } => {
            vec![named(issuer), words(format!(": {}", settings::names(settings)))]
        }
        E::SingleSignOnRemoved { issuer } => vec![named(issuer)],
        E::SignInFailed { email, address } => failed(email.as_deref(), address.as_deref()),
        E::AgentMade { name, role, .. } | E::AgentRemoved { name, role, .. } => as_role(name, role),
        E::AgentChanged { name, role, fields, .. } => {
            let fields: Vec<String> = fields.iter().map(|one| field(*one, role)).collect();
            vec![named(name), words(format!(": {}", fields.join(", ")))]
        }
        E::InvitationMade { email, role, .. }
        | E::InvitationRevoked { email, role, .. }
        | E::InvitationAccepted { email, role, .. } => as_role(email, role),
        E::RoleMade { name, permissions, .. } => vec![named(name), words(may_all(permissions))],
        E::RoleChanged { name, added, removed, .. } => {
            let (added, removed) = (list(added), list(removed));
            let more = (!added.is_empty()).then(|| words(t!("audit-may-now", added = added)));
            let less =
                (!removed.is_empty()).then(|| words(t!("audit-may-no-longer", removed = removed)));
            std::iter::once(named(name)).chain(more).chain(less).collect()
        }
        E::RoleRemoved { name, agents, .. } => match agents.len() {
            0 => vec![named(name)],
            1 => vec![named(name), words(t!("audit-one-other-role"))],
            n => vec![named(name), words(t!("audit-other-role", n = n))],
        },
        E::KeyMade { name, permissions, .. } => {
            vec![named(name), words(may_all(permissions))]
        }
        E::ResetLinkMade { name, .. }
        | E::SecondFactorReset { name, .. }
        | E::PasskeyAdded { name }
        | E::PasskeyRemoved { name }
        | E::LabelMade { name, .. }
        | E::LabelChanged { name, .. }
        | E::LabelDeleted { name, .. }
        | E::KeyRevoked { name, .. }
        | E::DialogueDeleted { name, .. } => vec![named(name)],
        E::WebhookMade { host, .. }
        | E::WebhookChanged { host, .. }
        | E::WebhookDeleted { host, .. }
        | E::WebhookSecretRotated { host, .. } => vec![named(host)],
        E::SettingsChanged { settings }
        | E::RoutingChanged { settings }
        | E::SiteChanged { settings } => vec![words(settings::names(settings))],
        E::SignatureRequired { required: true } => vec![words(t!("audit-signatures-required"))],
        E::SignatureRequired { required: false } => vec![words(t!("audit-signatures-optional"))],
        E::DialoguePublished { name, version, .. }
        | E::DialogueRolledBack { name, version, .. }
        | E::DialogueUnpublished { name, version, .. }
        | E::AbTestBegan { name, version, .. }
        | E::AbTestEnded { name, version, .. } => {
            vec![named(name), words(t!("audit-version", version = version.0))]
        }
        E::DialoguesOrdered { dialogues } => {
            let moved: Vec<&str> = dialogues.iter().map(DialogueId::as_str).collect();
            vec![words(moved.join(", "))]
        }
        E::VisitorBlocked { visitor, .. } | E::VisitorUnblocked { visitor } => {
            vec![words(visitor.as_str())]
        }
        E::PersonExported { person } => vec![words(person.as_str())],
        E::PersonErased { erasure } => vec![words(t!("audit-receipt", erasure = erasure.as_str()))],
        E::ConversationsExported { all: true } => vec![words(t!("audit-conversations-all"))],
        E::ConversationsExported { all: false } => vec![words(t!("audit-conversations-own"))],
        E::TranscriptExported { conversation }
        | E::ChatTakenOver { conversation }
        | E::ChatEnded { conversation }
        | E::MissedTaken { conversation }
        | E::MissedGivenBack { conversation }
        | E::MissedHandled { conversation }
        | E::MissedReopened { conversation } => vec![words(conversation.as_str())],
        E::ChatAssigned { conversation, name, .. } => {
            vec![words(t!("audit-assigned-to", conversation = conversation.as_str())), named(name)]
        }
        E::SiteMade { name, package } => {
            vec![named(name), words(format!(", {}", package_name(*package)))]
        }
        E::PackageSet { package, limit } => {
            let limit = limit.map(|limit| t!("audit-limit", limit = limit)).unwrap_or_default();
            vec![words(format!("{}{limit}", package_name(*package)))]
        }
    }
}

/// The name of a role, as it was then.
fn title(logged: &LoggedRole) -> String {
    served::role_named(&logged.role, logged.title())
}

/// What permissions allow. A name that is no permission any more is shown as it was.
fn list(permissions: &[String]) -> String {
    let may = |name: &String| Permission::from_name(name).map_or_else(|| name.clone(), served::may);
    permissions.iter().map(may).collect::<Vec<_>>().join(", ")
}

fn may_all(permissions: &[String]) -> String {
    t!("audit-may", permissions = list(permissions))
}

fn failed(email: Option<&str>, address: Option<&str>) -> Vec<Part> {
    let from = address.map(|address| words(t!("audit-from-address", address = address)));
    let who = match (email, address) {
        (Some(email), _) => named(email),
        (None, Some(_)) => words(t!("audit-no-email")),
        (None, None) => words(t!("audit-others")),
    };
    std::iter::once(who).chain(from).collect()
}

fn as_role(name: &str, role: &LoggedRole) -> Vec<Part> {
    vec![named(name), words(format!(", {}", title(role)))]
}

fn field(field: AgentField, role: &LoggedRole) -> String {
    match field {
        AgentField::Name => t!("audit-field-name").to_owned(),
        AgentField::Email => t!("audit-field-email").to_owned(),
        AgentField::Role => t!("audit-field-role", title = title(role)),
    }
}

fn package_name(package: Package) -> &'static str {
    match package {
        Package::Select => t!("common-select"),
        Package::Prime => t!("common-prime"),
    }
}

fn words(text: impl Into<String>) -> Part {
    Part::Words(text.into())
}

fn named(name: &str) -> Part {
    Part::Name(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::id::{AgentId, CustomRoleId};
    use shared::permission::Role;

    #[test]
    fn details_say_what_an_event_is_about() {
        let agent = AgentId::parse("agent_layla").unwrap();
        let fields = vec![AgentField::Role, AgentField::Email];
        let role = LoggedRole { role: Role::SalesAdmin.into(), role_name: None };
        let event = E::AgentChanged { agent, name: "ليلى".to_owned(), role, fields };
        assert_eq!(text(&event), "ليلى: role, now Sales admin, e-mail address");
        assert_eq!(said(&event)[0], Part::Name("ليلى".to_owned()));
        assert_eq!(text(&E::SignedIn), "");
    }

    #[test]
    fn a_changed_role_says_what_it_may_now() {
        let event = E::RoleChanged {
            role: CustomRoleId::parse("role_support").unwrap(),
            name: "Support".to_owned(),
            added: vec!["view_people".to_owned()],
            removed: vec!["live_chat".to_owned(), "fly".to_owned()],
        };
        assert_eq!(text(&event), "Support, may now see people, may no longer take chats, fly");
    }

    #[test]
    fn failed_sign_ins_name_the_address_or_stand_for_the_others() {
        let failed = |email: Option<&str>, address: Option<&str>| {
            text(&E::SignInFailed {
                email: email.map(str::to_owned),
                address: address.map(str::to_owned),
            })
        };
        assert_eq!(failed(Some("a@x.de"), Some("192.0.2.1")), "a@x.de from 192.0.2.1");
        assert_eq!(failed(None, Some("192.0.2.1")), "No e-mail address from 192.0.2.1");
        assert_eq!(failed(None, None), "Others, not listed one by one");
    }
}
