//! One visitor's way through a stream: the same code in the browser and at the edge.

use super::runner::Runner;
use crate::audience::VisitorData;
use crate::event::{self, Event, Page};
use crate::id::{CardId, ResponseId};
use crate::person::{Attributes, Field, ValueError};
use crate::prelude::*;
use crate::stream::{CaptureCard, CaptureField, Card, Stream};

/// Where a visitor stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Position {
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

/// What is known of a visitor before they have told anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FlowContext {
    pub page: Page,
    /// Where in the world the edge thinks they are.
    pub location: event::Location,
    /// What the page knew of them, or they had told in an earlier conversation.
    pub page_attributes: Attributes,
}

/// A visitor's way so far: the fold of the events it made. What a condition looks at is all in it,
/// so that the same log leads to the same place wherever it is folded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FlowState {
    pub position: Position,
    /// What they told, and what was noted of them: by field, none of them empty.
    pub attributes: Attributes,
    /// What is known beside that.
    pub context: FlowContext,
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
    NoSuchResponse { card: CardId, response: ResponseId },
    /// That card does not ask for that field.
    #[error("“{card}” does not ask for {}.", .field.as_str())]
    NotCurrent { card: CardId, field: Field },
    /// A value that can't be taken.
    #[error("{error}")]
    Value {
        field: Field,
        /// What is wrong with it.
        error: ValueError,
    },
    /// Nothing was sent.
    #[error("Nothing was filled in.")]
    Nothing,
}

impl FlowState {
    /// A visitor who has seen nothing yet.
    pub fn new(context: FlowContext) -> Self {
        Self { attributes: context.page_attributes.clone(), context, ..Self::default() }
    }

    /// Begins: what a visitor sees before they have done anything.
    pub fn begin(stream: &Stream, context: FlowContext) -> Vec<Event> {
        Runner::new(stream, Self::new(context)).advance(&stream.first, Some(&stream.first))
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
        let mut runner = Runner::new(stream, self.clone());
        runner.add(Event::Answered { card: card.clone(), response: response.clone() });
        if let Some(field) = &question.store {
            runner.note(card, field, chosen.stored());
        }
        Ok(runner.advance(&question.id, chosen.next.as_ref()))
    }

    /// The visitor filled in, or skipped, fields of a capture card: one, or several at once.
    pub fn capture(
        &self,
        stream: &Stream,
        card: &CardId,
        typed: &Attributes,
    ) -> Result<Vec<Event>, Refusal> {
        let Some(Card::Capture(capture)) = self.waiting(stream, card) else {
            return Err(Refusal::NotThere(card.clone()));
        };
        if typed.is_empty() {
            return Err(Refusal::Nothing);
        }
        let mut values = Attributes::new();
        for (field, typed) in typed {
            values.insert(field.clone(), check_field(capture, field, typed)?);
        }
        let mut runner = Runner::new(stream, self.clone());
        runner.add(Event::Captured { card: card.clone(), values });
        let left = runner.state.next_field(capture).is_some();
        Ok(if left { runner.events } else { runner.advance(&capture.id, capture.next.as_ref()) })
    }

    /// The field that is asked now, if the visitor stands at a capture card.
    pub fn current_field<'s>(&self, stream: &'s Stream) -> Option<&'s CaptureField> {
        let Position::At(id) = &self.position else { return None };
        let Some(Card::Capture(capture)) = stream.card(id) else { return None };
        self.next_field(capture)
    }

    /// The first field that is not filled in, skipped, or known and passed over for that.
    fn next_field<'s>(&self, capture: &'s CaptureCard) -> Option<&'s CaptureField> {
        capture.fields.iter().find(|spec| {
            let skipped = spec.skip_if_set && self.attributes.contains_key(&spec.field);
            !skipped && !self.filled.contains(&spec.field)
        })
    }

    /// Comes to a capture card: whether there is anything to ask.
    pub(super) fn enter(&mut self, capture: &CaptureCard) -> bool {
        self.filled.clear();
        self.next_field(capture).is_some()
    }

    /// What conditions look at.
    pub const fn visitor_data(&self) -> VisitorData<'_> {
        VisitorData {
            attributes: &self.attributes,
            page: &self.context.page,
            location: &self.context.location,
        }
    }

    /// Folds an event in. Events that are not the dialogue's change nothing.
    pub fn apply(&mut self, stream: &Stream, event: &Event) {
        match event {
            Event::Started { page, location, page_attributes, .. } => {
                self.attributes = page_attributes.clone();
                self.context = FlowContext {
                    page: page.clone(),
                    location: location.clone(),
                    page_attributes: page_attributes.clone(),
                };
            }
            Event::Shown { card } => {
                match stream.card(card) {
                    Some(Card::LiveChat(_)) => self.position = Position::LiveChat(card.clone()),
                    Some(card) if card.waits() => self.position = Position::At(card.id().clone()),
                    _ => {}
                }
                self.filled.clear();
            }
            Event::Captured { values, .. } => {
                for (field, value) in values {
                    self.filled.push(field.clone());
                    self.set_attribute(field, value);
                }
            }
            Event::AttributeSet { attribute, value, .. } => self.set_attribute(attribute, value),
            // A live chat card ends its branch too; there the wish for a person is what counts.
            Event::Completed { .. } if !matches!(self.position, Position::LiveChat(_)) => {
                self.position = Position::Done;
            }
            _ => {}
        }
    }

    fn set_attribute(&mut self, field: &Field, value: &str) {
        if !value.is_empty() {
            self.attributes.insert(field.clone(), value.to_owned());
        }
    }

    fn waiting<'s>(&self, stream: &'s Stream, card: &CardId) -> Option<&'s Card> {
        if self.position == Position::At(card.clone()) { stream.card(card) } else { None }
    }
}

fn check_field(capture: &CaptureCard, field: &Field, typed: &str) -> Result<String, Refusal> {
    let Some(spec) = capture.fields.iter().find(|spec| spec.field == *field) else {
        return Err(Refusal::NotCurrent { card: capture.id.clone(), field: field.clone() });
    };
    spec.check(typed).map_err(|error| Refusal::Value { field: field.clone(), error })
}
