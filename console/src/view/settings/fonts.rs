//! The fonts that can be chosen, in words.

use shared::protocol::Font;

/// Each with its word and what people read.
const FONTS: [(Font, &str, &str); 5] = [
    (Font::System, "system", "The system’s own"),
    (Font::Serif, "serif", "With serifs"),
    (Font::Rounded, "rounded", "Rounded"),
    (Font::Monospace, "monospace", "Monospace"),
    (Font::Page, "page", "The page’s own"),
];

/// Its word.
pub(super) fn word(font: Font) -> &'static str {
    FONTS.iter().find(|(one, ..)| *one == font).map_or("system", |(_, word, _)| word)
}

/// The one with that word.
pub(super) fn of(word: &str) -> Font {
    FONTS.iter().find(|(_, one, _)| *one == word).map_or(Font::System, |(font, ..)| *font)
}

/// What can be chosen.
pub(super) fn choices() -> Vec<(String, String)> {
    FONTS.iter().map(|(_, word, name)| ((*word).to_owned(), (*name).to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_has_the_word_that_it_has_on_the_wire() {
        for (font, word, _) in FONTS {
            assert_eq!(serde_json::to_value(font).unwrap(), word);
            assert_eq!((self::word(font), of(word)), (word, font));
        }
    }
}
