//! Two versions of a dialogue share its visitors (`docs/rules.md`, ABTEST-01 to ABTEST-05).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use proptest::prelude::*;
use shared::ab_test::{
    AbTest, AbTestEnd, AbTestError, AbTestReport, BUCKETS, Bucket, Measure, NewAbTest, Variant,
    VariantCount, Verdict,
};
use shared::counts::{AnalyticsEvent, Count, Figures, MemoryCounts};
use shared::id::{DialogueId, Version, VisitId};
use shared::time::{Millis, Timestamp};

const NOW: Timestamp = Timestamp(1_795_000_400_000);

fn dialogue() -> DialogueId {
    DialogueId::parse("dialogue_hello").unwrap()
}

/// Version 1 is live, and 2 is tried.
fn test(share: u32) -> AbTest {
    NewAbTest { version: Version(2), share, measure: Measure::Engaged }
        .begin(&dialogue(), Some(Version(1)), None, NOW)
        .unwrap()
}

/// A visit of the visitor with this bucket.
fn visit(name: &str, bucket: u32) -> VisitId {
    VisitId::parse(format!("visit_{name}{bucket:02}")).unwrap()
}

/// What the buckets meet.
fn variants(test: &AbTest) -> Vec<Variant> {
    (0..BUCKETS).map(|bucket| test.variant(&visit("x", bucket))).collect()
}

fn event(visit: &VisitId, count: Count, after: u64) -> AnalyticsEvent {
    let at = NOW + Millis(after);
    AnalyticsEvent { dialogue: dialogue(), visit: visit.clone(), count, at, version: None }
}

#[test]
fn a_test_begins_only_with_another_version_of_what_visitors_see() {
    let new = |version, share| NewAbTest {
        version: Version(version),
        share,
        measure: Measure::Completed,
    };
    let begin = |new: NewAbTest, live: Option<u32>, last: Option<&AbTest>| {
        new.begin(&dialogue(), live.map(Version), last, NOW)
    };
    let first = begin(new(2, 30), Some(1), None).unwrap();
    assert_eq!((first.number, first.a, first.b, first.share), (1, Version(1), Version(2), 30));
    assert!(first.is_running());
    for (new, live, last, error) in [
        (new(2, 50), None, None, AbTestError::NotPublished),
        (new(1, 50), Some(1), None, AbTestError::SameVersion(Version(1))),
        (new(2, 0), Some(1), None, AbTestError::Share(0)),
        (new(2, 100), Some(1), None, AbTestError::Share(100)),
        (new(3, 50), Some(1), Some(&first), AbTestError::Running),
    ] {
        assert_eq!(begin(new, live, last), Err(error));
    }
    let over = first.ended(NOW, Some(Variant::B)).unwrap();
    assert_eq!(over.end, Some(AbTestEnd { at: NOW, kept: Some(Variant::B) }));
    assert_eq!(over.clone().ended(NOW, None), Err(AbTestError::NotRunning));
    assert_eq!(begin(new(3, 50), Some(2), Some(&over)).unwrap().number, 2);
}

#[test]
fn each_percent_is_one_bucket_in_every_test() {
    for share in [1, 10, 50, 99] {
        let met = variants(&test(share)).into_iter().filter(|met| *met == Variant::B).count();
        assert_eq!(met, share as usize);
    }
    let next = AbTest { number: 2, ..test(50) };
    let both = variants(&next).into_iter().zip(variants(&test(50)));
    let again = both.filter(|both| *both == (Variant::B, Variant::B)).count();
    assert!((15..=35).contains(&again), "the next test deals anew: {again} of 50 meet B again");
}

#[test]
fn the_variants_of_a_test_never_change_with_a_release() {
    let met: String = variants(&test(50)).into_iter().map(Variant::as_str).collect();
    insta::assert_snapshot!(met);
}

#[test]
fn a_bucket_is_named_by_the_last_digits_of_a_visit() {
    let bucket = |id: &str| Bucket::new(&VisitId::parse(id).unwrap()).digits();
    assert_eq!(bucket("visit_123456"), "56");
    assert_eq!(bucket("visit_abc07"), "07");
    for odd in ["visit_7", "visit_abcdef", "visit_12-3", "visit_"] {
        let Ok(id) = VisitId::parse(odd) else { continue };
        let digits = Bucket::new(&id).digits();
        assert_eq!(digits.len(), 2, "{odd}");
        assert_eq!(digits, bucket(odd), "{odd}");
    }
}

proptest! {
    #[test]
    fn a_visitor_meets_the_same_variant_in_every_visit(
        one in "[a-z0-9]{1,30}", two in "[a-z0-9]{1,30}", bucket in 0..BUCKETS, share in 1..100_u32,
    ) {
        let test = test(share);
        let met = |name: &str| test.variant(&visit(name, bucket));
        prop_assert_eq!(met(&one), met(&two));
    }

    #[test]
    fn a_larger_share_takes_nobody_away_from_b(smaller in 1..99_u32, bucket in 0..BUCKETS) {
        let met = |share| test(share).variant(&visit("x", bucket));
        prop_assert!(met(smaller) == Variant::A || met(smaller + 1) == Variant::B);
    }

    #[test]
    fn ids_that_browsers_make_up_share_the_variants_as_the_test_says(
        numbers in prop::collection::vec(any::<u32>(), 4_000), share in 1..100_u32,
    ) {
        let test = test(share);
        let id = |number: &u32| VisitId::parse(format!("visit_{number}{number}")).unwrap();
        let met = numbers.iter().filter(|number| test.variant(&id(number)) == Variant::B).count();
        let part = met as f64 / 40.0;
        // Six standard errors.
        prop_assert!((part - f64::from(share)).abs() < 4.8, "{part} for {share}");
    }

    #[test]
    fn variants_add_up_to_what_is_counted_in_the_test(
        events in prop::collection::vec((0..20_u32, 0..5_usize), 0..200), batch in 1..20_usize,
    ) {
        let all = [Count::Triggered, Count::Engaged, Count::Completed, Count::Acquired, Count::Goal("Demo".into())];
        let mut counts = MemoryCounts::default();
        counts.set_tests(vec![test(50)]);
        // A conversation begins before it reports anything.
        let begun: Vec<AnalyticsEvent> =
            (0..20).map(|n| event(&visit("x", n * 5), Count::Triggered, 0)).collect();
        counts.record(NOW, &begun);
        let events: Vec<AnalyticsEvent> = events
            .into_iter()
            .map(|(n, count)| event(&visit("x", n * 5), all[count].clone(), 1))
            .collect();
        for batch in events.chunks(batch) {
            counts.record(NOW, batch);
            counts.record(NOW, batch);
        }
        for count in all {
            let whole: i64 = counts.figures().iter().filter(|((_, _, of), _)| *of == count).map(|(_, n)| n).sum();
            let parts: u64 = counts.variants().iter().filter(|(figure, _)| figure.count == count).map(|(_, n)| n).sum();
            prop_assert_eq!(whole, parts.cast_signed(), "{}", count);
        }
    }

    #[test]
    fn an_interval_holds_the_rate_and_a_verdict_fits_the_difference(
        visits in prop::array::uniform2(0..5_000_u64), hits in prop::array::uniform2(0..5_000_u64), share in 1..100_u32,
    ) {
        let report = report(share, (hits[0], visits[0]), (hits[1], visits[1]));
        let result = &report.results[0];
        for rate in [result.a, result.b].into_iter().flatten() {
            prop_assert!(rate.low <= rate.rate && rate.rate <= rate.high && rate.high <= 10_000);
        }
        match report.verdict {
            Verdict::Better { variant, low, high } => {
                let difference = result.difference.unwrap();
                let ends = match variant {
                    Variant::B => (difference.low, difference.high),
                    Variant::A => (-difference.high, -difference.low),
                };
                prop_assert!(0 < low && low <= high);
                prop_assert_eq!((low.cast_signed(), high.cast_signed()), ends);
            }
            Verdict::NotYet { more, difference } => prop_assert!(more > 0 && difference > 0),
            Verdict::Alike { most } => {
                let difference = result.difference.unwrap();
                prop_assert!(difference.low <= 0 && difference.high >= 0);
                prop_assert_eq!(most, difference.low.unsigned_abs().max(difference.high.unsigned_abs()));
            }
        }
    }
}

/// The report of a test in which this many of those who met A, and B, responded.
fn report(share: u32, a: (u64, u64), b: (u64, u64)) -> AbTestReport {
    let mut rows = Vec::new();
    for (variant, (hits, visits)) in [(Variant::A, a), (Variant::B, b)] {
        for (count, n) in [(Count::Engaged, hits.min(visits)), (Count::Triggered, visits)] {
            rows.push((VariantCount { dialogue: dialogue(), test: 1, variant, count }, n));
        }
    }
    AbTestReport::new(test(share), &rows)
}

#[test]
fn a_verdict_says_who_is_better_or_what_is_missing() {
    let (better, not_yet) = (
        |variant, low, high| Verdict::Better { variant, low, high },
        |more, difference| Verdict::NotYet { more, difference },
    );
    for (share, a, b, verdict) in [
        // Nobody yet, and few: a hundred visits of each are the least.
        (50, (0, 0), (0, 0), not_yet(200, 100)),
        (10, (0, 0), (0, 0), not_yet(1_000, 100)),
        (50, (10, 40), (35, 40), not_yet(120, 6_250)),
        // 10 % against 15 % of 1,000 each: Newcombe's interval is 2.1 to 7.9 points.
        (50, (100, 1_000), (150, 1_000), better(Variant::B, 210, 790)),
        (50, (150, 1_000), (100, 1_000), better(Variant::A, 210, 790)),
        // 10 % against 12 %: found with 80 % power from 3,838 visits each on.
        (50, (50, 500), (60, 500), not_yet(6_900, 200)),
        // The same share, in very many visits.
        (50, (40_000, 100_000), (40_000, 100_000), Verdict::Alike { most: 43 }),
        // Nobody ever: a difference of 0.05 points is looked for.
        (50, (0, 5_000), (0, 5_000), not_yet(39_000, 5)),
    ] {
        assert_eq!(report(share, a, b).verdict, verdict, "{share} {a:?} {b:?}");
    }
}

#[test]
fn results_begin_with_the_measure_of_the_test() {
    let test = AbTest { measure: Measure::Acquired, ..test(50) };
    let report = AbTestReport::new(test, &[]);
    let measures: Vec<_> = report.results.iter().map(|result| result.measure).collect();
    let all = [Measure::Acquired, Measure::Engaged, Measure::Completed, Measure::Converted];
    assert_eq!(measures, all);
    assert!(report.results.iter().all(|result| result.a.is_none() && result.difference.is_none()));
}

/// The figures of both variants.
fn figures(counts: &MemoryCounts) -> [Figures; 2] {
    let report = AbTestReport::new(test(50), &counts.variants());
    [report.figures.a, report.figures.b]
}

#[test]
fn visits_that_meet_the_dialogue_during_the_test_take_part_once() {
    let buckets = variants(&test(50));
    let bucket = |wanted| (0..).zip(&buckets).find(|(_, met)| **met == wanted).unwrap().0;
    let (a, b) = (visit("x", bucket(Variant::A)), visit("x", bucket(Variant::B)));
    let earlier = visit("y", bucket(Variant::B));
    let mut counts = MemoryCounts::default();
    counts.record(NOW, &[event(&earlier, Count::Triggered, 0)]);
    counts.set_tests(vec![test(50)]);
    let of = |visit: &VisitId, version, count| AnalyticsEvent {
        version: Some(Version(version)),
        ..event(visit, count, 5)
    };
    for _ in 0..2 {
        counts.record(
            NOW,
            &[
                event(&a, Count::Triggered, 1),
                event(&b, Count::Triggered, 1),
                // They met it before: they stay on version 1, whatever they do.
                event(&earlier, Count::Triggered, 1),
                of(&earlier, 1, Count::Engaged),
                of(&a, 1, Count::Engaged),
                of(&b, 2, Count::Engaged),
                of(&b, 2, Count::Goal("Demo".into())),
            ],
        );
    }
    let [of_a, of_b] = figures(&counts);
    assert_eq!((of_a.triggered, of_a.engaged, of_a.converted), (1, 1, 0));
    assert_eq!((of_b.triggered, of_b.engaged, of_b.converted), (1, 1, 1));
    assert_eq!(of_b.goals.get("Demo"), Some(&1));

    // A conversation with another version doesn't count for B, nor does what comes after the end.
    counts.record(NOW, &[of(&b, 1, Count::Completed)]);
    counts.set_tests(vec![test(50).ended(NOW, Some(Variant::B)).unwrap()]);
    counts.record(NOW, &[of(&a, 1, Count::Completed), event(&visit("z", 1), Count::Triggered, 9)]);
    assert_eq!(figures(&counts), [of_a, of_b]);
}

#[test]
fn a_conversation_counts_for_the_version_that_it_runs() {
    let mut counts = MemoryCounts::default();
    counts.set_tests(vec![test(50)]);
    let begun = |name: &str, version| AnalyticsEvent {
        version: Some(Version(version)),
        ..event(&visit(name, 0), Count::Engaged, 1)
    };
    let stale = AnalyticsEvent { at: Timestamp(NOW.0 - 1), ..begun("before", 1) };
    counts.record(NOW, &[begun("x", 1), begun("y", 2), begun("z", 3), stale]);
    let [a, b] = figures(&counts);
    assert_eq!((a.triggered, a.engaged), (1, 1), "who responded was shown it");
    assert_eq!((b.triggered, b.engaged), (1, 1));
}

#[test]
fn what_turns_out_to_be_older_counts_once() {
    const DAY: u64 = Millis::minutes(24 * 60).0;
    let mut counts = MemoryCounts::default();
    counts.set_tests(vec![test(50)]);
    for after in [2 * DAY, DAY, DAY] {
        let event = event(&visit("x", 0), Count::Triggered, after);
        counts.record(NOW + Millis(2 * DAY), &[event]);
    }
    let [a, b] = figures(&counts);
    assert_eq!(a.triggered + b.triggered, 1);
}
