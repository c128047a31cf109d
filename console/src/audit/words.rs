//! What the rows of the audit log say, in words. Pure.

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
        Actor::Key { name, .. } => format!("API key {name}"),
        Actor::Operator => "The operator".to_owned(),
        Actor::Nobody => "Nobody signed in".to_owned(),
    }
}

/// The label of a kind of event.
pub(crate) const fn kind_name(kind: K) -> &'static str {
    match kind {
        K::SignedIn => "Signed in",
        K::SignedInByProvider => "Signed in by single sign-on",
        K::SignInFailed => "Sign-in failed",
        K::SignedOut => "Signed out",
        K::SessionsEnded => "Sessions ended",
        K::PasswordChanged => "Password changed",
        K::ResetLinkMade => "Reset link created",
        K::PasswordReset => "Password reset",
        K::SecondFactorOn => "Two-factor sign-in turned on",
        K::SecondFactorOff => "Two-factor sign-in turned off",
        K::SecondFactorReset => "Two-factor sign-in reset",
        K::PasskeyAdded => "Passkey added",
        K::PasskeyRemoved => "Passkey removed",
        K::SignInPolicyChanged => "Sign-in requirement changed",
        K::SingleSignOnSet => "Single sign-on set",
        K::SingleSignOnRemoved => "Single sign-on removed",
        K::AgentMade => "Agent created",
        K::AgentChanged => "Agent changed",
        K::AgentRemoved => "Agent removed",
        K::InvitationMade => "Invitation created",
        K::InvitationRevoked => "Invitation revoked",
        K::InvitationAccepted => "Invitation accepted",
        K::RoleMade => "Role created",
        K::RoleChanged => "Role changed",
        K::RoleRemoved => "Role removed",
        K::KeyMade => "API key created",
        K::KeyRevoked => "API key revoked",
        K::WebhookMade => "Webhook created",
        K::WebhookChanged => "Webhook changed",
        K::WebhookDeleted => "Webhook deleted",
        K::WebhookSecretRotated => "Webhook secret replaced",
        K::SettingsChanged => "Settings changed",
        K::RoutingChanged => "Routing changed",
        K::SignatureRequired => "Identity setting changed",
        K::IdentitySecretRotated => "Identity secret replaced",
        K::DialoguePublished => "Dialogue published",
        K::DialogueRolledBack => "Dialogue rolled back",
        K::DialogueUnpublished => "Dialogue unpublished",
        K::DialogueDeleted => "Dialogue deleted",
        K::DialoguesOrdered => "Dialogues reordered",
        K::VisitorBlocked => "Visitor blocked",
        K::VisitorUnblocked => "Visitor unblocked",
        K::ChatTakenOver => "Chat taken over",
        K::ChatAssigned => "Chat assigned",
        K::ChatEnded => "Chat ended by a manager",
        K::LabelMade => "Label made",
        K::LabelChanged => "Label changed",
        K::LabelDeleted => "Label deleted",
        K::MissedTaken => "Missed conversation taken",
        K::MissedGivenBack => "Missed conversation given back",
        K::MissedHandled => "Missed conversation handled",
        K::MissedReopened => "Missed conversation reopened",
        K::PersonExported => "Person exported",
        K::PersonErased => "Person erased",
        K::TranscriptExported => "Transcript downloaded",
        K::SiteMade => "Site created",
        K::SiteChanged => "Site changed",
        K::PackageSet => "Package set",
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
            vec![words("All agents need two-factor sign-in")]
        }
        E::SignInPolicyChanged { second_factor_required: false } => {
            vec![words("Two-factor sign-in is optional")]
        }
        E::SingleSignOnSet { issuer, settings } => {
            vec![named(issuer), words(format!(": {}", settings.join(", ")))]
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
            let more = (!added.is_empty()).then(|| words(format!(", may now {added}")));
            let less = (!removed.is_empty()).then(|| words(format!(", may no longer {removed}")));
            std::iter::once(named(name)).chain(more).chain(less).collect()
        }
        E::RoleRemoved { name, agents, .. } => match agents.len() {
            0 => vec![named(name)],
            1 => vec![named(name), words(", 1 agent has another role now")],
            n => vec![named(name), words(format!(", {n} agents have another role now"))],
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
        | E::SiteChanged { settings } => vec![words(settings.join(", "))],
        E::SignatureRequired { required: true } => vec![words("Signatures are required")],
        E::SignatureRequired { required: false } => vec![words("Signatures are optional")],
        E::DialoguePublished { name, version, .. }
        | E::DialogueRolledBack { name, version, .. }
        | E::DialogueUnpublished { name, version, .. } => {
            vec![named(name), words(format!(", version {}", version.0))]
        }
        E::DialoguesOrdered { dialogues } => {
            let moved: Vec<&str> = dialogues.iter().map(DialogueId::as_str).collect();
            vec![words(moved.join(", "))]
        }
        E::VisitorBlocked { visitor, .. } | E::VisitorUnblocked { visitor } => {
            vec![words(visitor.as_str())]
        }
        E::PersonExported { person } => vec![words(person.as_str())],
        E::PersonErased { erasure } => vec![words(format!("Receipt {}", erasure.as_str()))],
        E::TranscriptExported { conversation }
        | E::ChatTakenOver { conversation }
        | E::ChatEnded { conversation }
        | E::MissedTaken { conversation }
        | E::MissedGivenBack { conversation }
        | E::MissedHandled { conversation }
        | E::MissedReopened { conversation } => vec![words(conversation.as_str())],
        E::ChatAssigned { conversation, name, .. } => {
            vec![words(format!("{conversation} to ")), named(name)]
        }
        E::SiteMade { name, package } => {
            vec![named(name), words(format!(", {}", package_name(*package)))]
        }
        E::PackageSet { package, limit } => {
            let limit = limit.map(|limit| format!(", limit {limit}")).unwrap_or_default();
            vec![words(format!("{}{limit}", package_name(*package)))]
        }
    }
}

/// What permissions allow. A name that is no permission any more is shown as it was.
fn list(permissions: &[String]) -> String {
    let may = |name: &String| {
        Permission::from_name(name).map_or_else(|| name.clone(), |one| one.may().to_owned())
    };
    permissions.iter().map(may).collect::<Vec<_>>().join(", ")
}

fn may_all(permissions: &[String]) -> String {
    format!(", may {}", list(permissions))
}

fn failed(email: Option<&str>, address: Option<&str>) -> Vec<Part> {
    let from = address.map(|address| words(format!(" from {address}")));
    let who = match (email, address) {
        (Some(email), _) => named(email),
        (None, Some(_)) => words("No e-mail address"),
        (None, None) => words("Others, not listed one by one"),
    };
    std::iter::once(who).chain(from).collect()
}

fn as_role(name: &str, role: &LoggedRole) -> Vec<Part> {
    vec![named(name), words(format!(", {}", role.title()))]
}

fn field(field: AgentField, role: &LoggedRole) -> String {
    match field {
        AgentField::Name => "name".to_owned(),
        AgentField::Email => "e-mail address".to_owned(),
        AgentField::Role => format!("role, now {}", role.title()),
    }
}

const fn package_name(package: Package) -> &'static str {
    match package {
        Package::Select => "Select",
        Package::Prime => "Prime",
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
