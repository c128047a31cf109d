//! What is known of a visitor, and how it is checked when they type it.

use crate::event::words;
use crate::prelude::*;

/// Values by field, as an information capture card collects them.
#[cfg(feature = "serde")]
pub type Values = std::collections::BTreeMap<Field, String>;

#[cfg(not(feature = "serde"))]
pub use few::Values;

#[cfg(any(test, not(feature = "serde")))]
mod few;

/// Longest value of one field, in characters.
pub const MAX_VALUE_CHARS: usize = 200;

words!(
    /// What a capture card can ask for.
    Field {
        /// First name.
        FirstName = "first_name",
        /// Last name.
        LastName = "last_name",
        /// E-mail address.
        Email = "email",
        /// Telephone number.
        Phone = "phone",
        /// Company.
        Company = "company",
        /// Job title.
        JobTitle = "job_title",
    }
);

/// Why a typed value can't be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub enum ValueError {
    /// Nothing was typed where something must be.
    Missing,
    /// Too long to be real.
    TooLong,
    /// No e-mail address.
    Email,
    /// No telephone number.
    Phone,
}

impl ValueError {
    /// What is wrong and what to do.
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
        }
    }
}

impl Field {
    /// Checks a typed value and gives it trimmed. An empty value is `Ok("")`: whether that may be
    /// is the card's matter.
    pub fn check(self, typed: &str) -> Result<String, ValueError> {
        let value = typed.trim();
        if value.chars().nth(MAX_VALUE_CHARS).is_some() {
            return Err(ValueError::TooLong);
        }
        if value.is_empty() {
            return Ok(String::new());
        }
        match self {
            Self::Email if !is_email(value) => Err(ValueError::Email),
            Self::Phone if !is_phone(value) => Err(ValueError::Phone),
            _ => Ok(value.to_owned()),
        }
    }
}

/// One `@`, something before it, and a domain of two labels or more after it. Whether mail arrives
/// there only mail can tell; this catches what was mistyped. In one pass by hand: the widget has this
/// too, and would pay for the searchers of `str` and for the tables of Unicode.
fn is_email(value: &str) -> bool {
    let (mut in_domain, mut dots, mut before) = (false, 0, '.');
    for c in value.chars() {
        let begins = before == '.';
        let fits = match c {
            // A piece ends: it had something in it, and in a domain no dash at its end.
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

/// 5 to 15 digits (E.164 has at most 15), with the marks people put between them.
fn is_phone(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let rest = value.strip_prefix('+').unwrap_or(value);
    (5..=15).contains(&digits)
        && rest.chars().all(|c| matches!(c, '0'..='9' | ' ' | '-' | '/' | '(' | ')' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_needs_a_name_an_at_and_a_domain() {
        for good in [
            "ada@example.com",
            "a.b+c@mail.example.co.uk",
            " ada@example.com ",
            "o'neil@ex-ample.ie",
            "用户@例子.公司",
        ] {
            assert!(Field::Email.check(good).is_ok(), "{good}");
        }
        for bad in [
            "ada",
            "ada@",
            "@example.com",
            "ada@example",
            "a b@example.com",
            "a@b@c.de",
            "a..b@c.de",
            "a@-b.de",
            "a@b..de",
            "<a@b.de>",
        ] {
            assert_eq!(Field::Email.check(bad), Err(ValueError::Email), "{bad}");
        }
    }

    #[test]
    fn a_phone_number_has_5_to_15_digits_and_the_usual_marks() {
        for good in ["+49 30 123456", "(030) 123-456", "12345"] {
            assert!(Field::Phone.check(good).is_ok(), "{good}");
        }
        for bad in ["1234", "call me", "+49+30 123456", "1234567890123456"] {
            assert_eq!(Field::Phone.check(bad), Err(ValueError::Phone), "{bad}");
        }
    }

    #[test]
    fn a_value_is_trimmed_and_never_endless() {
        assert_eq!(Field::FirstName.check("  Ada "), Ok("Ada".to_owned()));
        assert_eq!(Field::FirstName.check(&"x".repeat(201)), Err(ValueError::TooLong));
    }
}
