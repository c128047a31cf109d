//! A field of an information capture card.

use shared::id::CardId;
use shared::person::{Field, Kind};
use shared::prelude::*;
use shared::stream::CaptureField;

use super::{QUIET, button, choice, icon, iconic};
use crate::model::Model;
use crate::texts::{self, TextKey};
use crate::ui::node::{El, On, el};
use crate::update::UserAction;

/// The field with its label, its error, and a button to skip it if it is optional, or to keep what it is
/// if it was answered before.
pub(super) fn view(
    model: &Model,
    card: &CardId,
    spec: &CaptureField,
    corrects: bool,
) -> El<UserAction> {
    let complaint = &model.typing.complaint;
    let skip = if corrects {
        Some(button(QUIET, TextKey::Cancel, UserAction::KeepAnswer))
    } else {
        (!spec.required).then(|| button(QUIET, TextKey::Skip, UserAction::Skip))
    };
    let (label, field) = match &spec.options {
        Some(options) => ("p|class=label|id=field-label", list(options)),
        None => ("label|for=field", typed(model, spec)),
    };
    el("form|class=ask|novalidate")
        .key(texts::join(&[
            if corrects { "c-" } else { "f-" },
            card.as_str(),
            "-",
            spec.field.as_str(),
        ]))
        .on(On::Submit(UserAction::Continue))
        .kid(el(label).text(&spec.label))
        .kid(field)
        .maybe(
            complaint
                .as_ref()
                .map(|reason| el("p|class=wrong|id=wrong|role=alert").push_text(reason.clone())),
        )
        .maybe(skip)
}

/// The options, one per row.
fn list(options: &[String]) -> El<UserAction> {
    let mut list = el("div|class=choices|role=group|aria-labelledby=field-label");
    for option in options {
        list = list.kid(choice(option, UserAction::Pick(option.clone())));
    }
    list
}

fn typed(model: &Model, spec: &CaptureField) -> El<UserAction> {
    let go = iconic(el("button|class=go|type=submit"), TextKey::Continue, icon::GO);
    el("div|class=row").kid(input(model, spec)).kid(go)
}

fn input(model: &Model, spec: &CaptureField) -> El<UserAction> {
    let input = el(kind(spec))
        .attr("name", spec.field.as_str())
        .attr("value", &model.typing.value)
        .on(On::Input(UserAction::Typed));
    let input = if spec.required { input.attr("aria-required", "true") } else { input };
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

/// The input type, which selects the keyboard, and the `autocomplete` attribute.
fn kind(spec: &CaptureField) -> &'static str {
    match (&spec.field, spec.kind()) {
        (Field::FirstName, _) => field!("text", "given-name"),
        (Field::LastName, _) => field!("text", "family-name"),
        (Field::Company, _) => field!("text", "organization"),
        (Field::JobTitle, _) => field!("text", "organization-title"),
        (_, Kind::Email) => field!("email", "email"),
        (_, Kind::Phone) => field!("tel", "tel"),
        (_, Kind::Text) => field!("text", "off"),
    }
}
