//! The rows of a funnel: the cards of a dialogue with the branches between them. Pure.

use crate::designer::readable;
use crate::texts::t;
use shared::counts::{Funnel, FunnelCard, FunnelStep};
use shared::id::CardId;
use std::collections::BTreeSet;

/// Deepest indentation of a row.
const DEEPEST: usize = 6;

/// A row of the funnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FunnelRow {
    /// How far it is indented.
    pub(crate) depth: usize,
    pub(crate) kind: RowKind,
}

/// What a row shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RowKind {
    Card(FunnelCard),
    /// A branch begins. `of` is the number of visits that chose any response, if they are counted.
    Branch {
        label: String,
        chosen: u64,
        of: Option<u64>,
        end: BranchEnd,
    },
    /// The branch goes on at a card that is shown above.
    Joins(String),
}

/// What follows the beginning of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BranchEnd {
    /// Its cards, in the rows below.
    Cards,
    /// Nothing: the dialogue ends here.
    Ends,
    /// It goes on at a card with this text, which is shown above.
    Joins(String),
}

/// The rows of a funnel, in reading order, with the cards that are gone at the end.
pub(crate) fn funnel_rows(funnel: &Funnel) -> Vec<FunnelRow> {
    let mut tree = Tree { funnel, seen: BTreeSet::new(), rows: Vec::new() };
    if let Some(first) = funnel.cards.first().filter(|card| !card.kind.is_empty()) {
        tree.walk(first, 0);
    }
    for card in &funnel.cards {
        if !tree.seen.contains(&card.card) {
            tree.rows.push(FunnelRow { depth: 0, kind: RowKind::Card(card.clone()) });
        }
    }
    tree.rows
}

struct Tree<'f> {
    funnel: &'f Funnel,
    seen: BTreeSet<&'f CardId>,
    rows: Vec<FunnelRow>,
}

impl<'f> Tree<'f> {
    /// Adds a card and all that follows it.
    fn walk(&mut self, first: &'f FunnelCard, depth: usize) {
        let mut next = Some(first);
        while let Some(card) = next.take() {
            self.seen.insert(&card.card);
            self.push(depth, RowKind::Card(card.clone()));
            match card.steps.as_slice() {
                [] => {}
                [step] if step.response.is_none() => match self.follower(step) {
                    Some(follower) if self.seen.contains(&follower.card) => {
                        self.push(depth, RowKind::Joins(text_of(follower)));
                    }
                    follower => next = follower,
                },
                steps => self.branches(card, steps, depth + 1),
            }
        }
    }

    fn branches(&mut self, card: &'f FunnelCard, steps: &'f [FunnelStep], depth: usize) {
        for (index, step) in steps.iter().enumerate() {
            let is_last = index + 1 == steps.len();
            let label = match (&step.response, is_last) {
                (Some(_), _) => step.label.clone(),
                (None, true) => t!("reports-everyone-else").to_owned(),
                (None, false) => t!("designer-branch-number", number = index + 1),
            };
            let follower = self.follower(step);
            let end = match follower {
                None => BranchEnd::Ends,
                Some(card) if self.seen.contains(&card.card) => BranchEnd::Joins(text_of(card)),
                Some(_) => BranchEnd::Cards,
            };
            let begins = end == BranchEnd::Cards;
            let of = step.response.as_ref().map(|_| card.passed);
            self.push(depth, RowKind::Branch { label, chosen: step.chosen, of, end });
            if let Some(follower) = follower.filter(|_| begins) {
                self.walk(follower, depth + 1);
            }
        }
    }

    fn follower(&self, step: &FunnelStep) -> Option<&'f FunnelCard> {
        let id = step.card.as_ref()?;
        self.funnel.cards.iter().find(|card| card.card == *id)
    }

    fn push(&mut self, depth: usize, kind: RowKind) {
        self.rows.push(FunnelRow { depth: depth.min(DEEPEST), kind });
    }
}

/// What a card is called in a sentence.
pub(crate) fn text_of(card: &FunnelCard) -> String {
    match (card.kind.as_str(), card.text.as_str()) {
        ("", _) => t!("reports-removed-card", card = card.card.as_str()),
        (kind, "") => kind_text(kind).to_owned(),
        (_, text) => readable(text),
    }
}

/// What a type of cards is called.
pub(crate) fn kind_text(code: &str) -> &'static str {
    match code {
        "message" => t!("designer-kind-message"),
        "question" => t!("designer-kind-question"),
        "capture" => t!("designer-kind-capture"),
        "condition" => t!("designer-kind-condition"),
        "document" => t!("designer-kind-document"),
        "goal" => t!("designer-kind-goal"),
        "live_chat" => t!("designer-kind-live-chat"),
        _ => t!("reports-card"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(response: Option<&str>, chosen: u64, card: Option<&str>) -> serde_json::Value {
        serde_json::json!({
            "response": response, "label": response.unwrap_or_default(), "chosen": chosen, "card": card,
        })
    }

    fn card(id: &str, kind: &str, steps: &[serde_json::Value]) -> serde_json::Value {
        serde_json::json!({
            "card": id, "kind": kind, "text": id, "depth": 0, "waits": false, "reached": 9,
            "passed": 8, "steps": steps,
        })
    }

    #[test]
    fn each_branch_is_shown_below_its_response() {
        let funnel: Funnel = serde_json::from_value(serde_json::json!({
            "from": "2026-11-01", "to": "2026-11-30", "zone": "UTC", "dialogue": "dialogue_a",
            "name": "A", "triggered": 9, "engaged": 9, "completed": 9, "answers": [],
            "cards": [
                card("ask", "question", &[
                    step(Some("yes"), 5, Some("who")), step(Some("no"), 3, Some("bye")),
                    step(Some("later"), 0, None),
                ]),
                card("who", "capture", &[step(None, 0, Some("split"))]),
                card("split", "condition", &[step(None, 0, Some("bye")), step(None, 0, Some("ask"))]),
                card("bye", "message", &[]),
                card("old", "", &[]),
            ],
        }))
        .unwrap();
        let brief = |row: &FunnelRow| match &row.kind {
            RowKind::Card(card) => format!("{} {}", row.depth, text_of(card)),
            RowKind::Branch { label, chosen, of, end } => {
                let end = match end {
                    BranchEnd::Cards => String::new(),
                    BranchEnd::Ends => " ends".to_owned(),
                    BranchEnd::Joins(text) => format!(" joins {text}"),
                };
                format!("{} › {label} {chosen}/{of:?}{end}", row.depth)
            }
            RowKind::Joins(text) => format!("{} joins {text}", row.depth),
        };
        assert_eq!(
            funnel_rows(&funnel).iter().map(brief).collect::<Vec<_>>(),
            [
                "0 ask",
                "1 › yes 5/Some(8)",
                "2 who",
                "2 split",
                "3 › Branch 1 0/None",
                "4 bye",
                "3 › Everyone else 0/None joins ask",
                "1 › no 3/Some(8) joins bye",
                "1 › later 0/Some(8) ends",
                "0 old (removed)",
            ]
        );
    }
}
