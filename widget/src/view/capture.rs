//! One field of an information capture card.

use shared::id::CardId;
use shared::person::Field;
use shared::stream::CaptureField;

use super::{button, icon};
use crate::model::Model;
use crate::texts;
use crate::ui::node::{El, On, el};
use crate::update::Did;

/// The field with its label, what is wrong with it below it, and a way past it where there is one.
pub(super) fn view(model: &Model, card: &CardId, asked: &CaptureField) -> El<Did> {
    let complaint = &model.typing.complaint;
    let skip = (!asked.required).then(|| button("quiet", texts::SKIP, Did::Skip));
    let go = el("button")
        .class("go")
        .attr("type", "submit")
        .attr("aria-label", texts::CONTINUE)
        .attr("title", texts::CONTINUE)
        .kid(icon::view(icon::GO));
    el("form")
        .class("ask")
        .attr("novalidate", "")
        .key(texts::join(&["f-", card.as_str(), "-", asked.field.as_str()]))
        .on(On::Submit(Did::Continue))
        .kid(el("label").attr("for", "field").text(&asked.label))
        .kid(el("div").class("row").kid(input(model, asked)).kid(go))
        .maybe(
            complaint.as_ref().map(|why| {
                el("p").class("wrong").attr("id", "wrong").attr("role", "alert").text(why)
            }),
        )
        .maybe(skip)
}

fn input(model: &Model, asked: &CaptureField) -> El<Did> {
    let (kind, mode, complete) = kind(asked.field);
    let input = el("input")
        .attr("id", "field")
        .attr("name", asked.field.as_str())
        .attr("type", kind)
        .attr("inputmode", mode)
        .attr("autocomplete", complete)
        .attr("enterkeyhint", "next")
        .flag("data-focus", true)
        .own("value", model.typing.value.clone())
        .on(On::Input(Did::Typed));
    let input = if asked.required { input.attr("aria-required", "true") } else { input };
    if model.typing.complaint.is_some() {
        input.attr("aria-invalid", "true").attr("aria-describedby", "wrong")
    } else {
        input
    }
}

/// The type, the keyboard, and what the browser may fill in.
const fn kind(field: Field) -> (&'static str, &'static str, &'static str) {
    match field {
        Field::FirstName => ("text", "text", "given-name"),
        Field::LastName => ("text", "text", "family-name"),
        Field::Email => ("email", "email", "email"),
        Field::Phone => ("tel", "tel", "tel"),
        Field::Company => ("text", "text", "organization"),
        Field::JobTitle => ("text", "text", "organization-title"),
    }
}
