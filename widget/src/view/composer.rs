//! The composer, where the visitor writes to an agent.

use shared::conversation::MAX_MESSAGE_CHARS;

use super::{banner, icon, iconic};
use crate::model::Model;
use crate::texts::{self, TextKey};
use crate::thread_view::Prompt;
use crate::ui::node::{El, On, el};
use crate::update::UserAction;

/// Shown while the visitor can write.
pub(super) fn view(model: &Model, prompt: &Prompt<'_>) -> Option<El<UserAction>> {
    let can = model.conversation.as_ref().is_some_and(crate::model::ConversationView::can_write);
    if !can || matches!(prompt, Prompt::Chat { leaving: true }) {
        return None;
    }
    if model.stage.confirming {
        return Some(banner::confirm());
    }
    let draft = &model.typing.draft;
    let written = texts::length(draft.trim());
    let left = texts::left(written, MAX_MESSAGE_CHARS);
    let text = el("textarea|rows=1|enterkeyhint=send|data-focus")
        .named("placeholder", TextKey::Write)
        .label(TextKey::Write)
        .attr("value", draft)
        .on(On::Input(UserAction::Draft))
        .on(On::Enter(UserAction::Say));
    let send = iconic(el("button|class=go|type=submit"), TextKey::Send, icon::SEND)
        .flag("disabled", written == 0 || written > MAX_MESSAGE_CHARS);
    Some(
        el("form|class=composer")
            .on(On::Submit(UserAction::Say))
            .maybe(left.map(|left| {
                let class = if written > MAX_MESSAGE_CHARS { "left bad" } else { "left" };
                el("p|role=status").attr("class", class).push_text(left)
            }))
            .kid(el("div|class=row").kid(text).kid(send)),
    )
}
