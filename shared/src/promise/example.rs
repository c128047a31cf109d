//! Playing an example (PROMISE-01): the machine of the dialogue answers, and the result is compared.

use super::file::{Ending, Example, ExampleAct, ExampleVisitor};
use super::story::{Line, Speaker, turn};
use crate::dialogue::{Checked, FlowContext, FlowState, Position};
use crate::event::{Event, Location, Page};
use crate::id::{CardId, ResponseId};
use crate::person::{Attributes, Field};
use crate::stream::{Card, Stream};
use std::collections::BTreeSet;

/// What happened to the visitor of an example.
#[derive(Debug, Default)]
pub(super) struct Played {
    /// The cards that they came to, but for conditions.
    pub(super) cards: Vec<CardId>,
    pub(super) responses: BTreeSet<(CardId, ResponseId)>,
    goals: Vec<String>,
    pub(super) lines: Vec<Line>,
    /// How it differs from what was expected.
    pub(super) differences: Vec<String>,
}

struct Player<'s> {
    stream: &'s Stream,
    visitor: &'s ExampleVisitor,
    state: FlowState,
    played: Played,
}

/// Plays an example.
pub(super) fn run(stream: &Stream, example: &Example) -> Played {
    let visitor = &example.visitor;
    let context = FlowContext {
        page: Page {
            url: visitor.page.clone(),
            referrer: visitor.referrer.clone(),
            ..Page::default()
        },
        location: Location {
            country: visitor.country.clone(),
            region: visitor.region.clone(),
            city: visitor.city.clone(),
        },
        page_attributes: visitor.attributes.clone(),
    };
    let state = FlowState::new(context.clone());
    let mut player = Player { stream, visitor, state, played: Played::default() };
    player.follow(&FlowState::begin(stream, context));
    for (index, act) in example.does.iter().enumerate() {
        if let Err(reason) = player.act(act) {
            player.played.differences.push(format!("step {}: {reason}", index + 1));
            // What comes after it can't be compared.
            return player.played;
        }
    }
    player.compare(example);
    player.played
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
            let checked = Checked { card: condition.id.clone(), facts, back_at: None };
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
        turn(self.stream, &mut self.state, events, &mut self.played.lines);
    }

    fn arrive(&mut self, card: &CardId) {
        if !matches!(self.stream.card(card), Some(Card::Condition(_))) {
            self.played.cards.push(card.clone());
        }
    }

    fn say(&mut self, text: &str) {
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
        let at = self.at();
        let Position::At(id) = self.state.position.clone() else {
            return Err(format!("answers “{wanted}”, but {at}"));
        };
        let Some(Card::Question(question)) = self.stream.card(&id) else {
            return Err(format!("answers “{wanted}”, but {at}"));
        };
        let by_id = question.responses.iter().find(|one| one.id.as_str() == wanted);
        let chosen = by_id.or_else(|| question.responses.iter().find(|one| one.label == wanted));
        let Some(chosen) = chosen else {
            let all: Vec<String> =
                question.responses.iter().map(|one| format!("“{}”", one.id)).collect();
            let all = all.join(", ");
            return Err(format!("“{id}” has no response “{wanted}”: it has {all}"));
        };
        self.say(&chosen.label);
        let events = self.state.answer(self.stream, &id, &chosen.id);
        self.follow(&events.map_err(|refusal| refusal.to_string())?);
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
            let names = left.keys().map(Field::as_str).collect::<Vec<_>>().join(", ");
            let current = self.state.current_field(self.stream).map(|spec| spec.field.clone());
            let (Some(field), Position::At(card)) = (current, self.state.position.clone()) else {
                return Err(format!("fills in {names}, but {}", self.at()));
            };
            let Some(value) = left.remove(&field) else {
                return Err(format!("fills in {names}, but {}", self.at()));
            };
            if value.is_empty() {
                let text = format!("skips {}", field.as_str());
                self.played.lines.push(Line { by: Speaker::Aside, text });
            } else {
                self.say(&value);
            }
            let one = Attributes::from([(field.clone(), value)]);
            let events = self.state.capture(self.stream, &card, &one);
            self.follow(&events.map_err(|refusal| format!("{}: {refusal}", field.as_str()))?);
        }
        Ok(())
    }

    /// Where the dialogue is, for a sentence.
    fn at(&self) -> String {
        match &self.state.position {
            Position::At(card) => match self.state.current_field(self.stream) {
                Some(spec) => format!("“{card}” asks for {}", spec.field.as_str()),
                None => format!("the dialogue is at “{card}”"),
            },
            Position::LiveChat(card) => format!("they have asked for a person at “{card}”"),
            Position::Before | Position::Done => "the dialogue has ended".to_owned(),
        }
    }

    fn compare(&mut self, example: &Example) {
        let mut found = Vec::new();
        let mut cards = self.played.cards.iter();
        for wanted in &example.sees {
            if !cards.any(|card| card == wanted) {
                let seen: Vec<&str> = self.played.cards.iter().map(CardId::as_str).collect();
                found.push(format!("does not see “{wanted}”, but: {}", seen.join(", ")));
                break;
            }
        }
        for card in example.never_sees.iter().filter(|card| self.played.cards.contains(card)) {
            found.push(format!("sees “{card}”"));
        }
        for text in &example.reads {
            let reads = |line: &Line| line.by == Speaker::Dialogue && line.text.contains(text);
            if !self.played.lines.iter().any(reads) {
                found.push(format!("does not read “{text}”"));
            }
        }
        for (field, wanted) in &example.knows {
            let actual = self.state.attributes.get(field);
            if actual.map_or("", String::as_str) != wanted {
                let actual = actual.map_or("unknown".to_owned(), |value| format!("“{value}”"));
                found.push(format!("{} is {actual}, not “{wanted}”", field.as_str()));
            }
        }
        for goal in example.goals.iter().filter(|goal| !self.played.goals.contains(goal)) {
            found.push(format!("does not pass the goal “{goal}”"));
        }
        let actual = match &self.state.position {
            Position::At(_) => Ending::Waiting,
            Position::LiveChat(_) => Ending::Person,
            Position::Before | Position::Done => Ending::End,
        };
        if let Some(wanted) = example.ends.filter(|wanted| *wanted != actual) {
            let wanted = match wanted {
                Ending::Person => "ask for a person",
                Ending::End => "come to an end",
                Ending::Waiting => "be asked something",
            };
            found.push(format!("should {wanted}, but {}", self.at()));
        }
        self.played.differences = found;
    }
}
