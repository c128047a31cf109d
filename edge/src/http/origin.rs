//! Origins: which pages may show a site's chat, and whether a write comes from our own console.

/// Whether pages of this origin may show the chat; without patterns, all may.
pub(crate) fn allowed(patterns: &[String], origin: &str) -> bool {
    patterns.is_empty() || patterns.iter().any(|pattern| fits(pattern, origin))
}

/// Whether an origin matches `https://example.com` or `https://*.example.com` (all its subdomains,
/// without itself).
fn fits(pattern: &str, origin: &str) -> bool {
    let pattern = pattern.trim_end_matches('/');
    let Some((scheme, below)) = pattern.split_once("://*.") else {
        return pattern.eq_ignore_ascii_case(origin);
    };
    let Some((origin_scheme, host)) = origin.split_once("://") else { return false };
    let Some(rest) = host.len().checked_sub(below.len()).filter(|rest| *rest >= 2) else {
        return false;
    };
    origin_scheme.eq_ignore_ascii_case(scheme)
        && host.is_char_boundary(rest)
        && host[rest..].eq_ignore_ascii_case(below)
        && host[..rest].ends_with('.')
}

/// Whether a text is valid in the list of allowed domains.
pub(crate) fn is_pattern(text: &str) -> bool {
    let Some((scheme, host)) = text.split_once("://") else { return false };
    let below = host.strip_prefix("*.");
    let host = below.unwrap_or(host);
    let (name, port) = host.split_once(':').unwrap_or((host, "1"));
    matches!(scheme, "http" | "https")
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
        && port.parse::<u16>().is_ok()
        // All of `com` is nobody's domain.
        && (below.is_none() || name.contains('.') || name == "localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_patterns_every_page_is_allowed() {
        assert!(allowed(&[], "https://anything.example"));
    }

    #[test]
    fn a_star_matches_all_subdomains() {
        let patterns = ["https://*.example.com".to_owned(), "http://localhost:8080".to_owned()];
        for good in ["https://www.example.com", "https://a.b.example.com", "http://localhost:8080"]
        {
            assert!(allowed(&patterns, good), "{good}");
        }
        for bad in [
            "https://example.com",
            "http://www.example.com",
            "https://wwwexample.com",
            "https://example.com.evil.org",
            "http://localhost:8081",
            "https://www.example.com:444",
            "null",
            "",
        ] {
            assert!(!allowed(&patterns, bad), "{bad}");
        }
    }

    #[test]
    fn an_allowed_domain_is_an_origin_and_is_safe_in_a_header() {
        for good in [
            "https://example.com",
            "https://*.example.com",
            "http://127.0.0.1:9001",
            "http://*.localhost:81",
        ] {
            assert!(is_pattern(good), "{good}");
        }
        for bad in [
            "example.com",
            "https://",
            "https://a b",
            "https://a;b",
            "ftp://a",
            "https://a/b",
            "https://*.com",
        ] {
            assert!(!is_pattern(bad), "{bad}");
        }
    }
}
