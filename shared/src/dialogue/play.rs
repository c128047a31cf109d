//! Playing a way that was found by walking: the machine of the dialogue has the last word.

use super::{Checked, FlowContext, FlowState, Refusal};
use crate::event::Event;
use crate::person::Attributes;
use crate::stream::{Act, Stream, Way};

impl FlowContext {
    /// The visitor of a way, before the dialogue begins.
    pub fn of_way(way: &Way) -> Self {
        Self {
            page: way.page.clone(),
            location: way.location.clone(),
            page_attributes: way.attributes.clone(),
        }
    }
}

impl FlowState {
    /// Handles something that happens on a way.
    pub fn act(&self, stream: &Stream, act: &Act) -> Result<Vec<Event>, Refusal> {
        match act {
            Act::Answer { card, response } => self.answer(stream, card, response),
            Act::Fill { card, field, value } => {
                let values = Attributes::from([(field.clone(), value.clone())]);
                self.capture(stream, card, &values)
            }
            Act::Open { card } => {
                let events = self.open_document(stream, card);
                if events.len() > 1 { Ok(events) } else { Err(Refusal::NotThere(card.clone())) }
            }
            Act::Look { card, facts } => {
                let (card, facts) = (card.clone(), facts.clone());
                let checked = Checked { card: card.clone(), facts, back_at: None };
                let events = self.check(stream, checked);
                if events.is_empty() { Err(Refusal::NotThere(card)) } else { Ok(events) }
            }
        }
    }
}

/// Plays a way: the state in the end, and the events before the first act and of each act.
pub fn play(stream: &Stream, way: &Way) -> Result<(FlowState, Vec<Vec<Event>>), Refusal> {
    let context = FlowContext::of_way(way);
    let mut state = FlowState::new(context.clone());
    let mut all = vec![FlowState::begin(stream, context)];
    for event in all.iter().flatten() {
        state.apply(stream, event);
    }
    for act in &way.acts {
        let events = state.act(stream, act)?;
        for event in &events {
            state.apply(stream, event);
        }
        all.push(events);
    }
    Ok((state, all))
}
