//! How somebody is called, from what they told.

use super::{Field, Values};

/// Their name, else their e-mail, else that we don't know.
pub fn called(told: &Values) -> String {
    let email = || fact(told, Field::Email).map(str::to_owned);
    full_name(told).or_else(email).unwrap_or_else(|| "A visitor".to_owned())
}

/// Their first and last name, as far as they told.
pub fn full_name(told: &Values) -> Option<String> {
    let names = [Field::FirstName, Field::LastName].into_iter().filter_map(|f| fact(told, f));
    let full = names.collect::<Vec<_>>().join(" ");
    (!full.is_empty()).then_some(full)
}

fn fact(told: &Values, field: Field) -> Option<&str> {
    told.get(&field).map(|value| value.trim()).filter(|value| !value.is_empty())
}
