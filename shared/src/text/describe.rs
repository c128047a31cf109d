//! Conditions, triggers and routes in words that a person reads.

use crate::audience::{Condition, Criterion, Metric, Operator, Test, Trigger, Visitors};
use crate::stream::Route;

/// A condition card's condition in words.
pub fn describe_condition(condition: &Condition) -> String {
    match condition {
        Condition::All { all } => group(all.iter().map(describe_condition), " and "),
        Condition::Any { any } => group(any.iter().map(describe_condition), " or "),
        Condition::Test(one) => test(one),
    }
}

/// What an audience asks, in words.
pub(super) fn criterion(criterion: &Criterion) -> String {
    match criterion {
        Criterion::All { all } => group(all.iter().map(self::criterion), " and "),
        Criterion::Any { any } => group(any.iter().map(self::criterion), " or "),
        Criterion::Test(one) => test(one),
        Criterion::MetricThreshold(threshold) => {
            let least = threshold.at_least;
            match threshold.event {
                Metric::TimeOnPage => format!("{least} seconds on the page"),
                Metric::TimeOnSite => format!("{least} seconds on the site"),
                Metric::ScrollDepth => format!("{least} % of a page seen"),
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

fn test(test: &Test) -> String {
    let (attribute, value) = (test.attribute.as_str(), &test.value);
    match test.operator {
        Operator::Is => format!("{attribute} is “{value}”"),
        Operator::IsNot => format!("{attribute} is not “{value}”"),
        Operator::IsEmpty => format!("{attribute} is not known"),
        Operator::IsNotEmpty => format!("{attribute} is known"),
        Operator::Contains => format!("{attribute} contains “{value}”"),
        Operator::StartsWith => format!("{attribute} begins with “{value}”"),
        Operator::GreaterThan => format!("{attribute} is more than {value}"),
        Operator::LessThan => format!("{attribute} is less than {value}"),
    }
}

/// Which visitors, in words.
pub(super) const fn visitors(visitors: Visitors) -> &'static str {
    match visitors {
        Visitors::Everyone => "everybody",
        Visitors::Identified => "visitors whose e-mail address is known",
        Visitors::Anonymous => "visitors whose e-mail address is not known",
    }
}

/// What sets a flow off, in words.
pub(super) fn trigger(trigger: &Trigger) -> String {
    match trigger {
        Trigger::Click { selector } => format!("a click on “{selector}”"),
        Trigger::Submit { selector } => format!("sending the form “{selector}”"),
        Trigger::Load => "the page itself, as soon as it is there".to_owned(),
        Trigger::Time { seconds } => format!("{seconds} seconds on the page"),
        Trigger::Scroll { percent } => format!("{percent} % of the page seen"),
        Trigger::Call => "the page's own call alone".to_owned(),
    }
}

/// Who is asked, in words.
pub(super) fn route(route: &Route) -> String {
    match route {
        Route::RoundRobin => "all agents in turn".to_owned(),
        Route::Agent { agent } => format!("{agent} alone"),
        Route::Rules => "the agents of the first rule that fits".to_owned(),
        Route::Team { team } => format!("the team {team} in turn"),
    }
}
