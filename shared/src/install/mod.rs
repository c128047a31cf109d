//! Installation check: which pages may be fetched, and whether a page has the widget.

mod policy;
mod seen;
mod tags;
mod target;

pub use seen::{Installation, RefusedOrigins, SIGHTING_EVERY, SeenOrigin};
pub use target::{Refused, Target};
pub(crate) use target::{is_inside, is_loopback};

use crate::id::SiteId;
use policy::Policy;
use serde::{Deserialize, Serialize};
use tags::{script_of, written_policies};

/// What `POST /v1/sites/{site}/installation/check` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckPage {
    pub url: String,
}

/// The answer to [`CheckPage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PageChecked {
    /// The address of the page after redirects.
    pub url: String,
    /// Whether the page loads the widget.
    pub status: InstallStatus,
    /// The result as a sentence, with what to do.
    pub message: String,
}

/// The result of an installation check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "SnippetFound"))]
#[serde(rename_all = "snake_case")]
pub enum InstallStatus {
    /// The page has the site's snippet, and nothing blocks it.
    Here,
    /// The page has no snippet.
    Nothing,
    /// The page has the snippet of another site.
    OtherSite,
    /// The page has the snippet, but its content security policy blocks the widget.
    Forbidden,
    /// The page has the snippet, but is on none of the allowed domains.
    DomainNotAllowed,
    /// The page could not be read.
    Unreadable,
}

/// A page that was fetched.
#[derive(Debug, Clone, Copy)]
pub struct ReadPage<'p> {
    pub html: &'p str,
    /// The values of its `Content-Security-Policy` headers.
    pub policies: &'p [String],
    /// The origin of the page, for `data-site`.
    pub origin: &'p str,
    /// Whether this origin is one of the site's allowed domains.
    pub allowed: bool,
}

/// Checks whether a page has the widget of this site; `chat` is the origin that serves the widget.
pub fn inspect(page: ReadPage<'_>, site: &SiteId, chat: &str) -> (InstallStatus, String) {
    let Some(script) = script_of(page.html, chat) else {
        let message = "The page was read, and the snippet is not on it. If a tag manager adds it, \
                     this check can’t see it: open the page and look for the launcher.";
        return (InstallStatus::Nothing, message.to_owned());
    };
    if script.site != site.as_str() {
        let actual: String = script.site.chars().take(64).collect();
        let message = if actual.is_empty() {
            "The snippet is there, but without data-site. Copy the whole snippet again.".to_owned()
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
            "The snippet is there, but the page’s Content-Security-Policy blocks it. Add {chat} to {}.",
            lacks.join(", ")
        );
        return (InstallStatus::Forbidden, message);
    }
    if !page.allowed {
        let message = format!(
            "The snippet is there, but {} is not one of the allowed domains. Add it in the settings.",
            page.origin
        );
        return (InstallStatus::DomainNotAllowed, message);
    }
    (InstallStatus::Here, "The snippet is on the page, and nothing blocks it.".to_owned())
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
    fn a_policy_that_blocks_any_part_is_reported() {
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
