//! What a site keeps of somebody, put together from what their conversations told and agents noted.

use super::Device;
use crate::event::Place;
use crate::person::{Field, ValueError, Values, called};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many fields an agent can note.
const MAX_NOTED: usize = 50;

/// What is known of a person, or of a visitor whose e-mail address nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// What they told, in whatever conversation; the latest stands.
    pub told: Values,
    /// What agents noted; it stands over what was told, until it is taken back.
    #[serde(skip_serializing_if = "Values::is_empty")]
    pub noted: Values,
    /// Where the edge last thought they were.
    #[serde(skip_serializing_if = "Place::is_unknown")]
    pub place: Place,
    /// What they last sat at.
    #[serde(skip_serializing_if = "Device::is_unknown")]
    pub device: Device,
    /// When they were first seen.
    pub first: Timestamp,
    /// When something of theirs last happened.
    pub last: Timestamp,
    /// How late in its conversation each field was known: letters overtake each other.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    as_of: BTreeMap<Field, Timestamp>,
}

/// What a conversation tells of whom it is with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard<'h> {
    /// What they told.
    pub told: &'h Values,
    /// Where the edge thinks they are.
    pub place: &'h Place,
    /// What they sit at.
    pub device: &'h Device,
    /// When it began.
    pub started: Timestamp,
    /// When something last happened in it.
    pub last: Timestamp,
}

/// Why something can't be noted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// A value that the field can't have.
    #[error("{}: {}", .0.as_str(), .1.sentence())]
    Value(Field, ValueError),
    /// A person is who they are by their address.
    #[error("A person is known by their e-mail address: it can't be changed here.")]
    Email,
    /// Too much.
    #[error("At most {MAX_NOTED} fields can be noted of somebody.")]
    TooMany,
}

impl Known {
    /// Takes in what a conversation tells. In whatever order they come, what the later one told
    /// stands.
    pub fn hear(&mut self, heard: &Heard<'_>) {
        for (field, value) in heard.told.iter().filter(|(_, value)| !value.is_empty()) {
            if self.as_of.get(field).is_none_or(|known| heard.last >= *known) {
                self.told.insert(field.clone(), value.clone());
                self.as_of.insert(field.clone(), heard.last);
            }
        }
        let is_latest = heard.last >= self.last;
        if !heard.place.is_unknown() && (is_latest || self.place.is_unknown()) {
            self.place = heard.place.clone();
        }
        if !heard.device.is_unknown() && (is_latest || self.device.is_unknown()) {
            self.device = heard.device.clone();
        }
        let never_seen = self.first == Timestamp::default();
        self.first = if never_seen { heard.started } else { self.first.min(heard.started) };
        self.last = self.last.max(heard.last);
    }

    /// A visitor turned out to be this person: what was known of them alone is known of the person.
    pub fn absorb(&mut self, visitor: &Self) {
        let Self { told, noted, place, device, first, last, as_of } = visitor;
        for (field, value) in told {
            let told = Values::from([(field.clone(), value.clone())]);
            let last = as_of.get(field).copied().unwrap_or_default();
            self.hear(&Heard { told: &told, place, device, started: *first, last });
        }
        let told = &Values::new();
        self.hear(&Heard { told, place, device, started: *first, last: *last });
        for (field, value) in noted {
            self.noted.entry(field.clone()).or_insert_with(|| value.clone());
        }
    }

    /// Only when they were seen: the rest is kept elsewhere.
    #[must_use]
    pub fn only_when(&self) -> Self {
        Self { first: self.first, last: self.last, ..Self::default() }
    }

    /// Notes what an agent writes; an empty value takes a note back. `is_person`: whether they are
    /// known by an address already.
    pub fn note(&mut self, fields: &Values, is_person: bool) -> Result<(), NoteError> {
        let mut noted = self.noted.clone();
        for (field, value) in fields {
            let value = field.check(value).map_err(|why| NoteError::Value(field.clone(), why))?;
            if *field == Field::Email && is_person {
                if email_of(&self.told) != email_of(&Values::from([(Field::Email, value)])) {
                    return Err(NoteError::Email);
                }
                continue;
            }
            // What they told themselves needs no note.
            let is_told = self.told.get(field) == Some(&value);
            if value.is_empty() || is_told {
                noted.remove(field);
            } else {
                noted.insert(field.clone(), value);
            }
        }
        if noted.len() > MAX_NOTED {
            return Err(NoteError::TooMany);
        }
        self.noted = noted;
        Ok(())
    }

    /// What holds of them: what was noted, else what was told.
    #[must_use]
    pub fn fields(&self) -> Values {
        let mut fields = self.told.clone();
        fields.extend(self.noted.iter().map(|(field, value)| (field.clone(), value.clone())));
        fields
    }
}

/// The address a person is known by: in small letters, and only where it can be one.
#[must_use]
pub fn email_of(told: &Values) -> Option<String> {
    let email = Field::Email.check(told.get(&Field::Email)?).ok()?;
    (!email.is_empty()).then(|| email.to_lowercase())
}

/// What a list of people is sorted by when it is sorted by name.
#[must_use]
pub fn name_key(fields: &Values) -> String {
    called(fields).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection;
    use proptest::prelude::*;

    fn values(pairs: &[(Field, &str)]) -> Values {
        pairs.iter().map(|(field, value)| (field.clone(), (*value).to_owned())).collect()
    }

    fn heard(known: &mut Known, told: &Values, started: u64, last: u64) {
        let (place, device) = (&Place::default(), &Device::default());
        let (started, last) = (Timestamp(started), Timestamp(last));
        known.hear(&Heard { told, place, device, started, last });
    }

    #[test]
    fn what_was_told_last_stands_and_nothing_is_unlearned() {
        let mut known = Known::default();
        heard(&mut known, &values(&[(Field::Company, "Acme"), (Field::Phone, "12345")]), 10, 20);
        heard(&mut known, &values(&[(Field::Company, "Byte"), (Field::JobTitle, "")]), 30, 40);
        // Late news of an old conversation: it only fills what nobody knew.
        heard(&mut known, &values(&[(Field::Company, "Old"), (Field::JobTitle, "CTO")]), 5, 6);
        assert_eq!(
            known.fields(),
            values(&[(Field::Company, "Byte"), (Field::JobTitle, "CTO"), (Field::Phone, "12345")])
        );
        assert_eq!((known.first, known.last), (Timestamp(5), Timestamp(40)));
    }

    #[test]
    fn a_note_stands_over_what_was_told_until_it_is_taken_back() {
        let mut known = Known::default();
        heard(&mut known, &values(&[(Field::FirstName, "Ad"), (Field::Email, "Ada@x.de")]), 1, 2);
        known.note(&values(&[(Field::FirstName, " Ada "), (Field::Phone, "12345")]), true).unwrap();
        heard(&mut known, &values(&[(Field::FirstName, "ada")]), 3, 4);
        assert_eq!(known.fields()[&Field::FirstName], "Ada");
        known.note(&values(&[(Field::FirstName, "")]), true).unwrap();
        assert_eq!(known.fields()[&Field::FirstName], "ada");
        assert_eq!(known.noted, values(&[(Field::Phone, "12345")]));
    }

    #[test]
    fn what_can_not_be_is_not_noted() {
        let mut known = Known::default();
        heard(&mut known, &values(&[(Field::Email, "Ada@x.de")]), 1, 2);
        let before = known.clone();
        let phone = known.note(&values(&[(Field::Phone, "call me")]), true).unwrap_err();
        assert!(phone.to_string().starts_with("phone: That does not look like"));
        let other = values(&[(Field::Email, "eve@x.de")]);
        assert_eq!(known.note(&other, true), Err(NoteError::Email));
        assert_eq!(known.note(&values(&[(Field::Email, "ada@X.de")]), true), Ok(()));
        assert_eq!(known, before, "nothing is half noted");
        assert_eq!(known.note(&other, false), Ok(()));
        let many = (0..51).map(|n| (Field::from_word(&format!("f{n}")).unwrap(), "x".to_owned()));
        assert_eq!(known.note(&many.collect(), false), Err(NoteError::TooMany));
    }

    #[test]
    fn a_visitor_who_becomes_a_person_brings_what_was_known_of_them() {
        let (mut visitor, mut person) = (Known::default(), Known::default());
        heard(&mut visitor, &values(&[(Field::Company, "Acme")]), 10, 20);
        visitor.note(&values(&[(Field::JobTitle, "CTO")]), false).unwrap();
        heard(
            &mut person,
            &values(&[(Field::Email, "ada@x.de"), (Field::Company, "Byte")]),
            30,
            40,
        );
        person.absorb(&visitor);
        let fields = person.fields();
        assert_eq!((&*fields[&Field::Company], &*fields[&Field::JobTitle]), ("Byte", "CTO"));
        assert_eq!(person.first, Timestamp(10));
    }

    #[test]
    fn an_address_is_one_in_whatever_letters() {
        assert_eq!(email_of(&values(&[(Field::Email, " Ada@X.de")])).as_deref(), Some("ada@x.de"));
        assert_eq!(email_of(&values(&[(Field::Email, "ada")])), None);
        assert_eq!(email_of(&Values::new()), None);
    }

    proptest! {
        /// Letters of several conversations overtake each other; what comes of them is the same.
        #[test]
        fn in_whatever_order_conversations_are_heard_the_latest_stands(
            order in collection::vec(("[a-c]", 0..4_usize), 1..8).prop_flat_map(|told| {
                let said = |(n, (value, field)): (usize, (String, usize))| {
                    (Values::from([(Field::STANDARD[field].clone(), value)]), n as u64 * 10 + 1)
                };
                let said: Vec<_> = told.into_iter().enumerate().map(said).collect();
                (Just(said.clone()), Just(said).prop_shuffle())
            }),
        ) {
            let after = |order: &[(Values, u64)]| {
                let mut known = Known::default();
                for (told, at) in order {
                    heard(&mut known, told, *at, *at + 5);
                }
                known
            };
            prop_assert_eq!(after(&order.0), after(&order.1));
        }
    }
}
