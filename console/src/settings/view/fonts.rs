//! The fonts to choose from.

use shared::protocol::Font;

/// Each font with its code and its label.
const FONTS: [(Font, &str, &str); 5] = [
    (Font::System, "system", "System font"),
    (Font::Serif, "serif", "With serifs"),
    (Font::Rounded, "rounded", "Rounded"),
    (Font::Monospace, "monospace", "Monospace"),
    (Font::Page, "page", "The page’s font"),
];

pub(super) fn code(font: Font) -> &'static str {
    FONTS.iter().find(|(one, ..)| *one == font).map_or("system", |(_, code, _)| code)
}

pub(super) fn from_name(code: &str) -> Font {
    FONTS.iter().find(|(_, one, _)| *one == code).map_or(Font::System, |(font, ..)| *font)
}

/// The choices of the menu: code and label.
pub(super) fn choices() -> Vec<(String, String)> {
    FONTS.iter().map(|(_, code, name)| ((*code).to_owned(), (*name).to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_has_the_code_that_it_has_on_the_wire() {
        for (font, code, _) in FONTS {
            assert_eq!(serde_json::to_value(font).unwrap(), code);
            assert_eq!((self::code(font), from_name(code)), (code, font));
        }
    }
}
