//! The name to show for a visitor.

use super::{Attributes, Field};

/// Their name, else their e-mail address, else a placeholder.
pub fn display_name(attributes: &Attributes) -> String {
    let email = || field_value(attributes, Field::Email).map(str::to_owned);
    full_name(attributes).or_else(email).unwrap_or_else(|| "A visitor".to_owned())
}

/// First and last name, as far as they are known.
pub fn full_name(attributes: &Attributes) -> Option<String> {
    let names =
        [Field::FirstName, Field::LastName].into_iter().filter_map(|f| field_value(attributes, f));
    let full = names.collect::<Vec<_>>().join(" ");
    (!full.is_empty()).then_some(full)
}

fn field_value(attributes: &Attributes, field: Field) -> Option<&str> {
    attributes.get(&field).map(|value| value.trim()).filter(|value| !value.is_empty())
}
