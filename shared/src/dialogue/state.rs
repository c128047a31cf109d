//! One visitor's way through a stream. The same code runs in the browser and at the edge.

use super::runner::{Availability, Runner};
#[cfg(feature = "serde")]
use crate::audience::NowFacts;
use crate::audience::{NOTHING_KNOWN, VisitorData};
use crate::event::{self, Event, Page};
use crate::id::{CardId, ResponseId};
use crate::person::{Attributes, Field, ValueError};
use crate::prelude::*;
#[cfg(feature = "serde")]
use crate::stream::ConditionCard;
use crate::stream::{CaptureCard, CaptureField, Card, Stream};
#[cfg(feature = "serde")]
use crate::time::Timestamp;

/// A visitor's position in a stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Position {
    /// No card has been shown yet.
    #[default]
    Before,
    /// At this card, which waits for the visitor.
    At(CardId),
    /// At the live chat card, or handed over by a program at another card: the dialogue is over, and
    /// the visitor asks for a person.
    LiveChat(CardId),
    /// At the end of a branch.
    Done,
}

/// What is known of a visitor before they have responded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FlowContext {
    pub page: Page,
    /// Location that the edge derived from the request.
    pub location: event::Location,
    /// Attributes that the page passed, or that an earlier conversation of this visitor collected.
    pub page_attributes: Attributes,
}

/// The fold of a dialogue's events. It contains everything that conditions look at, so the same log
/// leads to the same position in the browser and at the edge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FlowState {
    pub position: Position,
    /// Attributes from answers and from action cards; never empty ones.
    pub attributes: Attributes,
    /// What was known before the dialogue began.
    pub context: FlowContext,
    /// What was so when the edge last looked, for which card, and when people are back. Only the edge
    /// decides by it.
    #[cfg(feature = "serde")]
    pub checked: Option<Checked>,
    /// Fields of the current capture card that the visitor has filled in or skipped.
    filled: Vec<Field>,
}

/// What the edge found out for a condition that asks what is so now.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The condition that asked.
    pub card: CardId,
    pub facts: NowFacts,
    /// When people are back, if nobody can be reached and that is known.
    pub back_at: Option<Timestamp>,
}

/// Why a response doesn't fit the visitor's position.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The dialogue is not at this card.
    #[error("The dialogue is not at the card “{0}” now.")]
    NotThere(CardId),
    /// The question card has no such response.
    #[error("“{card}” has no response “{response}”.")]
    NoSuchResponse { card: CardId, response: ResponseId },
    /// The capture card does not ask for this field, or not now.
    #[error("“{card}” does not ask for {}.", .field.as_str())]
    NotCurrent { card: CardId, field: Field },
    /// The value of a field is invalid.
    #[error("{error}")]
    Value { field: Field, error: ValueError },
    /// No field was filled in.
    #[error("Nothing was filled in.")]
    Nothing,
}

impl FlowState {
    /// The state of a visitor who has not seen a card.
    pub fn new(context: FlowContext) -> Self {
        Self { attributes: context.page_attributes.clone(), context, ..Self::default() }
    }

    /// The events that happen before the visitor does anything: the first cards are shown.
    pub fn begin(stream: &Stream, context: FlowContext) -> Vec<Event> {
        // Nobody can look before there is a conversation: what is so now is unknown.
        let mut runner = Runner::new(stream, Self::new(context));
        runner.availability = Availability::Unknown;
        runner.advance(&stream.first, Some(&stream.first))
    }

    /// The condition that waits until the edge has looked what is so now.
    #[cfg(feature = "serde")]
    pub fn asks_now<'s>(&self, stream: &'s Stream) -> Option<&'s ConditionCard> {
        let Position::At(id) = &self.position else { return None };
        match stream.card(id) {
            Some(Card::Condition(condition)) => Some(condition),
            _ => None,
        }
    }

    /// Goes on from the condition that waits for it. Empty if none does, or another one.
    #[cfg(feature = "serde")]
    pub fn check(&self, stream: &Stream, checked: Checked) -> Vec<Event> {
        let Some(condition) = self.asks_now(stream).filter(|card| card.id == checked.card) else {
            return Vec::new();
        };
        let Checked { card, facts, back_at } = checked;
        let mut runner = Runner::new(stream, self.clone());
        runner.availability = Availability::Checked;
        runner.add(Event::AvailabilityChecked { card, facts, back_at });
        runner.advance(&condition.id, Some(&condition.id))
    }

    /// Handles the response that the visitor chose.
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

    /// Handles one or several fields of a capture card that the visitor filled in or skipped.
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
        runner.add(Event::Captured { card: card.clone(), values: values.clone() });
        for (field, stored) in stored(capture, &values) {
            runner.note(card, field, stored);
        }
        let left = runner.state.next_field(capture).is_some();
        Ok(if left { runner.events } else { runner.advance(&capture.id, capture.next.as_ref()) })
    }

    /// Whether the dialogue waits until the document of this card is opened.
    #[cfg(feature = "serde")]
    pub fn waits_for_document(&self, stream: &Stream, card: &CardId) -> bool {
        matches!(self.waiting(stream, card), Some(Card::Document(_)))
    }

    /// The visitor opens a document: a dialogue that waits for it goes on.
    #[cfg(feature = "serde")]
    pub fn open_document(&self, stream: &Stream, card: &CardId) -> Vec<Event> {
        let mut runner = Runner::new(stream, self.clone());
        runner.add(Event::DocumentOpened { card: card.clone() });
        match self.waiting(stream, card) {
            Some(Card::Document(document)) => runner.advance(&document.id, document.next.as_ref()),
            _ => runner.events,
        }
    }

    /// The field to ask for now, if the visitor is at a capture card.
    pub fn current_field<'s>(&self, stream: &'s Stream) -> Option<&'s CaptureField> {
        let Position::At(id) = &self.position else { return None };
        let Some(Card::Capture(capture)) = stream.card(id) else { return None };
        self.next_field(capture)
    }

    /// The first field that is not filled in, skipped, or passed over because its value is known.
    fn next_field<'s>(&self, capture: &'s CaptureCard) -> Option<&'s CaptureField> {
        capture.fields.iter().find(|spec| {
            let skipped = spec.skip_if_set && self.attributes.contains_key(&spec.field);
            !skipped && !self.filled.contains(&spec.field)
        })
    }

    /// Enters a capture card; returns whether there is anything to ask for.
    pub(super) fn enter(&mut self, capture: &CaptureCard) -> bool {
        self.filled.clear();
        self.next_field(capture).is_some()
    }

    /// The data that conditions look at.
    pub fn visitor_data(&self) -> VisitorData<'_> {
        VisitorData {
            attributes: &self.attributes,
            page: &self.context.page,
            location: &self.context.location,
            #[cfg(feature = "serde")]
            now: self.checked.as_ref().map_or(&NOTHING_KNOWN, |checked| &checked.facts),
            #[cfg(not(feature = "serde"))]
            now: &NOTHING_KNOWN,
        }
    }

    /// When people are back, as far as it was looked for.
    #[cfg(feature = "serde")]
    pub fn back_at(&self) -> Option<Timestamp> {
        self.checked.as_ref()?.back_at
    }

    /// Folds an event in. Other events than the dialogue's change nothing.
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
            #[cfg(feature = "serde")]
            Event::AvailabilityChecked { card, facts, back_at } => {
                let (card, facts) = (card.clone(), facts.clone());
                self.checked = Some(Checked { card, facts, back_at: *back_at });
            }
            Event::Shown { card } => {
                match stream.card(card) {
                    Some(Card::LiveChat(_)) => self.position = Position::LiveChat(card.clone()),
                    // Only a condition that the edge must look for is shown.
                    Some(card) if card.waits() || matches!(card, Card::Condition(_)) => {
                        self.position = Position::At(card.id().clone());
                    }
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
            Event::AnswerCorrected { values, .. } | Event::MessageLeft { values, .. } => {
                for (field, value) in values {
                    self.set_attribute(field, value);
                }
            }
            Event::AttributeSet { attribute, value, .. } => self.set_attribute(attribute, value),
            // A program can hand the visitor over at any card, whose question is then no longer asked.
            Event::Requested { card, .. } => self.position = Position::LiveChat(card.clone()),
            // A live chat card ends its branch too, but there the chat request is what counts.
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
        match &self.position {
            Position::At(id) if id == card => stream.card(card),
            _ => None,
        }
    }
}

/// What is stored of values, where that is something else than what was chosen.
pub(crate) fn stored<'v>(
    capture: &'v CaptureCard,
    values: &'v Attributes,
) -> impl Iterator<Item = (&'v Field, &'v str)> {
    values.iter().filter_map(|(field, value)| {
        let spec = capture.fields.iter().find(|spec| spec.field == *field)?;
        let stored = spec.stored(value);
        (stored != value).then_some((field, stored))
    })
}

pub(crate) fn check_field(
    capture: &CaptureCard,
    field: &Field,
    typed: &str,
) -> Result<String, Refusal> {
    let Some(spec) = capture.fields.iter().find(|spec| spec.field == *field) else {
        return Err(Refusal::NotCurrent { card: capture.id.clone(), field: field.clone() });
    };
    spec.check(typed).map_err(|error| Refusal::Value { field: field.clone(), error })
}
