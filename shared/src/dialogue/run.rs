//! One visitor's way through a stream: the same code in the browser and at the edge.

use crate::event::Event;
use crate::id::{CardId, ResponseId};
use crate::person::{Field, ValueError, Values};
use crate::prelude::*;
use crate::stream::{CaptureCard, Card, Stream};

/// Where a visitor stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Place {
    /// Nothing was shown yet.
    #[default]
    Before,
    /// At that card, which waits for them.
    At(CardId),
    /// At the live chat card: the dialogue is over, a person is wanted.
    LiveChat(CardId),
    /// At the end of a branch.
    Done,
}

/// A visitor's way so far: the fold of the events it made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// Where they stand.
    pub place: Place,
    /// What they told: by field, an empty value was skipped.
    pub told: Values,
    /// Fields of the current capture card that were filled in or skipped.
    filled: Vec<Field>,
}

/// Why an input can't be taken where the visitor stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// That card is not the one that waits.
    #[error("The dialogue does not wait at “{0}” now.")]
    NotThere(CardId),
    /// That question has no such response.
    #[error("“{card}” has no response “{response}”.")]
    NoSuchResponse {
        /// The question.
        card: CardId,
        /// What was sent.
        response: ResponseId,
    },
    /// That card does not ask for that field.
    #[error("“{card}” does not ask for {}.", .field.as_str())]
    NotAsked {
        /// The capture card.
        card: CardId,
        /// What was sent.
        field: Field,
    },
    /// A value that can't be taken.
    #[error("{error}")]
    Value {
        /// The field.
        field: Field,
        /// What is wrong with it.
        error: ValueError,
    },
    /// Nothing was sent.
    #[error("Nothing was filled in.")]
    Nothing,
}

impl Run {
    /// Begins: what a visitor sees before they have done anything.
    pub fn begin(stream: &Stream) -> Vec<Event> {
        Walk::new(stream).from(&stream.first)
    }

    /// The visitor chose a response.
    pub fn answer(
        &self,
        stream: &Stream,
        card: &CardId,
        response: &ResponseId,
    ) -> Result<Vec<Event>, Refusal> {
        let Some(Card::Question(question)) = self.waiting(stream, card) else {
            return Err(Refusal::NotThere(card.clone()));
        };
        let Some(chosen) = question.responses.iter().find(|r| r.id == *response) else {
            return Err(Refusal::NoSuchResponse { card: card.clone(), response: response.clone() });
        };
        let mut walk = Walk::new(stream);
        walk.events.push(Event::Answered { card: card.clone(), response: response.clone() });
        Ok(walk.on(card, chosen.next.as_ref()))
    }

    /// The visitor filled in, or skipped, fields of a capture card: one, or several at once.
    pub fn capture(
        &self,
        stream: &Stream,
        card: &CardId,
        typed: &Values,
    ) -> Result<Vec<Event>, Refusal> {
        let Some(Card::Capture(capture)) = self.waiting(stream, card) else {
            return Err(Refusal::NotThere(card.clone()));
        };
        if typed.is_empty() {
            return Err(Refusal::Nothing);
        }
        let mut values = Values::new();
        for (field, typed) in typed {
            values.insert(*field, check_field(capture, *field, typed)?);
        }
        let left = capture
            .fields
            .iter()
            .any(|asked| !self.filled.contains(&asked.field) && !values.contains_key(&asked.field));
        let mut walk = Walk::new(stream);
        walk.events.push(Event::Captured { card: card.clone(), values });
        Ok(if left { walk.events } else { walk.on(card, capture.next.as_ref()) })
    }

    /// The field that is asked now, if the visitor stands at a capture card.
    pub fn asked<'s>(&self, stream: &'s Stream) -> Option<&'s crate::stream::CaptureField> {
        let Place::At(id) = &self.place else { return None };
        let Some(Card::Capture(capture)) = stream.card(id) else { return None };
        capture.fields.iter().find(|asked| !self.filled.contains(&asked.field))
    }

    /// Folds an event in. Events that are not the dialogue's change nothing.
    pub fn apply(&mut self, stream: &Stream, event: &Event) {
        match event {
            Event::Shown { card } => {
                match stream.card(card) {
                    Some(Card::LiveChat(_)) => self.place = Place::LiveChat(card.clone()),
                    Some(card) if card.waits() => self.place = Place::At(card.id().clone()),
                    _ => {}
                }
                self.filled.clear();
            }
            Event::Captured { values, .. } => {
                for (field, value) in values {
                    self.filled.push(*field);
                    if !value.is_empty() {
                        self.told.insert(*field, value.clone());
                    }
                }
            }
            // A live chat card ends its branch too; there the wish for a person is what counts.
            Event::Completed { .. } if !matches!(self.place, Place::LiveChat(_)) => {
                self.place = Place::Done;
            }
            _ => {}
        }
    }

    fn waiting<'s>(&self, stream: &'s Stream, card: &CardId) -> Option<&'s Card> {
        if self.place == Place::At(card.clone()) { stream.card(card) } else { None }
    }
}

fn check_field(capture: &CaptureCard, field: Field, typed: &str) -> Result<String, Refusal> {
    let Some(asked) = capture.fields.iter().find(|asked| asked.field == field) else {
        return Err(Refusal::NotAsked { card: capture.id.clone(), field });
    };
    let value = field.check(typed).map_err(|error| Refusal::Value { field, error })?;
    if value.is_empty() && asked.required {
        return Err(Refusal::Value { field, error: ValueError::Missing });
    }
    Ok(value)
}

/// Walks from card to card until one waits or the branch ends, and notes what happens.
struct Walk<'s> {
    stream: &'s Stream,
    events: Vec<Event>,
}

impl<'s> Walk<'s> {
    const fn new(stream: &'s Stream) -> Self {
        Self { stream, events: Vec::new() }
    }

    fn from(self, first: &'s CardId) -> Vec<Event> {
        self.on(first, Some(first))
    }

    /// Goes on from `at` to `next`.
    fn on(mut self, at: &CardId, next: Option<&'s CardId>) -> Vec<Event> {
        let (mut at, mut next) = (at.clone(), next);
        // A checked stream has no circle without input; the bound holds for any other as well.
        for _ in 0..=self.stream.cards.len() {
            let Some(card) = next.and_then(|id| self.stream.card(id)) else {
                self.events.push(Event::Completed { card: at });
                return self.events;
            };
            at = card.id().clone();
            match card {
                Card::Goal(goal) => {
                    let goal_name = goal.goal.clone();
                    self.events.push(Event::GoalReached { card: at.clone(), goal: goal_name });
                    next = goal.next.as_ref();
                }
                Card::Message(message) => {
                    self.events.push(Event::Shown { card: at.clone() });
                    next = message.next.as_ref();
                }
                Card::Question(_) | Card::Capture(_) => {
                    self.events.push(Event::Shown { card: at });
                    return self.events;
                }
                Card::LiveChat(_) => {
                    self.events.push(Event::Shown { card: at.clone() });
                    self.events.push(Event::Completed { card: at });
                    return self.events;
                }
            }
        }
        self.events.push(Event::Completed { card: at });
        self.events
    }
}
