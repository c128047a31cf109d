//! Playing an example (PROMISE-01): the machine of the dialogue answers, and the result is compared.

use super::file::{Ending, Example, ExampleAct, ExampleVisitor};
use super::story::{Line, Speaker, Tell};
use crate::dialogue::{Checked, FlowContext, FlowState, Position, Refusal};
use crate::event::{Event, Location, Page};
use crate::id::{CardId, ResponseId};
use crate::person::{Attributes, Field};
use crate::stream::{Act, Card, Stream, Way};
use crate::wording::Phrases;
use std::collections::BTreeSet;

/// What happened to the visitor of an example.
#[derive(Debug, Default)]
pub(super) struct Played {
    /// The cards that they came to, but for conditions.
    pub(super) cards: Vec<CardId>,
    pub(super) responses: BTreeSet<(CardId, ResponseId)>,
    acts: Vec<Act>,
    goals: Vec<String>,
    pub(super) lines: Vec<Line>,
    /// How it differs from what was expected.
    pub(super) differences: Vec<String>,
}

/// What comes next for the visitor of an example, after everything that they do in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// They can choose a response of this card.
    Question(CardId),
    /// They are asked for this field of a card.
    Field(CardId, Field),
    /// They have asked for a person.
    Person,
    /// They came to another end.
    End,
}

/// An example as it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// The cards that the visitor comes to, but for conditions.
    pub cards: Vec<CardId>,
    pub goals: Vec<String>,
    pub lines: Vec<Line>,
    pub asked: Asked,
    /// The step that does not fit the dialogue, and why; nothing after it was done.
    pub stuck: Option<(usize, String)>,
}

/// Plays an example, to see how it goes.
pub fn replay(stream: &Stream, example: &Example, say: Phrases<'_>) -> Replay {
    let (player, stuck) = play(stream, example, say);
    let asked = match (&player.state.position, player.state.current_field(stream)) {
        (Position::At(card), Some(spec)) => Asked::Field(card.clone(), spec.field.clone()),
        (Position::At(card), None) => Asked::Question(card.clone()),
        (Position::LiveChat(_), _) => Asked::Person,
        (Position::Before | Position::Done, _) => Asked::End,
    };
    let Played { cards, goals, lines, .. } = player.played;
    Replay { cards, goals, lines, asked, stuck }
}

struct Player<'s> {
    stream: &'s Stream,
    visitor: &'s ExampleVisitor,
    say: Phrases<'s>,
    state: FlowState,
    played: Played,
}

/// Plays an example, and compares.
pub(super) fn run(stream: &Stream, example: &Example, say: Phrases<'_>) -> Played {
    let (mut player, stuck) = play(stream, example, say);
    match stuck {
        // What comes after it can't be compared.
        Some((index, reason)) => {
            let number = (index + 1).to_string();
            player.played.differences.push(say("step", "step {0}: {1}", &[&number, &reason]));
        }
        None => player.compare(example),
    }
    player.played
}

/// An example as a way, to be gone in a preview.
pub(super) fn way(example: &Example, played: &Played) -> Way {
    let visitor = &example.visitor;
    let (page, location) = (visitor.page(), visitor.location());
    let (attributes, acts) = (visitor.attributes.clone(), played.acts.clone());
    Way { page, location, attributes, acts, cards: played.cards.clone() }
}

impl ExampleVisitor {
    fn page(&self) -> Page {
        let (url, referrer) = (self.page.clone(), self.referrer.clone());
        Page { url, referrer, ..Page::default() }
    }

    fn location(&self) -> Location {
        let (country, region, city) =
            (self.country.clone(), self.region.clone(), self.city.clone());
        Location { country, region, city }
    }
}

/// Plays an example up to the first step that doesn't fit.
fn play<'s>(
    stream: &'s Stream,
    example: &'s Example,
    say: Phrases<'s>,
) -> (Player<'s>, Option<(usize, String)>) {
    let visitor = &example.visitor;
    let context = FlowContext {
        page: visitor.page(),
        location: visitor.location(),
        page_attributes: visitor.attributes.clone(),
    };
    let state = FlowState::new(context.clone());
    let mut player = Player { stream, visitor, say, state, played: Played::default() };
    player.follow(&FlowState::begin(stream, context));
    for (index, act) in example.does.iter().enumerate() {
        if let Err(reason) = player.act(act) {
            return (player, Some((index, reason)));
        }
    }
    (player, None)
}

impl Player<'_> {
    fn follow(&mut self, events: &[Event]) {
        self.take(events);
        // A condition is passed at most once each time, so this ends.
        for _ in 0..=self.stream.cards.len() {
            let Some(condition) = self.state.asks_now(self.stream) else { return };
            let now = &self.visitor.now;
            let found = |one| now.get(one).copied().unwrap_or_default();
            let asked = condition.asked_now();
            let facts = asked.iter().map(|one| (one.clone(), found(one))).collect();
            let card = condition.id.clone();
            let checked = Checked { card: card.clone(), facts, back_at: None };
            self.played.acts.push(Act::Look { card, facts: checked.facts.clone() });
            let events = self.state.check(self.stream, checked);
            self.take(&events);
        }
    }

    fn take(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::Shown { card } => self.arrive(card),
                Event::GoalReached { card, goal } => {
                    self.played.goals.push(goal.clone());
                    self.arrive(card);
                }
                Event::AttributeSet { card, .. } => {
                    if let Some(Card::Action(_)) = self.stream.card(card) {
                        self.arrive(card);
                    }
                }
                Event::Answered { card, response } => {
                    self.played.responses.insert((card.clone(), response.clone()));
                }
                _ => {}
            }
        }
        Tell { stream: self.stream, say: self.say }.turn(
            &mut self.state,
            events,
            &mut self.played.lines,
        );
    }

    fn arrive(&mut self, card: &CardId) {
        if !matches!(self.stream.card(card), Some(Card::Condition(_))) {
            self.played.cards.push(card.clone());
        }
    }

    fn speak(&mut self, text: &str) {
        self.played.lines.push(Line { by: Speaker::Visitor, text: text.to_owned() });
    }

    fn act(&mut self, act: &ExampleAct) -> Result<(), String> {
        match act {
            ExampleAct::Answer(wanted) => self.answer(wanted),
            ExampleAct::Skip(field) => {
                self.fill(&Attributes::from([(field.clone(), String::new())]))
            }
            ExampleAct::Fill(values) => self.fill(values),
            ExampleAct::Open(card) => self.open(card),
        }
    }

    fn answer(&mut self, wanted: &str) -> Result<(), String> {
        let say = self.say;
        let not_asked = say("not-asked", "answers “{0}”, but {1}", &[wanted, &self.at()]);
        let Position::At(id) = self.state.position.clone() else { return Err(not_asked) };
        let Some(Card::Question(question)) = self.stream.card(&id) else { return Err(not_asked) };
        let by_id = question.responses.iter().find(|one| one.id.as_str() == wanted);
        let chosen = by_id.or_else(|| question.responses.iter().find(|one| one.label == wanted));
        let Some(chosen) = chosen else {
            let all: Vec<String> =
                question.responses.iter().map(|one| format!("“{}”", one.id)).collect();
            let (card, all) = (card_name(&id, say), all.join(", "));
            let sentence = "{0} has no response “{1}”: it has {2}";
            return Err(say("no-response", sentence, &[&card, wanted, &all]));
        };
        self.speak(&chosen.label);
        let events = self.state.answer(self.stream, &id, &chosen.id);
        let events = events.map_err(|refusal| refusal.to_string())?;
        self.played.acts.push(Act::Answer { card: id.clone(), response: chosen.id.clone() });
        self.follow(&events);
        Ok(())
    }

    fn open(&mut self, card: &CardId) -> Result<(), String> {
        if self.state.position != Position::At(card.clone()) {
            return Err(format!("opens “{card}”, but {}", self.at()));
        }
        let text = format!("opens {card}");
        self.played.lines.push(Line { by: Speaker::Aside, text });
        let events = self.state.open_document(self.stream, card);
        self.follow(&events);
        Ok(())
    }

    fn fill(&mut self, values: &Attributes) -> Result<(), String> {
        let mut left = values.clone();
        while !left.is_empty() {
            let say = self.say;
            let names: Vec<String> = left.keys().map(|field| field_name(field, say)).collect();
            let fills =
                |at: &str| say("not-asked-for", "fills in {0}, but {1}", &[&names.join(", "), at]);
            let current = self.state.current_field(self.stream).map(|spec| spec.field.clone());
            let (Some(field), Position::At(card)) = (current, self.state.position.clone()) else {
                return Err(fills(&self.at()));
            };
            let Some(value) = left.remove(&field) else {
                return Err(fills(&self.at()));
            };
            if value.is_empty() {
                let text = say("skips", "skips {0}", &[&field_name(&field, say)]);
                self.played.lines.push(Line { by: Speaker::Aside, text });
            } else {
                self.speak(&value);
            }
            let one = Attributes::from([(field.clone(), value.clone())]);
            let events = self.state.capture(self.stream, &card, &one);
            let refused = |refusal: Refusal| {
                say("refused", "{0}: {1}", &[&field_name(&field, say), &refusal.to_string()])
            };
            let events = events.map_err(refused)?;
            self.played.acts.push(Act::Fill { card, field, value });
            self.follow(&events);
        }
        Ok(())
    }

    /// Where the dialogue is, for a sentence.
    fn at(&self) -> String {
        let say = self.say;
        match &self.state.position {
            Position::At(card) => {
                let name = card_name(card, say);
                match self.state.current_field(self.stream) {
                    Some(spec) => {
                        let field = field_name(&spec.field, say);
                        say("at-field", "{0} asks for {1}", &[&name, &field])
                    }
                    None => say("at-card", "the dialogue is at {0}", &[&name]),
                }
            }
            Position::LiveChat(card) => {
                let name = card_name(card, say);
                say("at-person", "they have asked for a person at {0}", &[&name])
            }
            Position::Before | Position::Done => say("at-end", "the dialogue has ended", &[]),
        }
    }

    fn compare(&mut self, example: &Example) {
        let say = self.say;
        let mut found = Vec::new();
        let mut cards = self.played.cards.iter();
        for wanted in &example.sees {
            if !cards.any(|card| card == wanted) {
                let seen = self.played.cards.iter().map(|card| bare_name(card, say));
                let seen = seen.collect::<Vec<_>>().join(", ");
                let wanted = card_name(wanted, say);
                found.push(say("unseen", "does not see {0}, but: {1}", &[&wanted, &seen]));
                break;
            }
        }
        for card in example.never_sees.iter().filter(|card| self.played.cards.contains(card)) {
            found.push(say("seen", "sees {0}", &[&card_name(card, say)]));
        }
        for text in &example.reads {
            let reads = |line: &Line| line.by == Speaker::Dialogue && line.text.contains(text);
            if !self.played.lines.iter().any(reads) {
                found.push(say("unread", "does not read “{0}”", &[text]));
            }
        }
        for (field, wanted) in &example.knows {
            let actual = self.state.attributes.get(field).map_or("", String::as_str);
            if actual == wanted {
                continue;
            }
            let field = field_name(field, say);
            found.push(if actual.is_empty() {
                say("unknown", "{0} is unknown, not “{1}”", &[&field, wanted])
            } else {
                say("other-value", "{0} is “{1}”, not “{2}”", &[&field, actual, wanted])
            });
        }
        for goal in example.goals.iter().filter(|goal| !self.played.goals.contains(goal)) {
            found.push(say("no-goal", "does not pass the goal “{0}”", &[goal]));
        }
        let actual = match &self.state.position {
            Position::At(_) => Ending::Waiting,
            Position::LiveChat(_) => Ending::Person,
            Position::Before | Position::Done => Ending::End,
        };
        if let Some(wanted) = example.ends.filter(|wanted| *wanted != actual) {
            let at = self.at();
            found.push(match wanted {
                Ending::Person => say("no-person", "should ask for a person, but {0}", &[&at]),
                Ending::End => say("no-end", "should come to an end, but {0}", &[&at]),
                Ending::Waiting => say("no-question", "should be asked something, but {0}", &[&at]),
            });
        }
        self.played.differences = found;
    }
}

/// A card in a sentence.
pub(super) fn card_name(card: &CardId, say: Phrases<'_>) -> String {
    say("card", "“{0}”", &[card.as_str()])
}

/// A card in a list.
fn bare_name(card: &CardId, say: Phrases<'_>) -> String {
    say("card", "{0}", &[card.as_str()])
}

/// A field in a sentence.
pub(super) fn field_name(field: &Field, say: Phrases<'_>) -> String {
    say("attribute", "{0}", &[field.as_str()])
}
