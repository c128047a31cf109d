//! Parses the audience and the trigger of a draft. Reports every mistake, each with its path and
//! what to do.

use super::attribute::Attribute;
use super::condition::{Lack, Test};
use super::criterion::{Criterion, Metric, MetricThreshold};
use super::target::Trigger;
use crate::prelude::*;
use serde::Deserialize;
use serde_json::Value;

/// Deepest nesting of groups.
const MAX_DEPTH: usize = 5;
/// Most tests and metrics in a condition.
const MAX_LEAVES: usize = 50;
const MAX_SELECTOR_CHARS: usize = 500;

/// A mistake in an audience or trigger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// The value is neither a test, an event nor a group.
    #[error(
        "“{0}” is not a condition. Write a test (“attribute”, “operator”, “value”), an event (“event”, “at_least”), or a group (“all” or “any”)."
    )]
    NoCondition(String),
    /// The test can't be parsed.
    #[error("“{at}” can't be read: {reason}.")]
    Unreadable {
        at: String,
        /// The parser's message.
        reason: String,
    },
    /// The event is unknown.
    #[error(
        "“{at}” has the unknown event “{actual}”. Use time_on_page, time_on_site or scroll_depth."
    )]
    NoSuchEvent {
        at: String,
        /// The event's name (shortened).
        actual: String,
    },
    /// The threshold is out of bounds.
    #[error("“{at}” must be a whole number from 1 to {most}.")]
    Size { at: String, most: u32 },
    /// The group is empty.
    #[error("“{0}” is an empty group. Add a condition to it, or remove it.")]
    EmptyGroup(String),
    /// Groups are nested too deep.
    #[error("“{at}” nests deeper than {max} groups. Make it flatter.")]
    TooDeep {
        at: String,
        /// The deepest nesting.
        max: usize,
    },
    /// There are too many conditions.
    #[error("“{at}” has more than {max} conditions. Use fewer.")]
    TooMany {
        at: String,
        /// The most conditions.
        max: usize,
    },
    /// A comparison of numbers has a value that is not a number.
    #[error(
        "“{0}” compares numbers, but its value is not a number. Write digits, like 100 or 2.5."
    )]
    NeedsNumber(String),
    /// A comparison has no value.
    #[error("“{0}” needs a value to compare with. Write one, or ask whether it is known.")]
    NeedsValue(String),
    /// The condition asks whether somebody is available.
    #[error(
        "“{0}” asks who is available, and nobody looks before there is a conversation. Ask in a condition card of the dialogue, or here for now:open."
    )]
    NowHere(String),
    /// Whether the site is open is compared with something else than yes or no.
    #[error("“{0}” is yes or no. Compare it by “is” with one of the two.")]
    NowIsYesOrNo(String),
    /// The trigger is unknown.
    #[error(
        "“{0}” is not a trigger. Set “on” to one of click, submit, load, time, scroll or call."
    )]
    NoSuchTrigger(String),
    /// The CSS selector is empty or too long.
    #[error("“trigger.selector” must be a CSS selector of 1 to {MAX_SELECTOR_CHARS} characters.")]
    Selector,
}

impl Mistake {
    /// Its name, and what its message names in this order, for sentences in other languages.
    pub fn values(&self) -> Vec<String> {
        let number = |at: &String, most: usize| vec![at.clone(), most.to_string()];
        let (name, values) = match self {
            Self::NoCondition(at) => ("no_condition", vec![at.clone()]),
            Self::Unreadable { at, reason } => ("unreadable", vec![at.clone(), reason.clone()]),
            Self::NoSuchEvent { at, actual } => ("no_such_event", vec![at.clone(), actual.clone()]),
            Self::Size { at, most } => ("size", vec![at.clone(), most.to_string()]),
            Self::EmptyGroup(at) => ("empty_group", vec![at.clone()]),
            Self::TooDeep { at, max } => ("too_deep", number(at, *max)),
            Self::TooMany { at, max } => ("too_many", number(at, *max)),
            Self::NeedsNumber(at) => ("needs_number", vec![at.clone()]),
            Self::NeedsValue(at) => ("needs_value", vec![at.clone()]),
            Self::NowHere(at) => ("now_here", vec![at.clone()]),
            Self::NowIsYesOrNo(at) => ("now_is_yes_or_no", vec![at.clone()]),
            Self::NoSuchTrigger(actual) => ("no_such_trigger", vec![actual.clone()]),
            Self::Selector => ("selector", vec![MAX_SELECTOR_CHARS.to_string()]),
        };
        [vec![name.to_owned()], values].concat()
    }
}

/// Parses the criterion of an audience; `None` if there is any mistake.
pub fn criterion(written: &Value, mistakes: &mut Vec<Mistake>) -> Option<Criterion> {
    let mut reader = Reader { mistakes, leaves: 0 };
    let read = reader.criterion(written, "when", 1);
    if reader.leaves > MAX_LEAVES {
        mistakes.push(Mistake::TooMany { at: "when".into(), max: MAX_LEAVES });
        return None;
    }
    read
}

/// Parses the trigger of a flow.
pub fn trigger(written: &Value, mistakes: &mut Vec<Mistake>) -> Option<Trigger> {
    let size = |key: &str, most: u32| -> Result<u32, Mistake> {
        whole(&written[key], most).ok_or(Mistake::Size { at: format!("trigger.{key}"), most })
    };
    let selector = || {
        let actual = written["selector"].as_str().unwrap_or_default().trim();
        let fits = !actual.is_empty() && actual.chars().count() <= MAX_SELECTOR_CHARS;
        fits.then(|| actual.to_owned()).ok_or(Mistake::Selector)
    };
    let read = match written["on"].as_str().unwrap_or_default() {
        "click" => selector().map(|selector| Trigger::Click { selector }),
        "submit" => selector().map(|selector| Trigger::Submit { selector }),
        "load" => Ok(Trigger::Load),
        "time" => {
            size("seconds", Metric::TimeOnPage.most()).map(|seconds| Trigger::Time { seconds })
        }
        "scroll" => {
            size("percent", Metric::ScrollDepth.most()).map(|percent| Trigger::Scroll { percent })
        }
        "call" => Ok(Trigger::Call),
        _ => Err(Mistake::NoSuchTrigger(short(written))),
    };
    read.map_err(|mistake| mistakes.push(mistake)).ok()
}

struct Reader<'m> {
    mistakes: &'m mut Vec<Mistake>,
    leaves: usize,
}

impl Reader<'_> {
    fn criterion(&mut self, written: &Value, at: &str, depth: usize) -> Option<Criterion> {
        if depth > MAX_DEPTH + 1 {
            return self.wrong(Mistake::TooDeep { at: at.to_owned(), max: MAX_DEPTH });
        }
        let group = |key: &str| written.get(key).and_then(Value::as_array);
        if let Some(all) = group("all") {
            return self.group(all, &format!("{at}.all"), depth).map(|all| Criterion::All { all });
        }
        if let Some(any) = group("any") {
            return self.group(any, &format!("{at}.any"), depth).map(|any| Criterion::Any { any });
        }
        self.leaves += 1;
        if written.get("event").is_some() {
            return self.threshold(written, at).map(Criterion::MetricThreshold);
        }
        if written.get("attribute").is_some() {
            return self.test(written, at).map(Criterion::Test);
        }
        self.wrong(Mistake::NoCondition(at.to_owned()))
    }

    fn group(&mut self, written: &[Value], at: &str, depth: usize) -> Option<Vec<Criterion>> {
        if written.is_empty() {
            return self.wrong(Mistake::EmptyGroup(at.to_owned()));
        }
        let mut read = Vec::new();
        for (index, one) in written.iter().enumerate().take(MAX_LEAVES + 1) {
            read.push(self.criterion(one, &format!("{at}[{index}]"), depth + 1));
        }
        // All members were parsed, so all mistakes are reported.
        read.into_iter().collect()
    }

    fn threshold(&mut self, written: &Value, at: &str) -> Option<MetricThreshold> {
        let Some(event) = written["event"].as_str().and_then(Metric::from_name) else {
            let actual = short(&written["event"]);
            return self.wrong(Mistake::NoSuchEvent { at: at.to_owned(), actual });
        };
        let Some(at_least) = whole(&written["at_least"], event.most()) else {
            return self.wrong(Mistake::Size { at: format!("{at}.at_least"), most: event.most() });
        };
        Some(MetricThreshold { event, at_least })
    }

    fn test(&mut self, written: &Value, at: &str) -> Option<Test> {
        let test = match Test::deserialize(written) {
            Ok(test) => test,
            Err(error) => {
                let reason = error.to_string().chars().take(200).collect();
                return self.wrong(Mistake::Unreadable { at: at.to_owned(), reason });
            }
        };
        match test.lacks() {
            Some(Lack::Number) => self.wrong(Mistake::NeedsNumber(at.to_owned())),
            Some(Lack::Value) => self.wrong(Mistake::NeedsValue(at.to_owned())),
            None => match &test.attribute {
                Attribute::Now(asked) if asked.route().is_some() => {
                    self.wrong(Mistake::NowHere(at.to_owned()))
                }
                Attribute::Now(_) if !test.asks_yes_or_no() => {
                    self.wrong(Mistake::NowIsYesOrNo(at.to_owned()))
                }
                _ => Some(test),
            },
        }
    }

    fn wrong<T>(&mut self, mistake: Mistake) -> Option<T> {
        self.mistakes.push(mistake);
        None
    }
}

fn whole(written: &Value, most: u32) -> Option<u32> {
    let number = u32::try_from(written.as_u64()?).ok()?;
    (1..=most).contains(&number).then_some(number)
}

/// The beginning of a value, short enough for a sentence.
fn short(written: &Value) -> String {
    let text = written.as_str().map_or_else(|| written.to_string(), str::to_owned);
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn wrong(written: &Value) -> Vec<String> {
        let mut mistakes = Vec::new();
        let read = criterion(written, &mut mistakes);
        assert_eq!(read.is_none(), !mistakes.is_empty());
        mistakes.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn all_mistakes_are_reported_at_once_with_their_path() {
        let written = json!({ "all": [
            { "attribute": "country", "operator": "is", "value": "DE" },
            { "event": "time_on_moon", "at_least": 3 },
            { "any": [{ "event": "scroll_depth", "at_least": 101 }, { "any": [] }] },
            { "attribute": "company", "operator": "resembles", "value": "x" },
            { "attribute": "company", "operator": "contains" },
            7,
            { "attribute": "now:available", "operator": "is", "value": "yes" },
            { "attribute": "now:open", "operator": "is", "value": "maybe" },
            { "attribute": "now:open", "operator": "is_not", "value": "Yes" },
        ] });
        let said = wrong(&written);
        assert_eq!(said.len(), 8, "{said:#?}");
        assert!(said[0].contains("“when.all[1]” has the unknown event “time_on_moon”"));
        assert!(
            said[1].contains("“when.all[2].any[0].at_least” must be a whole number from 1 to 100")
        );
        assert!(said[2].contains("“when.all[2].any[1].any” is an empty group"));
        assert!(said[3].contains("resembles"));
        assert!(said[4].contains("needs a value"));
        assert!(said[5].contains("“when.all[5]” is not a condition"));
        assert!(said[6].contains("“when.all[6]” asks who is available"));
        assert!(said[7].contains("“when.all[7]” is yes or no"));
    }

    #[test]
    fn a_valid_criterion_is_parsed_as_it_was_written() {
        let written = json!({ "any": [
            { "event": "time_on_site", "at_least": 60 },
            { "attribute": "plan", "operator": "is", "value": "gold" },
        ] });
        let mut mistakes = Vec::new();
        let read = criterion(&written, &mut mistakes).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), written);
    }

    #[test]
    fn nesting_and_number_of_conditions_are_limited() {
        let mut deep = json!({ "event": "time_on_page", "at_least": 1 });
        // Deeper than `serde_json` reads, and no deeper than its own recursion has the stack for.
        for _ in 0..200 {
            deep = json!({ "all": [deep] });
        }
        assert!(wrong(&deep)[0].contains("nests deeper than 5"));
        let many = vec![json!({ "event": "time_on_page", "at_least": 1 }); 10_000];
        assert!(wrong(&json!({ "any": many })).last().unwrap().contains("more than 50"));
    }

    #[test]
    fn every_kind_of_trigger_is_parsed() {
        let read = |written: Value| {
            let mut mistakes = Vec::new();
            trigger(&written, &mut mistakes).ok_or_else(|| mistakes[0].to_string())
        };
        let click = Trigger::Click { selector: ".buy".into() };
        assert_eq!(read(json!({ "on": "click", "selector": " .buy " })), Ok(click));
        assert_eq!(read(json!({ "on": "load" })), Ok(Trigger::Load));
        assert_eq!(read(json!({ "on": "time", "seconds": 30 })), Ok(Trigger::Time { seconds: 30 }));
        assert!(read(json!({ "on": "scroll", "percent": 0 })).unwrap_err().contains("1 to 100"));
        assert!(read(json!({ "on": "submit" })).unwrap_err().contains("CSS selector"));
        assert!(read(json!("click")).unwrap_err().contains("not a trigger"));
    }
}
