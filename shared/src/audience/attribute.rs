//! Attributes: the values that conditions look at.

use super::now::{self, NowAttribute, NowFacts};
use crate::event::{Location, Page};
use crate::person::{Attributes, Field, NameError};
use crate::prelude::*;

/// An attribute of a visitor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub enum Attribute {
    /// A field, from an answer, an action card or the page.
    Field(Field),
    /// The address of the page they are on.
    PageUrl,
    /// The referrer of the page.
    Referrer,
    /// Two-letter country code, which the edge derives.
    Country,
    /// The region, which the edge derives.
    Region,
    /// The city, which the edge derives.
    City,
    /// What is so at the site at this moment.
    Now(NowAttribute),
}

impl Attribute {
    /// The attribute's name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Field(field) => field.as_str(),
            Self::PageUrl => "page_url",
            Self::Referrer => "referrer",
            Self::Country => "country",
            Self::Region => "region",
            Self::City => "city",
            Self::Now(attribute) => attribute.as_str(),
        }
    }

    /// The attribute with this name on the wire, if the name is valid.
    pub fn from_name(name: &str) -> Option<Self> {
        // Not a search through all of them, whose copies the widget would download.
        Some(match name {
            "page_url" => Self::PageUrl,
            "referrer" => Self::Referrer,
            "country" => Self::Country,
            "region" => Self::Region,
            "city" => Self::City,
            _ => match NowAttribute::parse(name) {
                Some(attribute) => Self::Now(attribute),
                None => Self::Field(Field::from_name(name)?),
            },
        })
    }
}

impl TryFrom<String> for Attribute {
    type Error = NameError;
    fn try_from(name: String) -> Result<Self, NameError> {
        match Self::from_name(&name) {
            Some(attribute) => Ok(attribute),
            None if name.starts_with("now:") => Err(NameError::Now(name)),
            None => Field::try_from(name).map(Self::Field),
        }
    }
}

impl From<Attribute> for String {
    fn from(attribute: Attribute) -> Self {
        attribute.as_str().to_owned()
    }
}

/// Something that has values of attributes. An empty text means unknown.
pub trait AttributeSource {
    fn value(&self, attribute: &Attribute) -> &str;
}

/// The data of a visitor, borrowed from where it is stored.
#[derive(Debug, Clone, Copy)]
pub struct VisitorData<'f> {
    /// Fields, from answers, action cards and the page.
    pub attributes: &'f Attributes,
    pub page: &'f Page,
    /// Location that the edge derived.
    pub location: &'f Location,
    /// What is so now, as far as somebody has looked.
    pub now: &'f NowFacts,
}

impl<'f> VisitorData<'f> {
    pub fn value_of(&self, attribute: &Attribute) -> &'f str {
        match attribute {
            Attribute::Field(field) => self.attributes.get(field).map_or("", String::as_str),
            Attribute::PageUrl => &self.page.url,
            Attribute::Referrer => &self.page.referrer,
            Attribute::Country => &self.location.country,
            Attribute::Region => &self.location.region,
            Attribute::City => &self.location.city,
            Attribute::Now(attribute) => now::value_of(self.now, attribute),
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
        for name in ["email", "topic", "page_url", "referrer", "country", "city", "now:available"] {
            assert_eq!(Attribute::from_name(name).unwrap().as_str(), name);
        }
        assert_eq!(Attribute::from_name("two words"), None);
        assert!(Attribute::try_from("Two".to_owned()).is_err());
        let moon = Attribute::try_from("now:available:moon".to_owned()).unwrap_err();
        assert!(moon.to_string().contains("now:available:rules"), "{moon}");
    }
}
