//! The countries to choose from in a condition. A visitor's country is a code of two letters, as the
//! edge derives it (ISO 3166-1).

use crate::texts::t;

/// The codes of all countries, in order.
const CODES: &str = include_str!("countries.txt");

/// The codes of all countries.
pub(crate) fn countries() -> impl Iterator<Item = &'static str> {
    CODES.split_whitespace()
}

/// The name of a country in the page's language, if it is known.
#[cfg(feature = "view")]
pub(crate) fn country_name(code: &str) -> Option<String> {
    crate::browser::regions::name(code)
}

/// Without a browser no names are known.
#[cfg(not(feature = "view"))]
pub(crate) const fn country_name(_code: &str) -> Option<String> {
    None
}

/// The choices for a value: every country by the name that `name` knows, sorted, and what is set if
/// it is none of them.
pub(crate) fn country_choices(
    set: &str,
    name: impl Fn(&str) -> Option<String>,
) -> Vec<(String, String)> {
    let named = |code: &str| (code.to_owned(), name(code).unwrap_or_else(|| code.to_owned()));
    let mut choices: Vec<_> = countries().map(named).collect();
    choices.sort_by_key(|(_, name)| name.to_lowercase());
    // The edge compares without regard to case.
    match choices.iter_mut().find(|(code, _)| code.eq_ignore_ascii_case(set.trim())) {
        Some((code, _)) => set.clone_into(code),
        None if set.is_empty() => {
            choices.insert(0, (String::new(), t!("conditions-choose-country").to_owned()));
        }
        None => choices.insert(0, (set.to_owned(), set.to_owned())),
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_chosen_by_name_and_what_is_set_is_kept() {
        assert_eq!(countries().count(), 249);
        assert!(countries().all(|code| code.len() == 2));
        let name = |code: &str| match code {
            "DE" => Some("Germany".to_owned()),
            "AT" => Some("Austria".to_owned()),
            _ => None,
        };
        let choices = country_choices("", name);
        assert_eq!(choices[0].1, t!("conditions-choose-country"));
        let place = |choices: &[(String, String)], code: &str| {
            choices.iter().position(|(one, _)| one == code).unwrap()
        };
        assert!(place(&choices, "AT") < place(&choices, "DE"));
        let kept = country_choices("de", name);
        assert_eq!((kept.len(), kept[place(&kept, "de")].1.as_str()), (249, "Germany"));
        assert_eq!(country_choices("Narnia", name)[0].0, "Narnia");
    }
}
