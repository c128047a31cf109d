//! A visitor's attributes, and how a typed value is checked.

#[cfg(feature = "serde")]
mod display_name;
#[cfg(feature = "serde")]
mod from_page;
mod kind;
mod name;

use crate::prelude::*;

#[cfg(feature = "serde")]
pub use display_name::{display_name, full_name};
#[cfg(feature = "serde")]
pub use from_page::{from_page, revalidate};
pub(crate) use kind::is_email;
pub use kind::{Kind, ValueError};
pub use name::{CustomName, NameError};

/// Attribute values by field, as a capture card collects them.
#[cfg(feature = "serde")]
pub type Attributes = std::collections::BTreeMap<Field, String>;

#[cfg(not(feature = "serde"))]
pub use vec_map::Attributes;

#[cfg(any(test, not(feature = "serde")))]
mod vec_map;

/// Longest value of one field, in characters.
pub const MAX_VALUE_CHARS: usize = 200;

/// An attribute of a visitor: one of six that every site has, or one of the site's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub enum Field {
    FirstName,
    LastName,
    Email,
    Phone,
    Company,
    JobTitle,
    /// A field of the site's own.
    Custom(CustomName),
}

impl Field {
    /// The six fields that every site has.
    pub const STANDARD: &'static [Self] =
        &[Self::FirstName, Self::LastName, Self::Email, Self::Phone, Self::Company, Self::JobTitle];

    /// The field's name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Company => "company",
            Self::JobTitle => "job_title",
            Self::Custom(name) => name.as_str(),
        }
    }

    /// The field with this name on the wire, if the name is valid.
    pub fn from_name(name: &str) -> Option<Self> {
        // Not a search through all of them, whose copies the widget would download.
        Some(match name {
            "first_name" => Self::FirstName,
            "last_name" => Self::LastName,
            "email" => Self::Email,
            "phone" => Self::Phone,
            "company" => Self::Company,
            "job_title" => Self::JobTitle,
            _ => Self::Custom(CustomName::new(name)?),
        })
    }

    /// The kind of its values, if it is fixed; the author of a dialogue chooses the kind of other
    /// fields.
    pub const fn kind(&self) -> Option<Kind> {
        match self {
            Self::Email => Some(Kind::Email),
            Self::Phone => Some(Kind::Phone),
            _ => None,
        }
    }

    /// Checks a typed value and returns it trimmed, as [`Kind::check`] does.
    pub fn check(&self, typed: &str) -> Result<String, ValueError> {
        self.kind().unwrap_or_default().check(typed)
    }
}

impl TryFrom<String> for Field {
    type Error = NameError;
    fn try_from(name: String) -> Result<Self, NameError> {
        Self::from_name(&name).ok_or_else(|| NameError::new(&name))
    }
}

impl From<Field> for String {
    fn from(field: Field) -> Self {
        field.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standard_field_has_one_name() {
        for field in Field::STANDARD {
            assert_eq!(Field::from_name(field.as_str()).as_ref(), Some(field));
        }
        let own = Field::from_name("team_size").unwrap();
        assert!(matches!(&own, Field::Custom(name) if name.as_str() == "team_size"));
        assert_eq!(Field::from_name("Two words"), None);
    }

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
    fn a_phone_number_has_5_to_15_digits_and_the_usual_separators() {
        for good in ["+49 30 123456", "(030) 123-456", "12345"] {
            assert!(Field::Phone.check(good).is_ok(), "{good}");
        }
        for bad in ["1234", "call me", "+49+30 123456", "1234567890123456"] {
            assert_eq!(Field::Phone.check(bad), Err(ValueError::Phone), "{bad}");
        }
    }

    #[test]
    fn an_address_and_a_number_are_kept_as_everybody_writes_them() {
        for (field, typed, kept) in [
            (Field::Phone, "٠٣٠ ١٢٣٤٥٦", "030 123456"),
            (Field::Phone, "+۹۸ ۲۱ ۱۲۳۴۵۶۷", "+98 21 1234567"),
            (Field::Phone, "＋８１\u{3000}３－１２３４－５６７８", "+81 3-1234-5678"),
            (Field::Phone, "+49\u{a0}30\u{202f}123456\u{200e}", "+49 30 123456"),
            (Field::Phone, "\u{202a}030‑123–456\u{202c}", "030-123-456"),
            (Field::Email, "eve@blocked.example\u{200b}", "eve@blocked.example"),
            (Field::Email, "\u{feff}ev\u{ad}e@blocked.example\u{a0}", "eve@blocked.example"),
            (Field::Email, "ａｄａ＠example．com", "ada@example.com"),
            (Field::Email, "用户@例子.公司", "用户@例子.公司"),
        ] {
            assert_eq!(field.check(typed).as_deref(), Ok(kept), "{typed}");
        }
        // Joiners are part of names.
        assert_eq!(Field::FirstName.check("می\u{200c}نا").as_deref(), Ok("می\u{200c}نا"));
        assert_eq!(Field::Email.check("\u{200b}").as_deref(), Ok(""));
    }

    #[test]
    fn field_names_round_trip() {
        for name in ["first_name", "job_title", "topic", "size_2"] {
            assert_eq!(Field::from_name(name).unwrap().as_str(), name);
        }
        assert!(matches!(Field::from_name("topic"), Some(Field::Custom(_))));
        assert_eq!(Field::from_name("country"), None, "the edge derives the country");
    }

    #[test]
    fn a_value_is_trimmed_and_has_a_limit() {
        assert_eq!(Field::FirstName.check("  Ada "), Ok("Ada".to_owned()));
        assert_eq!(Field::FirstName.check(&"x".repeat(201)), Err(ValueError::TooLong));
    }
}
