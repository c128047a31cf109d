//! Conditions on what is known of a visitor: tests, in groups of all or any.

use crate::event::words;
use serde::{Deserialize, Serialize};

words!(
    /// Something that may be known of a visitor.
    Attribute {
        /// First name.
        FirstName = "first_name",
        /// Last name.
        LastName = "last_name",
        /// E-mail address.
        Email = "email",
        /// Telephone number.
        Phone = "phone",
        /// Company.
        Company = "company",
        /// Job title.
        JobTitle = "job_title",
        /// The address of the page they are on.
        PageUrl = "page_url",
        /// Where they came from.
        Referrer = "referrer",
        /// The country the edge infers, as two letters.
        Country = "country",
        /// The region the edge infers.
        Region = "region",
        /// The city the edge infers.
        City = "city",
    }
);

words!(
    /// How an attribute is compared. Letters' case never matters.
    Operator {
        /// The same.
        Is = "is",
        /// Not the same; also when nothing is known.
        IsNot = "is_not",
        /// Nothing is known.
        IsEmpty = "is_empty",
        /// Something is known.
        IsNotEmpty = "is_not_empty",
        /// Holds it somewhere.
        Contains = "contains",
        /// Begins with it.
        StartsWith = "starts_with",
        /// A greater number; what is no number is neither greater nor less.
        GreaterThan = "greater_than",
        /// A smaller number.
        LessThan = "less_than",
    }
);

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Test {
    /// What is looked at.
    pub attribute: Attribute,
    /// How.
    pub operator: Operator,
    /// With what.
    #[serde(default)]
    pub value: String,
}

/// A test, or a group of conditions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Condition {
    /// Every one of them holds; none of none fails.
    All {
        /// Which.
        all: Vec<Condition>,
    },
    /// At least one of them holds.
    Any {
        /// Which.
        any: Vec<Condition>,
    },
    /// A test.
    Test(Test),
}

/// What is known of a visitor; an empty text is unknown.
pub trait Known {
    /// The value of an attribute.
    fn value(&self, attribute: Attribute) -> &str;
}

impl Condition {
    /// Whether it holds for a visitor.
    pub fn holds(&self, known: &impl Known) -> bool {
        match self {
            Self::All { all } => all.iter().all(|condition| condition.holds(known)),
            Self::Any { any } => any.iter().any(|condition| condition.holds(known)),
            Self::Test(test) => test.holds(known.value(test.attribute)),
        }
    }
}

impl Test {
    fn holds(&self, known: &str) -> bool {
        let (known, value) = (known.trim().to_lowercase(), self.value.trim().to_lowercase());
        match self.operator {
            Operator::Is => known == value,
            Operator::IsNot => known != value,
            Operator::IsEmpty => known.is_empty(),
            Operator::IsNotEmpty => !known.is_empty(),
            Operator::Contains => !value.is_empty() && known.contains(&value),
            Operator::StartsWith => !value.is_empty() && known.starts_with(&value),
            Operator::GreaterThan => numbers(&known, &value).is_some_and(|(a, b)| a > b),
            Operator::LessThan => numbers(&known, &value).is_some_and(|(a, b)| a < b),
        }
    }
}

fn numbers(known: &str, value: &str) -> Option<(f64, f64)> {
    Some((known.parse().ok()?, value.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ada;

    impl Known for Ada {
        fn value(&self, attribute: Attribute) -> &str {
            match attribute {
                Attribute::Company => "Acme Ltd",
                Attribute::Phone => "1200",
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
        assert!(holds(A::Company, O::IsNotEmpty, ""));
        assert!(holds(A::Company, O::Contains, "ME L"));
        assert!(!holds(A::Company, O::Contains, ""));
        assert!(holds(A::Company, O::StartsWith, "acme"));
        assert!(!holds(A::Company, O::StartsWith, "ltd"));
        assert!(holds(A::Phone, O::GreaterThan, "999"));
        assert!(holds(A::Phone, O::LessThan, "1.3e3"));
        assert!(!holds(A::Company, O::GreaterThan, "1"));
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
