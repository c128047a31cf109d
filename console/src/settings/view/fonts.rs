//! The fonts to choose from.

use crate::texts::t;
use shared::protocol::Font;

/// Each font with its code and its label.
fn fonts() -> [(Font, &'static str, &'static str); 5] {
    [
        (Font::System, "system", t!("settings-font-system")),
        (Font::Serif, "serif", t!("settings-font-serif")),
        (Font::Rounded, "rounded", t!("settings-font-rounded")),
        (Font::Monospace, "monospace", t!("settings-font-mono")),
        (Font::Page, "page", t!("settings-font-page")),
    ]
}

pub(super) fn code(font: Font) -> &'static str {
    fonts().into_iter().find(|(one, ..)| *one == font).map_or("system", |(_, code, _)| code)
}

pub(super) fn from_name(code: &str) -> Font {
    fonts().into_iter().find(|(_, one, _)| *one == code).map_or(Font::System, |(font, ..)| font)
}

/// The choices of the menu: code and label.
pub(super) fn choices() -> Vec<(String, String)> {
    fonts().into_iter().map(|(_, code, name)| (code.to_owned(), name.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_has_the_code_that_it_has_on_the_wire() {
        for (font, code, _) in fonts() {
            assert_eq!(serde_json::to_value(font).unwrap(), code);
            assert_eq!((self::code(font), from_name(code)), (code, font));
        }
    }
}
