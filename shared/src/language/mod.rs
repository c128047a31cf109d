//! The languages of the widget's own texts. Texts that a site wrote are not translated.
//!
//! The edge chooses the language (`docs/rules.md`, PAGE) when it answers the bootstrap: the loader
//! gets the language and its few texts, and the panel loads its own.

mod launcher;

pub use launcher::{LauncherTexts, standard};

use crate::event::string_enum;

string_enum!(
    /// A language, by its ISO 639-1 code.
    Language {
        /// English, which is built into the widget.
        English = "en",
        German = "de",
        French = "fr",
        Spanish = "es",
        Italian = "it",
        Portuguese = "pt",
        Dutch = "nl",
        Arabic = "ar",
    }
);

/// How many of the preferred languages of page and browser are read.
const MOST_LANGUAGES: usize = 20;

impl Language {
    /// The language of the site, if it has set one; else the first preferred language that is
    /// supported; else English. Preferred languages are tags like `de-AT`, the page's before the
    /// browser's.
    pub fn choose<'w>(own: Option<Self>, preferred: impl IntoIterator<Item = &'w str>) -> Self {
        let accepted = || preferred.into_iter().take(MOST_LANGUAGES).find_map(Self::from_tag);
        own.or_else(accepted).unwrap_or(Self::English)
    }

    /// The language of a tag, ignoring region and script.
    fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_', ';']).next().unwrap_or_default();
        Self::from_name(&language.trim().to_ascii_lowercase())
    }

    /// The language's own name for itself.
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
    fn the_first_supported_preference_is_chosen() {
        for (preferred, expected) in [
            (&["de"][..], Language::German),
            (&["de-AT", "en"], Language::German),
            (&["PT_br"], Language::Portuguese),
            (&["", "pl-PL", "fr-CA", "de"], Language::French),
            (&["ar-EG"], Language::Arabic),
            // As in an Accept-Language header.
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
