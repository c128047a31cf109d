//! How a visitor is called, from what they told.

use shared::event::Page;
use shared::person::{Field, Values, called};

/// Their name, else their e-mail, else that we don't know.
pub(crate) fn name(told: &Values) -> String {
    called(told)
}

/// What they told of that field, if anything.
pub(crate) fn fact(told: &Values, field: Field) -> Option<&str> {
    told.get(&field).map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// The field in which a page tells how a site's own books know somebody.
pub(crate) const CRM_STATUS: &str = "crm_status";

/// What they told in the site's own fields: each by a name that people can read, and its value.
pub(crate) fn others(told: &Values) -> Vec<(String, String)> {
    let own = told.iter().filter_map(|(field, value)| match field {
        Field::Custom(name) if name.as_str() != CRM_STATUS => Some((name.as_str(), value.trim())),
        _ => None,
    });
    let own = own.filter(|(_, value)| !value.is_empty());
    own.map(|(name, value)| (readable(name), value.to_owned())).collect()
}

/// `bakery_size` as “Bakery size”.
fn readable(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.trim().chars();
    letters.next().map_or_else(String::new, |first| upper(first) + letters.as_str())
}

/// One or two letters for their picture; none for somebody we can't name.
pub(crate) fn initials(told: &Values) -> Option<String> {
    let first = |text: &str| text.chars().find(|c| c.is_alphanumeric()).map(upper);
    let names = [fact(told, Field::FirstName), fact(told, Field::LastName)];
    let letters: String = names.into_iter().flatten().filter_map(first).collect();
    if letters.is_empty() {
        return fact(told, Field::Email).and_then(first);
    }
    Some(letters)
}

fn upper(letter: char) -> String {
    letter.to_uppercase().collect()
}

/// The path of a page, short enough for a line; the host where there is no path.
pub(crate) fn path(page: &Page) -> String {
    page.short()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(values: &[(Field, &str)]) -> Values {
        values.iter().map(|(field, value)| (field.clone(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_visitor_is_called_by_name_then_by_email_then_a_visitor() {
        let ada = told(&[
            (Field::FirstName, "Ada"),
            (Field::LastName, "Lovelace"),
            (Field::Email, "ada@acme.com"),
        ]);
        assert_eq!(name(&ada), "Ada Lovelace");
        assert_eq!(name(&told(&[(Field::Email, "ada@acme.com")])), "ada@acme.com");
        assert_eq!(name(&told(&[(Field::FirstName, " ")])), "A visitor");
    }

    #[test]
    fn the_sites_own_fields_are_shown_by_names_that_people_read() {
        let field = |word: &str| Field::from_word(word).unwrap();
        let told = told(&[
            (Field::Email, "ada@acme.com"),
            (field("bakery_size"), "2 to 5"),
            (field("empty"), " "),
            (field(CRM_STATUS), "Customer"),
        ]);
        assert_eq!(others(&told), [("Bakery size".to_owned(), "2 to 5".to_owned())]);
        assert_eq!(fact(&told, field(CRM_STATUS)), Some("Customer"));
    }

    #[test]
    fn initials_come_from_what_is_known() {
        let ada = told(&[(Field::FirstName, "ada"), (Field::LastName, "Lovelace")]);
        assert_eq!(initials(&ada).as_deref(), Some("AL"));
        assert_eq!(initials(&told(&[(Field::Email, "bob@x.de")])).as_deref(), Some("B"));
        assert_eq!(initials(&Values::new()), None);
    }

    #[test]
    fn a_page_is_shown_by_its_path() {
        let page = |url: &str| Page { url: url.to_owned(), ..Page::default() };
        assert_eq!(path(&page("https://acme.com/pricing?a=b#c")), "/pricing");
        assert_eq!(path(&page("https://acme.com/")), "/");
        assert_eq!(path(&page("https://acme.com")), "acme.com");
    }
}
