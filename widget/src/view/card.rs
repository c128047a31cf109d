//! The responses of a question.

use shared::id::CardId;
use shared::stream::Response;

use super::button;
use crate::texts;
use crate::ui::node::{El, el};
use crate::update::Msg;

/// One response a row.
pub(super) fn choices(card: &CardId, responses: &[Response]) -> El<Msg> {
    let row = |(nth, response): (usize, &Response)| {
        let chosen = Msg::Choose(card.clone(), response.id.clone());
        button("choice", &response.label, chosen)
            .flag("data-focus", nth == 0)
            .attr("data-response", response.id.as_str().to_owned())
            .into()
    };
    el("div")
        .class("choices")
        .key(["q-", card.as_str()].concat())
        .attr("role", "group")
        .attr("aria-label", texts::ANSWERS)
        .kids(responses.iter().enumerate().map(row))
}
