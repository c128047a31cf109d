//! The names of goals to choose from: two spellings would be two goals in the reports. Pure.

use super::draft::{Draft, Key};
use super::{Kind, text};
use shared::counts::Report;
use std::collections::BTreeSet;

/// The goals of a report, of all dialogues.
pub(crate) fn reported_goals(report: &Report) -> BTreeSet<String> {
    report.items.iter().flat_map(|item| item.total.goals.keys().cloned()).collect()
}

/// The goals of a draft's other cards.
pub(crate) fn drafted_goals(draft: &Draft, except: Key) -> BTreeSet<String> {
    let others = draft.cards.iter().filter(|entry| entry.key != except);
    let goals = others.filter(|entry| draft.kind(entry.key) == Kind::Goal);
    let goals = goals.map(|entry| text(&entry.card, "goal"));
    goals.filter(|goal| !goal.trim().is_empty()).map(str::to_owned).collect()
}

/// The goal that somebody means who typed this: the same but for spaces and capitals.
pub(crate) fn meant_goal<'g>(typed: &str, goals: &'g BTreeSet<String>) -> Option<&'g str> {
    let plain = plain(typed);
    if plain.is_empty() || goals.contains(typed) {
        return None;
    }
    goals.iter().map(String::as_str).find(|goal| self::plain(goal) == plain)
}

fn plain(goal: &str) -> String {
    goal.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_goal_that_is_only_spelt_otherwise_is_found() {
        let goals: BTreeSet<_> = ["Asked for advice", "Lead"].map(str::to_owned).into();
        for (typed, meant) in [
            ("asked for  advice ", Some("Asked for advice")),
            ("LEAD", Some("Lead")),
            ("Lead", None),
            ("Leads", None),
            ("", None),
            (" ", None),
        ] {
            assert_eq!(meant_goal(typed, &goals), meant, "{typed:?}");
        }
    }

    #[test]
    fn goals_come_from_other_cards_and_from_reports() {
        let goal = |id: &str, goal: &str| json!({ "type": "goal", "id": id, "goal": goal });
        let document = json!({ "name": "Hello", "stream": { "first": "a", "cards":
            [goal("a", "Lead"), goal("b", ""), goal("c", "Asked"),
                { "type": "message", "id": "d", "text": "goal" }] } });
        let draft = Draft::open(&document.to_string()).unwrap();
        let key = draft.by_id("c").unwrap();
        assert_eq!(drafted_goals(&draft, key), BTreeSet::from(["Lead".to_owned()]));

        let figures = |goals: serde_json::Value| {
            json!({ "triggered": 1, "engaged": 1, "completed": 1,
            "acquired": 0, "goals": goals })
        };
        let item = |id: &str, goals: serde_json::Value| {
            let mut item = figures(goals);
            item["dialogue"] = id.into();
            item["name"] = id.into();
            item["days"] = json!([]);
            item
        };
        let report = json!({ "from": "2026-11-01", "to": "2026-11-30", "zone": "UTC", "items":
            [item("dialogue_a", json!({ "Lead": 2, "Paid": 1 })), item("dialogue_b", json!({ "Lead": 1 }))] });
        let report: Report = serde_json::from_value(report).unwrap();
        assert_eq!(reported_goals(&report), ["Lead", "Paid"].map(str::to_owned).into());
    }
}
