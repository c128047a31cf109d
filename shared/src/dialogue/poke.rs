//! What a dialogue says before it is opened.

use super::{FlowContext, FlowState};
use crate::event::Event;
use crate::prelude::*;
use crate::stream::Stream;
use crate::wording::{fill, plain};

/// The first card's text, as it shows beside the closed launcher: without markup, its tokens filled
/// with their defaults.
pub fn poke(stream: &Stream, context: FlowContext) -> Option<String> {
    let mut state = FlowState::new(context.clone());
    for event in FlowState::begin(stream, context) {
        state.apply(stream, &event);
        let Event::Shown { card } = &event else { continue };
        let text = stream.card(card)?.text();
        if !text.is_empty() {
            return Some(plain(&fill(text, &state.attributes)));
        }
    }
    None
}
