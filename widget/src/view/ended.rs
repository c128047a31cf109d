//! The end of a conversation.

use super::{AGAIN, button};
use crate::model::Model;
use crate::texts::TextKey;
use crate::ui::node::{El, el};
use crate::update::UserAction;
use shared::prelude::*;

/// A button to start again; the thread already says how the conversation ended.
pub(super) fn view(model: &Model, completed: bool) -> El<UserAction> {
    let ended = el("div|class=ended").key("ended".to_owned());
    let all = completed.then(|| el("p").translated(TextKey::ThatIsAll));
    let again = button(AGAIN, TextKey::Again, UserAction::Again);
    ended.maybe(all).maybe(model.offered.is_some().then_some(again))
}
