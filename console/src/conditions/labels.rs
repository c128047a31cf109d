//! Labels for conditions.

use super::{Group, Mode, Row};
use shared::audience::{Attribute, Metric, Operator};
use shared::person::Field;

/// The attributes every site has, with their labels.
const COMMON: [(Attribute, &str); 11] = [
    (Attribute::Country, "Country"),
    (Attribute::Region, "Region"),
    (Attribute::City, "City"),
    (Attribute::PageUrl, "Page address"),
    (Attribute::Referrer, "Referrer"),
    (Attribute::Field(Field::Email), "E-mail"),
    (Attribute::Field(Field::FirstName), "First name"),
    (Attribute::Field(Field::LastName), "Last name"),
    (Attribute::Field(Field::Phone), "Phone"),
    (Attribute::Field(Field::Company), "Company"),
    (Attribute::Field(Field::JobTitle), "Job title"),
];

/// The operators, in the order of the menu.
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

/// The events, in the order of the menu.
pub(crate) const HAPPENINGS: [Metric; 3] =
    [Metric::TimeOnPage, Metric::TimeOnSite, Metric::ScrollDepth];

/// The names and labels of the attributes every site has.
pub(super) fn common() -> impl Iterator<Item = (&'static str, &'static str)> {
    COMMON.iter().map(|(attribute, name)| (attribute.as_str(), *name))
}

/// Whether it is an attribute that every site has.
pub(crate) fn is_common(value: &str) -> bool {
    common().any(|(entry, _)| entry == value)
}

/// The label of an attribute; a custom one is its own label.
pub(crate) fn attribute_name(value: &str) -> &str {
    common().find(|(entry, _)| *entry == value).map_or(value, |(_, name)| name)
}

/// The label of an operator, between an attribute and a value.
pub(crate) const fn operator_name(operator: Operator) -> &'static str {
    match operator {
        Operator::Is => "is",
        Operator::IsNot => "is not",
        Operator::IsEmpty => "is unknown",
        Operator::IsNotEmpty => "is known",
        Operator::Contains => "contains",
        Operator::StartsWith => "starts with",
        Operator::GreaterThan => "is greater than",
        Operator::LessThan => "is less than",
    }
}

/// The label of an event, and its unit.
pub(crate) const fn happening(event: Metric) -> (&'static str, &'static str) {
    match event {
        Metric::TimeOnPage => ("Time on this page", "seconds"),
        Metric::TimeOnSite => ("Time on the site", "seconds"),
        Metric::ScrollDepth => ("Scrolled down", "percent"),
    }
}

/// Describes a group in one line; empty if it has no conditions.
pub(crate) fn describe(group: &Group) -> String {
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
        Row::Group(inner) if inner.rows.len() < 2 => describe(inner),
        Row::Group(inner) => format!("({})", describe(inner)),
    };
    group.rows.iter().map(row).collect::<Vec<_>>().join(between)
}

/// The attributes to choose from: those of every site, then the site's custom ones.
pub(crate) fn attributes(own: &[String]) -> Vec<(String, String)> {
    let pair = |(value, name): (&str, &str)| (value.to_owned(), name.to_owned());
    let own = own.iter().filter(|value| !is_common(value)).map(|value| pair((value, value)));
    common().map(pair).chain(own).collect()
}
