//! The form of a condition card: tests, in groups of “all” or “any”.

use super::field::{At, Line, Pick};
use super::forms::{Next, Order, at, count};
use super::studio::Studio;
use crate::browser::regions;
use crate::conditions::{
    OPERATORS, attribute_name, attributes, card_now, country_choices, is_common, is_country_list,
    is_now, modes, operator_name, yes_or_no,
};
use crate::designer::{Edit, Key, Path, Slot, Step, branch, list, lookup, steps, test};
use crate::texts::t;
use crate::ui::icon::{ADD, CLOSE, icon};
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::audience::{Operator, now_value};
use shared::stream::MAX_TEXT_CHARS;

/// How deep groups may nest; the check has the same limit.
const DEEPEST: usize = 5;

/// All branches, and the else branch.
#[component]
pub(super) fn Branches(card: Key) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let count = count(card, "branches");
    let rows = move || {
        let count = count.get();
        (0..count).map(|index| view! { <Branch card index count/> }).collect_view()
    };
    let add = move |_| {
        studio.apply(Edit::Push(card, steps!["branches"], branch()));
    };
    view! {
        <p class="fine">{t!("designer-condition-about")}</p>
        {rows}
        <button class="button small" type="button" data-part="add-branch" on:click=add>
            {icon(ADD)}{t!("designer-add-branch")}
        </button>
        <Next card exit=Slot::Else label=t!("designer-else-label")/>
    }
}

#[component]
fn Branch(card: Key, index: usize, count: usize) -> impl IntoView {
    let when = steps!["branches", index, "when"];
    view! {
        <fieldset class="form-group" data-part="branch">
            <legend>{t!("designer-branch-number", number = index + 1)}</legend>
            <Order card path=steps!["branches"] index count name=t!("designer-item-branch")/>
            {condition(card, when, 1)}
            <Next card exit=Slot::Branch(index) label=t!("designer-branch-next", number = index + 1)/>
        </fieldset>
    }
}

/// What a condition is: a group with its key and size, or a single test.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    Group(&'static str, usize),
    Test,
}

fn shape(value: Option<&Value>) -> Shape {
    let of = |key: &'static str| {
        let items = value?.get(key)?.as_array()?;
        Some(Shape::Group(key, items.len()))
    };
    of("all").or_else(|| of("any")).unwrap_or(Shape::Test)
}

/// A condition's form; redrawn when the condition changes its kind or length.
fn condition(card: Key, path: Path, depth: usize) -> AnyView {
    let at = at(card, path.clone());
    let shape = at.read(shape);
    (move || match shape.get() {
        Shape::Group(key, count) => group(card, &path, key, count, depth),
        Shape::Test => view! { <TestView card path=path.clone() depth/> }.into_any(),
    })
    .into_any()
}

fn inside(path: &Path, key: &'static str, index: Option<usize>) -> Path {
    let mut path = path.clone();
    path.push(key.into());
    path.extend(index.map(Step::from));
    path
}

fn group(card: Key, path: &Path, key: &'static str, count: usize, depth: usize) -> AnyView {
    let studio = expect_context::<Studio>();
    let own = at(card, path.clone());
    let items = (0..count).map(|index| {
        let list = inside(path, key, None);
        let remove_item = move |_| {
            studio.apply(Edit::RemoveItem(card, list.clone(), index));
        };
        view! {
            <div class="condition-item">
                {condition(card, inside(path, key, Some(index)), depth + 1)}
                <button class="button quiet square small" type="button" title=t!("common-remove")
                    aria-label=t!("designer-remove-condition", number = index + 1) on:click=remove_item>{icon(CLOSE)}</button>
            </div>
        }
    });
    let change = move |event| {
        let other = if event_target_value(&event) == "any" { "any" } else { "all" };
        let items = own.studio.model.with_untracked(|model| {
            let here = model.draft.card(card).and_then(|card| lookup(card, &own.path));
            here.map(|here| list(here, key).to_vec()).unwrap_or_default()
        });
        own.set(Some(json!({ other: items })));
    };
    let (tests, groups) = (inside(path, key, None), inside(path, key, None));
    let add = move |_| {
        studio.apply(Edit::Push(card, tests.clone(), test()));
    };
    let nest = move |_| {
        let other = if key == "all" { "any" } else { "all" };
        studio.apply(Edit::Push(card, groups.clone(), json!({ other: [test()] })));
    };
    view! {
        <div class="condition-group" data-part="group">
            <select class="input" aria-label=t!("conditions-how-many") data-part="group-key" on:change=change>
                {modes().map(|(code, label)| view! {
                    <option value=code prop:selected={key == code}>{label}</option>
                }).collect_view()}
            </select>
            {items.collect_view()}
            <div class="condition-more">
                <button class="button small" type="button" data-part="add-test" on:click=add>
                    {icon(ADD)}{t!("conditions-condition")}</button>
                {(depth < DEEPEST).then(|| view! {
                    <button class="button small" type="button" data-part="add-group" on:click=nest>
                        {icon(ADD)}{t!("conditions-add-group")}</button>
                })}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn TestView(card: Key, path: Path, depth: usize) -> impl IntoView {
    let part = move |path: &Path, name: &'static str| at(card, inside(path, name, None));
    let whole = at(card, path.clone());
    let attribute = part(&path, "attribute");
    let typed = attribute.text();
    let own = Memo::new(move |_| typed.with(|name| !is_common(name) && !is_now(name)));
    let now = Memo::new(move |_| typed.with(|name| is_now(name)));
    let operators: Vec<(String, String)> = OPERATORS
        .iter()
        .map(|one| (one.as_str().to_owned(), operator_name(*one).to_owned()))
        .collect();
    let operators = Signal::stored(operators);
    let outcome = part(&path, "operator");
    let outcome_text = outcome.text();
    let compares =
        move || !now.get() && !matches!(outcome_text.get().as_str(), "is_empty" | "is_not_empty");
    let outcome = StoredValue::new(outcome);
    let answers = Signal::stored(
        yes_or_no().map(|(answer, text)| (now_value(answer).to_owned(), text.to_owned())).to_vec(),
    );
    let value = StoredValue::new(part(&path, "value"));
    let is_listed = Memo::new(move |_| {
        typed.with(|typed| outcome_text.with(|operator| is_country_list(typed, operator)))
    });
    let set = value.get_value().text();
    let countries = Signal::derive(move || set.with(|set| country_choices(set, regions::name)));
    let named = StoredValue::new(attribute.clone());
    let wrap = move |_| {
        let now = whole.studio.model.with_untracked(|model| {
            model.draft.card(card).and_then(|card| lookup(card, &whole.path)).cloned()
        });
        whole.set(Some(json!({ "all": [now.unwrap_or_else(test), test()] })));
    };
    view! {
        <div class="condition-test" data-part="test">
            <Attribute at=attribute whole=at(card, path.clone()) own/>
            <Show when=move || own.get()>
                <Line at=named.get_value() label=t!("conditions-attribute-name") part="attribute-name" holder="topic"/>
            </Show>
            <Show when=move || !now.get()>
                <Pick at=outcome.get_value() label=t!("conditions-condition") part="operator" choices=operators/>
            </Show>
            <Show when=move || now.get()>
                <Pick at=value.get_value() label=t!("conditions-value") part="test-now" choices=answers/>
            </Show>
            <Show when=move || compares() && is_listed.get()>
                <Pick at=value.get_value() label=t!("conditions-value") part="test-country" choices=countries/>
            </Show>
            <Show when=move || compares() && !is_listed.get()>
                <Line at=value.get_value() label=t!("conditions-value") part="test-value" most=MAX_TEXT_CHARS/>
            </Show>
            {(depth == 1).then(|| view! {
                <button class="button small" type="button" data-part="add-test" on:click=wrap>
                    {icon(ADD)}{t!("conditions-condition")}</button>
            })}
        </div>
    }
}

#[component]
fn Attribute(at: At, whole: At, own: Memo<bool>) -> impl IntoView {
    let (id, now) = (at.id() + "-known", at.text());
    let routing = at.studio.routing;
    let options = move || {
        let (now, own) = (now.get(), own.get());
        let teams = routing.get().map(|routing| routing.teams).unwrap_or_default();
        let mut options = attributes(card_now(&teams), &[]);
        if is_now(&now) && !options.iter().any(|(value, _)| *value == now) {
            options.push((now.clone(), attribute_name(&now)));
        }
        options.push((String::new(), t!("conditions-custom").to_owned()));
        let option = |(value, text): (String, String)| {
            let chosen = if value.is_empty() { own } else { value == now };
            view! { <option value=value prop:selected=chosen>{text}</option> }
        };
        options.into_iter().map(option).collect_view()
    };
    let change = move |event| {
        let value = event_target_value(&event);
        let was_now = at.text().with_untracked(|name| is_now(name));
        if is_now(&value) {
            let (operator, yes) = (Operator::Is.as_str(), now_value(true));
            whole.set(Some(json!({ "attribute": value, "operator": operator, "value": yes })));
        } else if was_now {
            whole.set(Some(json!({ "attribute": value, "operator": "is", "value": "" })));
        } else {
            let value = if value.is_empty() { "topic".to_owned() } else { value };
            at.set(Some(value.into()));
        }
    };
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{t!("conditions-attribute")}</label>
            <select class="input" id=id data-part="attribute" on:change=change>{options}</select>
        </div>
    }
}
