//! The language of the page: the one that was chosen in this browser, else the browser's own.

use super::Catalogue;
use crate::browser::{page, storage};
use shared::protocol::ConsoleLanguage;

/// The storage key of the chosen language. The profile of an agent has it, too; this one is known before they are
/// signed in.
const KEY: &str = "language";

/// The languages, with their own names.
pub(crate) const NAMES: &[(ConsoleLanguage, &str)] =
    &[(ConsoleLanguage::English, "English"), (ConsoleLanguage::German, "Deutsch")];

/// The language that the page should have.
pub(crate) fn chosen() -> ConsoleLanguage {
    choose(storage::get(KEY).as_deref(), page::languages())
}

/// The stored language, else the first one of the browser's that there is, else English.
fn choose(stored: Option<&str>, browser: impl IntoIterator<Item = String>) -> ConsoleLanguage {
    let known = |tag: &str| {
        let tag = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        ConsoleLanguage::from_name(&tag)
    };
    let own = || browser.into_iter().find_map(|tag| known(&tag));
    stored.and_then(ConsoleLanguage::from_name).or_else(own).unwrap_or(ConsoleLanguage::English)
}

/// Stores a language, and loads the page again if it has another one. Says whether it does.
pub(crate) fn remember(language: ConsoleLanguage) -> bool {
    if chosen() == language {
        storage::set(KEY, language.as_str());
        return false;
    }
    storage::set(KEY, language.as_str());
    // Where nothing can be stored, the next page would be the same.
    let stored = storage::get(KEY).as_deref() == Some(language.as_str());
    if stored {
        page::reload();
    }
    stored
}

/// Loads the texts of the page's language. If they don't arrive, the page speaks English.
pub(crate) async fn load() {
    let language = chosen();
    if language == ConsoleLanguage::English {
        return;
    }
    let Some(base) = page::base() else { return };
    let address = format!("{base}/{}.txt", language.as_str());
    let Ok(response) = gloo_net::http::Request::get(&address).send().await else { return };
    if !response.ok() {
        return;
    }
    if let Ok(text) = response.text().await {
        super::install(Catalogue::new(language, [text.as_str()]));
        page::set_language(language.as_str());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_language_goes_before_the_browsers() {
        let choose =
            |stored, browser: &[&str]| choose(stored, browser.iter().map(|tag| (*tag).to_owned()));
        assert_eq!(choose(None, &[]), ConsoleLanguage::English);
        assert_eq!(choose(None, &["fr-FR", "de-AT", "en"]), ConsoleLanguage::German);
        assert_eq!(choose(None, &["en-GB", "de"]), ConsoleLanguage::English);
        assert_eq!(choose(Some("en"), &["de"]), ConsoleLanguage::English);
        assert_eq!(choose(Some("de"), &["en"]), ConsoleLanguage::German);
        assert_eq!(choose(Some("xx"), &["de"]), ConsoleLanguage::German);
    }

    #[test]
    fn every_language_has_a_name() {
        let named: Vec<_> = NAMES.iter().map(|(language, _)| *language).collect();
        assert_eq!(named, ConsoleLanguage::ALL);
    }
}
