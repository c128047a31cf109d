//! A person's profile, merged from their conversations and the overrides of agents.

use super::Device;
use crate::event::Location;
use crate::id::VisitorId;
use crate::person::{Attributes, Field, ValueError, display_name};
use crate::plain_text::clean_line;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most fields that agents can override.
const MAX_OVERRIDES: usize = 50;

/// The profile of a person, or of a visitor without an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Attributes from all their conversations; the latest value wins.
    pub attributes: Attributes,
    /// What proves who the person is. Then only conversations with this proof count.
    #[serde(skip_serializing_if = "Proof::is_nothing")]
    pub proof: Proof,
    /// Values that agents set. An override wins over the attribute until it is removed.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub overrides: Attributes,
    /// The last location that the edge derived.
    #[serde(skip_serializing_if = "Location::is_unknown")]
    pub location: Location,
    /// Their last browser and system.
    #[serde(skip_serializing_if = "Device::is_unknown")]
    pub device: Device,
    /// When they were first seen.
    pub first: Timestamp,
    /// When they were last active.
    pub last: Timestamp,
    /// How recent each attribute is, because messages of several conversations may arrive in any
    /// order.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    as_of: BTreeMap<Field, Timestamp>,
}

/// How far it is proven that a visitor is the person whose e-mail address they gave.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Not at all: anybody can type any address.
    #[default]
    Nothing,
    /// The site's server signed an id of its own, which belongs to this visitor id. It did not sign
    /// the address, so the address is that of the first such visitor who gives it.
    Id(VisitorId),
    /// The site's server signed the address itself.
    Email,
}

impl Proof {
    /// Whether nothing is proven.
    const fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }
}

/// A conversation's update of the profile of its visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileUpdate<'h> {
    /// What proves that the visitor is this person.
    pub proof: &'h Proof,
    pub attributes: &'h Attributes,
    /// Location that the edge derived.
    pub location: &'h Location,
    /// Their browser and system.
    pub device: &'h Device,
    pub started: Timestamp,
    /// When the last event of the conversation happened.
    pub last: Timestamp,
}

/// Why an override is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The value is invalid for the field.
    #[error("{}: {}", .0.as_str(), .1.sentence())]
    Value(Field, ValueError),
    /// The e-mail address of a person can't be overridden, because it identifies them.
    #[error("The e-mail address identifies a person, so it can't be changed here.")]
    Email,
    /// There would be more than `MAX_OVERRIDES` overrides.
    #[error("At most {MAX_OVERRIDES} fields of a person can be changed.")]
    TooMany,
}

impl Profile {
    /// Merges a conversation's update. The result doesn't depend on the order of updates: the most
    /// recent value of each field wins.
    ///
    /// What nobody proved is forgotten when somebody proves who the person is, and changes nothing
    /// but the times from then on.
    pub fn update(&mut self, update: &ProfileUpdate<'_>) {
        if self.accepts(update.proof) {
            self.merge(update);
        }
        let never_seen = self.first == Timestamp::default();
        self.first = if never_seen { update.started } else { self.first.min(update.started) };
        self.last = self.last.max(update.last);
    }

    /// Whether somebody with this proof may change the profile. If the proof is stronger than the
    /// one so far, the profile begins anew.
    fn accepts(&mut self, proof: &Proof) -> bool {
        let is_stronger = match (&self.proof, proof) {
            (Proof::Nothing, Proof::Id(_) | Proof::Email) | (Proof::Id(_), Proof::Email) => true,
            (now, given) => return now == given,
        };
        if is_stronger {
            self.proof = proof.clone();
            self.attributes.clear();
            self.as_of.clear();
            self.location = Location::default();
            self.device = Device::default();
        }
        is_stronger
    }

    /// Whether a signature of the site's server proves who the person is.
    #[must_use]
    pub const fn is_verified(&self) -> bool {
        !matches!(self.proof, Proof::Nothing)
    }

    /// Whether somebody with this proof is shown as this person: nobody proved who the person is,
    /// or they did.
    #[must_use]
    pub fn is_of(&self, proof: &Proof) -> bool {
        match &self.proof {
            Proof::Nothing => true,
            Proof::Id(_) => *proof == Proof::Email || self.proof == *proof,
            Proof::Email => *proof == Proof::Email,
        }
    }

    fn merge(&mut self, update: &ProfileUpdate<'_>) {
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
    }

    /// Merges the profile of a visitor who turned out to be this person.
    pub fn absorb(&mut self, visitor: &Self) {
        let Self { attributes, proof, overrides, location, device, first, last, as_of } = visitor;
        for (field, value) in attributes {
            let attributes = Attributes::from([(field.clone(), value.clone())]);
            let last = as_of.get(field).copied().unwrap_or_default();
            self.update(&ProfileUpdate {
                proof,
                attributes: &attributes,
                location,
                device,
                started: *first,
                last,
            });
        }
        let attributes = &Attributes::new();
        let (started, last) = (*first, *last);
        self.update(&ProfileUpdate { proof, attributes, location, device, started, last });
        if !self.is_of(proof) {
            return; // what agents noted of a stranger is not about this person
        }
        for (field, value) in overrides {
            self.overrides.entry(field.clone()).or_insert_with(|| value.clone());
        }
    }

    /// Only the times; the person's profile has the rest.
    #[must_use]
    pub fn only_when(&self) -> Self {
        Self { first: self.first, last: self.last, ..Self::default() }
    }

    /// Only what agents noted: for somebody who gives the address of a person without a proof.
    #[must_use]
    pub fn only_overrides(&self) -> Self {
        Self { overrides: self.overrides.clone(), ..Self::default() }
    }

    /// Sets overrides; an empty value removes one. `is_person` says whether the profile is that of
    /// a person, who is identified by an e-mail address.
    pub fn note(&mut self, fields: &Attributes, is_person: bool) -> Result<(), NoteError> {
        let mut overrides = self.overrides.clone();
        for (field, value) in fields {
            let value = field
                .check(&clean_line(value))
                .map_err(|reason| NoteError::Value(field.clone(), reason))?;
            if *field == Field::Email && is_person {
                if email_of(&self.attributes)
                    != email_of(&Attributes::from([(Field::Email, value)]))
                {
                    return Err(NoteError::Email);
                }
                continue;
            }
            // No override is needed if the visitor gave the same value.
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

    /// The values that apply: overrides first, then attributes.
    #[must_use]
    pub fn fields(&self) -> Attributes {
        let mut fields = self.attributes.clone();
        fields.extend(self.overrides.iter().map(|(field, value)| (field.clone(), value.clone())));
        fields
    }
}

/// The e-mail address that identifies a person, in lower case; `None` if it is invalid.
#[must_use]
pub fn email_of(attributes: &Attributes) -> Option<String> {
    normal_email(attributes.get(&Field::Email)?)
}

/// An e-mail address as people are known by it, if it is one.
#[must_use]
pub fn normal_email(written: &str) -> Option<String> {
    let email = Field::Email.check(written).ok()?;
    (!email.is_empty()).then(|| email.to_lowercase())
}

/// The sort key for lists by name.
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
        let proof = &Proof::Nothing;
        profile.update(&ProfileUpdate { proof, attributes, location, device, started, last });
    }

    /// A conversation at some time, in which somebody with this proof gave these values.
    fn says(profile: &mut Profile, proof: &Proof, pairs: &[(Field, &str)], at: u64) {
        let (location, device) = (&Location::default(), &Device::default());
        let (started, last) = (Timestamp(at), Timestamp(at));
        let attributes = &values(pairs);
        profile.update(&ProfileUpdate { proof, attributes, location, device, started, last });
    }

    fn signed(visitor: &str) -> Proof {
        Proof::Id(VisitorId::parse(format!("visitor_{visitor}")).unwrap())
    }

    #[test]
    fn who_types_the_address_of_a_proven_person_does_not_rename_them() {
        let ada = [(Field::Email, "ada@x.de"), (Field::FirstName, "Ada")];
        let mallory =
            [(Field::Email, "ada@x.de"), (Field::FirstName, "Mallory"), (Field::Phone, "12345")];
        for proof in [Proof::Email, signed("ada")] {
            for (first, second) in [(1, 2), (2, 1)] {
                let mut person = Profile::default();
                says(&mut person, &proof, &ada, first);
                says(&mut person, &Proof::Nothing, &mallory, second);
                says(&mut person, &signed("mallory"), &mallory, 9);
                assert_eq!(person.fields(), values(&ada), "{proof:?}");
                assert!(person.is_verified());
            }
            // What a stranger wrote before is forgotten when the person proves who they are.
            let mut person = Profile::default();
            says(&mut person, &Proof::Nothing, &mallory, 9);
            assert!(!person.is_verified());
            says(&mut person, &proof, &ada, 1);
            assert_eq!(person.fields(), values(&ada), "{proof:?}");
        }
    }

    #[test]
    fn a_signed_address_is_stronger_than_a_signed_id_beside_it() {
        let mut person = Profile::default();
        says(&mut person, &signed("mallory"), &[(Field::FirstName, "Mallory")], 5);
        says(&mut person, &Proof::Email, &[(Field::FirstName, "Ada")], 1);
        says(&mut person, &signed("mallory"), &[(Field::FirstName, "Mallory")], 9);
        assert_eq!(person.fields(), values(&[(Field::FirstName, "Ada")]));
    }

    #[test]
    fn only_who_proved_it_is_shown_as_a_proven_person() {
        let of = |person: Proof, visitor: Proof| {
            Profile { proof: person, ..Profile::default() }.is_of(&visitor)
        };
        assert!(of(Proof::Nothing, Proof::Nothing) && of(Proof::Nothing, signed("a")));
        assert!(of(signed("a"), signed("a")) && of(signed("a"), Proof::Email));
        assert!(!of(signed("a"), signed("b")) && !of(signed("a"), Proof::Nothing));
        assert!(of(Proof::Email, Proof::Email));
        assert!(!of(Proof::Email, Proof::Nothing) && !of(Proof::Email, signed("a")));
    }

    #[test]
    fn what_agents_noted_of_a_stranger_does_not_become_a_proven_persons() {
        let mut stranger = Profile::default();
        says(&mut stranger, &Proof::Nothing, &[(Field::FirstName, "Mallory")], 3);
        stranger.note(&values(&[(Field::Company, "Evil")]), false).unwrap();
        let mut person = Profile::default();
        says(&mut person, &Proof::Email, &[(Field::FirstName, "Ada")], 1);
        person.absorb(&stranger);
        assert_eq!(person.fields(), values(&[(Field::FirstName, "Ada")]));
    }

    #[test]
    fn the_latest_attribute_wins_and_none_is_lost() {
        let mut profile = Profile::default();
        update(&mut profile, &values(&[(Field::Company, "Acme"), (Field::Phone, "12345")]), 10, 20);
        update(&mut profile, &values(&[(Field::Company, "Byte"), (Field::JobTitle, "")]), 30, 40);
        // A late update of an old conversation only fills fields that are unknown.
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
        assert_eq!(profile, before, "nothing is changed");
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
    fn an_address_is_the_same_in_upper_and_lower_case() {
        assert_eq!(email_of(&values(&[(Field::Email, " Ada@X.de")])).as_deref(), Some("ada@x.de"));
        assert_eq!(email_of(&values(&[(Field::Email, "ada")])), None);
        assert_eq!(email_of(&Attributes::new()), None);
    }

    proptest! {
        /// Updates of several conversations may arrive in any order; the profile is the same.
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

        /// The same with a proof in some of them: what nobody proved changes no value.
        #[test]
        fn what_nobody_proved_changes_no_value_in_any_order(
            order in collection::vec(("[a-c]", any::<bool>()), 1..8).prop_flat_map(|said| {
                let said: Vec<_> = said.into_iter().enumerate().collect();
                (Just(said.clone()), Just(said).prop_shuffle())
            }),
        ) {
            let after = |order: &[(usize, (String, bool))]| {
                let mut profile = Profile::default();
                for (at, (value, proven)) in order {
                    let proof = if *proven { Proof::Email } else { Proof::Nothing };
                    says(&mut profile, &proof, &[(Field::Company, value)], *at as u64 + 1);
                }
                profile
            };
            prop_assert_eq!(after(&order.0), after(&order.1));
            let proven: Vec<_> = order.0.iter().filter(|(_, (_, proven))| *proven).cloned().collect();
            if !proven.is_empty() {
                prop_assert_eq!(after(&order.0).fields(), after(&proven).fields());
            }
        }
    }
}
