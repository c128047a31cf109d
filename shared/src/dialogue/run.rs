//! One visitor's way through a stream: the same code in the browser and at the edge.

use super::walk::Walk;
use crate::audience::Facts;
use crate::event::{self, Event, Page};
use crate::id::{CardId, ResponseId};
use crate::person::{Field, ValueError, Values};
use crate::prelude::*;
use crate::stream::{CaptureCard, CaptureField, Card, Stream};

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

/// What is known of a visitor before they have told anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scene {
    /// Where they are.
    pub page: Page,
    /// Where in the world the edge thinks they are.
    pub place: event::Place,
    /// What the page knew of them, or they had told in an earlier conversation.
    pub known: Values,
}

/// A visitor's way so far: the fold of the events it made. What a condition looks at is all in it,
/// so that the same log leads to the same place wherever it is folded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// Where they stand.
    pub place: Place,
    /// What they told, and what was noted of them: by field, none of them empty.
    pub told: Values,
    /// What is known beside that.
    pub scene: Scene,
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
    /// A visitor who has seen nothing yet.
    pub fn new(scene: Scene) -> Self {
        Self { told: scene.known.clone(), scene, ..Self::default() }
    }

    /// Begins: what a visitor sees before they have done anything.
    pub fn begin(stream: &Stream, scene: Scene) -> Vec<Event> {
        Walk::new(stream, Self::new(scene)).on(&stream.first, Some(&stream.first))
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
        let mut walk = Walk::new(stream, self.clone());
        walk.add(Event::Answered { card: card.clone(), response: response.clone() });
        if let Some(field) = &question.store {
            walk.note(card, field, chosen.stored());
        }
        Ok(walk.on(&question.id, chosen.next.as_ref()))
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
            values.insert(field.clone(), check_field(capture, field, typed)?);
        }
        let mut walk = Walk::new(stream, self.clone());
        walk.add(Event::Captured { card: card.clone(), values });
        let left = walk.run.next_field(capture).is_some();
        Ok(if left { walk.events } else { walk.on(&capture.id, capture.next.as_ref()) })
    }

    /// The field that is asked now, if the visitor stands at a capture card.
    pub fn asked<'s>(&self, stream: &'s Stream) -> Option<&'s CaptureField> {
        let Place::At(id) = &self.place else { return None };
        let Some(Card::Capture(capture)) = stream.card(id) else { return None };
        self.next_field(capture)
    }

    /// The first field that is not filled in, skipped, or known and passed over for that.
    fn next_field<'s>(&self, capture: &'s CaptureCard) -> Option<&'s CaptureField> {
        capture.fields.iter().find(|asked| {
            let known = asked.skip_known && self.told.contains_key(&asked.field);
            !known && !self.filled.contains(&asked.field)
        })
    }

    /// Comes to a capture card: whether there is anything to ask.
    pub(super) fn arrives(&mut self, capture: &CaptureCard) -> bool {
        self.filled.clear();
        self.next_field(capture).is_some()
    }

    /// What conditions look at.
    pub const fn facts(&self) -> Facts<'_> {
        Facts { told: &self.told, page: &self.scene.page, place: &self.scene.place }
    }

    /// Folds an event in. Events that are not the dialogue's change nothing.
    pub fn apply(&mut self, stream: &Stream, event: &Event) {
        match event {
            Event::Started { page, place, known, .. } => {
                self.told = known.clone();
                self.scene =
                    Scene { page: page.clone(), place: place.clone(), known: known.clone() };
            }
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
                    self.filled.push(field.clone());
                    self.tell(field, value);
                }
            }
            Event::AttributeSet { attribute, value, .. } => self.tell(attribute, value),
            // A live chat card ends its branch too; there the wish for a person is what counts.
            Event::Completed { .. } if !matches!(self.place, Place::LiveChat(_)) => {
                self.place = Place::Done;
            }
            _ => {}
        }
    }

    fn tell(&mut self, field: &Field, value: &str) {
        if !value.is_empty() {
            self.told.insert(field.clone(), value.to_owned());
        }
    }

    fn waiting<'s>(&self, stream: &'s Stream, card: &CardId) -> Option<&'s Card> {
        if self.place == Place::At(card.clone()) { stream.card(card) } else { None }
    }
}

fn check_field(capture: &CaptureCard, field: &Field, typed: &str) -> Result<String, Refusal> {
    let Some(asked) = capture.fields.iter().find(|asked| asked.field == *field) else {
        return Err(Refusal::NotAsked { card: capture.id.clone(), field: field.clone() });
    };
    asked.check(typed).map_err(|error| Refusal::Value { field: field.clone(), error })
}
