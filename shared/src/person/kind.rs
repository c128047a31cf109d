//! Kinds of values, and how a typed value is checked.

use super::MAX_VALUE_CHARS;
use crate::event::string_enum;
use crate::prelude::*;

string_enum!(
    /// The kind of a field's values.
    #[derive(Default)]
    Kind {
        /// Text that has no other form.
        #[default]
        Text = "text",
        /// An e-mail address.
        Email = "email",
        /// A telephone number.
        Phone = "phone",
    }
);

/// Why a typed value is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub enum ValueError {
    /// A required value is empty.
    Missing,
    /// The value is too long.
    TooLong,
    /// The value is no e-mail address.
    Email,
    /// The value is no telephone number.
    Phone,
    /// The value is not one of the choices.
    NotListed,
}

impl ValueError {
    /// A sentence for the visitor: what is wrong and what to do.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Missing => "Please fill this in.",
            Self::TooLong => "That is too long: please use at most 200 characters.",
            Self::Email => {
                "That does not look like an e-mail address. It should look like name@example.com."
            }
            Self::Phone => {
                "That does not look like a phone number. Use digits, spaces and a leading +."
            }
            Self::NotListed => "Please choose one from the list.",
        }
    }
}

impl Kind {
    /// Checks a typed value and returns it trimmed. An address or a number is returned in the letters
    /// that everybody else writes it in, so that it can be compared and dialled. An empty value gives
    /// `Ok("")`, because the card decides whether that is allowed.
    pub fn check(self, typed: &str) -> Result<String, ValueError> {
        let mut plain = String::new();
        let value = if self == Self::Text {
            typed.trim()
        } else {
            for c in typed.chars() {
                if let Some(letter) = plain_letter(c) {
                    plain.push(letter);
                }
            }
            plain.trim()
        };
        // The bytes that begin a character: the count of `std` is faster, with ten times the code.
        if value.bytes().filter(|byte| byte & 0xc0 != 0x80).count() > MAX_VALUE_CHARS {
            return Err(ValueError::TooLong);
        }
        match self {
            Self::Email if !value.is_empty() && !is_email(value) => Err(ValueError::Email),
            Self::Phone if !value.is_empty() && !is_phone(value) => Err(ValueError::Phone),
            _ => Ok(value.to_owned()),
        }
    }
}

/// A letter as ASCII has it: Arabic digits, full-width letters, spaces and dashes that look the same.
/// Characters that don't show are none.
fn plain_letter(c: char) -> Option<char> {
    let code = u32::from(c);
    let plain = match code {
        0xad | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfeff => return None,
        0x660..=0x669 | 0x6f0..=0x6f9 => (code & 0xf) | 0x30,
        0xff01..=0xff5e => code - 0xfee0,
        0x2010..=0x2015 => 0x2d,
        _ if c.is_whitespace() => 0x20,
        _ => return Some(c),
    };
    char::from_u32(plain)
}

/// One `@` with something before it, and a domain of at least two labels after it. Only sending
/// mail could prove that an address exists; this check catches typing errors. It is one pass by
/// hand, because the widget also contains it and would pay for the searchers of `str` and the
/// tables of Unicode.
pub(crate) fn is_email(value: &str) -> bool {
    let (mut in_domain, mut dots, mut before) = (false, 0, '.');
    for c in value.chars() {
        let begins = before == '.';
        let fits = match c {
            // A label ends. It must not be empty, and in a domain it must not end with a dash.
            '.' | '@' if begins || (in_domain && before == '-') => false,
            '@' => !core::mem::replace(&mut in_domain, true),
            '-' => !(in_domain && begins),
            _ if c.is_whitespace() => false,
            '.' | '0'..='9' | 'a'..='z' | 'A'..='Z' | '\u{a0}'.. => true,
            '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '<'
            | '>'
            | '('
            | ')'
            | '['
            | ']'
            | ','
            | ';'
            | ':'
            | '\\'
            | '"' => false,
            _ => !in_domain,
        };
        if !fits {
            return false;
        }
        dots += usize::from(in_domain && c == '.');
        before = if c == '@' { '.' } else { c };
    }
    dots > 0 && before != '.' && before != '-'
}

/// 5 to 15 digits (E.164 has at most 15), with the separators that people use.
fn is_phone(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let rest = match value.as_bytes() {
        [b'+', rest @ ..] | rest => rest,
    };
    (5..=15).contains(&digits)
        && rest
            .iter()
            .all(|byte| matches!(byte, b'0'..=b'9' | b' ' | b'-' | b'/' | b'(' | b')' | b'.'))
}
