//! One field of an information capture card.

use shared::id::CardId;
use shared::person::Field;
use shared::stream::CaptureField;

use super::{QUIET, button, icon};
use crate::model::Model;
use crate::texts;
use crate::ui::node::{El, On, el};
use crate::update::Did;

/// The field with its label, what is wrong with it below it, and a way past it where there is one.
pub(super) fn view(model: &Model, card: &CardId, asked: &CaptureField) -> El<Did> {
    let complaint = &model.typing.complaint;
    let skip = (!asked.required).then(|| button(QUIET, texts::SKIP, Did::Skip));
    let go = el("button|class=go|type=submit")
        .attr("aria-label", texts::CONTINUE)
        .attr("title", texts::CONTINUE)
        .kid(icon::view(icon::GO));
    el("form|class=ask|novalidate")
        .key(texts::join(&["f-", card.as_str(), "-", asked.field.as_str()]))
        .on(On::Submit(Did::Continue))
        .kid(el("label|for=field").text(&asked.label))
        .kid(el("div|class=row").kid(input(model, asked)).kid(go))
        .maybe(complaint.as_ref().map(|why| el("p|class=wrong|id=wrong|role=alert").text(why)))
        .maybe(skip)
}

fn input(model: &Model, asked: &CaptureField) -> El<Did> {
    let input =
        el(kind(asked.field)).own("value", model.typing.value.clone()).on(On::Input(Did::Typed));
    let input = if asked.required { input.attr("aria-required", "true") } else { input };
    if model.typing.complaint.is_some() {
        input.attr("aria-invalid", "true").attr("aria-describedby", "wrong")
    } else {
        input
    }
}

macro_rules! field {
    ($name:literal, $kind:literal, $complete:literal) => {
        concat!(
            "input|id=field|enterkeyhint=next|data-focus|name=",
            $name,
            "|type=",
            $kind,
            "|autocomplete=",
            $complete
        )
    };
}

/// The type, which brings the right keyboard up, and what the browser may fill in.
const fn kind(field: Field) -> &'static str {
    match field {
        Field::FirstName => field!("first_name", "text", "given-name"),
        Field::LastName => field!("last_name", "text", "family-name"),
        Field::Email => field!("email", "email", "email"),
        Field::Phone => field!("phone", "tel", "tel"),
        Field::Company => field!("company", "text", "organization"),
        Field::JobTitle => field!("job_title", "text", "organization-title"),
    }
}
