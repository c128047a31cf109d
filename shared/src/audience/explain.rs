//! Explains for each dialogue whether and why a visitor sees it on a page; the same choice as
//! [`choose`](super::choose).

use super::attribute::{Attribute, AttributeSource};
use super::choose::{Candidate, Visitor};
use super::condition::Test;
use super::criterion::{Criterion, Measured, Verdict, Wait};
use super::target::Visitors;
use super::url::{matches, matches_any};
use crate::id::DialogueId;
use crate::person::Field;
use crate::prelude::*;

/// What happens to a dialogue for a visitor on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It is shown.
    Shown,
    /// It replaces the one that is shown, once the metrics have reached these values.
    Later(Wait),
    /// It would be shown, but this one comes first.
    Behind(DialogueId),
    /// It is a flow and can be triggered here.
    MaySetOff,
    /// The visitor has finished it before.
    Done,
    /// The page matches none of its patterns.
    OtherPage,
    /// The page matches this pattern, which excludes it.
    Excluded(String),
    /// It is for identified visitors only, or for anonymous ones only.
    OtherVisitors(Visitors),
    /// Its condition fails because of these tests.
    Fails(Vec<Test>),
    /// It is a flow whose condition still waits for a metric.
    FlowWaits,
}

/// Explains each candidate, in the order of priority.
pub fn explain<'c>(
    candidates: impl IntoIterator<Item = Candidate<'c>>,
    visitor: &Visitor<'_>,
) -> Vec<(&'c DialogueId, Reason)> {
    let mut visible: Option<&DialogueId> = None;
    let mut reasons = Vec::new();
    for candidate in candidates {
        let Candidate { id, audience, trigger } = candidate;
        let verdict = audience.verdict(&visitor.visitor_data, visitor.measured);
        let reason = match (trigger, verdict) {
            (Some(_), Verdict::Yes) => Reason::MaySetOff,
            (Some(_), Verdict::Once(_)) => Reason::FlowWaits,
            (None, _) if visitor.done.contains(id) => Reason::Done,
            (None, Verdict::Yes | Verdict::Once(_)) if visible.is_some() => {
                Reason::Behind(visible.unwrap_or(id).clone())
            }
            (None, Verdict::Yes) => {
                visible = Some(id);
                Reason::Shown
            }
            (None, Verdict::Once(wait)) => Reason::Later(wait),
            (_, Verdict::No) => reason_for(&candidate, visitor),
        };
        reasons.push((id, reason));
    }
    reasons
}

/// The first reason why an audience excludes a visitor.
fn reason_for(candidate: &Candidate<'_>, visitor: &Visitor<'_>) -> Reason {
    let audience = candidate.audience;
    let address = &visitor.visitor_data.page.url;
    if let Some(pattern) = audience.not_pages.iter().find(|pattern| matches(pattern, address)) {
        return Reason::Excluded(pattern.clone());
    }
    if !matches_any(&audience.pages, &[], address) {
        return Reason::OtherPage;
    }
    let is_identified = !visitor.visitor_data.value(&Attribute::Field(Field::Email)).is_empty();
    match audience.visitors {
        Visitors::Identified if !is_identified => {
            return Reason::OtherVisitors(Visitors::Identified);
        }
        Visitors::Anonymous if is_identified => return Reason::OtherVisitors(Visitors::Anonymous),
        _ => {}
    }
    let mut failing = Vec::new();
    if let Some(when) = &audience.when {
        fails(when, &visitor.visitor_data, visitor.measured, &mut failing);
    }
    Reason::Fails(failing)
}

/// The tests because of which a criterion can't be met.
fn fails(
    criterion: &Criterion,
    attributes: &impl AttributeSource,
    measured: &Measured,
    found: &mut Vec<Test>,
) {
    if criterion.verdict(attributes, measured) != Verdict::No {
        return;
    }
    match criterion {
        Criterion::Test(test) => found.push(test.clone()),
        Criterion::MetricThreshold(_) => {}
        Criterion::All { all: group } | Criterion::Any { any: group } => {
            for one in group {
                fails(one, attributes, measured, found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::attribute::VisitorData;
    use super::super::choose::choose;
    use super::super::criterion::{Metric, MetricThreshold};
    use super::super::target::{Audience, Trigger};
    use super::*;
    use crate::audience::Operator;
    use crate::event::{Location, Page};
    use crate::person::Attributes;
    use proptest::prelude::*;

    type Generated = (DialogueId, Audience, Option<Trigger>);

    fn country(value: &str) -> Criterion {
        let attribute = Attribute::Country;
        Criterion::Test(Test { attribute, operator: Operator::Is, value: value.into() })
    }

    fn any_audience() -> impl Strategy<Value = (Audience, Option<Trigger>)> {
        let page = proptest::sample::select(vec!["https://a.example/*", "https://b.example/*"]);
        let pages = proptest::collection::vec(page.clone().prop_map(str::to_owned), 0..3);
        let not_pages = proptest::collection::vec(page.prop_map(str::to_owned), 0..2);
        let visitors = proptest::sample::select(Visitors::ALL);
        let after = MetricThreshold { event: Metric::TimeOnPage, at_least: 5 };
        let when = prop_oneof![
            Just(None),
            Just(Some(country("DE"))),
            Just(Some(country("FR"))),
            Just(Some(Criterion::MetricThreshold(after))),
        ];
        let trigger = prop_oneof![3 => Just(None), 1 => Just(Some(Trigger::Load))];
        (pages, not_pages, visitors, when, trigger).prop_map(
            |(pages, not_pages, visitors, when, trigger)| {
                (Audience { pages, not_pages, visitors, when }, trigger)
            },
        )
    }

    fn generated(all: Vec<(Audience, Option<Trigger>)>) -> Vec<Generated> {
        let id = |index: usize| DialogueId::parse(format!("dialogue_{index}")).unwrap();
        all.into_iter().enumerate().map(|(index, (of, trigger))| (id(index), of, trigger)).collect()
    }

    fn candidates(generated: &[Generated]) -> impl Iterator<Item = Candidate<'_>> {
        generated.iter().map(|(id, audience, trigger)| Candidate {
            id,
            audience,
            trigger: trigger.as_ref(),
        })
    }

    proptest! {
        #[test]
        fn the_explanation_agrees_with_the_choice(
            all in proptest::collection::vec(any_audience(), 0..6),
            identified in any::<bool>(),
            seconds in 0_u32..10,
        ) {
            let generated = generated(all);
            let page = Page { url: "https://a.example/x".into(), ..Page::default() };
            let location = Location { country: "DE".into(), ..Location::default() };
            let email = identified.then(|| (Field::Email, "ada@example.com".to_owned()));
            let attributes: Attributes = email.into_iter().collect();
            let measured = Measured { time_on_page: seconds, ..Measured::default() };
            let visitor_data = VisitorData { attributes: &attributes, page: &page, location: &location, now: &crate::audience::NOTHING_KNOWN };
            let done = [DialogueId::parse("dialogue_1").unwrap()];
            let visitor = Visitor { visitor_data, measured: &measured, done: &done };
            let choice = choose(candidates(&generated), &visitor);
            let reasons = explain(candidates(&generated), &visitor);
            prop_assert_eq!(reasons.len(), generated.len());
            let with = |is: fn(&Reason) -> bool| {
                reasons.iter().filter(|(_, one)| is(one)).map(|(id, _)| *id).collect::<Vec<_>>()
            };
            prop_assert_eq!(
                with(|one| matches!(one, Reason::Shown)),
                choice.show.into_iter().collect::<Vec<_>>()
            );
            prop_assert_eq!(
                with(|one| matches!(one, Reason::Later(_))),
                choice.waiting.iter().map(|(id, _)| *id).collect::<Vec<_>>()
            );
            prop_assert_eq!(
                with(|one| matches!(one, Reason::MaySetOff)),
                choice.flows.iter().map(|(id, _)| *id).collect::<Vec<_>>()
            );
            for (_, reason) in &reasons {
                prop_assert!(*reason != Reason::Fails(Vec::new()), "no test fails");
            }
        }
    }
}
