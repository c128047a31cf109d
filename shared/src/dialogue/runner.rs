//! The runner goes from card to card until one waits for the visitor or the branch ends.

use super::state::FlowState;
use crate::event::Event;
use crate::id::CardId;
use crate::person::Field;
use crate::prelude::*;
use crate::stream::{Card, Stream};

/// A run through cards, and its events. Each event is folded in at once, so that the next condition
/// sees an attribute that was set a moment ago.
pub(super) struct Runner<'s> {
    stream: &'s Stream,
    /// The visitor's state, including the events of this run.
    pub(super) state: FlowState,
    pub(super) events: Vec<Event>,
    pub(super) availability: Availability,
}

/// Whether the run stops at a condition that asks what is so now, so that the edge can look.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Availability {
    /// It stops, because nobody has looked.
    Unchecked,
    /// It goes on at the first one, for which the edge has just looked.
    #[cfg(feature = "serde")]
    Checked,
    /// It never stops: before the first response there is no conversation, so nobody can look.
    Unknown,
}

impl<'s> Runner<'s> {
    pub(super) const fn new(stream: &'s Stream, state: FlowState) -> Self {
        Self { stream, state, events: Vec::new(), availability: Availability::Unchecked }
    }

    pub(super) fn add(&mut self, event: Event) {
        self.state.apply(self.stream, &event);
        self.events.push(event);
    }

    /// Sets an attribute of the visitor.
    pub(super) fn note(&mut self, card: &CardId, field: &Field, value: &str) {
        let (attribute, value) = (field.clone(), value.to_owned());
        self.add(Event::AttributeSet { card: card.clone(), attribute, value });
    }

    /// Goes on from `at` to `next`.
    pub(super) fn advance(mut self, at: &'s CardId, next: Option<&'s CardId>) -> Vec<Event> {
        let (mut at, mut next) = (at, next);
        // The check refuses loops without input. This bound protects against a stream that was not
        // checked.
        for _ in 0..=self.stream.cards.len() {
            let Some(card) = next.and_then(|id| self.stream.card(id)) else { break };
            at = card.id();
            let shown_event = Event::Shown { card: at.clone() };
            next = match card {
                Card::Goal(goal) => {
                    let event = Event::GoalReached { card: at.clone(), goal: goal.goal.clone() };
                    self.add(event);
                    goal.next.as_ref()
                }
                Card::Action(action) => {
                    self.note(at, &action.attribute, &action.value);
                    action.next.as_ref()
                }
                Card::Condition(condition) => {
                    if condition.asks_now() {
                        if self.availability == Availability::Unchecked {
                            self.add(shown_event);
                            return self.events;
                        }
                        #[cfg(feature = "serde")]
                        if self.availability == Availability::Checked {
                            self.availability = Availability::Unchecked;
                        }
                    }
                    let visitor_data = self.state.visitor_data();
                    let branch =
                        condition.branches.iter().find(|branch| branch.when.holds(&visitor_data));
                    branch.map_or(&condition.otherwise.next, |branch| &branch.next).as_ref()
                }
                Card::Message(message) => {
                    self.add(shown_event);
                    message.next.as_ref()
                }
                Card::Document(document) => {
                    self.add(shown_event);
                    if document.must_open {
                        return self.events;
                    }
                    document.next.as_ref()
                }
                Card::Capture(capture) => {
                    if self.state.enter(capture) {
                        self.add(shown_event);
                        return self.events;
                    }
                    capture.next.as_ref()
                }
                Card::Question(_) => {
                    self.add(shown_event);
                    return self.events;
                }
                Card::LiveChat(_) => {
                    self.add(shown_event);
                    break;
                }
            };
        }
        self.add(Event::Completed { card: at.clone() });
        self.events
    }
}
