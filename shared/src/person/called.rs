//! How somebody is called, from what they told.

use super::{Field, Values};

/// Their name, else their e-mail, else that we don't know.
pub fn called(told: &Values) -> String {
    let fact = |field| told.get(&field).map(|value| value.trim()).filter(|value| !value.is_empty());
    let names = [Field::FirstName, Field::LastName].into_iter().filter_map(fact);
    let full = names.collect::<Vec<_>>().join(" ");
    if !full.is_empty() {
        return full;
    }
    fact(Field::Email).unwrap_or("A visitor").to_owned()
}
