//! What conditions look at.

use crate::event::{Location, Page};
use crate::person::{Attributes, Field, NameError};
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
    pub fn from_name(name: &str) -> Option<Self> {
        let around = [Self::PageUrl, Self::Referrer, Self::Country, Self::Region, Self::City];
        let found = around.into_iter().find(|entry| entry.as_str() == name);
        found.or_else(|| Field::from_name(name).map(Self::Field))
    }
}

impl TryFrom<String> for Attribute {
    type Error = NameError;
    fn try_from(name: String) -> Result<Self, NameError> {
        match Self::from_name(&name) {
            Some(attribute) => Ok(attribute),
            None => Field::try_from(name).map(Self::Field),
        }
    }
}

impl From<Attribute> for String {
    fn from(attribute: Attribute) -> Self {
        attribute.as_str().to_owned()
    }
}

/// What is known of a visitor; an empty text is unknown.
pub trait AttributeSource {
    /// The value of an attribute.
    fn value(&self, attribute: &Attribute) -> &str;
}

/// What is known of a visitor, from where it is kept.
#[derive(Debug, Clone, Copy)]
pub struct VisitorData<'f> {
    /// What they told, or what was noted of them.
    pub attributes: &'f Attributes,
    pub page: &'f Page,
    /// Where in the world the edge thinks they are.
    pub location: &'f Location,
}

impl<'f> VisitorData<'f> {
    /// The value of an attribute.
    pub fn value_of(&self, attribute: &Attribute) -> &'f str {
        match attribute {
            Attribute::Field(field) => self.attributes.get(field).map_or("", String::as_str),
            Attribute::PageUrl => &self.page.url,
            Attribute::Referrer => &self.page.referrer,
            Attribute::Country => &self.location.country,
            Attribute::Region => &self.location.region,
            Attribute::City => &self.location.city,
        }
    }
}

impl AttributeSource for VisitorData<'_> {
    fn value(&self, attribute: &Attribute) -> &str {
        self.value_of(attribute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attribute_names_round_trip() {
        for name in ["email", "topic", "page_url", "referrer", "country", "region", "city"] {
            assert_eq!(Attribute::from_name(name).unwrap().as_str(), name);
        }
        assert_eq!(Attribute::from_name("two words"), None);
        assert!(Attribute::try_from("Two".to_owned()).is_err());
    }
}
