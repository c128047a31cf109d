//! The thread, with consecutive bubbles of one side grouped.

use super::bubble;
use crate::model::Model;
use crate::texts::TextKey;
use crate::thread_view::{Bubble, By, Line};
use crate::ui::node::{El, el};
use crate::update::UserAction;
use shared::prelude::*;

/// `more`: whether the stream is about to add a bubble.
pub(super) fn view(model: &Model, lines: &[Line], more: bool) -> El<UserAction> {
    // Delivery states only matter for messages after an agent joined.
    let joined = lines.iter().rposition(|line| author(line).is_none());
    let last_own = lines.iter().rposition(|line| author(line) == Some(By::Visitor));
    let last_own = last_own.filter(|own| joined.is_some_and(|joined| *own > joined));
    let row = |index: usize, line: &Line| match line {
        Line::Note { key, text } => el("p|class=event").key(key.clone()).push_text(text.clone()),
        Line::Bubble(said) => {
            let next = lines.get(index + 1).and_then(author);
            let goes_on = more && index + 1 == lines.len() && said.by == By::Bot;
            let tail = next != Some(said.by) && !goes_on;
            bubble::view(model, said, tail, last_own == Some(index))
        }
    };
    let agent_types = model
        .conversation
        .as_ref()
        .is_some_and(|conversation| conversation.agent_types_until.is_some());
    let mut thread = el("div|class=thread|role=log|aria-live=polite");
    for (index, line) in lines.iter().enumerate() {
        thread = thread.kid(row(index, line));
    }
    thread.maybe((more || agent_types).then(dots))
}

fn author(line: &Line) -> Option<By> {
    match line {
        Line::Bubble(Bubble { by, .. }) => Some(*by),
        Line::Note { .. } => None,
    }
}

/// The typing indicator.
fn dots() -> El<UserAction> {
    el("div|class=msg dots").key("dots".to_owned()).kid(
        el("div|class=said|role=img").label(TextKey::Typing).kid(el("i")).kid(el("i")).kid(el("i")),
    )
}
