//! What a dialogue promises (`docs/streams.md`, Promises): examples, which are played, and promises,
//! for which all ways are walked.

mod example;
mod file;
mod story;

pub use example::{Asked, Replay, replay};
pub use file::{
    Ending, Example, ExampleAct, ExampleVisitor, Item, Mistake, Order, Promise, PromiseFile,
    Promises, Rule, UnreadablePromises,
};
pub use story::{Line, Speaker, story};

use crate::id::{CardId, ResponseId};
use crate::stream::{Card, MAX_STEPS, Search, Stream, Target, Way, Ways};
use crate::wording::{Phrases, english};
use example::card_name;
use serde::Serialize;
use std::collections::BTreeSet;

/// The results of a file of promises.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
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
    /// The same as a way, to be gone in a preview.
    #[serde(skip)]
    pub way: Option<Way>,
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

/// Plays the examples on a stream that passed the check, and walks its ways for the promises. Nothing is
/// tried if something doesn't fit the dialogue.
pub fn prove(stream: &Stream, promises: &Promises) -> Proof {
    let mistakes = mistakes(stream, promises, &english);
    if !mistakes.is_empty() {
        return Proof { mistakes, ..Proof::default() };
    }
    let mut proving = Proving::new(stream.clone(), promises.clone(), MAX_STEPS);
    while proving.step(&english) {}
    proving.proof
}

/// A proof that is made step by step, so that a page can draw between them. What doesn't fit the dialogue
/// is left unproven; everything else is tried.
#[derive(Debug, Clone)]
pub struct Proving {
    stream: Stream,
    promises: Promises,
    /// Most steps of one walk.
    most: usize,
    cards: BTreeSet<CardId>,
    responses: BTreeSet<(CardId, ResponseId)>,
    proof: Proof,
    is_begun: bool,
}

impl Proving {
    /// A proof of a stream that passed the check.
    pub fn new(stream: Stream, promises: Promises, most: usize) -> Self {
        let (cards, responses) = (BTreeSet::new(), BTreeSet::new());
        let proof = Proof::default();
        Self { stream, promises, most, cards, responses, proof, is_begun: false }
    }

    /// What is proven so far.
    pub const fn proof(&self) -> &Proof {
        &self.proof
    }

    /// Goes on: plays all examples, or one walk. Returns whether there is more to do.
    pub fn step(&mut self, say: Phrases<'_>) -> bool {
        if !self.is_begun {
            self.is_begun = true;
            self.proof.mistakes = mistakes(&self.stream, &self.promises, say);
            self.play_examples(say);
            return true;
        }
        let next = self.proof.promises.len();
        if let Some(promise) = self.promises.promises.get(next) {
            let mistakes = mistaken(&self.proof.mistakes, Item::Promise(next));
            let found = if let Some(reasons) = mistakes {
                Verdict::unfit(promise.title(), reasons)
            } else {
                let asked: Vec<_> = promise.when.iter().collect();
                let ways = Ways::asking(&self.stream, &asked).at_most(self.most);
                verdict(&self.stream, &ways, self.most, promise, say)
            };
            self.proof.promises.push(found);
            return true;
        }
        let ways = Ways::new(&self.stream).at_most(self.most);
        self.proof.coverage = coverage(&self.stream, &ways, &self.cards, &self.responses);
        false
    }

    fn play_examples(&mut self, say: Phrases<'_>) {
        for (index, example) in self.promises.examples.iter().enumerate() {
            let title = example.name.clone();
            if let Some(reasons) = mistaken(&self.proof.mistakes, Item::Example(index)) {
                self.proof.examples.push(Verdict::unfit(title, reasons));
                continue;
            }
            let played = example::run(&self.stream, example, say);
            let way = Some(example::way(example, &played));
            self.cards.extend(played.cards);
            self.responses.extend(played.responses);
            let kept = played.differences.is_empty();
            let (result, story) =
                if kept { (Outcome::Kept, Vec::new()) } else { (Outcome::Broken, played.lines) };
            let reasons = played.differences;
            self.proof.examples.push(Verdict { title, result, reasons, story, way });
        }
    }
}

/// The mistakes of an example or promise, if it has any.
fn mistaken(all: &[Mistake], item: Item) -> Option<Vec<String>> {
    let own = all.iter().filter(|mistake| mistake.item == item);
    let own: Vec<String> = own.map(|mistake| mistake.message.clone()).collect();
    (!own.is_empty()).then_some(own)
}

impl Verdict {
    /// Something that doesn't fit the dialogue, so that it could not be tried.
    const fn unfit(title: String, reasons: Vec<String>) -> Self {
        Self { title, result: Outcome::Unproven, reasons, story: Vec::new(), way: None }
    }
}

/// Whether a promise holds (PROMISE-02).
fn verdict(
    stream: &Stream,
    ways: &Ways<'_>,
    most: usize,
    promise: &Promise,
    say: Phrases<'_>,
) -> Verdict {
    let (target, is_wanted) = promise.promise.target();
    let (result, reason, way) = match ways.find(&target, promise.when.as_ref()) {
        Search::Found(_) if is_wanted => (Outcome::Kept, None, None),
        Search::Found(way) => (Outcome::Broken, None, Some(way)),
        Search::Never if is_wanted => {
            (Outcome::Broken, Some(say("nobody", "no visitor comes there", &[])), None)
        }
        Search::Never => (Outcome::Kept, None, None),
        Search::Maybe => {
            let reason = "it depends on values of which we can’t say whether they exist: an attribute is \
                          searched for many texts, or for texts and numbers";
            (Outcome::Unproven, Some(say("maybe", reason, &[])), None)
        }
        Search::TooMany => {
            let reason = "the stream has more ways than are walked ({0} steps)";
            let reason = say("too-many", reason, &[&most.to_string()]);
            (Outcome::Unproven, Some(reason), None)
        }
    };
    let story = way.as_ref().map(|way| story(stream, way, say)).unwrap_or_default();
    let reasons = reason.into_iter().collect();
    Verdict { title: promise.title(), result, reasons, story, way }
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
fn mistakes(stream: &Stream, all: &Promises, say: Phrases<'_>) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut card = |item: Item, at: &str, card: &CardId, seen: bool| {
        let name = card_name(card, say);
        let message = match stream.card(card) {
            None => say("no-card", "The dialogue has no card {0}.", &[&name]),
            Some(Card::Condition(_)) if seen => {
                let sentence = "{0} is a condition, which nobody sees. Name a card after it.";
                say("is-condition", sentence, &[&name])
            }
            Some(_) => return,
        };
        mistakes.push(Mistake { item, at: at.to_owned(), message });
    };
    for (index, example) in all.examples.iter().enumerate() {
        let at = format!("examples[{index}]");
        for id in example.sees.iter().chain(&example.never_sees) {
            card(Item::Example(index), &at, id, true);
        }
    }
    for (index, promise) in all.promises.iter().enumerate() {
        let at = format!("promises[{index}]");
        for id in promise.promise.cards() {
            card(Item::Promise(index), &at, id, false);
        }
    }
    for (index, promise) in all.promises.iter().enumerate() {
        for test in promise.when.iter().flat_map(crate::stream::tests) {
            let name = say("attribute", "{0}", &[test.attribute.as_str()]);
            let message = if matches!(test.attribute, crate::audience::Attribute::Now(_)) {
                let sentence =
                    "“{0}” is not known when the dialogue begins. Ask for something else.";
                say("asks-now", sentence, &[&name])
            } else if test.lacks().is_some() {
                say("no-value", "The condition on “{0}” needs a value to compare with.", &[&name])
            } else {
                continue;
            };
            let at = format!("promises[{index}].when");
            mistakes.push(Mistake { item: Item::Promise(index), at, message });
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
