//! Cleans names and texts that people type: without control characters and without marks that turn
//! the direction of what is around them. Letters of every script, joiners and emoji stay as they
//! are.

use crate::prelude::*;

/// A name or another single line, cleaned and trimmed. Line breaks become spaces. A line that shows
/// nothing becomes empty.
pub fn clean_line(line: &str) -> String {
    let space = |c: char| if is_break(c) || c == '\t' { ' ' } else { c };
    let cleaned: String = line.chars().map(space).filter(|c| is_kept(*c)).collect();
    let cleaned = cleaned.trim();
    if is_blank(cleaned) { String::new() } else { cleaned.to_owned() }
}

/// The beginning of a text as a line of at most so many characters. A line that was cut ends with “…”, and
/// not in the middle of an emoji that is joined of several characters.
pub fn beginning(text: &str, most: usize) -> String {
    let line = clean_line(text);
    if line.chars().count() <= most {
        return line;
    }
    let mut cut: String = line.chars().take(most.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end_matches(|c: char| c.is_whitespace() || c == JOINER).len());
    cut.push('…');
    cut
}

/// The zero width joiner, which joins emoji.
const JOINER: char = '\u{200d}';

/// A text of several lines, cleaned. Every line break becomes `\n`. A text that shows nothing
/// becomes empty.
pub fn clean_text(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let line = |c: char| if is_break(c) { '\n' } else { c };
    let kept = |c: &char| matches!(c, '\n' | '\t') || is_kept(*c);
    let cleaned: String = text.chars().map(line).filter(kept).collect();
    if is_blank(&cleaned) { String::new() } else { cleaned }
}

/// Whether a text shows nothing: it has only spaces and characters without a width.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

const fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a character is neither a control character nor a mark that turns the direction of others.
/// A single letter's direction marks (U+200E, U+200F, U+061C) turn nothing else and stay.
fn is_kept(c: char) -> bool {
    !c.is_control()
        && !matches!(
            c,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        )
}

/// Characters that take no room of their own.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn scripts_joiners_and_emoji_stay_whole() {
        for text in [
            "ليلى الزهراء",
            "שָׁלוֹם \u{200f}(עולם)",
            "می\u{200c}خواهم", // Persian, with a joiner that keeps letters apart
            "👩\u{200d}👩\u{200d}👧\u{200d}👦",
            "❤\u{fe0f}",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "क\u{94d}\u{200d}ष",
            "Zoë Ångström",
        ] {
            assert_eq!(clean_line(text), text);
            assert_eq!(clean_text(text), text);
        }
        assert_eq!(clean_text("a\tb\r\nc\rd"), "a\tb\nc\nd");
    }

    #[test]
    fn control_characters_and_overrides_go() {
        assert_eq!(clean_line("\u{1b}[31mAda\0 \u{202e}ecalevoL\u{202c}"), "[31mAda ecalevoL");
        assert_eq!(clean_line(" Ada\nLovelace\t"), "Ada Lovelace");
        assert_eq!(clean_text("one\u{7}\u{2028}two\u{2066}!"), "one\ntwo!");
    }

    #[test]
    fn what_shows_nothing_is_empty() {
        for nothing in ["", " ", "\u{200b}\u{200d}", "\u{2060}\n\u{feff}", "\u{202e}", "\u{3164}"] {
            assert_eq!(clean_line(nothing), "", "{nothing:?}");
            assert_eq!(clean_text(nothing), "", "{nothing:?}");
        }
    }

    #[test]
    fn a_long_text_is_cut_by_characters_and_says_so() {
        assert_eq!(beginning("Hello\nthere", 11), "Hello there");
        assert_eq!(beginning("Hello there", 8), "Hello t…");
        assert_eq!(beginning("Hello there", 7), "Hello…");
        assert_eq!(beginning("שלום עולם", 5), "שלום…");
        assert_eq!(beginning("👩\u{200d}👩\u{200d}👧 and more", 3), "👩…");
        assert_eq!(beginning(" \n", 5), "");
    }

    proptest! {
        #[test]
        fn a_beginning_is_a_clean_line_that_fits(text in any::<String>(), most in 1..40_usize) {
            let beginning = beginning(&text, most);
            prop_assert!(beginning.chars().count() <= most);
            prop_assert!(beginning.chars().all(is_kept));
            let line = clean_line(&text);
            prop_assert!(line == beginning || line.starts_with(beginning.trim_end_matches('…')));
        }

        #[test]
        fn cleaned_texts_are_clean_and_cleaning_them_again_changes_nothing(text in any::<String>()) {
            let (line, lines) = (clean_line(&text), clean_text(&text));
            prop_assert!(line.chars().all(is_kept));
            prop_assert!(lines.chars().all(|c| matches!(c, '\n' | '\t') || is_kept(c)));
            prop_assert!(!is_blank(&line) || line.is_empty());
            prop_assert!(!is_blank(&lines) || lines.is_empty());
            prop_assert_eq!(clean_line(&line), line.clone());
            prop_assert_eq!(clean_text(&lines), lines.clone());
        }

        /// Letters and digits of every script are kept, in their order.
        #[test]
        fn letters_are_kept(text in any::<String>()) {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric() && !is_invisible(*c)).collect::<String>();
            prop_assert_eq!(letters(&clean_text(&text)), letters(&text));
            prop_assert_eq!(letters(&clean_line(&text)), letters(&text));
        }
    }
}
