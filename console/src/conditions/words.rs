//! Conditions in words.

use super::{Group, Mode, Row};
use shared::audience::{Attribute, Happening, Operator};
use shared::person::Field;

/// The attributes every site has: the word, and its name.
const COMMON: [(Attribute, &str); 11] = [
    (Attribute::Country, "Country"),
    (Attribute::Region, "Region"),
    (Attribute::City, "City"),
    (Attribute::PageUrl, "Page address"),
    (Attribute::Referrer, "Came from"),
    (Attribute::Field(Field::Email), "E-mail"),
    (Attribute::Field(Field::FirstName), "First name"),
    (Attribute::Field(Field::LastName), "Last name"),
    (Attribute::Field(Field::Phone), "Phone"),
    (Attribute::Field(Field::Company), "Company"),
    (Attribute::Field(Field::JobTitle), "Job title"),
];

/// The operators, as they are offered.
pub(crate) const OPERATORS: [Operator; 8] = [
    Operator::Is,
    Operator::IsNot,
    Operator::Contains,
    Operator::StartsWith,
    Operator::GreaterThan,
    Operator::LessThan,
    Operator::IsNotEmpty,
    Operator::IsEmpty,
];

/// What can happen, as it is offered.
pub(crate) const HAPPENINGS: [Happening; 3] =
    [Happening::TimeOnPage, Happening::TimeOnSite, Happening::ScrollDepth];

/// The words and names of the attributes every site has.
pub(super) fn common() -> impl Iterator<Item = (&'static str, &'static str)> {
    COMMON.iter().map(|(attribute, name)| (attribute.as_str(), *name))
}

/// Whether every site has it.
pub(crate) fn is_common(word: &str) -> bool {
    common().any(|(known, _)| known == word)
}

/// What an attribute is called; one of the site's own is called as it is.
pub(crate) fn attribute_name(word: &str) -> &str {
    common().find(|(known, _)| *known == word).map_or(word, |(_, name)| name)
}

/// An operator between an attribute and a value.
pub(crate) const fn operator_name(operator: Operator) -> &'static str {
    match operator {
        Operator::Is => "is",
        Operator::IsNot => "is not",
        Operator::IsEmpty => "is not known",
        Operator::IsNotEmpty => "is known",
        Operator::Contains => "contains",
        Operator::StartsWith => "starts with",
        Operator::GreaterThan => "is greater than",
        Operator::LessThan => "is less than",
    }
}

/// What happens, and the unit it is measured in.
pub(crate) const fn happening(event: Happening) -> (&'static str, &'static str) {
    match event {
        Happening::TimeOnPage => ("Time on this page", "seconds"),
        Happening::TimeOnSite => ("Time on the site", "seconds"),
        Happening::ScrollDepth => ("Scrolled down", "percent"),
    }
}

/// All of it as one line; nothing where nothing is asked.
pub(crate) fn in_words(group: &Group) -> String {
    let between = match group.mode {
        Mode::All => " and ",
        Mode::Any => " or ",
    };
    let row = |row: &Row| match row {
        Row::Test(test) => {
            let (name, operator) = (attribute_name(&test.attribute), operator_name(test.operator));
            if test.compares() {
                format!("{name} {operator} “{}”", test.value.trim())
            } else {
                format!("{name} {operator}")
            }
        }
        Row::Event(event) => {
            let (name, unit) = happening(event.event);
            format!("{name} at least {} {unit}", event.at_least.trim())
        }
        Row::Group(inner) if inner.rows.len() < 2 => in_words(inner),
        Row::Group(inner) => format!("({})", in_words(inner)),
    };
    group.rows.iter().map(row).collect::<Vec<_>>().join(between)
}

/// The attributes to choose from: those of every site, then the site's own that are known.
pub(crate) fn attributes(own: &[String]) -> Vec<(String, String)> {
    let pair = |(word, name): (&str, &str)| (word.to_owned(), name.to_owned());
    let own = own.iter().filter(|word| !is_common(word)).map(|word| pair((word, word)));
    common().map(pair).chain(own).collect()
}
