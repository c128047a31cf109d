//! Labels for conditions.

use super::{Group, Mode, Row};
use crate::texts::t;
use shared::audience::{Attribute, Metric, NowAttribute, NowFacts, Operator};
use shared::desk::Team;
use shared::person::Field;
use shared::stream::Route;

/// The attributes every site has, in the order of the menu.
const COMMON: [Attribute; 11] = [
    Attribute::Country,
    Attribute::Region,
    Attribute::City,
    Attribute::PageUrl,
    Attribute::Referrer,
    Attribute::Field(Field::Email),
    Attribute::Field(Field::FirstName),
    Attribute::Field(Field::LastName),
    Attribute::Field(Field::Phone),
    Attribute::Field(Field::Company),
    Attribute::Field(Field::JobTitle),
];

fn common_label(attribute: &Attribute) -> &'static str {
    match attribute {
        Attribute::Country => t!("conditions-country"),
        Attribute::Region => t!("conditions-region"),
        Attribute::City => t!("conditions-city"),
        Attribute::PageUrl => t!("conditions-page"),
        Attribute::Referrer => t!("conditions-referrer"),
        Attribute::Field(Field::Email) => t!("common-email"),
        Attribute::Field(Field::FirstName) => t!("common-first-name"),
        Attribute::Field(Field::LastName) => t!("common-last-name"),
        Attribute::Field(Field::Phone) => t!("conditions-phone"),
        Attribute::Field(Field::Company) => t!("common-company"),
        Attribute::Field(Field::JobTitle) => t!("common-job-title"),
        _ => "",
    }
}

/// How many conditions of a group must hold: the code and its label.
pub(crate) fn modes() -> [(&'static str, &'static str); 2] {
    [("all", t!("conditions-all")), ("any", t!("conditions-any"))]
}

/// The answers to what is yes or no.
pub(crate) fn yes_or_no() -> [(bool, &'static str); 2] {
    [(true, t!("conditions-yes")), (false, t!("conditions-no"))]
}

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
    COMMON.iter().map(|attribute| (attribute.as_str(), common_label(attribute)))
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
        None => t!("conditions-now-open").to_owned(),
        Some(Route::RoundRobin) => t!("conditions-now-available").to_owned(),
        Some(Route::Rules) => t!("conditions-now-rules").to_owned(),
        Some(Route::Agent { .. }) => t!("conditions-now-agent").to_owned(),
        Some(Route::Team { team }) => {
            let named = teams.iter().find(|known| known.id == team);
            let name = named.map_or(t!("conditions-this-team"), |team| &team.name);
            t!("conditions-now-team", name = name)
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
        let answer = if *answer { t!("common-yes") } else { t!("common-no") };
        format!("{}: {answer}", now_label(asked, &[]))
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
pub(crate) fn operator_name(operator: Operator) -> &'static str {
    match operator {
        Operator::Is => t!("conditions-is"),
        Operator::IsNot => t!("conditions-is-not"),
        Operator::IsEmpty => t!("conditions-is-unknown"),
        Operator::IsNotEmpty => t!("conditions-is-known"),
        Operator::Contains => t!("conditions-contains"),
        Operator::StartsWith => t!("conditions-starts-with"),
        Operator::GreaterThan => t!("conditions-greater"),
        Operator::LessThan => t!("conditions-less"),
    }
}

/// The label of an event, and its unit.
pub(crate) fn happening(event: Metric) -> (&'static str, &'static str) {
    match event {
        Metric::TimeOnPage => (t!("conditions-time-on-page"), t!("conditions-seconds")),
        Metric::TimeOnSite => (t!("conditions-time-on-site"), t!("conditions-seconds")),
        Metric::ScrollDepth => (t!("conditions-scrolled"), t!("conditions-percent")),
    }
}

/// Describes a group in one line; empty if it has no conditions. `country` is the name of a country by its code.
pub(crate) fn describe(group: &Group, country: &impl Fn(&str) -> Option<String>) -> String {
    let between = match group.mode {
        Mode::All => t!("conditions-and"),
        Mode::Any => t!("conditions-or"),
    };
    let row = |row: &Row| match row {
        Row::Test(test) => {
            let (name, operator) = (attribute_name(&test.attribute), operator_name(test.operator));
            let value = test.value.trim();
            let is_number = matches!(test.operator, Operator::GreaterThan | Operator::LessThan);
            if !test.compares() {
                format!("{name} {operator}")
            } else if is_number {
                format!("{name} {operator} {value}")
            } else if is_country_list(&test.attribute, test.operator.as_str())
                && let Some(country) = country(&value.to_uppercase())
            {
                format!("{name} {operator} {country}")
            } else {
                t!("conditions-compared", name = name, operator = operator, value = value)
            }
        }
        Row::Event(event) => {
            let (name, unit) = happening(event.event);
            t!("conditions-at-least", name = name, amount = event.at_least.trim(), unit = unit)
        }
        Row::Group(inner) if inner.rows.len() < 2 => describe(inner, country),
        Row::Group(inner) => format!("({})", describe(inner, country)),
    };
    group.rows.iter().map(row).collect::<Vec<_>>().join(between)
}

/// The attributes to choose from: those of every site, those of now, then the site's custom ones.
pub(crate) fn attributes(now: Vec<(String, String)>, own: &[String]) -> Vec<(String, String)> {
    let pair = |(value, name): (&str, &str)| (value.to_owned(), name.to_owned());
    let own = own.iter().filter(|value| !is_common(value)).map(|value| pair((value, value)));
    common().map(pair).chain(now).chain(own).collect()
}
