//! Validates what is typed into the settings. Pure; the edge validates again.

#[cfg(feature = "view")]
pub(crate) mod view;

use shared::id::SiteId;
use shared::protocol::Style;
use shared::protocol::bounds::{Bounds, MAX_BLOCKED_DOMAINS};

/// Parses a whole number within bounds; the error is a sentence.
pub(crate) fn number(text: &str, bounds: Bounds) -> Result<u64, String> {
    let read = text.trim().parse().ok().filter(|number| bounds.hold(*number));
    read.ok_or_else(|| format!("Enter a whole number from {bounds}."))
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
        Err("Enter the full address, with https://.".to_owned())
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
            Err(format!("“{line}” is not a domain. Enter it like https://example.com."))
        }
    };
    lines(text).into_iter().map(read).collect()
}

/// Parses the blocked e-mail domains; the error names the first invalid one.
pub(crate) fn blocked(text: &str) -> Result<Vec<String>, String> {
    let read = |line: String| {
        let domain = line.trim_start_matches('@').to_lowercase();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        if domain.contains('.') && domain.chars().all(plain) {
            Ok(domain)
        } else {
            Err(format!("“{line}” is not an e-mail domain. Enter it like example.com."))
        }
    };
    let all: Vec<String> = lines(text).into_iter().map(read).collect::<Result<_, _>>()?;
    if all.len() > MAX_BLOCKED_DOMAINS {
        return Err(format!(
            "At most {MAX_BLOCKED_DOMAINS} domains can be blocked, not {}.",
            all.len()
        ));
    }
    Ok(all)
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
