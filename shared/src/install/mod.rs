//! Whether a page has the chat: which pages we ask at all, and what we make of their answer.

mod policy;
mod tags;
mod target;

pub use target::{Refused, Target};

use crate::id::SiteId;
use policy::Policy;
use serde::{Deserialize, Serialize};
use tags::{script_of, written_policies};

/// `POST /v1/sites/{site}/installation/check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckPage {
    pub url: String,
}

/// The answer to [`CheckPage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PageChecked {
    /// Where the page was found in the end.
    pub url: String,
    /// What was found there.
    pub status: InstallStatus,
    /// The same in words, with what to do.
    pub message: String,
}

/// What was found on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "SnippetFound"))]
#[serde(rename_all = "snake_case")]
pub enum InstallStatus {
    /// The snippet of this site, and nothing in its way.
    Here,
    /// No snippet.
    Nothing,
    /// The snippet of another site.
    OtherSite,
    /// The snippet, but the page's own policy forbids it.
    Forbidden,
    /// The snippet, but the page is none of the domains that may show the chat.
    DomainNotAllowed,
    /// The page could not be read.
    Unreadable,
}

/// A page as it was read.
#[derive(Debug, Clone, Copy)]
pub struct ReadPage<'p> {
    pub html: &'p str,
    /// The policies in its headers, `Content-Security-Policy` each.
    pub policies: &'p [String],
    /// Its origin, and whether that may show the chat.
    pub origin: &'p str,
    /// Whether pages of that origin may show the chat.
    pub allowed: bool,
}

/// Says whether a page has the chat of that site, which is served by `chat`.
pub fn inspect(page: ReadPage<'_>, site: &SiteId, chat: &str) -> (InstallStatus, String) {
    let Some(script) = script_of(page.html, chat) else {
        let message = "The page was read, and the snippet is not on it. If a tag manager puts it there, \
                     that can’t be seen from here: open the page and look for the launcher.";
        return (InstallStatus::Nothing, message.to_owned());
    };
    if script.site != site.as_str() {
        let actual: String = script.site.chars().take(64).collect();
        let message = if actual.is_empty() {
            "The snippet is there, but it names no site. Copy it again with its data-site."
                .to_owned()
        } else {
            format!("The snippet is there, but for another site: “{actual}”, not “{site}”.")
        };
        return (InstallStatus::OtherSite, message);
    }
    let written = written_policies(page.html);
    let policies = page.policies.iter().chain(&written).map(|text| Policy::read(text));
    let mut lacks: Vec<&str> = Vec::new();
    for policy in policies {
        for lack in policy.forbids(chat, page.origin, script.nonce) {
            if !lacks.contains(&lack) {
                lacks.push(lack);
            }
        }
    }
    if !lacks.is_empty() {
        let message = format!(
            "The snippet is there, but the page’s own policy forbids it. Add {chat} to {}.",
            lacks.join(", ")
        );
        return (InstallStatus::Forbidden, message);
    }
    if !page.allowed {
        let message = format!(
            "The snippet is there, but {} is none of the allowed domains. Add it in the settings.",
            page.origin
        );
        return (InstallStatus::DomainNotAllowed, message);
    }
    (InstallStatus::Here, "The snippet is on the page, and nothing stands in its way.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAT: &str = "https://chat.example";

    fn status(html: &str, policies: &[&str], allowed: bool) -> InstallStatus {
        let policies: Vec<String> = policies.iter().map(|text| (*text).to_owned()).collect();
        let origin = "https://shop.example";
        let page = ReadPage { html, policies: &policies, origin, allowed };
        let (status, message) = inspect(page, &SiteId::parse("site_a").unwrap(), CHAT);
        assert!(message.ends_with('.'), "{message}");
        status
    }

    const SNIPPET: &str =
        "<script async src=\"https://chat.example/widget.js\" data-site=\"site_a\"></script>";

    #[test]
    fn the_snippet_is_found_however_it_is_written() {
        for html in [
            SNIPPET,
            "<SCRIPT data-site='site_a' defer SRC='https://chat.example/widget.js?v=2'></SCRIPT>",
            "<script\n src=https://chat.example/widget.js\n data-site=site_a ></script>",
            "<script src=x.js></script><!-- a --><p>",
        ] {
            let expected =
                if html.contains("site_a") { InstallStatus::Here } else { InstallStatus::Nothing };
            assert_eq!(status(html, &[], true), expected, "{html}");
        }
        assert_eq!(status(&format!("<!-- {SNIPPET} -->"), &[], true), InstallStatus::Nothing);
        assert_eq!(
            status("<script src='https://other.example/widget.js'", &[], true),
            InstallStatus::Nothing
        );
        let other = SNIPPET.replace("site_a", "site_b");
        assert_eq!(status(&other, &[], true), InstallStatus::OtherSite);
        assert_eq!(status(SNIPPET, &[], false), InstallStatus::DomainNotAllowed);
    }

    #[test]
    fn a_policy_that_forbids_any_part_is_reported() {
        let all = "script-src 'self' https://chat.example; connect-src https://*.example; \
                   frame-src https:; img-src *";
        assert_eq!(status(SNIPPET, &[all], true), InstallStatus::Here);
        assert_eq!(status(SNIPPET, &["default-src 'self'"], true), InstallStatus::Forbidden);
        assert_eq!(
            status(SNIPPET, &["default-src https://chat.example"], true),
            InstallStatus::Here
        );
        let no_frame = "default-src https://chat.example; frame-src 'none'";
        assert_eq!(status(SNIPPET, &[all, no_frame], true), InstallStatus::Forbidden);
        let meta = format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self'\">{SNIPPET}"
        );
        assert_eq!(status(&meta, &[], true), InstallStatus::Forbidden);
        let nonce = SNIPPET.replace("async", "async nonce=abc");
        let strict = "script-src 'nonce-abc' 'strict-dynamic'";
        assert_eq!(status(&nonce, &[strict], true), InstallStatus::Here);
        assert_eq!(status(SNIPPET, &[strict], true), InstallStatus::Forbidden);
    }
}
