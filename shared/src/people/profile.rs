//! What a site keeps of somebody, put together from what their conversations told and agents noted.

use super::Device;
use crate::event::Location;
use crate::person::{Attributes, Field, ValueError, display_name};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many fields an agent can note.
const MAX_OVERRIDES: usize = 50;

/// What is known of a person, or of a visitor whose e-mail address nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// What they told, in whatever conversation; the latest stands.
    pub attributes: Attributes,
    /// What agents noted; it stands over what was told, until it is taken back.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub overrides: Attributes,
    /// Where the edge last thought they were.
    #[serde(skip_serializing_if = "Location::is_unknown")]
    pub location: Location,
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
pub struct ProfileUpdate<'h> {
    pub attributes: &'h Attributes,
    /// Where the edge thinks they are.
    pub location: &'h Location,
    /// What they sit at.
    pub device: &'h Device,
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
    #[error("At most {MAX_OVERRIDES} fields can be noted of somebody.")]
    TooMany,
}

impl Profile {
    /// Takes in what a conversation tells. In whatever order they come, what the later one told
    /// stands.
    pub fn update(&mut self, update: &ProfileUpdate<'_>) {
        for (field, value) in update.attributes.iter().filter(|(_, value)| !value.is_empty()) {
            if self.as_of.get(field).is_none_or(|at| update.last >= *at) {
                self.attributes.insert(field.clone(), value.clone());
                self.as_of.insert(field.clone(), update.last);
            }
        }
        let is_latest = update.last >= self.last;
        if !update.location.is_unknown() && (is_latest || self.location.is_unknown()) {
            self.location = update.location.clone();
        }
        if !update.device.is_unknown() && (is_latest || self.device.is_unknown()) {
            self.device = update.device.clone();
        }
        let never_seen = self.first == Timestamp::default();
        self.first = if never_seen { update.started } else { self.first.min(update.started) };
        self.last = self.last.max(update.last);
    }

    /// A visitor turned out to be this person: what was known of them alone is known of the person.
    pub fn absorb(&mut self, visitor: &Self) {
        let Self { attributes, overrides, location, device, first, last, as_of } = visitor;
        for (field, value) in attributes {
            let attributes = Attributes::from([(field.clone(), value.clone())]);
            let last = as_of.get(field).copied().unwrap_or_default();
            self.update(&ProfileUpdate {
                attributes: &attributes,
                location,
                device,
                started: *first,
                last,
            });
        }
        let attributes = &Attributes::new();
        self.update(&ProfileUpdate { attributes, location, device, started: *first, last: *last });
        for (field, value) in overrides {
            self.overrides.entry(field.clone()).or_insert_with(|| value.clone());
        }
    }

    /// Only when they were seen: the rest is kept elsewhere.
    #[must_use]
    pub fn only_when(&self) -> Self {
        Self { first: self.first, last: self.last, ..Self::default() }
    }

    /// Notes what an agent writes; an empty value takes a note back. `is_person`: whether they are
    /// known by an address already.
    pub fn note(&mut self, fields: &Attributes, is_person: bool) -> Result<(), NoteError> {
        let mut overrides = self.overrides.clone();
        for (field, value) in fields {
            let value =
                field.check(value).map_err(|reason| NoteError::Value(field.clone(), reason))?;
            if *field == Field::Email && is_person {
                if email_of(&self.attributes)
                    != email_of(&Attributes::from([(Field::Email, value)]))
                {
                    return Err(NoteError::Email);
                }
                continue;
            }
            // What they told themselves needs no note.
            let is_unchanged = self.attributes.get(field) == Some(&value);
            if value.is_empty() || is_unchanged {
                overrides.remove(field);
            } else {
                overrides.insert(field.clone(), value);
            }
        }
        if overrides.len() > MAX_OVERRIDES {
            return Err(NoteError::TooMany);
        }
        self.overrides = overrides;
        Ok(())
    }

    /// What holds of them: what was noted, else what was told.
    #[must_use]
    pub fn fields(&self) -> Attributes {
        let mut fields = self.attributes.clone();
        fields.extend(self.overrides.iter().map(|(field, value)| (field.clone(), value.clone())));
        fields
    }
}

/// The address a person is known by: in small letters, and only where it can be one.
#[must_use]
pub fn email_of(attributes: &Attributes) -> Option<String> {
    let email = Field::Email.check(attributes.get(&Field::Email)?).ok()?;
    (!email.is_empty()).then(|| email.to_lowercase())
}

/// What a list of people is sorted by when it is sorted by name.
#[must_use]
pub fn name_key(fields: &Attributes) -> String {
    display_name(fields).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection;
    use proptest::prelude::*;

    fn values(pairs: &[(Field, &str)]) -> Attributes {
        pairs.iter().map(|(field, value)| (field.clone(), (*value).to_owned())).collect()
    }

    fn update(profile: &mut Profile, attributes: &Attributes, started: u64, last: u64) {
        let (location, device) = (&Location::default(), &Device::default());
        let (started, last) = (Timestamp(started), Timestamp(last));
        profile.update(&ProfileUpdate { attributes, location, device, started, last });
    }

    #[test]
    fn the_latest_attribute_wins_and_none_is_lost() {
        let mut profile = Profile::default();
        update(&mut profile, &values(&[(Field::Company, "Acme"), (Field::Phone, "12345")]), 10, 20);
        update(&mut profile, &values(&[(Field::Company, "Byte"), (Field::JobTitle, "")]), 30, 40);
        // Late news of an old conversation: it only fills what nobody knew.
        update(&mut profile, &values(&[(Field::Company, "Old"), (Field::JobTitle, "CTO")]), 5, 6);
        assert_eq!(
            profile.fields(),
            values(&[(Field::Company, "Byte"), (Field::JobTitle, "CTO"), (Field::Phone, "12345")])
        );
        assert_eq!((profile.first, profile.last), (Timestamp(5), Timestamp(40)));
    }

    #[test]
    fn an_override_wins_until_it_is_cleared() {
        let mut profile = Profile::default();
        update(
            &mut profile,
            &values(&[(Field::FirstName, "Ad"), (Field::Email, "Ada@x.de")]),
            1,
            2,
        );
        profile
            .note(&values(&[(Field::FirstName, " Ada "), (Field::Phone, "12345")]), true)
            .unwrap();
        update(&mut profile, &values(&[(Field::FirstName, "ada")]), 3, 4);
        assert_eq!(profile.fields()[&Field::FirstName], "Ada");
        profile.note(&values(&[(Field::FirstName, "")]), true).unwrap();
        assert_eq!(profile.fields()[&Field::FirstName], "ada");
        assert_eq!(profile.overrides, values(&[(Field::Phone, "12345")]));
    }

    #[test]
    fn invalid_overrides_are_refused() {
        let mut profile = Profile::default();
        update(&mut profile, &values(&[(Field::Email, "Ada@x.de")]), 1, 2);
        let before = profile.clone();
        let phone = profile.note(&values(&[(Field::Phone, "call me")]), true).unwrap_err();
        assert!(phone.to_string().starts_with("phone: That does not look like"));
        let other = values(&[(Field::Email, "eve@x.de")]);
        assert_eq!(profile.note(&other, true), Err(NoteError::Email));
        assert_eq!(profile.note(&values(&[(Field::Email, "ada@X.de")]), true), Ok(()));
        assert_eq!(profile, before, "nothing is half noted");
        assert_eq!(profile.note(&other, false), Ok(()));
        let many = (0..51).map(|n| (Field::from_name(&format!("f{n}")).unwrap(), "x".to_owned()));
        assert_eq!(profile.note(&many.collect(), false), Err(NoteError::TooMany));
    }

    #[test]
    fn a_visitor_who_becomes_a_person_keeps_their_profile() {
        let (mut visitor, mut person) = (Profile::default(), Profile::default());
        update(&mut visitor, &values(&[(Field::Company, "Acme")]), 10, 20);
        visitor.note(&values(&[(Field::JobTitle, "CTO")]), false).unwrap();
        update(
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
        assert_eq!(email_of(&Attributes::new()), None);
    }

    proptest! {
        /// Letters of several conversations overtake each other; what comes of them is the same.
        #[test]
        fn profile_updates_commute_and_the_latest_wins(
            order in collection::vec(("[a-c]", 0..4_usize), 1..8).prop_flat_map(|attributes| {
                let said = |(n, (value, field)): (usize, (String, usize))| {
                    (Attributes::from([(Field::STANDARD[field].clone(), value)]), n as u64 * 10 + 1)
                };
                let said: Vec<_> = attributes.into_iter().enumerate().map(said).collect();
                (Just(said.clone()), Just(said).prop_shuffle())
            }),
        ) {
            let after = |order: &[(Attributes, u64)]| {
                let mut profile = Profile::default();
                for (attributes, at) in order {
                    update(&mut profile, attributes, *at, *at + 5);
                }
                profile
            };
            prop_assert_eq!(after(&order.0), after(&order.1));
        }
    }
}
