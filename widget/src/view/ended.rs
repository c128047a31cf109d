//! The conversation is over: what can be done now.

use shared::conversation::Over;

use super::button;
use crate::model::Model;
use crate::texts;
use crate::ui::node::{El, el};
use crate::update::Did;

/// What was said about the end stands in the thread; here is the way on.
pub(super) fn view(model: &Model, over: &Over) -> El<Did> {
    let ended = el("div").class("ended").key("ended".to_owned());
    let ended = match over {
        Over::Completed => ended.kid(el("p").text(texts::THAT_IS_ALL)),
        Over::FellBack(..) | Over::Withdrawn | Over::Ended(_) => ended,
    };
    let again = button("quiet", texts::AGAIN, Did::Again).attr("data-act", "again");
    ended.maybe(model.offered.is_some().then_some(again))
}
