//! Validates what is typed into the settings. Pure; the edge validates again.

#[cfg(feature = "view")]
pub(crate) mod view;

use crate::texts::t;
use shared::id::SiteId;
use shared::protocol::Style;
use shared::protocol::bounds::{Bounds, MAX_BLOCKED_DOMAINS};
use std::fmt::Write as _;

/// Parses a whole number within bounds; the error is a sentence.
pub(crate) fn number(text: &str, bounds: Bounds) -> Result<u64, String> {
    let read = text.trim().parse().ok().filter(|number| bounds.hold(*number));
    read.ok_or_else(|| t!("settings-number", bounds = bounds))
}

/// Parses a link to a page; `None` if empty.
pub(crate) fn link(text: &str) -> Result<Option<String>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let fits = text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty());
    if fits && !text.contains(char::is_whitespace) {
        Ok(Some(text.to_owned()))
    } else {
        Err(t!("settings-full-address").to_owned())
    }
}

/// Parses a picture's path or link; `None` if empty.
pub(crate) fn picture(text: &str) -> Result<Option<String>, String> {
    let text = text.trim();
    if Style::is_own_path(text) {
        return Ok(Some(text.to_owned()));
    }
    link(text)
}

/// Returns the lines, trimmed, without empty ones and duplicates.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in text.split(['\n', ',']).map(str::trim).filter(|line| !line.is_empty()) {
        if !all.iter().any(|entry| entry == line) {
            all.push(line.to_owned());
        }
    }
    all
}

/// Parses the domains that may show the chat, as origins; the error names the first invalid one.
pub(crate) fn origins(text: &str) -> Result<Vec<String>, String> {
    let read = |line: String| {
        let line = line.trim_end_matches('/').to_owned();
        let whole = if line.contains("://") { line.clone() } else { format!("https://{line}") };
        let host = whole.split_once("://").map(|(_, host)| host).unwrap_or_default();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':' | '*');
        if !host.is_empty() && host.chars().all(plain) {
            Ok(whole)
        } else {
            Err(t!("settings-no-domain", line = line))
        }
    };
    lines(text).into_iter().map(read).collect()
}

/// The pattern that also allows the `www.` and other subdomains of an allowed domain, for the first
/// domain that lacks them: most people think of all of them when they write one.
pub(crate) fn subdomains_missing(origins: &[String]) -> Option<String> {
    let is_bare = |host: &str| {
        host.split('.').count() == 2
            && host.contains(|c: char| c.is_ascii_alphabetic())
            && !host.contains(['*', ':'])
    };
    let covered = |scheme: &str, host: &str| {
        let below = format!("{scheme}://*.{host}");
        let www = format!("{scheme}://www.{host}");
        origins.iter().any(|origin| *origin == below || *origin == www)
    };
    origins.iter().find_map(|origin| {
        let (scheme, host) = origin.split_once("://")?;
        (is_bare(host) && !covered(scheme, host)).then(|| format!("{scheme}://*.{host}"))
    })
}

/// Parses the blocked e-mail domains; the error names the first invalid one.
pub(crate) fn blocked(text: &str) -> Result<Vec<String>, String> {
    let read = |line: String| {
        let domain = line.trim_start_matches('@').to_lowercase();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        if domain.contains('.') && domain.chars().all(plain) {
            Ok(domain)
        } else {
            Err(t!("settings-no-email-domain", line = line))
        }
    };
    let all: Vec<String> = lines(text).into_iter().map(read).collect::<Result<_, _>>()?;
    if all.len() > MAX_BLOCKED_DOMAINS {
        return Err(t!("settings-too-many-blocked", most = MAX_BLOCKED_DOMAINS, all = all.len()));
    }
    Ok(all)
}

/// Returns a script that inserts the snippet's tag, for tag managers.
pub(crate) fn script_snippet(origin: &str, site: &SiteId) -> String {
    format!(
        "<script>\n  var chat = document.createElement(\"script\");\n  chat.src = \"{origin}/widget.js\";\n  \
         chat.async = true;\n  chat.setAttribute(\"data-site\", \"{site}\");\n  \
         document.head.appendChild(chat);\n</script>"
    )
}

/// Returns the link that begins an e-mail with the snippet.
pub(crate) fn mail_to_developer(snippet: &str) -> String {
    let text = t!("settings-mail-developer-text", snippet = snippet);
    let subject = percent_encoded(t!("settings-mail-developer-subject"));
    format!("mailto:?subject={subject}&body={}", percent_encoded(&text))
}

/// Escapes everything but unreserved characters (RFC 3986, 2.3); a line break is CR LF in an e-mail.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.replace('\n', "\r\n").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing into a text never fails.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Returns the script tag to paste into a page.
pub(crate) fn snippet(origin: &str, site: &SiteId) -> String {
    format!("<script async src=\"{origin}/widget.js\" data-site=\"{site}\"></script>")
}

/// Returns the sources that a page's Content-Security-Policy must allow.
pub(crate) fn policy(origin: &str) -> String {
    ["script-src", "connect-src", "frame-src", "img-src"]
        .map(|directive| format!("{directive} {origin};"))
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::protocol::bounds::OFFER_SECONDS;

    #[test]
    fn numbers_have_limits() {
        assert_eq!(number(" 45 ", OFFER_SECONDS), Ok(45));
        for bad in ["9", "301", "", "x", "4.5", "-1"] {
            assert_eq!(
                number(bad, OFFER_SECONDS),
                Err("Enter a whole number from 10 to 300.".into())
            );
        }
    }

    #[test]
    fn links_are_whole_and_safe() {
        assert_eq!(link(" "), Ok(None));
        assert_eq!(link("https://a.example/p"), Ok(Some("https://a.example/p".into())));
        for bad in ["http://a.example", "javascript:x", "https://", "https://a b"] {
            assert!(link(bad).is_err(), "{bad}");
        }
        assert!(picture("/v1/x.png").is_ok() && picture("//evil.example/x.png").is_err());
    }

    #[test]
    fn a_domain_without_its_subdomains_is_noticed() {
        let missing = |text: &str| subdomains_missing(&origins(text).unwrap());
        assert_eq!(missing("maple.example").as_deref(), Some("https://*.maple.example"));
        assert_eq!(missing("http://maple.example").as_deref(), Some("http://*.maple.example"));
        for enough in [
            "",
            "www.maple.example",
            "maple.example\nwww.maple.example",
            "maple.example\n*.maple.example",
            "http://localhost:8080",
            "http://127.0.0.1",
        ] {
            assert_eq!(missing(enough), None, "{enough}");
        }
    }

    #[test]
    fn the_snippet_goes_by_e_mail_and_by_tag_manager() {
        let site = SiteId::parse("site_a").unwrap();
        let mail = mail_to_developer(&snippet("https://chat.example", &site));
        assert!(mail.starts_with("mailto:?subject=Please%20add%20our%20chat"), "{mail}");
        assert!(
            mail.contains(
                "%0D%0A%3Cscript%20async%20src%3D%22https%3A%2F%2Fchat.example%2Fwidget.js"
            )
        );
        assert!(!mail.contains([' ', '<', '"', '\n']), "{mail}");
        let script = script_snippet("https://chat.example", &site);
        assert!(script.contains("chat.setAttribute(\"data-site\", \"site_a\");"), "{script}");
    }

    #[test]
    fn domains_are_normalized() {
        assert_eq!(
            origins("example.com\nhttps://*.shop.example/, http://localhost:8080\n\nexample.com"),
            Ok(vec![
                "https://example.com".into(),
                "https://*.shop.example".into(),
                "http://localhost:8080".into()
            ])
        );
        assert!(origins("https://a.example/path").is_err());
        assert_eq!(
            blocked("@Gmail.com, x.example"),
            Ok(vec!["gmail.com".into(), "x.example".into()])
        );
        assert!(blocked("gmail").is_err());
        let many: Vec<String> = (0..51).map(|n| format!("d{n}.example")).collect();
        assert!(blocked(&many.join("\n")).is_err());
    }

    #[test]
    fn the_snippet_names_the_site() {
        let site = SiteId::parse("site_a").unwrap();
        let snippet = snippet("https://chat.example", &site);
        assert!(snippet.contains("https://chat.example/widget.js") && snippet.contains("site_a"));
        assert_eq!(policy("https://chat.example").lines().count(), 4);
    }
}
