//! The pages that a visitor opens during a conversation.

use crate::event::Page;
use crate::plain_text::clean_line;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most pages that are stored; the oldest are dropped.
pub const MAX_PAGES: usize = 30;
const MAX_URL_CHARS: usize = 2_000;
const MAX_TITLE_CHARS: usize = 300;

/// A page that the visitor was on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "PageSeen"))]
pub struct Seen {
    pub page: Page,
    pub at: Timestamp,
}

/// The pages of a visit, in order. The last one is where the visitor is or was last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Pages(Vec<Seen>);

impl Pages {
    /// Rebuilds the list from storage.
    #[must_use]
    pub const fn restore(pages: Vec<Seen>) -> Self {
        Self(pages)
    }

    /// Adds the page that the visitor is on now; returns whether anything has changed. The same
    /// page again is not added twice.
    pub fn see(&mut self, page: Page, at: Timestamp) -> bool {
        let page = short(page);
        if page.url.is_empty() {
            return false;
        }
        if let Some(last) = self.0.last_mut().filter(|last| last.page.url == page.url) {
            let is_new = last.page.title != page.title && !page.title.is_empty();
            if is_new {
                last.page.title = page.title;
            }
            return is_new;
        }
        self.0.push(Seen { page, at });
        let over = self.0.len().saturating_sub(MAX_PAGES);
        self.0.drain(..over);
        true
    }

    /// Where the visitor is, or was last.
    #[must_use]
    pub fn current(&self) -> Option<&Seen> {
        self.0.last()
    }

    #[must_use]
    pub fn all(&self) -> &[Seen] {
        &self.0
    }
}

/// The page with its texts cut, because a page can send texts of any length.
fn short(page: Page) -> Page {
    let cut = |text: String, most: usize| clean_line(&text).chars().take(most).collect();
    Page {
        url: cut(page.url, MAX_URL_CHARS),
        title: cut(page.title, MAX_TITLE_CHARS),
        referrer: cut(page.referrer, MAX_URL_CHARS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(url: &str, title: &str) -> Page {
        Page { url: url.to_owned(), title: title.to_owned(), ..Page::default() }
    }

    #[test]
    fn a_page_is_added_once_until_another_one_is_opened() {
        let mut pages = Pages::default();
        assert!(pages.see(page("/a", ""), Timestamp(1)));
        assert!(!pages.see(page("/a", ""), Timestamp(2)));
        assert!(pages.see(page("/a", "A"), Timestamp(3)), "its title came later");
        assert!(pages.see(page("/b", "B"), Timestamp(4)));
        assert!(pages.see(page("/a", "A"), Timestamp(5)));
        assert!(!pages.see(page("", "nowhere"), Timestamp(6)));
        let at: Vec<u64> = pages.all().iter().map(|seen| seen.at.0).collect();
        assert_eq!(at, [1, 4, 5]);
        assert_eq!(pages.current().map(|seen| &*seen.page.title), Some("A"));
    }

    #[test]
    fn the_list_and_the_texts_of_a_page_have_a_limit() {
        let mut pages = Pages::default();
        for n in 0..100 {
            pages.see(page(&format!("/{n}"), &"x".repeat(1_000)), Timestamp(n));
        }
        assert_eq!((pages.all().len(), pages.all()[0].at), (MAX_PAGES, Timestamp(70)));
        assert_eq!(pages.all()[0].page.title.len(), MAX_TITLE_CHARS);
    }
}
