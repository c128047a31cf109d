//! The funnel of a dialogue: how far visitors get, card by card.

use super::{Count, CountRow, Figures, Period, VersionAnswers};
use crate::availability::Zone;
use crate::id::{CardId, DialogueId, ResponseId};
use crate::stream::{Card, Stream};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Longest text of a card in the funnel, in characters.
const TEXT: usize = 120;

/// What `GET /v1/sites/{site}/reports/dialogues/{dialogue}/funnel` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Funnel {
    /// The days of the funnel.
    #[serde(flatten)]
    pub period: Period,
    /// The time zone in which days begin.
    pub zone: String,
    pub dialogue: DialogueId,
    pub name: String,
    /// Visits that were shown the dialogue.
    pub triggered: u64,
    /// Visits in which the visitor responded.
    pub engaged: u64,
    /// Visits in which the end of a branch was reached.
    pub completed: u64,
    /// The cards in the order of the stream, followed by those that are no longer in it.
    pub cards: Vec<FunnelCard>,
    /// The answers to the questions of each version, latest first.
    pub answers: Vec<VersionAnswers>,
}

/// One card of a funnel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FunnelCard {
    pub card: CardId,
    /// Its type; empty if the dialogue no longer has this card. Nothing is counted at a condition.
    pub kind: String,
    /// Its text, cut; for a goal its name.
    pub text: String,
    /// Number of branches between it and the first card.
    pub depth: usize,
    /// Whether it waits for the visitor, so that visitors may stop here.
    pub waits: bool,
    /// Visits that reached it after a response.
    pub reached: u64,
    /// Visits in which the visitor did what it waits for, or opened its document.
    pub passed: u64,
    /// Visits in which its document was downloaded.
    #[serde(default)]
    pub downloaded: u64,
    /// Where it goes on: one step for each response or branch.
    pub steps: Vec<FunnelStep>,
}

/// One way from a card of a funnel to the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FunnelStep {
    /// The response that leads here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseId>,
    /// The label of the response; empty without one.
    pub label: String,
    /// Visits in which the response was chosen, in all versions.
    pub chosen: u64,
    /// The next card of the funnel; `null` where the branch ends.
    pub card: Option<CardId>,
}

impl FunnelCard {
    /// Visits that stopped here: they reached the card, and did not do what it waits for.
    pub const fn stopped(&self) -> u64 {
        if self.waits { self.reached.saturating_sub(self.passed) } else { 0 }
    }
}

impl Funnel {
    /// The funnel of these figures along the cards of a stream.
    pub fn new(
        (period, zone): (Period, &Zone),
        (dialogue, name): (DialogueId, String),
        stream: Option<&Stream>,
        rows: &[CountRow],
    ) -> Self {
        let mut total = Figures::default();
        let mut chosen: BTreeMap<(&CardId, &ResponseId), u64> = BTreeMap::new();
        let mut cards: BTreeMap<&CardId, (u64, u64, u64)> = BTreeMap::new();
        for CountRow { count, n, .. } in rows.iter().filter(|one| one.dialogue == dialogue) {
            match count {
                Count::Reached(card) => cards.entry(card).or_default().0 += n,
                Count::Passed(card) => cards.entry(card).or_default().1 += n,
                Count::Downloaded(card) => cards.entry(card).or_default().2 += n,
                Count::Chosen(_, card, response) => {
                    *chosen.entry((card, response)).or_default() += n;
                }
                other => total.add(other, *n),
            }
        }
        let mut rows = stream.map(list_cards).unwrap_or_default();
        for row in &mut rows {
            (row.reached, row.passed, row.downloaded) = cards.remove(&row.card).unwrap_or_default();
            for step in &mut row.steps {
                let response = step.response.as_ref();
                let counted = response.and_then(|response| chosen.get(&(&row.card, response)));
                step.chosen = counted.copied().unwrap_or_default();
            }
        }
        rows.extend(cards.into_iter().map(|(card, (reached, passed, downloaded))| FunnelCard {
            reached,
            passed,
            downloaded,
            ..gone(card)
        }));
        let Figures { triggered, engaged, completed, .. } = total;
        let (zone, answers) = (zone.name().to_owned(), Vec::new());
        Self { period, zone, dialogue, name, triggered, engaged, completed, cards: rows, answers }
    }
}

/// The cards that visitors see or that count, and the conditions between them, in reading order: each
/// branch to its end, and every card once.
fn list_cards(stream: &Stream) -> Vec<FunnelCard> {
    let (mut rows, mut seen) = (Vec::new(), BTreeSet::new());
    let mut open = vec![(&stream.first, 0)];
    while let Some((id, depth)) = open.pop() {
        let Some(card) = stream.card(id).filter(|_| seen.insert(id)) else { continue };
        if is_row(card) {
            rows.push(row(stream, card, depth));
        }
        let followers = card.followers();
        let below = depth + usize::from(followers.len() > 1);
        open.extend(followers.into_iter().rev().map(|next| (next, below)));
    }
    rows
}

/// Visitors don't notice an action, so no funnel shows it.
const fn is_row(card: &Card) -> bool {
    !matches!(card, Card::Action(_))
}

/// The steps from a card to the next ones in the funnel.
fn steps(stream: &Stream, card: &Card) -> Vec<FunnelStep> {
    let step = |next: Option<&CardId>| FunnelStep {
        response: None,
        label: String::new(),
        chosen: 0,
        card: next_row(stream, next).cloned(),
    };
    match card {
        Card::Question(question) => {
            let steps = question.responses.iter().map(|response| FunnelStep {
                response: Some(response.id.clone()),
                label: response.label.clone(),
                ..step(response.next.as_ref())
            });
            steps.collect()
        }
        Card::Condition(condition) => {
            let branches = condition.branches.iter().map(|branch| branch.next.as_ref());
            branches.chain([condition.otherwise.next.as_ref()]).map(step).collect()
        }
        other => other.followers().into_iter().map(|next| step(Some(next))).collect(),
    }
}

/// The first card from here on that the funnel shows.
fn next_row<'s>(stream: &'s Stream, from: Option<&'s CardId>) -> Option<&'s CardId> {
    let (mut at, mut passed) = (from, BTreeSet::new());
    while let Some(id) = at {
        let card = stream.card(id).filter(|_| passed.insert(id))?;
        if is_row(card) {
            return Some(id);
        }
        at = card.followers().first().copied();
    }
    None
}

fn row(stream: &Stream, card: &Card, depth: usize) -> FunnelCard {
    let text = match card {
        Card::Goal(goal) => &goal.goal,
        Card::Document(document) => &document.title,
        card => card.text(),
    };
    FunnelCard {
        card: card.id().clone(),
        kind: card.type_name().to_owned(),
        text: text.chars().take(TEXT).collect(),
        depth,
        // A visitor who reaches a live chat card has done all that the dialogue asks for.
        waits: card.waits() && !matches!(card, Card::LiveChat(_)),
        reached: 0,
        passed: 0,
        downloaded: 0,
        steps: steps(stream, card),
    }
}

fn gone(card: &CardId) -> FunnelCard {
    FunnelCard {
        card: card.clone(),
        kind: String::new(),
        text: String::new(),
        depth: 0,
        waits: false,
        reached: 0,
        passed: 0,
        downloaded: 0,
        steps: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Day;
    use super::*;
    use crate::id::Version;
    use serde_json::json;

    fn card(id: &str) -> CardId {
        CardId::parse(id).unwrap()
    }

    #[test]
    fn a_funnel_follows_each_branch_and_shows_where_visitors_stopped() {
        let stream: Stream = serde_json::from_value(json!({ "first": "ask", "cards": [
            { "type": "question", "id": "ask", "text": "Well?", "responses": [
                { "id": "yes", "label": "Yes", "next": "who" },
                { "id": "no", "label": "No", "next": "bye" },
            ]},
            { "type": "message", "id": "bye", "text": "Bye" },
            { "type": "capture", "id": "who", "text": "Who?", "next": "won", "fields": [] },
            { "type": "goal", "id": "won", "goal": "Lead", "next": "bye" },
        ]}))
        .unwrap();
        let dialogue = DialogueId::parse("dialogue_a").unwrap();
        let yes = ResponseId::parse("yes").unwrap();
        let day = Day::numbered(20_000);
        let row = |count, n| CountRow { dialogue: dialogue.clone(), day, count, n };
        let rows = [
            row(Count::Triggered, 50),
            row(Count::Engaged, 10),
            row(Count::Completed, 7),
            row(Count::Reached(card("ask")), 10),
            row(Count::Passed(card("ask")), 10),
            row(Count::Reached(card("who")), 6),
            row(Count::Passed(card("who")), 2),
            row(Count::Passed(card("who")), 1),
            row(Count::Reached(card("old")), 4),
            row(Count::Chosen(Version(1), card("ask"), yes.clone()), 3),
            row(Count::Chosen(Version(2), card("ask"), yes.clone()), 3),
        ];
        let period = Period { from: day, to: day };
        let named = (dialogue.clone(), "A".to_owned());
        let funnel = Funnel::new((period, &Zone::utc()), named, Some(&stream), &rows);
        assert_eq!((funnel.triggered, funnel.engaged, funnel.completed), (50, 10, 7));
        let brief =
            |row: &FunnelCard| (row.card.to_string(), row.depth, row.reached, row.stopped());
        assert_eq!(
            funnel.cards.iter().map(brief).collect::<Vec<_>>(),
            [
                ("ask".to_owned(), 0, 10, 0),
                ("who".to_owned(), 1, 6, 3),
                ("won".to_owned(), 1, 0, 0),
                ("bye".to_owned(), 1, 0, 0),
                ("old".to_owned(), 0, 4, 0),
            ]
        );
        let step = |step: &FunnelStep| {
            (step.label.clone(), step.chosen, step.card.as_ref().map(ToString::to_string))
        };
        assert_eq!(
            funnel.cards[0].steps.iter().map(step).collect::<Vec<_>>(),
            [("Yes".to_owned(), 6, Some("who".into())), ("No".to_owned(), 0, Some("bye".into()))]
        );
        assert!(funnel.cards[3].steps.is_empty(), "the branch ends there");
    }
}
