//! What a dialogue says before it is opened.

use super::{Run, Scene};
use crate::event::Event;
use crate::prelude::*;
use crate::stream::Stream;
use crate::wording::{fill, plain};

/// The first card's text, as it shows beside the closed launcher: without markup, its tokens filled
/// with their defaults.
pub fn poke(stream: &Stream, scene: Scene) -> Option<String> {
    let mut run = Run::new(scene.clone());
    for event in Run::begin(stream, scene) {
        run.apply(stream, &event);
        let Event::Shown { card } = &event else { continue };
        let text = stream.card(card)?.text();
        if !text.is_empty() {
            return Some(plain(&fill(text, &run.told)));
        }
    }
    None
}
