//! The languages that the chat itself speaks to visitors: what a site wrote stays as it wrote it.
//!
//! The edge chooses (`docs/rules.md`, PAGE), since it is asked anyway: the loader is told which language it
//! is, with the few words it needs; the panel fetches its own.

mod launcher;

pub use launcher::{LauncherTexts, standard};

use crate::event::string_enum;

string_enum!(
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

/// So many of the languages that a page and a browser chat request for are looked at.
const MOST_LANGUAGES: usize = 20;

impl Language {
    /// The site's own, where it has set one; else the first that is wished for and spoken here; else
    /// English. Chat requests are tags like `de-AT`, the page's before the browser's.
    pub fn choose<'w>(own: Option<Self>, preferred: impl IntoIterator<Item = &'w str>) -> Self {
        let accepted = || preferred.into_iter().take(MOST_LANGUAGES).find_map(Self::from_tag);
        own.or_else(accepted).unwrap_or(Self::English)
    }

    /// The language of a tag, whatever region and script it names.
    fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_', ';']).next().unwrap_or_default();
        Self::from_name(&language.trim().to_ascii_lowercase())
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
    fn the_first_preferred_language_we_speak_is_chosen() {
        for (preferred, expected) in [
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
            assert_eq!(
                Language::choose(None, preferred.iter().copied()),
                expected,
                "{preferred:?}"
            );
        }
    }

    #[test]
    fn the_sites_language_overrides_the_visitors_preferences() {
        assert_eq!(Language::choose(Some(Language::Italian), ["de"]), Language::Italian);
    }

    #[test]
    fn only_the_first_preferred_languages_are_read() {
        let many = core::iter::repeat_n("xx", 1_000).chain(["de"]);
        assert_eq!(Language::choose(None, many), Language::English);
    }
}
