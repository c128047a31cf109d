//! The poke, which is shown before a dialogue is opened.

use super::{FlowContext, FlowState};
use crate::event::Event;
use crate::prelude::*;
use crate::stream::Stream;
use crate::wording::{fill, plain};

/// The text of the first card, without markup and with the defaults of its tokens, as it shows
/// beside the closed launcher.
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
