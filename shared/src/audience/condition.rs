//! Conditions on attributes: tests, in groups of all or any.

use super::attribute::{Attribute, AttributeSource};
#[cfg(feature = "serde")]
use super::now::{NowAttribute, now_value};
use super::text::{folded, holds, numbers};
use crate::event::string_enum;
use crate::prelude::*;
use core::cmp::Ordering;

string_enum!(
    /// How an attribute is compared. Upper and lower case are the same.
    Operator {
        /// The value is equal.
        Is = "is",
        /// Not equal; an unknown attribute is not equal to anything.
        IsNot = "is_not",
        /// The attribute is unknown.
        IsEmpty = "is_empty",
        /// The attribute is known.
        IsNotEmpty = "is_not_empty",
        /// The attribute contains the value.
        Contains = "contains",
        /// The attribute begins with the value.
        StartsWith = "starts_with",
        /// The attribute is a greater number. Anything but a number is neither greater nor less.
        GreaterThan = "greater_than",
        /// The attribute is a smaller number.
        LessThan = "less_than",
    }
);

/// A comparison of an attribute with a value.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Test {
    pub attribute: Attribute,
    pub operator: Operator,
    #[serde(default)]
    pub value: String,
}

/// A test, or a group of conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Condition {
    /// All of them must hold.
    All {
        all: Vec<Condition>,
    },
    /// At least one of them must hold.
    Any {
        any: Vec<Condition>,
    },
    Test(Test),
}

impl Condition {
    /// Whether it holds for a visitor.
    pub fn holds(&self, attributes: &impl AttributeSource) -> bool {
        match self {
            Self::All { all } => all.iter().all(|condition| condition.holds(attributes)),
            Self::Any { any } => any.iter().any(|condition| condition.holds(attributes)),
            Self::Test(test) => test.holds(attributes.value(&test.attribute)),
        }
    }

    /// Whether it asks for something that is so now, so that somebody must look.
    pub fn asks_now(&self) -> bool {
        match self {
            Self::All { all: group } | Self::Any { any: group } => group.iter().any(Self::asks_now),
            Self::Test(test) => matches!(test.attribute, Attribute::Now(_)),
        }
    }

    /// Adds the attributes of now that it asks for.
    #[cfg(feature = "serde")]
    pub fn asked_now(&self, asked: &mut std::collections::BTreeSet<NowAttribute>) {
        match self {
            Self::All { all: group } | Self::Any { any: group } => {
                for condition in group {
                    condition.asked_now(asked);
                }
            }
            Self::Test(test) => {
                if let Attribute::Now(attribute) = &test.attribute {
                    asked.insert(attribute.clone());
                }
            }
        }
    }
}

/// What a test lacks, so that it can't be evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// It compares numbers, and its value is not a number.
    Number,
    /// It has no value to compare with.
    Value,
}

impl Test {
    /// What the test lacks, if anything.
    #[cfg(feature = "serde")]
    pub fn lacks(&self) -> Option<Lack> {
        match self.operator {
            Operator::GreaterThan | Operator::LessThan => {
                (!super::is_number(&self.value)).then_some(Lack::Number)
            }
            Operator::IsEmpty | Operator::IsNotEmpty => None,
            _ => self.value.trim().is_empty().then_some(Lack::Value),
        }
    }

    /// Whether it compares with yes or no, as a test of an attribute of now must.
    #[cfg(feature = "serde")]
    pub fn asks_yes_or_no(&self) -> bool {
        let value = folded(&self.value);
        matches!(self.operator, Operator::Is | Operator::IsNot)
            && [true, false].iter().any(|answer| value == now_value(*answer))
    }

    /// Whether a test of an attribute of now holds if the answer is yes.
    #[cfg(feature = "serde")]
    pub fn asks_for_yes(&self) -> bool {
        self.holds(now_value(true))
    }

    /// Whether the test holds for this value of the attribute.
    pub(crate) fn holds(&self, actual: &str) -> bool {
        let compared = |ordering| numbers(actual, &self.value) == Some(ordering);
        let (actual, value) = (folded(actual), folded(&self.value));
        match self.operator {
            Operator::Is => actual == value,
            Operator::IsNot => actual != value,
            Operator::IsEmpty => actual.is_empty(),
            Operator::IsNotEmpty => !actual.is_empty(),
            Operator::Contains => holds(&actual, &value),
            Operator::StartsWith => !value.is_empty() && actual.starts_with(&*value),
            Operator::GreaterThan => compared(Ordering::Greater),
            Operator::LessThan => compared(Ordering::Less),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::person::Field;

    const COMPANY: Attribute = Attribute::Field(Field::Company);
    const PHONE: Attribute = Attribute::Field(Field::Phone);

    struct Ada;

    impl AttributeSource for Ada {
        fn value(&self, attribute: &Attribute) -> &str {
            match attribute {
                &COMPANY => "Acme Ltd",
                &PHONE => "1200",
                Attribute::Country => "DE",
                _ => "",
            }
        }
    }

    fn holds(attribute: Attribute, operator: Operator, value: &str) -> bool {
        Condition::Test(Test { attribute, operator, value: value.into() }).holds(&Ada)
    }

    #[test]
    fn every_operator_does_what_it_says() {
        use Attribute as A;
        use Operator as O;
        assert!(holds(A::Country, O::Is, " de "));
        assert!(!holds(A::Country, O::Is, "DEU"));
        assert!(holds(A::Country, O::IsNot, "FR"));
        assert!(holds(A::City, O::IsNot, "Berlin"));
        assert!(holds(A::City, O::IsEmpty, ""));
        assert!(!holds(A::City, O::IsNotEmpty, ""));
        assert!(holds(COMPANY, O::IsNotEmpty, ""));
        assert!(holds(COMPANY, O::Contains, "ME L"));
        assert!(!holds(COMPANY, O::Contains, ""));
        assert!(holds(COMPANY, O::StartsWith, "acme"));
        assert!(!holds(COMPANY, O::StartsWith, "ltd"));
        assert!(holds(PHONE, O::GreaterThan, "999"));
        assert!(holds(PHONE, O::LessThan, "1300.5"));
        assert!(!holds(COMPANY, O::GreaterThan, "1"));
        assert!(!holds(A::City, O::LessThan, "1"));
    }

    #[test]
    fn groups_are_all_or_any_and_nest() {
        let text = r#"{"all":[{"attribute":"country","operator":"is","value":"DE"},
            {"any":[{"attribute":"city","operator":"is_not_empty"},
                    {"attribute":"company","operator":"contains","value":"acme"}]}]}"#;
        let condition: Condition = serde_json::from_str(text).unwrap();
        assert!(condition.holds(&Ada));
        assert!(Condition::All { all: Vec::new() }.holds(&Ada));
        assert!(!Condition::Any { any: Vec::new() }.holds(&Ada));
    }
}
