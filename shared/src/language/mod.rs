//! The languages of the widget's own texts. Texts that a site wrote are not translated.
//!
//! The edge chooses the language (`docs/rules.md`, PAGE) when it answers the bootstrap: the loader
//! gets the language and its few texts, and the panel loads its own.

mod launcher;

pub use launcher::{LauncherTexts, standard};

use crate::event::string_enum;

string_enum!(
    /// A language, by its tag (BCP 47): the code, and where a language is written in several ways, the
    /// script or region.
    Language {
        /// English, which is built into the widget.
        English = "en",
        German = "de",
        French = "fr",
        Spanish = "es",
        Italian = "it",
        Portuguese = "pt",
        /// As in Brazil.
        BrazilianPortuguese = "pt-BR",
        Dutch = "nl",
        Polish = "pl",
        Swedish = "sv",
        Arabic = "ar",
        Japanese = "ja",
        Korean = "ko",
        SimplifiedChinese = "zh-Hans",
        TraditionalChinese = "zh-Hant",
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

    /// The language of a tag. Region and script only matter where a language is written in several
    /// ways.
    fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let (language, rest) = tag.split_once(['-', '_']).unwrap_or((&tag, ""));
        let has = |name: &str| rest.split(['-', '_']).any(|part| part == name);
        match language {
            // The script says more than the region.
            "zh" if has("hans") => Some(Self::SimplifiedChinese),
            "zh" if ["hant", "tw", "hk", "mo"].into_iter().any(has) => {
                Some(Self::TraditionalChinese)
            }
            "zh" => Some(Self::SimplifiedChinese),
            "pt" if has("br") => Some(Self::BrazilianPortuguese),
            language => Self::from_name(language),
        }
    }

    /// The language that its readers understand as well, for texts that nobody translated.
    pub const fn sibling(self) -> Option<Self> {
        match self {
            Self::Portuguese => Some(Self::BrazilianPortuguese),
            Self::BrazilianPortuguese => Some(Self::Portuguese),
            _ => None,
        }
    }

    /// Whether it is written from right to left.
    pub const fn is_right_to_left(self) -> bool {
        matches!(self, Self::Arabic)
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
            Self::BrazilianPortuguese => "Português (Brasil)",
            Self::Dutch => "Nederlands",
            Self::Polish => "Polski",
            Self::Swedish => "Svenska",
            Self::Arabic => "العربية",
            Self::Japanese => "日本語",
            Self::Korean => "한국어",
            Self::SimplifiedChinese => "简体中文",
            Self::TraditionalChinese => "繁體中文",
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
            (&["PT_br"], Language::BrazilianPortuguese),
            (&["pt"], Language::Portuguese),
            (&["pt-PT", "pt-BR"], Language::Portuguese),
            (&["zh"], Language::SimplifiedChinese),
            (&["zh-CN", "en"], Language::SimplifiedChinese),
            (&["zh-Hans-HK"], Language::SimplifiedChinese),
            (&["zh-TW"], Language::TraditionalChinese),
            (&["zh-Hant-HK;q=0.8"], Language::TraditionalChinese),
            (&["ja-JP"], Language::Japanese),
            (&["", "da-DK", "fr-CA", "de"], Language::French),
            (&["ar-EG"], Language::Arabic),
            // As in an Accept-Language header.
            (&[" nl;q=0.9"], Language::Dutch),
            (&["da", "deu", "x-de", ""], Language::English),
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
