//! The criteria of an audience: attributes of a visitor, and metrics that their browser measures.
//! The edge knows the attributes and decides; the browser only waits for the metrics.

use super::attribute::AttributeSource;
use super::condition::Test;
use crate::event::string_enum;
use crate::prelude::*;
use serde::{Deserialize, Serialize};

string_enum!(
    /// A metric that a browser measures. Its value never decreases.
    Metric {
        /// Seconds that the visitor has looked at this page.
        TimeOnPage = "time_on_page",
        /// Seconds that the visitor has looked at pages of the site, in all visits.
        TimeOnSite = "time_on_site",
        /// The furthest scroll position on a page, in percent; the maximum of all visits.
        ScrollDepth = "scroll_depth",
    }
);

impl Metric {
    /// The largest threshold: one day in seconds, or 100 percent.
    pub const fn most(self) -> u32 {
        match self {
            Self::TimeOnPage | Self::TimeOnSite => 86_400,
            Self::ScrollDepth => 100,
        }
    }
}

/// A metric that must reach a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MetricThreshold {
    pub event: Metric,
    /// The value in seconds or percent.
    pub at_least: u32,
}

/// The current metrics of a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Measured {
    /// Seconds that the visitor has looked at this page.
    pub time_on_page: u32,
    /// Seconds that the visitor has looked at the site, in all visits.
    pub time_on_site: u32,
    /// The furthest scroll position on a page, in percent.
    pub scroll_depth: u32,
}

impl Measured {
    /// Whether the metric has reached the threshold.
    pub const fn has(&self, threshold: MetricThreshold) -> bool {
        let so_far = match threshold.event {
            Metric::TimeOnPage => self.time_on_page,
            Metric::TimeOnSite => self.time_on_site,
            Metric::ScrollDepth => self.scroll_depth,
        };
        so_far >= threshold.at_least
    }
}

/// A criterion of an audience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Criterion {
    /// All of them must be met.
    All { all: Vec<Criterion> },
    /// At least one of them must be met.
    Any { any: Vec<Criterion> },
    /// A metric must reach a value.
    MetricThreshold(MetricThreshold),
    /// An attribute must pass a test.
    Test(Test),
}

/// The metrics that a criterion still waits for. A metric never decreases, so whoever waits needn't
/// check twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Wait {
    /// All of them.
    All {
        all: Vec<Wait>,
    },
    /// At least one of them.
    Any {
        any: Vec<Wait>,
    },
    MetricThreshold(MetricThreshold),
}

/// Whether a criterion is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is met.
    Yes,
    /// It is not met, and no metric can change that.
    No,
    /// It will be met once the metrics have reached these values.
    Once(Wait),
}

impl Wait {
    /// Whether the metrics have reached the values.
    pub fn is_over(&self, measured: &Measured) -> bool {
        match self {
            Self::All { all } => all.iter().all(|wait| wait.is_over(measured)),
            Self::Any { any } => any.iter().any(|wait| wait.is_over(measured)),
            Self::MetricThreshold(threshold) => measured.has(*threshold),
        }
    }
}

impl Criterion {
    /// Whether a visitor with these attributes and metrics meets the criterion.
    pub fn verdict(&self, attributes: &impl AttributeSource, measured: &Measured) -> Verdict {
        match self {
            Self::Test(test) if test.holds(attributes.value(&test.attribute)) => Verdict::Yes,
            Self::Test(_) => Verdict::No,
            Self::MetricThreshold(threshold) if measured.has(*threshold) => Verdict::Yes,
            Self::MetricThreshold(threshold) => Verdict::Once(Wait::MetricThreshold(*threshold)),
            Self::All { all } => {
                let mut waits = Vec::new();
                for criterion in all {
                    match criterion.verdict(attributes, measured) {
                        Verdict::Yes => {}
                        Verdict::No => return Verdict::No,
                        Verdict::Once(wait) => waits.push(wait),
                    }
                }
                once(waits, Verdict::Yes, |all| Wait::All { all })
            }
            Self::Any { any } => {
                let mut waits = Vec::new();
                for criterion in any {
                    match criterion.verdict(attributes, measured) {
                        Verdict::Yes => return Verdict::Yes,
                        Verdict::No => {}
                        Verdict::Once(wait) => waits.push(wait),
                    }
                }
                once(waits, Verdict::No, |any| Wait::Any { any })
            }
        }
    }

    /// Whether it contains a metric.
    pub fn waits(&self) -> bool {
        match self {
            Self::All { all: group } | Self::Any { any: group } => group.iter().any(Self::waits),
            Self::MetricThreshold(_) => true,
            Self::Test(_) => false,
        }
    }
}

/// The verdict of a group from its undecided members; `decided` applies if there are none.
fn once(mut waits: Vec<Wait>, decided: Verdict, group: fn(Vec<Wait>) -> Wait) -> Verdict {
    match waits.len() {
        0 => decided,
        1 => waits.pop().map_or(decided, Verdict::Once),
        _ => Verdict::Once(group(waits)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::attribute::{Attribute, AttributeSource};
    use super::super::condition::Operator;
    use super::*;
    use proptest::prelude::*;
    use proptest::{collection, sample};

    struct FromGermany;

    impl AttributeSource for FromGermany {
        fn value(&self, attribute: &Attribute) -> &str {
            if *attribute == Attribute::Country { "DE" } else { "" }
        }
    }

    fn country(value: &str) -> Criterion {
        let attribute = Attribute::Country;
        Criterion::Test(Test { attribute, operator: Operator::Is, value: value.into() })
    }

    fn any_criterion() -> impl Strategy<Value = Criterion> {
        let threshold = (sample::select(Metric::ALL), 1_u32..5).prop_map(|(event, at_least)| {
            Criterion::MetricThreshold(MetricThreshold { event, at_least })
        });
        let leaf = prop_oneof![Just(country("DE")), Just(country("FR")), threshold];
        leaf.prop_recursive(3, 20, 4, |inner| {
            prop_oneof![
                collection::vec(inner.clone(), 0..4).prop_map(|all| Criterion::All { all }),
                collection::vec(inner, 0..4).prop_map(|any| Criterion::Any { any }),
            ]
        })
    }

    fn any_measured() -> impl Strategy<Value = Measured> {
        (0_u32..6, 0_u32..6, 0_u32..6).prop_map(|(time_on_page, time_on_site, scroll_depth)| {
            Measured { time_on_page, time_on_site, scroll_depth }
        })
    }

    /// A direct evaluation of the criterion, without the verdict that can wait.
    fn is_met(criterion: &Criterion, measured: &Measured) -> bool {
        match criterion {
            Criterion::All { all } => all.iter().all(|one| is_met(one, measured)),
            Criterion::Any { any } => any.iter().any(|one| is_met(one, measured)),
            Criterion::MetricThreshold(threshold) => measured.has(*threshold),
            Criterion::Test(test) => test.holds(FromGermany.value(&test.attribute)),
        }
    }

    proptest! {
        #[test]
        fn the_edge_and_the_waiting_browser_agree(
            criterion in any_criterion(),
            measured in any_measured(),
            more in any_measured(),
        ) {
            let later = Measured {
                time_on_page: measured.time_on_page + more.time_on_page,
                time_on_site: measured.time_on_site + more.time_on_site,
                scroll_depth: measured.scroll_depth + more.scroll_depth,
            };
            let met = match criterion.verdict(&FromGermany, &measured) {
                Verdict::Yes => true,
                Verdict::No => false,
                Verdict::Once(wait) => {
                    prop_assert!(!wait.is_over(&measured));
                    let text = serde_json::to_string(&wait).unwrap();
                    prop_assert_eq!(&serde_json::from_str::<Wait>(&text).unwrap(), &wait);
                    wait.is_over(&later)
                }
            };
            prop_assert_eq!(met, is_met(&criterion, &later));
        }
    }

    #[test]
    fn a_criterion_is_read_as_authors_write_it() {
        let text = r#"{"all":[{"attribute":"country","operator":"is","value":"DE"},
            {"any":[{"event":"time_on_page","at_least":20},{"event":"scroll_depth","at_least":50}]}]}"#;
        let criterion: Criterion = serde_json::from_str(text).unwrap();
        assert!(criterion.waits());
        let Verdict::Once(wait) = criterion.verdict(&FromGermany, &Measured::default()) else {
            unreachable!()
        };
        assert!(wait.is_over(&Measured { scroll_depth: 50, ..Measured::default() }));
    }
}
