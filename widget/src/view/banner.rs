//! What must be told above everything, quietly.

use super::button;
use crate::model::{LinkState, Model};
use crate::texts;
use crate::ui::node::{El, el};
use crate::update::Did;

const QUIET: &str = "div|class=banner|role=status";

/// No network, no connection, or what could not be done. One at a time, the gravest first.
pub(super) fn view(model: &Model) -> Option<El<Did>> {
    let engaged = model.talk.as_ref().is_some_and(|talk| talk.id.is_some() || talk.beginning);
    let over = model.talk.as_ref().is_some_and(|talk| talk.state.is_over());
    let lost = model.link.state != LinkState::Ready && model.link.tries > 0;
    let (spec, text) = if let Some(trouble) = &model.trouble {
        ("div|class=banner bad|role=status", trouble.as_str())
    } else if engaged && !over && !model.stage.online {
        (QUIET, texts::OFFLINE)
    } else if engaged && !over && lost {
        (QUIET, texts::RECONNECTING)
    } else {
        return None;
    };
    Some(el(spec).text(text))
}

/// Whether to end the chat: asked in the place where the message would be written.
pub(super) fn confirm() -> El<Did> {
    el("div|class=confirm|role=group")
        .attr("aria-label", texts::END_SURE)
        .kid(el("p").text(texts::END_SURE))
        .kid(button("button|type=button|class=quiet|data-focus", texts::KEEP, Did::Confirm(false)))
        .kid(button("button|type=button|class=danger|data-act=end-sure", texts::END, Did::Leave))
}
