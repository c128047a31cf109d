//! What a test has found so far.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share is at most 1, and no site has that many visits"
)]

use super::interval::{Seen, WHOLE};
use super::{AbTest, Difference, Measure, Rate, Variant, VariantCount};
use crate::counts::Figures;
use serde::{Deserialize, Serialize};

/// With fewer visits of a variant, no difference is said (ABTEST-05).
pub const LEAST_VISITS: u64 = 100;
/// How many standard errors a difference must be wide to be found 80 times in 100, squared.
const POWER: f64 = 7.848_88;
/// The smallest difference that is looked for, as a part of the share; and its bounds, from 0 to 1.
const SMALLEST: (f64, f64, f64) = (0.1, 0.000_5, 0.01);

/// One row of `GET /v1/sites/{site}/dialogues/{dialogue}/ab_tests`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AbTestReport {
    #[serde(flatten)]
    pub test: AbTest,
    pub figures: VariantFigures,
    /// Every measure, that of the test first.
    pub results: Vec<MeasureResult>,
    /// What can be said of the test's measure.
    pub verdict: Verdict,
}

/// The figures of both variants, of visits that took part.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VariantFigures {
    pub a: Figures,
    pub b: Figures,
}

/// The shares of one measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MeasureResult {
    pub measure: Measure,
    /// Nothing as long as nobody has met A.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub a: Option<Rate>,
    /// Nothing as long as nobody has met B.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub b: Option<Rate>,
    /// By how much B is above A.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
}

/// What can be said of a test. Differences are in hundredths of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Verdict {
    /// One variant is better by at least `low` and at most `high`.
    Better { variant: Variant, low: u32, high: u32 },
    /// No difference can be seen yet. If there is one of `difference`, about this many more visits
    /// of both variants together will most likely show it.
    NotYet { more: u64, difference: u32 },
    /// They do equally well: they differ by `most` at the most.
    Alike { most: u32 },
}

impl AbTestReport {
    /// The report of a test, from the figures of its variants.
    pub fn new(test: AbTest, counts: &[(VariantCount, u64)]) -> Self {
        let mut figures = VariantFigures::default();
        for (VariantCount { variant, count, .. }, n) in counts {
            figures.variant_mut(*variant).add(count, *n);
        }
        let others = Measure::ALL.iter().copied().filter(|measure| *measure != test.measure);
        let measures = std::iter::once(test.measure).chain(others);
        let results = measures.map(|measure| figures.result(measure)).collect();
        let verdict = figures.verdict(test.measure, test.share);
        Self { test, figures, results, verdict }
    }
}

impl VariantFigures {
    pub const fn variant(&self, variant: Variant) -> &Figures {
        match variant {
            Variant::A => &self.a,
            Variant::B => &self.b,
        }
    }

    const fn variant_mut(&mut self, variant: Variant) -> &mut Figures {
        match variant {
            Variant::A => &mut self.a,
            Variant::B => &mut self.b,
        }
    }

    /// In how many visits of a variant this was measured.
    pub const fn measured(&self, measure: Measure, variant: Variant) -> u64 {
        let figures = self.variant(variant);
        match measure {
            Measure::Engaged => figures.engaged,
            Measure::Completed => figures.completed,
            Measure::Acquired => figures.acquired,
            Measure::Converted => figures.converted,
        }
    }

    fn seen(&self, measure: Measure, variant: Variant) -> Option<Seen> {
        Seen::new(self.measured(measure, variant), self.variant(variant).triggered)
    }

    fn result(&self, measure: Measure) -> MeasureResult {
        let [a, b] = [Variant::A, Variant::B].map(|variant| self.seen(measure, variant));
        MeasureResult {
            measure,
            a: a.map(Seen::rate),
            b: b.map(Seen::rate),
            difference: a.zip(b).map(|(a, b)| a.difference(b)),
        }
    }

    fn verdict(&self, measure: Measure, share: u32) -> Verdict {
        let share = f64::from(share) / 100.0;
        // Both are to be seen often enough, however few meet one of them.
        let lacking = |visits: u64, share: f64| LEAST_VISITS.saturating_sub(visits) as f64 / share;
        let lacking = lacking(self.a.triggered, 1.0 - share).max(lacking(self.b.triggered, share));
        let (a, b) = (self.seen(measure, Variant::A), self.seen(measure, Variant::B));
        let Some((a, b)) = a.zip(b) else {
            return Verdict::NotYet { more: rounded(lacking), difference: points(SMALLEST.2) };
        };
        let Difference { low, high } = a.difference(b);
        if lacking == 0.0 && low > 0 {
            let (low, high) = (low.unsigned_abs(), high.unsigned_abs());
            return Verdict::Better { variant: Variant::B, low, high };
        }
        if lacking == 0.0 && high < 0 {
            let (low, high) = (high.unsigned_abs(), low.unsigned_abs());
            return Verdict::Better { variant: Variant::A, low, high };
        }
        let (part, least, most) = SMALLEST;
        let smallest = (f64::midpoint(a.middle, b.middle) * part).clamp(least, most);
        let difference = (b.rate - a.rate).abs().max(smallest);
        let spread =
            a.middle * (1.0 - a.middle) / (1.0 - share) + b.middle * (1.0 - b.middle) / share;
        let needed = POWER * spread / (difference * difference);
        let more = (needed - (self.a.triggered + self.b.triggered) as f64).max(lacking);
        if more <= 0.0 {
            return Verdict::Alike { most: low.unsigned_abs().max(high.unsigned_abs()) };
        }
        Verdict::NotYet { more: rounded(more), difference: points(difference) }
    }
}

/// In hundredths of a point.
fn points(share: f64) -> u32 {
    (share * WHOLE).round() as u32
}

/// A number of visits, with the two digits that an estimate is worth, rounded up.
fn rounded(visits: f64) -> u64 {
    let visits = visits.ceil() as u64;
    let mut unit = 1;
    while visits / unit >= 100 {
        unit *= 10;
    }
    visits.div_ceil(unit) * unit
}
