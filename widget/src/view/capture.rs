//! One field of an information capture card.

use shared::id::CardId;
use shared::person::{Field, Kind};
use shared::prelude::*;
use shared::stream::CaptureField;

use super::{QUIET, button, choice, icon, iconic};
use crate::model::Model;
use crate::texts::{self, Word};
use crate::ui::node::{El, On, el};
use crate::update::Did;

/// The field with its label, what is wrong with it below it, and a way past it where there is one.
pub(super) fn view(model: &Model, card: &CardId, asked: &CaptureField) -> El<Did> {
    let complaint = &model.typing.complaint;
    let skip = (!asked.required).then(|| button(QUIET, Word::Skip, Did::Skip));
    let (label, field) = match &asked.options {
        Some(options) => ("p|class=label|id=asked", list(options)),
        None => ("label|for=field", typed(model, asked)),
    };
    el("form|class=ask|novalidate")
        .key(texts::join(&["f-", card.as_str(), "-", asked.field.as_str()]))
        .on(On::Submit(Did::Continue))
        .kid(el(label).text(&asked.label))
        .kid(field)
        .maybe(
            complaint.as_ref().map(|why| el("p|class=wrong|id=wrong|role=alert").put(why.clone())),
        )
        .maybe(skip)
}

/// What can be picked, one a row.
fn list(options: &[String]) -> El<Did> {
    let mut list = el("div|class=choices|role=group|aria-labelledby=asked");
    for option in options {
        list = list.kid(choice(option, Did::Pick(option.clone())));
    }
    list
}

fn typed(model: &Model, asked: &CaptureField) -> El<Did> {
    let go = iconic(el("button|class=go|type=submit"), Word::Continue, icon::GO);
    el("div|class=row").kid(input(model, asked)).kid(go)
}

fn input(model: &Model, asked: &CaptureField) -> El<Did> {
    let input = el(kind(asked))
        .attr("name", asked.field.as_str())
        .attr("value", &model.typing.value)
        .on(On::Input(Did::Typed));
    let input = if asked.required { input.attr("aria-required", "true") } else { input };
    if model.typing.complaint.is_some() {
        input.attr("aria-invalid", "true").attr("aria-describedby", "wrong")
    } else {
        input
    }
}

macro_rules! field {
    ($kind:literal, $complete:literal) => {
        concat!(
            "input|id=field|enterkeyhint=next|data-focus|type=",
            $kind,
            "|autocomplete=",
            $complete
        )
    };
}

/// The type, which brings the right keyboard up, and what the browser may fill in.
fn kind(asked: &CaptureField) -> &'static str {
    match (&asked.field, asked.kind()) {
        (Field::FirstName, _) => field!("text", "given-name"),
        (Field::LastName, _) => field!("text", "family-name"),
        (Field::Company, _) => field!("text", "organization"),
        (Field::JobTitle, _) => field!("text", "organization-title"),
        (_, Kind::Email) => field!("email", "email"),
        (_, Kind::Phone) => field!("tel", "tel"),
        (_, Kind::Text) => field!("text", "off"),
    }
}
