//! The languages that the chat itself speaks to visitors: what a site wrote stays as it wrote it.
//!
//! The edge chooses (`docs/rules.md` §8), since it is asked anyway: the loader is told which language it
//! is, with the few words it needs; the panel fetches its own.

mod words;

pub use words::{LauncherWords, standard};

use crate::event::words;

words!(
    /// A language, by its two letters (ISO 639-1).
    Language {
        /// English, which is built in.
        English = "en",
        /// German.
        German = "de",
        /// French.
        French = "fr",
        /// Spanish.
        Spanish = "es",
        /// Italian.
        Italian = "it",
        /// Portuguese.
        Portuguese = "pt",
        /// Dutch.
        Dutch = "nl",
        /// Arabic.
        Arabic = "ar",
    }
);

/// So many of the languages that a page and a browser wish for are looked at.
const MOST_WISHES: usize = 20;

impl Language {
    /// The site's own, where it has set one; else the first that is wished for and spoken here; else
    /// English. Wishes are tags like `de-AT`, the page's before the browser's.
    pub fn choose<'w>(own: Option<Self>, wishes: impl IntoIterator<Item = &'w str>) -> Self {
        let granted = || wishes.into_iter().take(MOST_WISHES).find_map(Self::of_tag);
        own.or_else(granted).unwrap_or(Self::English)
    }

    /// The language of a tag, whatever region and script it names.
    fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_', ';']).next().unwrap_or_default();
        Self::from_word(&language.trim().to_ascii_lowercase())
    }

    /// What it is called by those who speak it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Italian => "Italiano",
            Self::Portuguese => "Português",
            Self::Dutch => "Nederlands",
            Self::Arabic => "العربية",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_wish_that_is_spoken_here_is_granted() {
        for (wishes, expected) in [
            (&["de"][..], Language::German),
            (&["de-AT", "en"], Language::German),
            (&["PT_br"], Language::Portuguese),
            (&["", "pl-PL", "fr-CA", "de"], Language::French),
            (&["ar-EG"], Language::Arabic),
            // As an Accept-Language header says it.
            (&[" nl;q=0.9"], Language::Dutch),
            (&["pl", "deu", "x-de", ""], Language::English),
            (&[], Language::English),
        ] {
            assert_eq!(Language::choose(None, wishes.iter().copied()), expected, "{wishes:?}");
        }
    }

    #[test]
    fn what_the_site_has_set_holds_whatever_is_wished_for() {
        assert_eq!(Language::choose(Some(Language::Italian), ["de"]), Language::Italian);
    }

    #[test]
    fn who_wishes_for_everything_is_not_listened_to_for_ever() {
        let many = core::iter::repeat_n("xx", 1_000).chain(["de"]);
        assert_eq!(Language::choose(None, many), Language::English);
    }
}
