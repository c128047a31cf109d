//! What must be told above everything, quietly.

use super::button;
use crate::model::{LinkState, Model};
use crate::texts::Word;
use crate::ui::node::{El, el};
use crate::update::Did;

const QUIET: &str = "div|class=banner|role=status";

/// No network, no connection, or what could not be done. One at a time, the gravest first.
pub(super) fn view(model: &Model) -> Option<El<Did>> {
    let engaged = model.talk.as_ref().is_some_and(|talk| talk.id.is_some() || talk.beginning);
    let over = model.talk.as_ref().is_some_and(|talk| talk.state.is_over());
    let lost = model.link.state != LinkState::Ready && model.link.tries > 0;
    let (spec, text) = if let Some(trouble) = &model.trouble {
        ("div|class=banner bad|role=status", trouble.clone())
    } else if engaged && !over && !model.stage.online {
        (QUIET, Word::Offline.into())
    } else if engaged && !over && lost {
        (QUIET, Word::Reconnecting.into())
    } else {
        return None;
    };
    Some(el(spec).put(text))
}

/// Whether to end the chat: asked in the place where the message would be written.
pub(super) fn confirm() -> El<Did> {
    el("div|class=confirm|role=group")
        .label(Word::EndSure)
        .kid(el("p").word(Word::EndSure))
        .kid(button("button|type=button|class=quiet|data-focus", Word::Keep, Did::Confirm(false)))
        .kid(button("button|type=button|class=danger|data-act=end-sure", Word::End, Did::Leave))
}
