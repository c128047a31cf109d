//! Labels for conditions.

use super::{Group, Mode, Row};
use shared::audience::{Attribute, Metric, NowAttribute, NowFacts, Operator, now_value};
use shared::desk::Team;
use shared::person::Field;
use shared::stream::Route;

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

/// The labels of a condition's fields, and the entry for attributes of the site's own.
pub(crate) const ATTRIBUTE: &str = "Attribute";
pub(crate) const CONDITION: &str = "Condition";
pub(crate) const VALUE: &str = "Value";
pub(crate) const CUSTOM: &str = "Custom attribute…";

/// How many conditions of a group must hold: the code and its label.
pub(crate) const MODES: [(&str, &str); 2] = [("all", "All of these"), ("any", "Any of these")];

/// The answers to what is yes or no.
pub(crate) const YES_OR_NO: [(bool, &str); 2] = [(true, "Yes"), (false, "No")];

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

/// The attributes of now that an audience can ask for, with their labels.
pub(crate) fn audience_now() -> Vec<(String, String)> {
    let open = NowAttribute::open();
    vec![(open.as_str().to_owned(), now_label(&open, &[]))]
}

/// The attributes of now that a condition card can ask for, with their labels.
pub(crate) fn card_now(teams: &[Team]) -> Vec<(String, String)> {
    let team = |team: &Team| Route::Team { team: team.id.clone() };
    let routes = [Route::RoundRobin, Route::Rules].into_iter().chain(teams.iter().map(team));
    let attributes = routes.map(|route| NowAttribute::available(&route));
    let attributes = [NowAttribute::open()].into_iter().chain(attributes);
    attributes.map(|one| (one.as_str().to_owned(), now_label(&one, teams))).collect()
}

/// The label of an attribute of now.
pub(crate) fn now_label(attribute: &NowAttribute, teams: &[Team]) -> String {
    match attribute.route() {
        None => "The site is open".to_owned(),
        Some(Route::RoundRobin) => "Somebody is available".to_owned(),
        Some(Route::Rules) => "Somebody is available by the routing rules".to_owned(),
        Some(Route::Agent { .. }) => "This agent is available".to_owned(),
        Some(Route::Team { team }) => {
            let named = teams.iter().find(|known| known.id == team);
            let name = named.map_or("this team", |team| &team.name);
            format!("Somebody in {name} is available")
        }
    }
}

/// Whether it is an attribute of now, which is yes or no.
pub(crate) fn is_now(value: &str) -> bool {
    NowAttribute::parse(value).is_some()
}

/// What was so when a dialogue asked, in one line.
pub(crate) fn describe_facts(facts: &NowFacts) -> String {
    let fact = |(asked, answer): (&NowAttribute, &bool)| {
        format!("{}: {}", now_label(asked, &[]), now_value(*answer))
    };
    facts.iter().map(fact).collect::<Vec<_>>().join(", ")
}

/// Whether a condition's value is chosen from the list of countries.
pub(crate) fn is_country_list(attribute: &str, operator: &str) -> bool {
    attribute == Attribute::Country.as_str()
        && [Operator::Is, Operator::IsNot].iter().any(|one| one.as_str() == operator)
}

/// Whether it is an attribute that every site has.
pub(crate) fn is_common(value: &str) -> bool {
    common().any(|(entry, _)| entry == value)
}

/// The label of an attribute; a custom one is its own label.
pub(crate) fn attribute_name(value: &str) -> String {
    if let Some(attribute) = NowAttribute::parse(value) {
        return now_label(&attribute, &[]);
    }
    common().find(|(entry, _)| *entry == value).map_or(value, |(_, name)| name).to_owned()
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

/// The attributes to choose from: those of every site, those of now, then the site's custom ones.
pub(crate) fn attributes(now: Vec<(String, String)>, own: &[String]) -> Vec<(String, String)> {
    let pair = |(value, name): (&str, &str)| (value.to_owned(), name.to_owned());
    let own = own.iter().filter(|value| !is_common(value)).map(|value| pair((value, value)));
    common().map(pair).chain(now).chain(own).collect()
}
