//! The form of each kind of card.

use super::bubble::TextEditor;
use super::condition::Branches;
use super::document::DocumentForm;
use super::field::{At, Line, Pick, Tick};
use super::goal::GoalForm;
use super::route::RouteForm;
use super::studio::Studio;
use crate::conditions::attribute_name;
use crate::designer::{
    Edit, Key, Kind, Path, Slot, Step, label, list, lookup, next_field, response, spoken, steps,
    text,
};
use crate::texts::t;
use crate::ui::icon::{ADD, CLOSE, DOWN, UP, icon};
use leptos::prelude::*;
use serde_json::Value;
use shared::person::{Field, MAX_VALUE_CHARS};

#[component]
pub(super) fn Form(card: Key, kind: Kind) -> impl IntoView {
    match kind {
        Kind::Message => view! {
            <TextEditor card label=t!("designer-says") holder=t!("designer-says-holder")/>
            <Next card exit=Slot::Next label=t!("designer-next")/>
        }
        .into_any(),
        Kind::Question => view! { <Question card/> }.into_any(),
        Kind::Capture => view! { <Capture card/> }.into_any(),
        Kind::Condition => view! { <Branches card/> }.into_any(),
        Kind::Document => view! { <DocumentForm card/> }.into_any(),
        Kind::Goal => view! { <GoalForm card/> }.into_any(),
        Kind::Action => view! { <Action card/> }.into_any(),
        Kind::LiveChat => view! {
            <TextEditor card label=t!("designer-live-chat-says") holder=t!("designer-live-chat-holder")/>
            <RouteForm card/>
        }
        .into_any(),
        Kind::Other => view! {
            <p class="fine">{t!("designer-other-about")}</p>
        }
        .into_any(),
    }
}

pub(super) fn at(card: Key, path: Path) -> At {
    At { studio: expect_context::<Studio>(), card, path }
}

/// Where a way out leads: nowhere, to any card, or to a new one.
#[component]
pub(super) fn Next(
    card: Key,
    exit: Slot,
    #[prop(into)] label: String,
    #[prop(optional)] bare: bool,
) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let now = studio.part(move |model| {
        let value = model.draft.card(card)?;
        crate::designer::next(value, exit).map(str::to_owned)
    });
    let choices = studio.part(move |model| {
        let other = |entry: &&crate::designer::Entry| entry.key != card;
        let one = |entry: &crate::designer::Entry| {
            (text(&entry.card, "id").to_owned(), spoken(&entry.card))
        };
        model.draft.cards.iter().filter(other).map(one).collect::<Vec<_>>()
    });
    let id = format!("next-{}-{exit:?}", card.0).replace(['(', ')'], "");
    let options = move || {
        let now = now.get().unwrap_or_default();
        let all = choices.get();
        let missing = !now.is_empty() && !all.iter().any(|(id, _)| *id == now);
        let lost = missing.then(|| (now.clone(), t!("designer-no-such-card", now = now)));
        let end = (String::new(), t!("designer-end-branch").to_owned());
        let option = |(value, text): (String, String)| {
            let chosen = value == now;
            view! { <option value=value prop:selected=chosen>{text}</option> }
        };
        [Some(end), lost].into_iter().flatten().chain(all).map(option).collect_view()
    };
    let change = move |event| {
        let id = event_target_value(&event);
        let to = studio.model.with_untracked(|model| model.draft.by_id(&id));
        if !studio.apply(Edit::Connect(card, exit, to)) {
            // If the edit was refused, show the current target again.
            crate::browser::page::choose_again(&event, &now.get_untracked().unwrap_or_default());
        }
    };
    view! {
        <div class="field">
            <label class="label" class:hidden=bare for=id.clone()>{label}</label>
            <select class="input" id=id data-part="next" on:change=change>{options}</select>
        </div>
    }
}

/// The buttons to move or remove one item of a list.
#[component]
pub(super) fn Order(
    card: Key,
    path: Path,
    index: usize,
    count: usize,
    name: &'static str,
) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let shift = {
        let path = path.clone();
        move |to: usize| {
            studio.apply(Edit::Shift(card, path.clone(), index, to));
        }
    };
    let (up, down) = (shift.clone(), shift);
    let remove_item = move |_| {
        studio.apply(Edit::RemoveItem(card, path.clone(), index));
    };
    view! {
        <div class="order">
            <button class="button quiet square small" type="button" disabled={index == 0}
                aria-label=t!("designer-item-up", name = name, number = index + 1) title=t!("designer-up")
                on:click=move |_| up(index.saturating_sub(1))>{icon(UP)}</button>
            <button class="button quiet square small" type="button" disabled={index + 1 >= count}
                aria-label=t!("designer-item-down", name = name, number = index + 1) title=t!("designer-down")
                on:click=move |_| down(index + 1)>{icon(DOWN)}</button>
            <button class="button quiet square small" type="button" data-part="remove-item"
                aria-label=t!("designer-item-remove", name = name, number = index + 1) title=t!("common-remove")
                on:click=remove_item>{icon(CLOSE)}</button>
        </div>
    }
}

/// The length of a list, reactively.
pub(super) fn count(card: Key, name: &'static str) -> Memo<usize> {
    let studio = expect_context::<Studio>();
    studio.part(move |model| model.draft.card(card).map_or(0, |card| list(card, name).len()))
}

/// The person fields that a value can be stored in.
fn fields(first: Option<(&str, &str)>) -> Vec<(String, String)> {
    let standard = Field::STANDARD
        .iter()
        .map(|field| (field.as_str().to_owned(), attribute_name(field.as_str())));
    let first = first.map(|(value, text)| (value.to_owned(), text.to_owned()));
    first.into_iter().chain(standard).collect()
}

/// A list of a card, and what a new item looks like.
#[derive(Clone, Copy)]
struct List {
    card: Key,
    name: &'static str,
    new: fn(&Value) -> Value,
}

impl List {
    /// The rows; each gets its index and the number of items.
    fn rows<V: IntoView + 'static>(
        self,
        row: impl Fn(usize, usize) -> V + Send + 'static,
    ) -> impl IntoView {
        let count = count(self.card, self.name);
        move || {
            let count = count.get();
            (0..count).map(|index| row(index, count)).collect_view()
        }
    }

    /// The button that appends an item.
    fn adds(self, part: &'static str, label: &'static str) -> impl IntoView {
        let studio = expect_context::<Studio>();
        let add = move |_| {
            let Self { card, name, new } = self;
            let new = studio.model.with_untracked(|model| model.draft.card(card).map(new));
            if let Some(new) = new {
                studio.apply(Edit::Push(card, steps![name], new));
            }
        };
        view! {
            <button class="button small" type="button" data-part=part on:click=add>
                {icon(ADD)}{label}
            </button>
        }
    }
}

#[component]
fn Question(card: Key) -> impl IntoView {
    let store = at(card, steps!["store"]);
    let stores = store.text();
    let list = List { card, name: "responses", new: response };
    let row = move |index, count| view! { <Response card index count stores/> };
    view! {
        <TextEditor card label=t!("designer-question") holder=t!("designer-question-holder")/>
        <fieldset class="form-group">
            <legend>{t!("designer-responses")}</legend>
            {list.rows(row)}
            {list.adds("add-response", t!("designer-add-response"))}
        </fieldset>
        <Line at=store label=t!("designer-store") part="store" optional=true holder="topic"
            hint=t!("designer-store-hint")/>
    }
}

#[component]
fn Response(card: Key, index: usize, count: usize, stores: Memo<String>) -> impl IntoView {
    let label = at(card, steps!["responses", index, "label"]);
    let value = StoredValue::new(at(card, steps!["responses", index, "value"]));
    let written = value.get_value().text();
    let shows = move || !stores.get().is_empty() || !written.get().is_empty();
    view! {
        <div class="part" data-part="response">
            <div class="part-head">
                <Line at=label label=t!("designer-response-number", number = index + 1) part="response-label"
                    holder=t!("designer-response-holder") most=MAX_VALUE_CHARS/>
                <Order card path=steps!["responses"] index count name=t!("designer-item-response")/>
            </div>
            <Show when=shows>
                <Line at=value.get_value() label=t!("designer-response-value") part="response-value" optional=true
                    holder=t!("designer-response-value-holder") most=MAX_VALUE_CHARS/>
            </Show>
            <Next card exit=Slot::Response(index) label=t!("designer-after-response", number = index + 1)/>
        </div>
    }
}

#[component]
fn Capture(card: Key) -> impl IntoView {
    let list = List { card, name: "fields", new: next_field };
    let row = move |index, count| view! { <FieldForm card index count/> };
    view! {
        <TextEditor card label=t!("designer-capture-says") holder=t!("designer-ask-who")/>
        <fieldset class="form-group">
            <legend>{t!("designer-fields")}</legend>
            {list.rows(row)}
            {list.adds("add-field", t!("designer-add-field"))}
        </fieldset>
        <Next card exit=Slot::Next label=t!("designer-next")/>
    }
}

/// The form of one field of a capture card.
#[component]
fn FieldForm(card: Key, index: usize, count: usize) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let part = move |name: &'static str| at(card, steps!["fields", index, name]);
    let field = part("field").text();
    let own = Memo::new(move |_| {
        field.with(|name| !Field::STANDARD.iter().any(|field| field.as_str() == name))
    });
    let choose = move |event| {
        let name = event_target_value(&event);
        let name = if name.is_empty() { "my_field".to_owned() } else { name };
        let text = studio.model.with_untracked(|model| {
            let spec = lookup(model.draft.card(card)?, &[Step::In("fields"), Step::At(index)])?;
            // An unchanged default label follows the field.
            (text(spec, "label") == label(text(spec, "field"))).then(|| label(&name))
        });
        part("field").set(Some(name.into()));
        if let Some(text) = text {
            part("label").set(Some(text.into()));
        }
    };
    let options = move || {
        let (now, own) = (field.get(), own.get());
        let option = |(value, text): (String, String)| {
            let chosen = if value.is_empty() { own } else { value == now };
            view! { <option value=value prop:selected=chosen>{text}</option> }
        };
        fields(None)
            .into_iter()
            .chain([(String::new(), t!("designer-custom").to_owned())])
            .map(option)
            .collect_view()
    };
    let kinds = [
        ("", t!("inbox-reply-text")),
        ("email", t!("common-email")),
        ("phone", t!("conditions-phone")),
    ];
    let kinds: Vec<(String, String)> =
        kinds.map(|(value, text)| (value.to_owned(), text.to_owned())).into();
    let kinds = Signal::stored(kinds);
    let id = part("field").id();
    view! {
        <div class="part" data-part="asked">
            <div class="part-head">
                <div class="field">
                    <label class="label" for=id.clone()>{t!("designer-field-number", number = index + 1)}</label>
                    <select class="input" id=id data-part="field" on:change=choose>{options}</select>
                </div>
                <Order card path=steps!["fields"] index count name=t!("designer-item-field")/>
            </div>
            <Show when=move || own.get()>
                <Line at=part("field") label=t!("conditions-attribute-name") part="field-name" holder="team_size"
                    hint=t!("designer-attribute-hint")/>
                <Pick at=part("type") label=t!("designer-type") part="field-type" choices=kinds optional=true/>
            </Show>
            <Line at=part("label") label=t!("designer-label") part="field-label" most=MAX_VALUE_CHARS/>
            <Options at=StoredValue::new(part("options"))/>
            <div class="ticks">
                <Tick at=part("required") label=t!("designer-required") part="required"/>
                <Tick at=part("skip_if_set") label=t!("designer-skip-known") part="skip-if-set"/>
            </div>
            <p class="fine">{t!("designer-field-about")}</p>
        </div>
    }
}

/// The options to choose from, one per line; without any, the visitor types the value.
#[component]
fn Options(at: StoredValue<At>) -> impl IntoView {
    let listed = at.get_value().read(|value| {
        let items = value.and_then(Value::as_array)?;
        let items = items.iter().map(|item| item.as_str().unwrap_or_default());
        Some(items.collect::<Vec<_>>().join("\n"))
    });
    let has = Memo::new(move |_| listed.with(Option::is_some));
    let id = at.get_value().id();
    let tick = format!("{id}-tick");
    let named = tick.clone();
    let write = move |event| {
        let text = event_target_value(&event);
        let lines: Vec<Value> = text.split('\n').map(Value::from).collect();
        at.get_value().set(Some(Value::Array(lines)));
    };
    let turn = move |event| {
        let on = event_target_checked(&event);
        let list = Value::Array(vec!["".into()]);
        at.get_value().set(on.then_some(list));
    };
    let area = StoredValue::new(id);
    view! {
        <label class="tick" for=named>
            <input type="checkbox" id=tick data-part="from-list" prop:checked=move || has.get() on:change=turn/>
            <span>{t!("designer-from-list")}</span>
        </label>
        <Show when=move || has.get()>
            <div class="field">
                <label class="label" for=area.get_value()>{t!("designer-options")}</label>
                <textarea class="input area" id=area.get_value() rows="4" data-part="options"
                    prop:value=move || listed.get().unwrap_or_default() on:input=write></textarea>
            </div>
        </Show>
    }
}

#[component]
fn Action(card: Key) -> impl IntoView {
    view! {
        <Line at=at(card, steps!["attribute"]) label=t!("conditions-attribute") part="attribute" holder="topic"
            hint=t!("designer-action-hint")/>
        <Line at=at(card, steps!["value"]) label=t!("designer-new-value") part="value" holder=t!("designer-value-holder")
            most=MAX_VALUE_CHARS/>
        <Next card exit=Slot::Next label=t!("designer-next")/>
    }
}
