//! The site's settings.

pub(crate) mod store;

use self::store as site_kv;
use super::Shell;
use super::audit;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use crate::error::ApiError;
use crate::http::origin;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use shared::api::{GetPreviewSettings, GetSettings, PutSettings, Request};
use shared::availability::Zone;
use shared::person::Field;
use shared::plain_text::{clean_line, clean_text};
use shared::protocol::bounds::{
    self, MAX_ALLOWED_DOMAINS, MAX_BLOCKED_DOMAINS, MAX_FALLBACK_CHARS, MAX_FALLBACK_FIELDS,
    MAX_STYLE_TEXT_CHARS,
};
use shared::protocol::{AuditEvent, PreviewSettings, Settings, Style, changed_fields};
use shared::stream::CaptureField;
use std::rc::Rc;

fn get(shell: &Shell) -> Reply<Settings> {
    reply::json(&site_kv::settings(&shell.sql())?)
}

fn put(shell: &Rc<Shell>, me: &Principal, mut settings: Settings) -> Reply<Settings> {
    clean(&mut settings);
    let settings = &settings;
    check(settings).map_err(ApiError::Invalid)?;
    let sql = shell.sql();
    let changed = changed_fields(&site_kv::settings(&sql)?, settings)?;
    atomic(&shell.object.state, || {
        if !changed.is_empty() {
            let event = AuditEvent::SettingsChanged { settings: changed };
            audit::log(&sql, me.by().into(), event)?;
        }
        site_kv::save_settings(&sql, settings)?;
        site_kv::next_revision(&sql)?;
        shell.write_roster(&sql)
    })?;
    shell.republish()?;
    outbox::pump(shell)?;
    reply::json(settings)
}

/// Cleans the texts that visitors read, and spells the zone as the database does.
fn clean(settings: &mut Settings) {
    settings.fallback = clean_text(&settings.fallback);
    for spec in &mut settings.fallback_form.fields {
        spec.label = clean_line(&spec.label);
    }
    settings.style.bot_name = clean_line(&settings.style.bot_name);
    settings.style.tagline = clean_line(&settings.style.tagline);
    let zone = settings.report_zone.as_deref();
    if let Some(Ok(zone)) = zone.map(Zone::parse) {
        settings.report_zone = Some(zone.name().to_owned());
    }
}

/// Checks the settings; the error is a sentence.
fn check(settings: &Settings) -> Result<(), String> {
    let style = &settings.style;
    if !is_colour(&style.brand) {
        return Err(format!("“{}” is not a colour: write it as #rrggbb.", style.brand));
    }
    for (field, actual, bounds) in [
        ("offer_seconds", settings.offer_seconds, bounds::OFFER_SECONDS),
        ("idle_minutes", settings.idle_minutes, bounds::IDLE_MINUTES),
        ("visitor_gone_minutes", settings.visitor_gone_minutes, bounds::VISITOR_GONE_MINUTES),
        ("agent_gone_minutes", settings.agent_gone_minutes, bounds::AGENT_GONE_MINUTES),
        ("retention_days", settings.retention_days, bounds::RETENTION_DAYS),
        ("audit_days", settings.audit_days, bounds::AUDIT_DAYS),
        ("style.padding", style.padding, bounds::PADDING),
        ("style.response_delay", style.response_delay.0, bounds::RESPONSE_DELAY),
    ] {
        if !bounds.hold(actual) {
            return Err(format!("`{field}` must be {bounds}, not {actual}."));
        }
    }
    let fallback = settings.fallback.trim().chars().count();
    if fallback == 0 || fallback > MAX_FALLBACK_CHARS {
        return Err(format!(
            "The fallback message must have 1 to {MAX_FALLBACK_CHARS} characters."
        ));
    }
    for text in [&style.bot_name, &style.tagline] {
        if text.chars().count() > MAX_STYLE_TEXT_CHARS {
            return Err(format!(
                "Name and tagline can have at most {MAX_STYLE_TEXT_CHARS} characters."
            ));
        }
    }
    let zone = settings.report_zone.as_deref();
    zone.map(Zone::parse).transpose().map_err(|wrong| wrong.to_string())?;
    check_form(&settings.fallback_form.fields)?;
    settings.notifications.check().map_err(|wrong| wrong.to_string())?;
    check_links(settings)?;
    check_blocked(&settings.blocked_email_domains)?;
    check_domains(&settings.allowed_domains)
}

/// Checks what the fallback's form asks for besides the e-mail address and the message.
fn check_form(fields: &[CaptureField]) -> Result<(), String> {
    if fields.len() > MAX_FALLBACK_FIELDS {
        return Err(format!("The form can ask for at most {MAX_FALLBACK_FIELDS} fields."));
    }
    let mut seen = vec![&Field::Email];
    for spec in fields {
        let name = spec.field.as_str();
        if seen.contains(&&spec.field) {
            return Err(format!("The form asks for `{name}` already: name each field once."));
        }
        if spec.label.is_empty() || spec.label.chars().count() > MAX_STYLE_TEXT_CHARS {
            return Err(format!(
                "The label of `{name}` must have 1 to {MAX_STYLE_TEXT_CHARS} characters."
            ));
        }
        if spec.options.is_some() {
            return Err(format!("The form has no lists: leave out the `options` of `{name}`."));
        }
        seen.push(&spec.field);
    }
    Ok(())
}

/// Checks the blocked e-mail domains.
fn check_blocked(domains: &[String]) -> Result<(), String> {
    if domains.len() > MAX_BLOCKED_DOMAINS {
        return Err(format!("At most {MAX_BLOCKED_DOMAINS} e-mail domains can be blocked."));
    }
    let is_domain = |text: &str| {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
        text.len() <= 253
            && text.contains('.')
            && text.split('.').all(|part| !part.is_empty())
            && text.bytes().all(plain)
    };
    match domains.iter().find(|domain| !is_domain(domain)) {
        Some(bad) => Err(format!(
            "“{bad}” is not an e-mail domain: write it in lower case, like example.com."
        )),
        None => Ok(()),
    }
}

fn check_links(settings: &Settings) -> Result<(), String> {
    let style = &settings.style;
    if let Some(url) = style.privacy_url.as_ref().filter(|url| !is_link(url)) {
        return Err(format!(
            "“{url}” is not a valid link to the privacy policy: it must begin with https://."
        ));
    }
    let is_ours = |url: &str| is_link(url) || Style::is_own_path(url);
    if let Some(url) = style.bot_picture.as_ref().filter(|url| !is_ours(url)) {
        return Err(format!("“{url}” is not a valid picture: use a path or an https:// address."));
    }
    Ok(())
}

/// Checks the allowed domains.
pub(super) fn check_domains(domains: &[String]) -> Result<(), String> {
    if domains.len() > MAX_ALLOWED_DOMAINS {
        return Err(format!("At most {MAX_ALLOWED_DOMAINS} domains can be allowed."));
    }
    match domains.iter().find(|domain| !origin::is_pattern(domain)) {
        Some(bad) => Err(format!(
            "“{bad}” is not a domain as it must be written: like https://example.com or \
             https://*.example.com, with nothing after it."
        )),
        None => Ok(()),
    }
}

fn is_link(url: &str) -> bool {
    let rest = url.strip_prefix("https://").unwrap_or_default();
    !rest.is_empty() && url.len() <= 2_000 && !url.chars().any(|c| c.is_whitespace() || c == '"')
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

impl Handler for GetSettings {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        get(shell)
    }
}

impl Handler for GetPreviewSettings {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        reply::json(&PreviewSettings::from(site_kv::settings(&shell.sql())?))
    }
}

impl Handler for PutSettings {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        put(shell, me, request.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::protocol::Style;

    #[test]
    fn the_default_settings_are_valid() {
        assert_eq!(check(&Settings::default()), Ok(()));
    }

    #[test]
    fn invalid_settings_are_refused() {
        let with = |change: fn(&mut Settings)| {
            let mut settings = Settings::default();
            change(&mut settings);
            check(&settings).is_err()
        };
        assert!(with(|s| s.offer_seconds = 9));
        assert!(with(|s| s.offer_seconds = 301));
        assert!(with(|s| s.idle_minutes = 0));
        assert!(with(|s| s.visitor_gone_minutes = 121));
        assert!(with(|s| s.agent_gone_minutes = 0));
        assert!(with(|s| s.style.response_delay.0 = 5_001));
        assert!(with(|s| s.style.padding = 81));
        assert!(with(|s| s.retention_days = 0));
        assert!(with(|s| s.retention_days = 3_651));
        assert!(with(|s| s.audit_days = 29));
        assert!(with(|s| s.fallback = "  ".into()));
        assert!(with(|s| s.style = Style { brand: "red".into(), ..Style::default() }));
        assert!(with(|s| s.style.privacy_url = Some("javascript:alert(1)".into())));
        assert!(with(|s| s.style.bot_picture = Some("//evil.example/x.png".into())));
        assert!(with(|s| s.blocked_email_domains = vec!["@example.com".into()]));
        assert!(with(|s| s.blocked_email_domains = vec!["Example.com".into()]));
        assert!(with(|s| s.blocked_email_domains = vec!["a.example".into(); 51]));
        assert!(with(|s| s.allowed_domains = vec!["example.com".into()]));
    }
}
