//! The form of the fallback: a message, and what the site asks to answer it.

use shared::event::FallbackForm;
use shared::person::{Field, Kind};
use shared::prelude::*;

use crate::model::Model;
use crate::texts::{self, Text, TextKey};
use crate::ui::node::{El, On, el};
use crate::update::UserAction;

/// Handlers capture nothing, so each place in the form has its own. A form has at most these fields.
const FILL_IN: [fn(String) -> UserAction; 7] = [
    |value| UserAction::FillIn(0, value),
    |value| UserAction::FillIn(1, value),
    |value| UserAction::FillIn(2, value),
    |value| UserAction::FillIn(3, value),
    |value| UserAction::FillIn(4, value),
    |value| UserAction::FillIn(5, value),
    |value| UserAction::FillIn(6, value),
];

/// The form, with when people are back.
pub(super) fn view(model: &Model, form: &FallbackForm) -> El<UserAction> {
    let back_at = form.back_at.map(|at| Text::new(TextKey::BackAt, &texts::number(at.0)));
    let mut view = el("form|class=ask|novalidate|data-act=leave")
        .key("leave".to_owned())
        .on(On::Submit(UserAction::LeaveMessage))
        .maybe(back_at.map(|text| el("p|class=back").push_text(text)))
        .kid(el("p").translated(TextKey::LeaveMessage));
    for (at, spec) in form.fields.iter().enumerate() {
        let (label, complete) = match spec.field {
            Field::Email if spec.label.is_empty() => (TextKey::YourEmail.into(), "email"),
            Field::Email => (spec.label.clone().into(), "email"),
            _ => (spec.label.clone().into(), "on"),
        };
        let kind = match spec.kind() {
            Kind::Email => "email",
            Kind::Phone => "tel",
            Kind::Text => "text",
        };
        let input = el("input").attr("type", kind).attr("autocomplete", complete);
        view = field(
            model,
            view,
            at + 1,
            label,
            input.attr("name", spec.field.as_str()),
            spec.required,
        );
    }
    field(model, view, 0, TextKey::YourMessage.into(), el("textarea|rows=3"), true)
        .kid(el("button|type=submit|class=main").translated(TextKey::Send))
}

/// Adds a field with its label and its error.
fn field(
    model: &Model,
    form: El<UserAction>,
    at: usize,
    label: Text,
    input: El<UserAction>,
    required: bool,
) -> El<UserAction> {
    let typing = &model.typing;
    let id = texts::join(&["leave-", &texts::number(at as u64)]);
    let complaint = typing.complaint.as_ref().filter(|_| typing.wrong == at);
    let mut input =
        input.attr("id", &id).attr("value", typing.form.get(at).map_or("", String::as_str));
    if let Some(fill_in) = FILL_IN.get(at) {
        input = input.on(On::Input(*fill_in));
    }
    if required {
        input = input.attr("aria-required", "true");
    }
    if complaint.is_some() {
        input = input
            .attr("aria-invalid", "true")
            .attr("aria-describedby", "wrong")
            .attr("data-focus", "");
    }
    form.kid(el("label").attr("for", &id).push_text(label)).kid(input).maybe(
        complaint.map(|reason| el("p|class=wrong|id=wrong|role=alert").push_text(reason.clone())),
    )
}
