//! What must be told above everything, quietly.

use super::button;
use crate::model::{LinkState, Model};
use crate::texts;
use crate::ui::node::{El, el};
use crate::update::Did;

/// No network, no connection, or what could not be done. One at a time, the gravest first.
pub(super) fn view(model: &Model) -> Option<El<Did>> {
    let engaged = model.talk.as_ref().is_some_and(|talk| talk.id.is_some() || talk.beginning);
    let over = model.talk.as_ref().is_some_and(|talk| talk.state.is_over());
    let lost = model.link.state != LinkState::Ready && model.link.tries > 0;
    let (class, text) = if let Some(trouble) = &model.trouble {
        ("banner bad", trouble.as_str())
    } else if engaged && !over && !model.stage.online {
        ("banner", texts::OFFLINE)
    } else if engaged && !over && lost {
        ("banner", texts::RECONNECTING)
    } else {
        return None;
    };
    Some(el("div").class(class).attr("role", "status").text(text))
}

/// Whether to end the chat: asked in the place where the message would be written.
pub(super) fn confirm() -> El<Did> {
    el("div")
        .class("confirm")
        .attr("role", "group")
        .attr("aria-label", texts::END_SURE)
        .kid(el("p").text(texts::END_SURE))
        .kid(button("quiet", texts::KEEP, Did::Confirm(false)).flag("data-focus", true))
        .kid(button("danger", texts::END, Did::Leave).attr("data-act", "end-sure"))
}
