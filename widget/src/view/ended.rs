//! The end of a conversation.

use super::{AGAIN, QUIET, button};
use crate::model::{Earlier, Model};
use crate::texts::TextKey;
use crate::ui::node::{El, On, el};
use crate::update::UserAction;
use shared::prelude::*;

/// What was not sent any more, room for a rating (`widget/panel/person/rating.js`), a button to start
/// again, and the earlier conversations; the thread already says how this one ended.
pub(super) fn view(model: &Model, completed: bool) -> El<UserAction> {
    let talked =
        model.conversation.as_ref().is_some_and(|conversation| conversation.state.agent.is_some());
    let all = completed.then(|| el("p").translated(TextKey::ThatIsAll));
    el("div|class=ended")
        .key("ended".to_owned())
        .maybe(all)
        .maybe(unsent(model.typing.draft.trim()))
        .maybe(talked.then(|| el("div|class=rate")))
        .kid(button(AGAIN, TextKey::Again, UserAction::Again))
        .maybe(earlier(model))
}

/// What the visitor was writing when the chat ended.
fn unsent(draft: &str) -> Option<El<UserAction>> {
    let unsent = el("div|class=unsent").kid(el("p").translated(TextKey::Unsent));
    (!draft.is_empty()).then(|| unsent.kid(el("blockquote|dir=auto").text(draft)))
}

/// The earlier conversations of this browser, the latest first.
fn earlier(model: &Model) -> Option<El<UserAction>> {
    let this = model.conversation.as_ref().and_then(|conversation| conversation.id.as_ref());
    let mut list = el("div|class=earlier|role=group")
        .label(TextKey::Earlier)
        .kid(el("p").translated(TextKey::Earlier));
    let mut any = false;
    for Earlier { id, at } in model.earlier.iter().rev().filter(|earlier| Some(&earlier.id) != this)
    {
        any = true;
        let read =
            el(QUIET).key(id.as_str().to_owned()).on(On::Click(UserAction::Read(id.clone())));
        list = list.kid(read.text(&(model.clock)(*at)));
    }
    any.then_some(list)
}
