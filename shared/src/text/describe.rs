//! Conditions, triggers and routes as texts for people.

use crate::audience::{
    Attribute, Condition, Criterion, Metric, NowAttribute, NowQuestion, Operator, Test, Trigger,
    Visitors,
};
use crate::stream::Route;

/// The condition of a condition card as a text.
pub fn describe_condition(condition: &Condition) -> String {
    match condition {
        Condition::All { all } => group(all.iter().map(describe_condition), " and "),
        Condition::Any { any } => group(any.iter().map(describe_condition), " or "),
        Condition::Test(one) => test(one),
    }
}

/// The criterion of an audience as a text.
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
    if let Attribute::Now(asked) = &test.attribute {
        return now(asked, test.asks_for_yes());
    }
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

/// What must be so now, or must not.
fn now(asked: &NowAttribute, yes: bool) -> String {
    let somebody = if yes { "somebody" } else { "nobody" };
    match asked.question() {
        NowQuestion::Open if yes => "the site is open".to_owned(),
        NowQuestion::Open => "the site is closed".to_owned(),
        NowQuestion::Available(Route::RoundRobin) => format!("{somebody} is available"),
        NowQuestion::Available(Route::Rules) => {
            format!("{somebody} is available by the routing rules")
        }
        NowQuestion::Available(Route::Team { team }) => {
            format!("{somebody} in {team} is available")
        }
        NowQuestion::Available(Route::Agent { agent }) if yes => format!("{agent} is available"),
        NowQuestion::Available(Route::Agent { agent }) => format!("{agent} is not available"),
    }
}

/// Which visitors, as a text.
pub(super) const fn visitors(visitors: Visitors) -> &'static str {
    match visitors {
        Visitors::Everyone => "everybody",
        Visitors::Identified => "visitors whose e-mail address is known",
        Visitors::Anonymous => "visitors whose e-mail address is not known",
    }
}

/// A trigger as a text.
pub(super) fn trigger(trigger: &Trigger) -> String {
    match trigger {
        Trigger::Click { selector } => format!("a click on “{selector}”"),
        Trigger::Submit { selector } => format!("submitting the form “{selector}”"),
        Trigger::Load => "loading the page".to_owned(),
        Trigger::Time { seconds } => format!("{seconds} seconds on the page"),
        Trigger::Scroll { percent } => format!("{percent} % of the page seen"),
        Trigger::Call => "a call of the page's script".to_owned(),
    }
}

/// A route as a text.
pub(super) fn route(route: &Route) -> String {
    match route {
        Route::RoundRobin => "all agents in turn".to_owned(),
        Route::Agent { agent } => format!("{agent} alone"),
        Route::Rules => "the agents of the first matching rule".to_owned(),
        Route::Team { team } => format!("the team {team} in turn"),
    }
}
