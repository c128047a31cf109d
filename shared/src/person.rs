//! What is known of a visitor, and how it is checked when they type it.

use crate::event::words;

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

/// Why a typed value can't be taken. Each says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Nothing was typed where something must be.
    #[error("Please fill this in.")]
    Missing,
    /// Too long to be real.
    #[error("That is too long: please use at most 200 characters.")]
    TooLong,
    /// No e-mail address.
    #[error("That does not look like an e-mail address. It should look like name@example.com.")]
    Email,
    /// No telephone number.
    #[error("That does not look like a phone number. Use digits, spaces and a leading +.")]
    Phone,
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
/// there only mail can tell; this catches what was mistyped. By characters: the widget has this too,
/// and would pay for the searchers of `str` and for the tables of Unicode.
fn is_email(value: &str) -> bool {
    let mut parts = value.split('@');
    let (Some(local), Some(domain), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let local_fits = is_dotted(local, |c| {
        !c.is_whitespace()
            && !matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}')
            && !matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '\\' | '"')
    });
    let label_fits = |label: &str| !label.starts_with('-') && !label.ends_with('-');
    local_fits
        && domain.split('.').count() >= 2
        && domain.split('.').all(label_fits)
        && is_dotted(domain, |c| {
            c.is_ascii_alphanumeric() || c == '-' || (!c.is_ascii() && !c.is_whitespace())
        })
}

/// Pieces that are not empty, with dots between them.
fn is_dotted(text: &str, fits: fn(char) -> bool) -> bool {
    text.split('.').all(|piece| !piece.is_empty() && piece.chars().all(fits))
}

/// 5 to 15 digits (E.164 has at most 15), with the marks people put between them.
fn is_phone(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let rest = value.strip_prefix('+').unwrap_or(value);
    (5..=15).contains(&digits) && rest.chars().all(|c| matches!(c, '0'..='9' | ' ' | '-' | '/' | '(' | ')' | '.'))
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
