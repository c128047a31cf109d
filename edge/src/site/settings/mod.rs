//! The site's settings.

pub(crate) mod store;

use self::store as site_kv;
use super::Shell;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::http::origin;
use crate::runtime::storage::atomic;
use shared::protocol::Settings;
use std::rc::Rc;

const MAX_DOMAINS: usize = 100;
const MAX_BLOCKED: usize = 50;
const MAX_FALLBACK_CHARS: usize = 2_000;
const MAX_TEXT_CHARS: usize = 200;
const MAX_DELAY_MS: u64 = 5_000;
const MAX_PADDING: u64 = 80;

pub(super) fn get(shell: &Shell) -> Answer {
    body::answer(&site_kv::settings(&shell.sql())?)
}

pub(super) fn put(shell: &Rc<Shell>, settings: &Settings) -> Answer {
    check(settings).map_err(ApiError::Invalid)?;
    let sql = shell.sql();
    atomic(&shell.state, || {
        site_kv::save_settings(&sql, settings)?;
        site_kv::next_revision(&sql)?;
        shell.write_roster(&sql)
    })?;
    shell.republish()?;
    shell.send_messages()?;
    body::answer(settings)
}

/// Whether settings can be gone by, or what is wrong with them.
fn check(settings: &Settings) -> Result<(), String> {
    let style = &settings.style;
    if !is_colour(&style.brand) {
        return Err(format!("“{}” is not a colour: write it as #rrggbb.", style.brand));
    }
    if !(10..=300).contains(&settings.offer_seconds) {
        let actual = settings.offer_seconds;
        return Err(format!("A ring can last 10 to 300 seconds, not {actual}."));
    }
    for (label, minutes) in [
        ("A silent chat can end", settings.idle_minutes),
        ("A chat whose visitor is gone can end", settings.visitor_gone_minutes),
        ("The chats of an agent who is gone can be looked after", settings.agent_gone_minutes),
    ] {
        if !(1..=120).contains(&minutes) {
            return Err(format!("{label} after 1 to 120 minutes, not {minutes}."));
        }
    }
    if !(1..=3_650).contains(&settings.retention_days) {
        let actual = settings.retention_days;
        return Err(format!("Conversations and people can be kept 1 to 3650 days, not {actual}."));
    }
    let fallback = settings.fallback.trim().chars().count();
    if fallback == 0 || fallback > MAX_FALLBACK_CHARS {
        return Err(format!(
            "The fallback message must have 1 to {MAX_FALLBACK_CHARS} characters."
        ));
    }
    for text in [&style.bot_name, &style.tagline] {
        if text.chars().count() > MAX_TEXT_CHARS {
            return Err(format!("Name and tagline can have {MAX_TEXT_CHARS} characters at most."));
        }
    }
    if style.response_delay.0 > MAX_DELAY_MS {
        let actual = style.response_delay.0;
        return Err(format!(
            "The dialogue can wait 0 to {MAX_DELAY_MS} milliseconds, not {actual}."
        ));
    }
    if style.padding > MAX_PADDING {
        let actual = style.padding;
        return Err(format!(
            "The chat can stand 0 to {MAX_PADDING} pixels from its corner, not {actual}."
        ));
    }
    check_links(settings)?;
    check_blocked(&settings.blocked_email_domains)?;
    check_domains(&settings.allowed_domains)
}

/// Whether these can be the domains of e-mail addresses that aren't taken.
fn check_blocked(domains: &[String]) -> Result<(), String> {
    if domains.len() > MAX_BLOCKED {
        return Err(format!("At most {MAX_BLOCKED} e-mail domains can be blocked."));
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
            "“{bad}” is no e-mail domain: write it in small letters, like example.com."
        )),
        None => Ok(()),
    }
}

fn check_links(settings: &Settings) -> Result<(), String> {
    let style = &settings.style;
    if let Some(url) = style.privacy_url.as_ref().filter(|url| !is_link(url)) {
        return Err(format!("“{url}” can't be the privacy policy: it must begin with https://."));
    }
    let is_own = |path: &str| path.starts_with('/') && !path.starts_with("//");
    if let Some(url) = style.bot_picture.as_ref().filter(|url| !is_link(url) && !is_own(url)) {
        return Err(format!("“{url}” can't be the picture: use a path or an https:// address."));
    }
    Ok(())
}

/// Whether these can be the domains that may show a chat.
pub(super) fn check_domains(domains: &[String]) -> Result<(), String> {
    if domains.len() > MAX_DOMAINS {
        return Err(format!("At most {MAX_DOMAINS} domains can be allowed."));
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

#[cfg(test)]
mod tests {
    use super::*;
    use shared::protocol::Style;

    #[test]
    fn the_settings_a_site_begins_with_can_be_gone_by() {
        assert_eq!(check(&Settings::default()), Ok(()));
    }

    #[test]
    fn what_can_not_be_gone_by_is_refused() {
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
