//! Conditions, triggers and routes as texts for people.

use crate::audience::{
    Attribute, Condition, Criterion, Metric, NowAttribute, NowQuestion, Operator, Test, Trigger,
    Visitors,
};
use crate::stream::Route;
use crate::wording::{Phrases, english};

/// The condition of a condition card as a text.
pub fn describe_condition(condition: &Condition) -> String {
    self::condition(condition, &english)
}

/// The same in the words of `say`.
pub(super) fn condition(condition: &Condition, say: Phrases<'_>) -> String {
    let part = |one: &Condition| self::condition(one, say);
    match condition {
        Condition::All { all } => group(all.iter().map(part), &say("and", " and ", &[])),
        Condition::Any { any } => group(any.iter().map(part), &say("or", " or ", &[])),
        Condition::Test(one) => test(one, say),
    }
}

/// The criterion of an audience as a text.
pub(super) fn criterion(criterion: &Criterion, say: Phrases<'_>) -> String {
    let part = |one: &Criterion| self::criterion(one, say);
    match criterion {
        Criterion::All { all } => group(all.iter().map(part), &say("and", " and ", &[])),
        Criterion::Any { any } => group(any.iter().map(part), &say("or", " or ", &[])),
        Criterion::Test(one) => test(one, say),
        Criterion::MetricThreshold(threshold) => {
            let least = threshold.at_least.to_string();
            match threshold.event {
                Metric::TimeOnPage => say("time-on-page", "{0} seconds on the page", &[&least]),
                Metric::TimeOnSite => say("time-on-site", "{0} seconds on the site", &[&least]),
                Metric::ScrollDepth => say("scrolled", "{0} % of a page seen", &[&least]),
            }
        }
    }
}

fn group(parts: impl Iterator<Item = String>, between: &str) -> String {
    let parts: Vec<String> = parts.collect();
    match parts.as_slice() {
        [one] => one.clone(),
        _ => format!("({})", parts.join(between)),
    }
}

fn test(test: &Test, say: Phrases<'_>) -> String {
    if let Attribute::Now(asked) = &test.attribute {
        return now(asked, test.asks_for_yes(), say);
    }
    let (attribute, value) = (test.attribute.as_str(), test.value.as_str());
    let attribute = &say("attribute", "{0}", &[attribute]);
    match test.operator {
        Operator::Is => say("is", "{0} is “{1}”", &[attribute, value]),
        Operator::IsNot => say("is-not", "{0} is not “{1}”", &[attribute, value]),
        Operator::IsEmpty => say("not-known", "{0} is not known", &[attribute]),
        Operator::IsNotEmpty => say("known", "{0} is known", &[attribute]),
        Operator::Contains => say("contains", "{0} contains “{1}”", &[attribute, value]),
        Operator::StartsWith => say("begins", "{0} begins with “{1}”", &[attribute, value]),
        Operator::GreaterThan => say("more", "{0} is more than {1}", &[attribute, value]),
        Operator::LessThan => say("less", "{0} is less than {1}", &[attribute, value]),
    }
}

/// What must be so now, or must not.
fn now(asked: &NowAttribute, yes: bool, say: Phrases<'_>) -> String {
    match (asked.question(), yes) {
        (NowQuestion::Open, true) => say("open", "the site is open", &[]),
        (NowQuestion::Open, false) => say("closed", "the site is closed", &[]),
        (NowQuestion::Available(Route::RoundRobin), true) => {
            say("somebody", "somebody is available", &[])
        }
        (NowQuestion::Available(Route::RoundRobin), false) => {
            say("nobody", "nobody is available", &[])
        }
        (NowQuestion::Available(Route::Rules), true) => {
            say("somebody-rules", "somebody is available by the routing rules", &[])
        }
        (NowQuestion::Available(Route::Rules), false) => {
            say("nobody-rules", "nobody is available by the routing rules", &[])
        }
        (NowQuestion::Available(Route::Team { team }), true) => {
            say("somebody-team", "somebody in {0} is available", &[team.as_str()])
        }
        (NowQuestion::Available(Route::Team { team }), false) => {
            say("nobody-team", "nobody in {0} is available", &[team.as_str()])
        }
        (NowQuestion::Available(Route::Agent { agent }), true) => {
            say("agent-available", "{0} is available", &[agent.as_str()])
        }
        (NowQuestion::Available(Route::Agent { agent }), false) => {
            say("agent-not-available", "{0} is not available", &[agent.as_str()])
        }
    }
}

/// Which visitors, as a text.
pub(super) fn visitors(visitors: Visitors, say: Phrases<'_>) -> String {
    match visitors {
        Visitors::Everyone => say("everybody", "everybody", &[]),
        Visitors::Identified => say("identified", "visitors whose e-mail address is known", &[]),
        Visitors::Anonymous => say("anonymous", "visitors whose e-mail address is not known", &[]),
    }
}

/// A trigger as a text.
pub(super) fn trigger(trigger: &Trigger, say: Phrases<'_>) -> String {
    match trigger {
        Trigger::Click { selector } => say("on-click", "a click on “{0}”", &[selector]),
        Trigger::Submit { selector } => say("on-submit", "submitting the form “{0}”", &[selector]),
        Trigger::Load => say("on-load", "loading the page", &[]),
        Trigger::Time { seconds } => {
            say("on-time", "{0} seconds on the page", &[&seconds.to_string()])
        }
        Trigger::Scroll { percent } => {
            say("on-scroll", "{0} % of the page seen", &[&percent.to_string()])
        }
        Trigger::Call => say("on-call", "a call of the page's script", &[]),
    }
}

/// A route as a text.
pub(super) fn route(route: &Route, say: Phrases<'_>) -> String {
    match route {
        Route::RoundRobin => say("route-all", "all agents in turn", &[]),
        Route::Agent { agent } => say("route-agent", "{0} alone", &[agent.as_str()]),
        Route::Rules => say("route-rules", "the agents of the first matching rule", &[]),
        Route::Team { team } => say("route-team", "the team {0} in turn", &[team.as_str()]),
    }
}
