//! How a text is written into the full-text index, so that people find what they type: scripts without
//! spaces are cut into characters, and words with letters or apostrophes that many type otherwise, and
//! emoji, are followed by a hidden word (PEOPLE-30).

use super::search::Piece;

/// Between the characters of a script without spaces; the index takes it for a space.
const CUT: char = '\u{200b}';
/// Around a hidden word. Indexed texts never contain these characters.
const HIDDEN: (char, char) = ('\u{4}', '\u{5}');
/// Marks around a match.
pub(super) const HIGHLIGHT: (char, char) = ('\u{2}', '\u{3}');
/// What the index puts where it cuts an excerpt.
const ELLIPSIS: char = '…';

/// Letters that the index doesn't read as their plain form, and how many people type them.
const FOLDED: [(char, &str); 11] = [
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "o"),
    ('ł', "l"),
    ('đ', "d"),
    ('ð', "d"),
    ('þ', "th"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ŋ', "n"),
];

/// Umlauts as German and Nordic languages write them without the dots.
const UMLAUTS: [(char, &str); 5] =
    [('ä', "ae"), ('ö', "oe"), ('ü', "ue"), ('å', "aa"), ('ø', "oe")];

/// The text as it is indexed.
pub(super) fn indexed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars() {
        if is_letter(c) || (is_apostrophe(c) && !word.is_empty()) {
            word.push(c);
            continue;
        }
        end_word(&mut out, &mut word);
        if is_unspaced(c) {
            out.extend([CUT, c, CUT]);
        } else {
            out.push(c);
            if is_emoji(c) {
                hide(&mut out, &emoji_word(c));
            }
        }
    }
    end_word(&mut out, &mut word);
    out.replace("\u{200b}\u{200b}", "\u{200b}")
}

/// How a typed term can be written in the index: as it was typed, and otherwise.
pub(super) fn spellings(term: &str) -> Vec<String> {
    let mut typed = String::new();
    for c in term.chars() {
        if is_emoji(c) {
            typed.extend([" ", &emoji_word(c), " "]);
        } else if is_unspaced(c) {
            typed.extend([CUT, c, CUT]);
        } else {
            typed.push(c);
        }
    }
    let mut spellings = vec![typed.trim().to_owned()];
    spellings.extend(foldings(term));
    spellings
}

/// Whether a term has something that the index knows.
pub(super) fn can_be_found(term: &str) -> bool {
    term.chars().any(|c| c.is_alphanumeric() || is_emoji(c))
}

/// Splits a search result at its highlight marks, and takes out what the index needs. A match of a
/// hidden word marks the word before it.
#[must_use]
pub fn pieces(highlighted: &str) -> Vec<Piece> {
    let mut shown: Vec<(char, bool)> = Vec::new();
    let (mut hit, mut hidden) = (false, false);
    let mut last = ' ';
    for c in highlighted.chars() {
        match c {
            _ if c == HIGHLIGHT.0 => hit = true,
            _ if c == HIGHLIGHT.1 => hit = false,
            _ if c == HIDDEN.0 => hidden = true,
            _ if c == HIDDEN.1 => {
                if !hidden {
                    // The excerpt begins within a hidden word.
                    shown.retain(|(c, _)| *c == ELLIPSIS);
                }
                hidden = false;
            }
            CUT => {}
            _ if hidden && hit => mark_last_word(&mut shown),
            _ if hidden => {}
            c => shown.push((c, hit)),
        }
        last = c;
    }
    if hidden && last == ELLIPSIS {
        shown.push((ELLIPSIS, false));
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for (c, hit) in shown {
        match pieces.last_mut().filter(|piece| piece.hit == hit) {
            Some(piece) => piece.text.push(c),
            None => pieces.push(Piece { text: c.to_string(), hit }),
        }
    }
    pieces
}

fn mark_last_word(shown: &mut [(char, bool)]) {
    let is_word = |c: char| is_letter(c) || is_apostrophe(c);
    let mut inside = None;
    for (c, hit) in shown.iter_mut().rev() {
        let part = is_word(*c);
        // An emoji may have a selector of its variant after it.
        if inside.is_some_and(|inside| !(inside && part)) {
            break;
        }
        *hit = true;
        inside = if *c == '\u{fe0f}' { None } else { Some(part) };
    }
}

fn end_word(out: &mut String, word: &mut String) {
    out.push_str(word);
    for folding in foldings(word) {
        hide(out, &folding);
    }
    word.clear();
}

fn hide(out: &mut String, word: &str) {
    out.push(HIDDEN.0);
    out.push_str(word);
    out.push(HIDDEN.1);
}

/// How a word can be typed otherwise.
fn foldings(word: &str) -> Vec<String> {
    let plain = fold(word, &[]);
    let spelled = fold(word, &UMLAUTS);
    let mut foldings: Vec<String> = plain.into_iter().chain(spelled).collect();
    foldings.dedup();
    foldings
}

/// The word in lower case with other letters; `None` if it has none of them.
fn fold(word: &str, more: &[(char, &str)]) -> Option<String> {
    let other = |c: char| {
        let letters = more.iter().chain(&FOLDED);
        letters.into_iter().find(|(letter, _)| *letter == c).map(|(_, plain)| *plain)
    };
    let (mut out, mut changed) = (String::new(), false);
    for c in word.chars().flat_map(char::to_lowercase) {
        if is_apostrophe(c) {
            changed = true;
        } else if let Some(plain) = other(c) {
            out.push_str(plain);
            changed = true;
        } else {
            out.push(c);
        }
    }
    (changed && !out.is_empty()).then_some(out)
}

/// A word for an emoji, of which the index knows nothing.
fn emoji_word(c: char) -> String {
    format!("emoji{:x}", u32::from(c))
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !is_unspaced(c)
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{2bb}' | '\u{2bc}')
}

const fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{2b50}' | '\u{2b55}' | '\u{1f000}'..='\u{1faff}')
}

/// Whether the character belongs to a script that puts no spaces between words, or endings of words
/// after words: Chinese, Japanese, Korean, Thai, Lao, Burmese, Khmer.
const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e01}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        pieces(text).into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn words_are_indexed_as_people_type_them() {
        for (text, expected) in [
            ("Straße 5", "Straße\u{4}strasse\u{5} 5"),
            ("Müller", "Müller\u{4}mueller\u{5}"),
            ("Größe", "Größe\u{4}grösse\u{5}\u{4}groesse\u{5}"),
            ("Łukasz", "Łukasz\u{4}lukasz\u{5}"),
            ("O’Brien's", "O’Brien's\u{4}obriens\u{5}"),
            ("'no'", "'no'\u{4}no\u{5}"),
            ("plain", "plain"),
            ("👋!", "👋\u{4}emoji1f44b\u{5}!"),
            ("我想", "\u{200b}我\u{200b}想\u{200b}"),
            ("山田 taro", "\u{200b}山\u{200b}田\u{200b} taro"),
        ] {
            assert_eq!(indexed(text), expected);
            assert_eq!(shown(&indexed(text)), text);
        }
    }

    #[test]
    fn a_typed_term_has_its_spellings() {
        for (term, expected) in [
            ("straße", &["straße", "strasse"][..]),
            ("O'Brien", &["O'Brien", "obrien"]),
            ("烤箱", &["\u{200b}烤\u{200b}\u{200b}箱\u{200b}"]),
            ("👋", &["emoji1f44b"]),
            ("ada", &["ada"]),
        ] {
            assert_eq!(spellings(term), expected, "{term}");
        }
    }

    #[test]
    fn a_match_of_a_hidden_word_marks_the_word_before_it() {
        let piece = |text: &str, hit| Piece { text: text.to_owned(), hit };
        assert_eq!(
            pieces("zur Straße\u{4}\u{2}strasse\u{3}\u{5} 5"),
            [piece("zur ", false), piece("Straße", true), piece(" 5", false)]
        );
        assert_eq!(
            pieces("Hi ❤\u{4}\u{2}emoji2764\u{3}\u{5}\u{fe0f}!"),
            [piece("Hi ", false), piece("❤", true), piece("\u{fe0f}!", false)]
        );
        assert_eq!(
            pieces("想买一个\u{2}烤\u{200b}箱\u{3}\u{200b}。"),
            [piece("想买一个", false), piece("烤箱", true), piece("。", false)]
        );
    }

    #[test]
    fn an_excerpt_may_begin_or_end_within_a_hidden_word() {
        assert_eq!(shown("…strasse\u{5} 5"), "… 5");
        assert_eq!(shown("zur Straße\u{4}strasse…"), "zur Straße…");
    }

    proptest! {
        #[test]
        fn what_is_indexed_is_shown_as_it_was(text in "[^\u{2}-\u{5}\u{200b}]*") {
            prop_assert_eq!(shown(&indexed(&text)), text);
        }
    }
}
