//! Labels for a dialogue's status, kind and audience.

use crate::texts::t;
use serde_json::Value;
use shared::audience::{Criterion, Visitors};
use shared::protocol::{DialogueRow, Target};

/// What visitors see of a dialogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PublishState {
    /// They see this version, and the draft is the same.
    Live(u32),
    /// They see this version, and the draft differs.
    Changed(u32),
    /// It is not published.
    Hidden,
}

impl PublishState {
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Live(version) => t!("dialogues-version", version = version),
            Self::Changed(version) => t!("dialogues-version-changed", version = version),
            Self::Hidden => t!("dialogues-not-published").to_owned(),
        }
    }

    /// The tone of its pill.
    pub(crate) const fn tone(&self) -> &'static str {
        match self {
            Self::Live(_) => "good",
            Self::Changed(_) => "warn",
            Self::Hidden => "",
        }
    }
}

pub(crate) const fn publish_state(row: &DialogueRow) -> PublishState {
    match row.published {
        Some(version) if row.changed => PublishState::Changed(version.0),
        Some(version) => PublishState::Live(version.0),
        None => PublishState::Hidden,
    }
}

/// Returns “Dialogue”, or the flow's trigger.
pub(crate) fn kind(target: &Target) -> String {
    let Some(trigger) = &target.trigger else { return t!("dialogues-dialogue").to_owned() };
    let text = |key: &str| trigger[key].as_str().unwrap_or_default();
    let number = |key: &str| trigger[key].as_u64().unwrap_or_default();
    match text("on") {
        "click" => t!("dialogues-flow-click", selector = text("selector")),
        "submit" => t!("dialogues-flow-submit", selector = text("selector")),
        "load" => t!("dialogues-flow-load").to_owned(),
        "time" => t!("dialogues-flow-time", seconds = number("seconds")),
        "scroll" => t!("dialogues-flow-scroll", percent = number("percent")),
        "call" => t!("dialogues-flow-call").to_owned(),
        _ => t!("dialogues-flow-invalid").to_owned(),
    }
}

/// Summarizes which visitors see it, and on which pages.
pub(crate) fn target(target: &Target) -> String {
    let pages = match target.pages.as_slice() {
        [] => t!("dialogues-every-page").to_owned(),
        [one] => short(one),
        [first, rest @ ..] => t!("dialogues-and-more", first = short(first), rest = rest.len()),
    };
    let without = match target.not_pages.as_slice() {
        [] => String::new(),
        [one] => t!("dialogues-not", one = short(one)),
        more => t!("dialogues-not-others", more = more.len()),
    };
    let visitors = match target.visitors {
        Visitors::Everyone => None,
        Visitors::Identified => Some(t!("dialogues-known-visitors").to_owned()),
        Visitors::Anonymous => Some(t!("dialogues-anonymous-visitors").to_owned()),
    };
    let when = match target.when.as_ref().map(count) {
        None | Some(0) => None,
        Some(1) => Some(t!("dialogues-one-condition").to_owned()),
        Some(more) => Some(t!("dialogues-conditions", more = more)),
    };
    let parts = [Some(pages + &without), visitors, when];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Returns an address without the `https://` that nearly all begin with.
fn short(pattern: &str) -> String {
    pattern.strip_prefix("https://").unwrap_or(pattern).to_owned()
}

/// Counts the conditions.
fn count(when: &Value) -> usize {
    fn leaves(criterion: &Criterion) -> usize {
        match criterion {
            Criterion::All { all: group } | Criterion::Any { any: group } => {
                group.iter().map(leaves).sum()
            }
            Criterion::MetricThreshold(_) | Criterion::Test(_) => 1,
        }
    }
    let read = serde_json::from_value::<Criterion>(when.clone());
    read.map_or(1, |criterion| leaves(&criterion))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_target_is_summed_up_in_one_line() {
        let all: Target = serde_json::from_value(json!({
            "pages": ["https://shop.example/pricing", "https://shop.example/plans/*"],
            "not_pages": ["https://shop.example/plans/old"],
            "visitors": "identified",
            "when": { "all": [
                { "attribute": "country", "operator": "is", "value": "DE" },
                { "any": [{ "event": "time_on_page", "at_least": 9 }] },
            ] },
        }))
        .unwrap();
        assert_eq!(
            target(&all),
            "shop.example/pricing and 1 more, not shop.example/plans/old · known visitors · \
             2 conditions"
        );
        assert_eq!(target(&Target::default()), "Every page");
    }

    #[test]
    fn every_trigger_has_a_label() {
        let label = |trigger: Value| kind(&Target { trigger: Some(trigger), ..Target::default() });
        assert_eq!(label(json!({ "on": "click", "selector": ".buy" })), "Flow, on a click on .buy");
        assert_eq!(label(json!({ "on": "time", "seconds": 30 })), "Flow, after 30 seconds");
        assert_eq!(label(json!({ "on": "scroll", "percent": 50 })), "Flow, at 50 % of the page");
        assert_eq!(label(json!({ "on": "load" })), "Flow, as the page loads");
        assert_eq!(label(json!({ "on": "call" })), "Flow, when the page calls it");
        assert_eq!(label(json!("moon")), "Flow, with an invalid trigger");
        assert_eq!(kind(&Target::default()), "Dialogue");
    }
}
