//! The responses of a question.

use shared::id::CardId;
use shared::stream::Response;

use super::choice;
use crate::texts::{self, TextKey};
use crate::ui::node::{El, el};
use crate::update::UserAction;

/// One response per row.
pub(super) fn choices(card: &CardId, responses: &[Response]) -> El<UserAction> {
    let row = |response: &Response| {
        let chosen = UserAction::Choose(card.clone(), response.id.clone());
        choice(&response.label, chosen).attr("data-response", response.id.as_str())
    };
    let mut choices = el("div|class=choices|role=group")
        .key(texts::join(&["q-", card.as_str()]))
        .label(TextKey::Answers);
    for response in responses {
        choices = choices.kid(row(response));
    }
    choices
}
