//! The names of the settings in the audit log, as the pages call them.

use crate::texts::t;

/// The names of changed settings, in one line. A setting is named by its path, as the API has it.
pub(super) fn names(settings: &[String]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for setting in settings {
        // Two parts of one setting are one entry.
        let name = name(setting);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// The name of a setting; one that has none here stays as it is.
fn name(path: &str) -> &str {
    let whole = match path.split_once('.') {
        Some(("style", part)) => part,
        Some((whole, _)) => whole,
        None => path,
    };
    match whole {
        "enabled" => t!("settings-chat-on"),
        "brand" => t!("settings-colour"),
        "corner" => t!("settings-corner"),
        "padding" => t!("settings-padding"),
        "colour_scheme" => t!("settings-scheme"),
        "font" => t!("settings-font"),
        "bot_name" => t!("settings-bot-name"),
        "bot_picture" => t!("settings-bot-picture"),
        "tagline" => t!("settings-tagline"),
        "privacy_url" => t!("settings-privacy"),
        "response_delay" => t!("settings-delay"),
        "poke_on_mobile" => t!("settings-poke"),
        "sound" => t!("settings-sound"),
        "rating" => t!("settings-rating"),
        "fallback" => t!("inbox-status-fell-back"),
        "fallback_form" => t!("audit-fallback-form"),
        "language" => t!("settings-language"),
        "hours" => t!("settings-hours"),
        "report_zone" => t!("settings-report-zone"),
        "offer_seconds" => t!("settings-offer"),
        "idle_minutes" => t!("settings-idle"),
        "visitor_gone_minutes" => t!("settings-visitor-gone"),
        "agent_gone_minutes" => t!("settings-agent-gone"),
        "agent_disconnect_policy" => t!("settings-agent-gone-then"),
        "allowed_domains" => t!("settings-allowed"),
        "blocked_email_domains" => t!("settings-blocked-domains"),
        "retention_days" => t!("settings-retention"),
        "audit_days" => t!("settings-audit-retention"),
        "notifications" => t!("settings-tab-notifications"),
        "second_try" => t!("team-second-try"),
        "max_chats" | "max_chats_of_agents" => t!("team-chats-at-once"),
        "wait_minutes" => t!("team-longest-wait"),
        "overflow_to_all" => t!("team-then-everybody"),
        "teams" => t!("team-teams"),
        "rules" => t!("designer-route-rules"),
        "accounts" => t!("audit-accounts"),
        "name" => t!("common-name"),
        "package" => t!("audit-package"),
        "issuer" => t!("settings-sso-issuer"),
        "client_id" => t!("settings-sso-client"),
        "client_secret" => t!("settings-sso-client-secret"),
        "label" => t!("settings-sso-label"),
        "only" => t!("settings-sso-only"),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::names;
    use shared::protocol::{Settings, Style};

    #[test]
    fn settings_are_named_as_the_pages_call_them() {
        let changed = ["style.brand", "fallback_form.offered", "fallback_form.fields", "new_one"];
        let changed = changed.map(str::to_owned);
        assert_eq!(names(&changed), "Colour, Form of the fallback message, new_one");
    }

    #[test]
    fn every_setting_has_a_name() {
        let all = serde_json::to_value(Settings::default()).unwrap();
        let style = serde_json::to_value(Style::default()).unwrap();
        let style = style.as_object().unwrap().keys().map(|key| format!("style.{key}"));
        let all = all.as_object().unwrap().keys().filter(|key| *key != "style").cloned();
        for path in all.chain(style) {
            assert_ne!(names(std::slice::from_ref(&path)), path);
        }
    }
}
