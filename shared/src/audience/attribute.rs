//! What conditions look at.

use crate::event::{Page, Place};
use crate::person::{Field, NameError, Values};
use crate::prelude::*;

/// Something that may be known of a visitor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub enum Attribute {
    /// What they told, or what was noted of them.
    Field(Field),
    /// The address of the page they are on.
    PageUrl,
    /// Where they came from.
    Referrer,
    /// The country the edge infers, as two letters.
    Country,
    /// The region the edge infers.
    Region,
    /// The city the edge infers.
    City,
}

impl Attribute {
    /// The word on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Field(field) => field.as_str(),
            Self::PageUrl => "page_url",
            Self::Referrer => "referrer",
            Self::Country => "country",
            Self::Region => "region",
            Self::City => "city",
        }
    }

    /// The one with that word, if there can be one.
    pub fn from_word(word: &str) -> Option<Self> {
        let around = [Self::PageUrl, Self::Referrer, Self::Country, Self::Region, Self::City];
        let found = around.into_iter().find(|known| known.as_str() == word);
        found.or_else(|| Field::from_word(word).map(Self::Field))
    }
}

impl TryFrom<String> for Attribute {
    type Error = NameError;
    fn try_from(word: String) -> Result<Self, NameError> {
        match Self::from_word(&word) {
            Some(attribute) => Ok(attribute),
            None => Field::try_from(word).map(Self::Field),
        }
    }
}

impl From<Attribute> for String {
    fn from(attribute: Attribute) -> Self {
        attribute.as_str().to_owned()
    }
}

/// What is known of a visitor; an empty text is unknown.
pub trait Known {
    /// The value of an attribute.
    fn value(&self, attribute: &Attribute) -> &str;
}

/// What is known of a visitor, from where it is kept.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'f> {
    /// What they told, or what was noted of them.
    pub told: &'f Values,
    /// Where they are.
    pub page: &'f Page,
    /// Where in the world the edge thinks they are.
    pub place: &'f Place,
}

impl<'f> Facts<'f> {
    /// The value of an attribute.
    pub fn of(&self, attribute: &Attribute) -> &'f str {
        match attribute {
            Attribute::Field(field) => self.told.get(field).map_or("", String::as_str),
            Attribute::PageUrl => &self.page.url,
            Attribute::Referrer => &self.page.referrer,
            Attribute::Country => &self.place.country,
            Attribute::Region => &self.place.region,
            Attribute::City => &self.place.city,
        }
    }
}

impl Known for Facts<'_> {
    fn value(&self, attribute: &Attribute) -> &str {
        self.of(attribute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_names_one_attribute_and_an_attribute_one_word() {
        for word in ["email", "topic", "page_url", "referrer", "country", "region", "city"] {
            assert_eq!(Attribute::from_word(word).unwrap().as_str(), word);
        }
        assert_eq!(Attribute::from_word("two words"), None);
        assert!(Attribute::try_from("Two".to_owned()).is_err());
    }
}
