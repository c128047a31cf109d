//! What was said, in order; bubbles of one side stand together.

use super::bubble;
use crate::model::Model;
use crate::shown::{Bubble, By, Line};
use crate::texts;
use crate::ui::node::{El, Node, el};
use crate::update::Msg;

/// The thread; `more` when the script is about to say more.
pub(super) fn view(model: &Model, lines: &[Line], more: bool) -> Node<Msg> {
    let last_own = lines.iter().rposition(|line| author(line) == Some(By::Visitor));
    let row = |(nth, line): (usize, &Line)| match line {
        Line::Note { key, text } => el("p").class("event").key(key.clone()).text(text).into(),
        Line::Bubble(said) => {
            let next = lines.get(nth + 1).and_then(author);
            let tail = next != Some(said.by) && !(more && said.by == By::Bot);
            bubble::view(model, said, tail, last_own == Some(nth)).into()
        }
    };
    let agent_types = model.talk.as_ref().is_some_and(|talk| talk.agent_types_until.is_some());
    el("div")
        .class("thread")
        .attr("role", "log")
        .attr("aria-live", "polite")
        .kids(lines.iter().enumerate().map(row))
        .maybe((more || agent_types).then(dots))
        .into()
}

fn author(line: &Line) -> Option<By> {
    match line {
        Line::Bubble(Bubble { by, .. }) => Some(*by),
        Line::Note { .. } => None,
    }
}

/// Somebody types.
fn dots() -> El<Msg> {
    el("div").class("msg dots").key("dots").kid(
        el("div")
            .class("said")
            .attr("role", "img")
            .attr("aria-label", texts::TYPING)
            .kids([0, 1, 2].map(|_| el("i").into())),
    )
}
