//! Case-insensitive comparison and comparison of numbers, the same in browser and edge. Written by
//! hand, because std's case tables and its number parser would add 14 KB to the widget.

use crate::prelude::*;
use core::cmp::Ordering;

/// The text trimmed and in lower case, for the Latin, Greek and Cyrillic alphabets.
pub(super) fn folded(text: &str) -> String {
    // Several times shorter than `collect`, in the widget.
    let mut folded = String::new();
    for c in text.trim().chars() {
        folded.push(small(c));
    }
    folded
}

fn small(c: char) -> char {
    let code = c as u32;
    let shift = match code {
        // A to Z, the same with accents, Alpha to Omega, and the Russian alphabet.
        0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f => {
            32
        }
        0x400..=0x40f => 80,
        // Pairs of letters, the capital first.
        0x100..=0x12f | 0x132..=0x137 | 0x14a..=0x177 | 0x460..=0x481 | 0x48a..=0x4bf => {
            1 - code % 2
        }
        0x139..=0x148 | 0x179..=0x17e => code % 2,
        0x178 => return 'ÿ',
        0x386 => 38,
        0x388..=0x38a => 37,
        0x38c => 64,
        0x38e | 0x38f => 63,
        // The sigma at the end of a word.
        0x3c2 => 1,
        _ => 0,
    };
    char::from_u32(code + shift).unwrap_or(c)
}

/// Whether `text` contains `part`, which must not be empty.
pub(super) fn holds(text: &str, part: &str) -> bool {
    !part.is_empty() && text.as_bytes().windows(part.len()).any(|window| window == part.as_bytes())
}

/// A decimal number as its digits, without leading and trailing zeros.
struct Decimal<'t> {
    negative: bool,
    whole: &'t [u8],
    fraction: &'t [u8],
}

impl<'t> Decimal<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let text = text.trim().as_bytes();
        let (negative, digits) = match text {
            [b'-', digits @ ..] => (true, digits),
            [b'+', digits @ ..] | digits => (false, digits),
        };
        let point = digits.iter().position(|byte| *byte == b'.');
        let (mut whole, fraction) = digits.split_at_checked(point.unwrap_or(digits.len()))?;
        let mut fraction = fraction.get(1..).unwrap_or_default();
        let is_number = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        let is_empty = whole.is_empty() && fraction.is_empty();
        if is_empty || !is_number(whole) || !is_number(fraction) {
            return None;
        }
        while let [b'0', rest @ ..] = whole {
            whole = rest;
        }
        while let [rest @ .., b'0'] = fraction {
            fraction = rest;
        }
        Some(Self {
            negative: negative && !(whole.is_empty() && fraction.is_empty()),
            whole,
            fraction,
        })
    }
}

/// Compares two numbers; `None` if one of them is not a number.
pub(super) fn numbers(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (Decimal::parse(a)?, Decimal::parse(b)?);
    let size = a.whole.len().cmp(&b.whole.len());
    let size = size.then_with(|| a.whole.cmp(b.whole)).then_with(|| a.fraction.cmp(b.fraction));
    Some(match (a.negative, b.negative) {
        (false, false) => size,
        (true, true) => size.reverse(),
        (a, b) => b.cmp(&a),
    })
}

/// Whether `greater_than` and `less_than` can compare this text: `1200`, `-3`, `0.5`.
pub fn is_number(text: &str) -> bool {
    Decimal::parse(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_are_lowered_as_std_does() {
        for c in ('A'..='Z').chain('À'..='ž').chain('Ά'..='Ω').chain('Ѐ'..='ҿ') {
            // A letter whose lower case has two characters, and characters that are no letters.
            if c == 'İ' || !c.is_alphabetic() {
                continue;
            }
            let expected: String = c.to_lowercase().collect();
            assert_eq!(folded(&c.to_string()), expected, "{c} {:x}", c as u32);
        }
        assert_eq!(folded(" ΟΔΟΣ "), folded("οδος"));
        assert_eq!(folded("日本"), "日本");
    }

    #[test]
    fn a_text_that_is_not_a_number_does_not_compare() {
        for text in ["", ".", "-", "+", "1e3", "1,5", "12 kg", "--1", "1.2.3", "٣"] {
            assert_eq!(numbers(text, "1"), None, "{text}");
        }
        for (a, b) in [("0", "-0"), ("007", "7"), ("1.50", "+1.5"), (".5", "0.5"), ("3.", "3")] {
            assert_eq!(numbers(a, b), Some(Ordering::Equal), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn numbers_compare_by_value(a in -1_000_i64..1_000, b in -1_000_i64..1_000) {
            let text = |n: i64| format!("{}{}.{:03}", if n < 0 { "-" } else { "" }, n.abs() / 100, n.abs() % 100 * 10);
            prop_assert_eq!(numbers(&text(a), &text(b)), Some(a.cmp(&b)));
            prop_assert_eq!(numbers(&a.to_string(), &b.to_string()), Some(a.cmp(&b)));
        }

        #[test]
        fn contains_agrees_with_std(text in "[ab]{0,6}", part in "[ab]{0,3}") {
            prop_assert_eq!(holds(&text, &part), !part.is_empty() && text.contains(&part));
        }
    }
}
