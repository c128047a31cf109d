//! The answers to the questions of a dialogue: which response was chosen how often, for each version,
//! because a response may mean something else in another one.

use super::{Count, CountRow};
use crate::id::{CardId, ResponseId, Version};
use crate::stream::{Card, QuestionCard, Stream};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The answers to the questions of one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VersionAnswers {
    pub version: Version,
    /// The questions that were asked, in the order of the version's cards.
    pub questions: Vec<QuestionAnswers>,
}

/// The answers to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QuestionAnswers {
    pub card: CardId,
    /// Its text in this version.
    pub text: String,
    /// Visits in which the question was asked after a response, or answered with the first one.
    pub asked: u64,
    /// Visits in which any response was chosen.
    pub answered: u64,
    /// Visits in which the question was left without an answer.
    pub unanswered: u64,
    /// Its responses, in their order.
    pub responses: Vec<ResponseCount>,
}

/// How often a response was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResponseCount {
    pub response: ResponseId,
    /// Its label in this version.
    pub label: String,
    /// Visits in which it was chosen. A visitor who goes back may choose several.
    pub chosen: u64,
}

/// The figures of one question.
#[derive(Debug, Default)]
struct Sum {
    asked: u64,
    answered: u64,
    chosen: BTreeMap<ResponseId, u64>,
}

impl VersionAnswers {
    /// The versions whose questions were asked, in these figures of one dialogue.
    pub fn versions(rows: &[CountRow]) -> Vec<Version> {
        let mut versions: Vec<Version> =
            rows.iter().filter_map(|row| version(&row.count)).collect();
        versions.sort_unstable();
        versions.dedup();
        versions.reverse();
        versions
    }

    /// The answers to the questions of one version.
    pub fn new(version: Version, stream: Option<&Stream>, rows: &[CountRow]) -> Self {
        let mut sums: BTreeMap<CardId, Sum> = BTreeMap::new();
        for CountRow { count, n, .. } in rows {
            match count {
                Count::Asked(of, card) if *of == version => {
                    sums.entry(card.clone()).or_default().asked += n;
                }
                Count::Answered(of, card) if *of == version => {
                    sums.entry(card.clone()).or_default().answered += n;
                }
                Count::Chosen(of, card, response) if *of == version => {
                    let sum = sums.entry(card.clone()).or_default();
                    *sum.chosen.entry(response.clone()).or_default() += n;
                }
                _ => {}
            }
        }
        let cards = stream.map(|stream| stream.cards.as_slice()).unwrap_or_default();
        let questions = cards.iter().filter_map(|card| match card {
            Card::Question(question) => sums.remove(&question.id).map(|sum| answers(question, sum)),
            _ => None,
        });
        Self { version, questions: questions.collect() }
    }
}

const fn version(count: &Count) -> Option<Version> {
    match count {
        Count::Asked(version, _) | Count::Answered(version, _) | Count::Chosen(version, ..) => {
            Some(*version)
        }
        _ => None,
    }
}

fn answers(question: &QuestionCard, mut sum: Sum) -> QuestionAnswers {
    let responses = question.responses.iter().map(|response| ResponseCount {
        chosen: sum.chosen.remove(&response.id).unwrap_or_default(),
        response: response.id.clone(),
        label: response.label.clone(),
    });
    QuestionAnswers {
        card: question.id.clone(),
        text: question.text.clone(),
        responses: responses.collect(),
        asked: sum.asked,
        answered: sum.answered,
        // On the day after the question only the answer may be counted.
        unanswered: sum.asked.saturating_sub(sum.answered),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::Day;
    use crate::id::DialogueId;
    use serde_json::json;

    #[test]
    fn answers_are_counted_for_each_version() {
        let stream: Stream = serde_json::from_value(json!({ "first": "ask", "cards": [
            { "type": "question", "id": "ask", "text": "Well?", "responses": [
                { "id": "yes", "label": "Yes" }, { "id": "no", "label": "No" },
            ]},
            { "type": "question", "id": "never", "text": "Why?", "responses": [
                { "id": "so", "label": "So" },
            ]},
        ]}))
        .unwrap();
        let (ask, yes) = (CardId::parse("ask").unwrap(), ResponseId::parse("yes").unwrap());
        let dialogue = DialogueId::parse("dialogue_a").unwrap();
        let row = |day, count, n| CountRow {
            dialogue: dialogue.clone(),
            day: Day::numbered(day),
            count,
            n,
        };
        let rows = [
            row(1, Count::Asked(Version(2), ask.clone()), 6),
            row(2, Count::Asked(Version(2), ask.clone()), 4),
            row(1, Count::Answered(Version(2), ask.clone()), 7),
            row(1, Count::Chosen(Version(2), ask.clone(), yes.clone()), 5),
            row(2, Count::Chosen(Version(1), ask.clone(), yes), 1),
            row(2, Count::Engaged, 9),
        ];
        assert_eq!(VersionAnswers::versions(&rows), [Version(2), Version(1)]);
        let answers = VersionAnswers::new(Version(2), Some(&stream), &rows);
        let [question] = answers.questions.as_slice() else { panic!("{answers:?}") };
        assert_eq!((question.asked, question.answered, question.unanswered), (10, 7, 3));
        let chosen: Vec<_> =
            question.responses.iter().map(|one| (one.label.as_str(), one.chosen)).collect();
        assert_eq!(chosen, [("Yes", 5), ("No", 0)]);
        let gone = VersionAnswers::new(Version(1), None, &rows);
        assert!(gone.questions.is_empty(), "a version that is gone has no words");
    }
}
