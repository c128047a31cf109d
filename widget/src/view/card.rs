//! The responses of a question.

use shared::id::CardId;
use shared::prelude::*;
use shared::stream::Response;

use super::{CHOICE, button};
use crate::texts;
use crate::ui::node::{El, el};
use crate::update::Did;

/// One response a row.
pub(super) fn choices(card: &CardId, responses: &[Response]) -> El<Did> {
    let row = |response: &Response| {
        let chosen = Did::Choose(card.clone(), response.id.clone());
        button(CHOICE, &response.label, chosen)
            .own("data-response", response.id.as_str().to_owned())
    };
    let mut choices = el("div|class=choices|role=group")
        .key(texts::join(&["q-", card.as_str()]))
        .attr("aria-label", texts::ANSWERS);
    for response in responses {
        choices = choices.kid(row(response));
    }
    choices
}
