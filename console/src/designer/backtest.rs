//! The backtest of a draft, as the publish sheet shows it. Pure.

use super::draft::Draft;
use super::promises::card_name;
use crate::texts::t;
use shared::backtest::{Backtest, CardFigures, Figures, Folded, Mark, Range};
use shared::id::CardId;
use std::collections::BTreeSet;

/// What happened, or what would have happened with the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Before,
    After,
}

/// One figure, of both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FigureRow {
    pub(crate) label: String,
    pub(crate) mark: Mark,
    pub(crate) before: Range,
    pub(crate) after: Range,
}

/// The figures of a backtest: those of all, then those of the cards, in the order of the draft.
pub(crate) fn figures(draft: &Draft, result: &Backtest) -> (Vec<FigureRow>, Vec<FigureRow>) {
    let Backtest { before, after, .. } = result;
    let row = |label: String, mark: Mark, before: Range, after: Range| FigureRow {
        label,
        mark,
        before,
        after,
    };
    let mut all = vec![
        row(t!("backtest-people").to_owned(), Mark::People, before.people, after.people),
        row(
            t!("backtest-completed").to_owned(),
            Mark::Completed,
            before.completed,
            after.completed,
        ),
        row(t!("backtest-acquired").to_owned(), Mark::Acquired, before.acquired, after.acquired),
    ];
    let goals: BTreeSet<&String> = before.goals.keys().chain(after.goals.keys()).collect();
    for goal in goals {
        let of = |figures: &Figures| figures.goals.get(goal).copied().unwrap_or_default();
        let label = t!("backtest-goal", goal = goal);
        all.push(row(label, Mark::Goal(goal.clone()), of(before), of(after)));
    }
    let own =
        draft.cards.iter().filter_map(|entry| CardId::parse(super::text(&entry.card, "id")).ok());
    let own: Vec<CardId> = own.collect();
    let gone = before.cards.keys().filter(|id| !own.contains(id)).cloned();
    let mut cards = Vec::new();
    for id in own.iter().cloned().chain(gone.collect::<Vec<_>>()) {
        let of = |figures: &Figures| figures.cards.get(&id).copied().unwrap_or_default();
        let (was, is) = (of(before), of(after));
        if was == CardFigures::default() && is == CardFigures::default() {
            continue;
        }
        let name = card_name(draft, &id);
        let reached = t!("backtest-reached", card = &name);
        cards.push(row(reached, Mark::Reached(id.clone()), was.reached, is.reached));
        if was.stopped.most + is.stopped.most > 0 {
            let stopped = t!("backtest-stopped", card = &name);
            cards.push(row(stopped, Mark::Stopped(id), was.stopped, is.stopped));
        }
    }
    (all, cards)
}

/// A figure: one number, or at least and at most.
pub(crate) fn range_text(range: Range) -> String {
    if range.least == range.most {
        range.least.to_string()
    } else {
        t!("backtest-range", least = range.least, most = range.most)
    }
}

/// The conversations behind a figure.
pub(crate) fn conversations_behind(all: &[Folded], mark: &Mark, side: Side) -> Vec<Folded> {
    let counts = |one: &&Folded| match side {
        Side::Before => one.before.contains(mark),
        Side::After => one.least.contains(mark) || one.maybe.contains(mark),
    };
    all.iter().filter(counts).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn figures_are_in_the_order_of_the_draft_and_lead_to_their_conversations() {
        let draft = json!({ "name": "Hello", "stream": { "first": "hi", "cards": [
            { "type": "question", "id": "hi", "text": "Hello", "responses": [{ "id": "y", "label": "Yes" }] },
            { "type": "message", "id": "bye", "text": "Bye" } ] } });
        let draft = Draft::open(&draft.to_string()).unwrap();
        let folded = |id: &str, before: serde_json::Value, least: serde_json::Value| {
            let maybe = json!([{ "reached": "bye" }]);
            serde_json::from_value::<Folded>(json!({ "conversation": id, "before": before,
                "least": least, "maybe": maybe, "ends": [] }))
            .unwrap()
        };
        let all = [
            folded("conv_a", json!(["people", { "reached": "old" }]), json!([{ "reached": "hi" }])),
            folded("conv_b", json!([{ "stopped": "hi" }]), json!([{ "reached": "hi" }])),
        ];
        let mut result = Backtest::default();
        for one in &all {
            result.add(one);
        }
        let (sums, cards) = figures(&draft, &result);
        assert_eq!(sums[0].before, Range { least: 1, most: 1 });
        let labels: Vec<&str> = cards.iter().map(|row| row.label.as_str()).collect();
        assert_eq!(labels.len(), 4, "{labels:?}");
        assert!(labels[0].contains("Hello") && labels[1].contains("Hello"), "{labels:?}");
        assert!(labels[2].contains("Bye") && labels[3].contains("old"), "{labels:?}");
        assert_eq!(range_text(cards[2].after), "0–2");
        assert_eq!(range_text(cards[0].after), "2");
        let found = conversations_behind(&all, &cards[1].mark, Side::Before);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].conversation.as_ref().unwrap().as_str(), "conv_b");
        assert_eq!(conversations_behind(&all, &cards[2].mark, Side::After).len(), 2);
    }
}
