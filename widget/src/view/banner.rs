//! The banner above the thread.

use super::button;
use crate::model::Model;
use crate::texts::TextKey;
use crate::ui::node::{El, el};
use crate::update::UserAction;

const QUIET: &str = "div|class=banner|role=status";

/// After this number of failures in a row, some seven seconds, the network may be the reason. Some
/// let no WebSocket through, and browsers don't say why one was refused.
const HOPELESS_AFTER: u32 = 5;

/// Shows the most serious problem: offline, no connection, or a failed action.
pub(super) fn view(model: &Model) -> Option<El<UserAction>> {
    let begun = model
        .conversation
        .as_ref()
        .is_some_and(|conversation| conversation.id.is_some() || conversation.beginning);
    let over = model.conversation.as_ref().is_some_and(|conversation| conversation.state.is_over());
    let lost = model.connection.is_lost() || model.begin_failures > 0;
    let (spec, text) = if let Some(trouble) = &model.trouble {
        ("div|class=banner bad|role=status", trouble.clone())
    } else if begun && !over && !model.stage.online {
        (QUIET, TextKey::Offline.into())
    } else if begun && !over && lost {
        let why = if model.connection.is_storage_full() {
            TextKey::NotStored
        } else if model.connection.failures() >= HOPELESS_AFTER {
            TextKey::NoConnection
        } else {
            TextKey::Reconnecting
        };
        (QUIET, why.into())
    } else {
        return None;
    };
    Some(el(spec).push_text(text))
}

/// The question whether to end the chat, in place of the composer.
pub(super) fn confirm() -> El<UserAction> {
    el("div|class=confirm|role=group")
        .label(TextKey::EndSure)
        .kid(el("p").translated(TextKey::EndSure))
        .kid(button(
            "button|type=button|class=quiet|data-focus",
            TextKey::Keep,
            UserAction::Confirm(false),
        ))
        .kid(button(
            "button|type=button|class=danger|data-act=end-sure",
            TextKey::End,
            UserAction::Leave,
        ))
}
