//! Names and initials from a visitor's attributes.

use crate::texts::t;
use shared::person::{Attributes, Field, full_name};

/// Their name, else their e-mail address, else a placeholder.
pub(crate) fn display_name(attributes: &Attributes) -> String {
    let email = || field_value(attributes, Field::Email).map(str::to_owned);
    full_name(attributes).or_else(email).unwrap_or_else(|| t!("inbox-a-visitor").to_owned())
}

/// What the visitor has answered beside who they are, on one line.
pub(crate) fn answers(attributes: &Attributes) -> String {
    let company = field_value(attributes, Field::Company).map(str::to_owned);
    let own = others(attributes).into_iter().map(|(_, value)| value);
    company.into_iter().chain(own).collect::<Vec<_>>().join(" · ")
}

/// Returns the value of a field, unless it is blank.
pub(crate) fn field_value(attributes: &Attributes, field: Field) -> Option<&str> {
    attributes.get(&field).map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// The custom attribute in which a page tells the visitor's status in the site's CRM.
pub(crate) const CRM_STATUS: &str = "crm_status";

/// Returns the custom attributes, each with a readable name.
pub(crate) fn others(attributes: &Attributes) -> Vec<(String, String)> {
    let own = attributes.iter().filter_map(|(field, value)| match field {
        Field::Custom(name) if name.as_str() != CRM_STATUS => Some((name.as_str(), value.trim())),
        _ => None,
    });
    let own = own.filter(|(_, value)| !value.is_empty());
    own.map(|(name, value)| (readable(name), value.to_owned())).collect()
}

/// Turns `bakery_size` into “Bakery size”.
fn readable(name: &str) -> String {
    let text = name.replace('_', " ");
    let mut letters = text.trim().chars();
    letters.next().map_or_else(String::new, |first| upper(first) + letters.as_str())
}

/// Returns one or two initials; `None` if the name is unknown.
pub(crate) fn initials(attributes: &Attributes) -> Option<String> {
    let first = |text: &str| text.chars().find(|c| c.is_alphanumeric()).map(upper);
    let names =
        [field_value(attributes, Field::FirstName), field_value(attributes, Field::LastName)];
    let letters: String = names.into_iter().flatten().filter_map(first).collect();
    if letters.is_empty() {
        return field_value(attributes, Field::Email).and_then(first);
    }
    Some(letters)
}

fn upper(letter: char) -> String {
    letter.to_uppercase().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::event::Page;

    fn attributes(values: &[(Field, &str)]) -> Attributes {
        values.iter().map(|(field, value)| (field.clone(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_display_name_is_the_name_then_the_email_then_a_visitor() {
        let ada = attributes(&[
            (Field::FirstName, "Ada"),
            (Field::LastName, "Lovelace"),
            (Field::Email, "ada@acme.com"),
        ]);
        assert_eq!(display_name(&ada), "Ada Lovelace");
        assert_eq!(display_name(&attributes(&[(Field::Email, "ada@acme.com")])), "ada@acme.com");
        assert_eq!(display_name(&attributes(&[(Field::FirstName, " ")])), "A visitor");
    }

    #[test]
    fn custom_attributes_get_readable_names() {
        let field = |name: &str| Field::from_name(name).unwrap();
        let attributes = attributes(&[
            (Field::Email, "ada@acme.com"),
            (field("bakery_size"), "2 to 5"),
            (field("empty"), " "),
            (field(CRM_STATUS), "Customer"),
        ]);
        assert_eq!(others(&attributes), [("Bakery size".to_owned(), "2 to 5".to_owned())]);
        assert_eq!(answers(&attributes), "2 to 5");
        assert_eq!(field_value(&attributes, field(CRM_STATUS)), Some("Customer"));
    }

    #[test]
    fn initials_come_from_attributes() {
        let ada = attributes(&[(Field::FirstName, "ada"), (Field::LastName, "Lovelace")]);
        assert_eq!(initials(&ada).as_deref(), Some("AL"));
        assert_eq!(initials(&attributes(&[(Field::Email, "bob@x.de")])).as_deref(), Some("B"));
        assert_eq!(initials(&Attributes::new()), None);
    }

    #[test]
    fn a_page_is_shown_by_its_path() {
        let page = |url: &str| Page { url: url.to_owned(), ..Page::default() };
        assert_eq!(page("https://acme.com/pricing?a=b#c").short(), "/pricing");
        assert_eq!(page("https://acme.com/").short(), "/");
        assert_eq!(page("https://acme.com").short(), "acme.com");
    }
}
