//! What a dialogue promises (`docs/streams.md`, Promises): examples, which are played, and promises,
//! for which all ways are walked.

mod example;
mod file;
mod story;

pub use file::{
    Ending, Example, ExampleAct, ExampleVisitor, Mistake, Order, Promise, PromiseFile, Rule,
    UnreadablePromises,
};
pub use story::{Line, Speaker, story};

use crate::id::{CardId, ResponseId};
use crate::stream::{Card, MAX_STEPS, Search, Stream, Target, Ways};
use serde::Serialize;
use std::collections::BTreeSet;

/// The results of a file of promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// What doesn't fit the dialogue. If there is any, nothing was played.
    pub mistakes: Vec<Mistake>,
    pub examples: Vec<Verdict>,
    pub promises: Vec<Verdict>,
    pub coverage: Coverage,
}

/// Whether an example or a promise is true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    pub title: String,
    pub result: Outcome,
    /// What is different, or why nothing can be said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// The example as it was played, or the shortest way that breaks the promise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub story: Vec<Line>,
}

/// The result of an example or a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Kept,
    Broken,
    /// Nothing can be said: the bound of the walk was reached, or a value may exist that was not found.
    Unproven,
}

/// What the examples come to, of what visitors can come to. Conditions don't count: nobody sees them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Coverage {
    /// How many cards visitors can come to.
    pub cards: usize,
    /// Those of them that no example comes to, in the order of the stream.
    pub cards_without: Vec<CardId>,
    /// How many responses visitors can choose.
    pub responses: usize,
    /// Those of them that no example chooses.
    pub responses_without: Vec<(CardId, ResponseId)>,
    /// Cards that no visitor comes to.
    pub unreachable: Vec<CardId>,
}

impl Proof {
    /// Whether everything is true.
    pub fn is_good(&self) -> bool {
        let mut all = self.examples.iter().chain(&self.promises);
        self.mistakes.is_empty() && all.all(|verdict| verdict.result == Outcome::Kept)
    }
}

/// Plays the examples on a stream that passed the check, and walks its ways for the promises.
pub fn prove(stream: &Stream, file: &PromiseFile) -> Proof {
    let mistakes = mistakes(stream, file);
    if !mistakes.is_empty() {
        let (examples, promises) = (Vec::new(), Vec::new());
        return Proof { mistakes, examples, promises, coverage: Coverage::default() };
    }
    let (mut cards, mut responses) = (BTreeSet::new(), BTreeSet::new());
    let examples = file.examples.iter().map(|example| {
        let played = example::run(stream, example);
        cards.extend(played.cards);
        responses.extend(played.responses);
        let kept = played.differences.is_empty();
        let (result, story) =
            if kept { (Outcome::Kept, Vec::new()) } else { (Outcome::Broken, played.lines) };
        Verdict { title: example.name.clone(), result, reasons: played.differences, story }
    });
    let examples = examples.collect();
    let conditions: Vec<_> = file.promises.iter().filter_map(|one| one.when.as_ref()).collect();
    let ways = Ways::asking(stream, &conditions);
    let promises = file.promises.iter().map(|promise| verdict(stream, &ways, promise)).collect();
    let coverage = coverage(stream, &ways, &cards, &responses);
    Proof { mistakes, examples, promises, coverage }
}

/// Whether a promise holds (PROMISE-02).
fn verdict(stream: &Stream, ways: &Ways<'_>, promise: &Promise) -> Verdict {
    let (target, is_wanted) = promise.promise.target();
    let found = ways.find(&target, promise.when.as_ref());
    let (result, reason, lines) = match found {
        Search::Found(_) if is_wanted => (Outcome::Kept, None, Vec::new()),
        Search::Found(way) => (Outcome::Broken, None, story(stream, &way)),
        Search::Never if is_wanted => {
            (Outcome::Broken, Some("no visitor comes there".to_owned()), Vec::new())
        }
        Search::Never => (Outcome::Kept, None, Vec::new()),
        Search::Maybe => {
            let reason = "it depends on values of which we can’t say whether they exist: an attribute is \
                          searched for many texts, or for texts and numbers";
            (Outcome::Unproven, Some(reason.to_owned()), Vec::new())
        }
        Search::TooMany => {
            let reason = format!("the stream has more ways than are walked ({MAX_STEPS} steps)");
            (Outcome::Unproven, Some(reason), Vec::new())
        }
    };
    Verdict { title: promise.title(), result, reasons: reason.into_iter().collect(), story: lines }
}

impl Rule {
    /// What to look for, and whether it must happen; otherwise it must not.
    fn target(&self) -> (Target, bool) {
        match self {
            Self::PersonKnows(fields) => (Target::PersonWithout(fields.clone()), false),
            Self::QuestionsAtMost(most) => (Target::MoreQuestions(*most), false),
            Self::NeverAsksKnown(field) => (Target::AskedAgain(field.clone()), false),
            Self::Reaches(card) => (Target::Reach(card.clone()), true),
            Self::NeverReaches(card) => (Target::Reach(card.clone()), false),
            Self::NeverAfter(Order { card, after }) => {
                (Target::ReachAfter { card: card.clone(), after: after.clone() }, false)
            }
            Self::OnlyAfter(Order { card, after }) => {
                (Target::ReachWithout { card: card.clone(), without: after.clone() }, false)
            }
            Self::EndsAt(cards) => (Target::EndElsewhere(cards.clone()), false),
        }
    }
}

/// Everything that names something which the stream doesn't have.
fn mistakes(stream: &Stream, file: &PromiseFile) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut card = |at: &str, card: &CardId, seen: bool| {
        let message = match stream.card(card) {
            None => format!("The dialogue has no card “{card}”."),
            Some(Card::Condition(_)) if seen => {
                format!("“{card}” is a condition, which nobody sees. Name a card after it.")
            }
            Some(_) => return,
        };
        mistakes.push(Mistake { at: at.to_owned(), message });
    };
    for (index, example) in file.examples.iter().enumerate() {
        let at = format!("examples[{index}]");
        for id in example.sees.iter().chain(&example.never_sees) {
            card(&at, id, true);
        }
    }
    for (index, promise) in file.promises.iter().enumerate() {
        let at = format!("promises[{index}]");
        for id in promise.promise.cards() {
            card(&at, id, false);
        }
    }
    for (index, promise) in file.promises.iter().enumerate() {
        let at = format!("promises[{index}].when");
        for test in promise.when.iter().flat_map(crate::stream::tests) {
            let name = test.attribute.as_str();
            let message = if matches!(test.attribute, crate::audience::Attribute::Now(_)) {
                format!("“{name}” is not known when the dialogue begins. Ask for something else.")
            } else if test.lacks().is_some() {
                format!("The condition on “{name}” needs a value to compare with.")
            } else {
                continue;
            };
            mistakes.push(Mistake { at: at.clone(), message });
        }
    }
    mistakes
}

fn coverage(
    stream: &Stream,
    ways: &Ways<'_>,
    cards: &BTreeSet<CardId>,
    responses: &BTreeSet<(CardId, ResponseId)>,
) -> Coverage {
    let covered = ways.covered().0;
    let mut coverage = Coverage::default();
    for card in stream.cards.iter().filter(|card| !matches!(card, Card::Condition(_))) {
        let id = card.id();
        if !covered.cards.contains(id) {
            coverage.unreachable.push(id.clone());
            continue;
        }
        coverage.cards += 1;
        if !cards.contains(id) {
            coverage.cards_without.push(id.clone());
        }
        let Card::Question(question) = card else { continue };
        for response in &question.responses {
            coverage.responses += 1;
            let one = (id.clone(), response.id.clone());
            if !responses.contains(&one) {
                coverage.responses_without.push(one);
            }
        }
    }
    coverage
}
