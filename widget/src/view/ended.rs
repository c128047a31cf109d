//! The conversation is over: what can be done now.

use super::{AGAIN, button};
use crate::model::Model;
use crate::texts::Word;
use crate::ui::node::{El, el};
use crate::update::Did;
use shared::prelude::*;

/// What was said about the end stands in the thread; here is the way on.
pub(super) fn view(model: &Model, completed: bool) -> El<Did> {
    let ended = el("div|class=ended").key("ended".to_owned());
    let all = completed.then(|| el("p").word(Word::ThatIsAll));
    let again = button(AGAIN, Word::Again, Did::Again);
    ended.maybe(all).maybe(model.offered.is_some().then_some(again))
}
