//! URL patterns of target pages: `https://*.site.com/folder/*`. `*` stands for any characters. The
//! query and fragment of the page's address are ignored.

use crate::prelude::*;

/// Whether a page's address matches a pattern.
pub fn matches(pattern: &str, address: &str) -> bool {
    let page = address.split(['?', '#']).next().unwrap_or_default();
    // The root of a site is written with and without a trailing slash.
    let page = page.strip_suffix('/').unwrap_or(page);
    let pattern = pattern.strip_suffix('/').unwrap_or(pattern);
    glob(pattern.as_bytes(), page.as_bytes())
}

/// Whether a page matches one of `pages` (all pages if empty) and none of `not_pages`.
pub fn matches_any(pages: &[String], not_pages: &[String], address: &str) -> bool {
    let any = |patterns: &[String]| patterns.iter().any(|pattern| matches(pattern, address));
    (pages.is_empty() || any(pages)) && !any(not_pages)
}

/// Greedy matching with one backtracking point: linear in practice, `O(n·m)` in the worst case, and
/// without recursion that a hostile pattern could exhaust.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            back = Some((p, t));
            p += 1;
        } else if pattern.get(p).is_some_and(|byte| byte.eq_ignore_ascii_case(&text[t])) {
            p += 1;
            t += 1;
        } else if let Some((star, from)) = back {
            back = Some((star, from + 1));
            p = star + 1;
            t = from + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_matches_anything_and_the_query_is_ignored() {
        let pattern = "https://*.site.com/folder/*";
        assert!(matches(pattern, "https://www.site.com/folder/page?utm=1"));
        assert!(matches(pattern, "https://a.b.site.com/folder/x/y#top"));
        assert!(!matches(pattern, "https://site.com/folder/page"));
        assert!(!matches(pattern, "https://www.site.com/other/page?x=/folder/"));
    }

    #[test]
    fn a_root_matches_with_and_without_its_slash() {
        assert!(matches("https://site.com", "https://site.com/"));
        assert!(matches("https://site.com/", "https://site.com"));
    }

    #[test]
    fn an_excluded_page_does_not_match() {
        let pages = ["https://site.com/*".to_owned()];
        let not = ["https://site.com/checkout*".to_owned()];
        assert!(matches_any(&pages, &not, "https://site.com/pricing"));
        assert!(!matches_any(&pages, &not, "https://site.com/checkout/2"));
        assert!(matches_any(&[], &not, "https://other.com/"));
    }
}
