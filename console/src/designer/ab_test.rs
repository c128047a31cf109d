//! What the panel of an A/B test says and draws.

use crate::texts::{number, t};
use shared::ab_test::{Measure, MeasureResult, Rate, Verdict};

/// The width of a bar's box.
pub(crate) const WIDTH: u32 = 1_000;

/// A bar in its box, and the line in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Interval {
    pub(crate) x: u32,
    pub(crate) width: u32,
    pub(crate) line: u32,
}

/// The bar of a rate. Both variants of a measure have the same scale, from zero to the end of the
/// longer bar.
pub(crate) fn interval(result: &MeasureResult, rate: Rate) -> Interval {
    let ends = [result.a, result.b].into_iter().flatten().map(|rate| rate.high);
    let scale = ends.max().unwrap_or_default().max(1);
    let at = |share: u32| WIDTH * share / scale;
    let x = at(rate.low);
    Interval { x, width: (at(rate.high) - x).max(1), line: at(rate.rate) }
}

/// What a test has found, as a sentence.
pub(crate) fn verdict_text(verdict: Verdict) -> String {
    match verdict {
        Verdict::Better { variant, low, high } => {
            let variant = variant.as_str().to_uppercase();
            t!("ab-test-better", variant = variant, low = points(low), high = points(high))
        }
        Verdict::NotYet { more, difference } => {
            t!("ab-test-not-yet", more = more, points = points(difference))
        }
        Verdict::Alike { most } => t!("ab-test-alike", most = points(most)),
    }
}

pub(crate) fn measure_text(measure: Measure) -> &'static str {
    match measure {
        Measure::Engaged => t!("ab-test-engaged"),
        Measure::Completed => t!("ab-test-completed"),
        Measure::Acquired => t!("ab-test-acquired"),
        Measure::Converted => t!("ab-test-converted"),
    }
}

/// A rate with its interval, in percent.
pub(crate) fn rate_text(rate: Rate) -> String {
    let Rate { rate, low, high } = rate;
    format!("{} % ({}–{})", points(rate), points(low), points(high))
}

/// Hundredths with one digit behind the point, and with two where one would say nothing.
fn points(hundredths: u32) -> String {
    let tenths = (hundredths + 5) / 10;
    match hundredths {
        0 => number(0),
        1..10 => number(format!("0.0{hundredths}")),
        _ => number(format!("{}.{}", tenths / 10, tenths % 10)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::ab_test::Variant;

    #[test]
    fn a_verdict_is_one_sentence_in_points() {
        for (verdict, text) in [
            (
                Verdict::Better { variant: Variant::B, low: 205, high: 904 },
                "B is better by 2.1 to 9.0 points.",
            ),
            (
                Verdict::NotYet { more: 12_000, difference: 5 },
                "No difference can be seen yet. About 12,000 more visits will most likely show one \
                 of 0.05 points, if there is one.",
            ),
            (
                Verdict::Alike { most: 43 },
                "A and B do equally well: they differ by 0.4 points at most.",
            ),
        ] {
            assert_eq!(verdict_text(verdict), text);
        }
    }

    #[test]
    fn both_bars_have_the_same_scale() {
        let rate = |rate, low, high| Rate { rate, low, high };
        let (a, b) = (rate(1_000, 800, 1_200), rate(1_500, 1_300, 2_000));
        let result =
            MeasureResult { measure: Measure::Engaged, a: Some(a), b: Some(b), difference: None };
        assert_eq!(interval(&result, a), Interval { x: 400, width: 200, line: 500 });
        assert_eq!(interval(&result, b), Interval { x: 650, width: 350, line: 750 });
        let nobody = rate(0, 0, 0);
        let result = MeasureResult { a: Some(nobody), b: None, ..result };
        assert_eq!(interval(&result, nobody), Interval { x: 0, width: 1, line: 0 });
        assert_eq!(rate_text(a), "10.0 % (8.0–12.0)");
    }
}
