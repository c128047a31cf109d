//! Form fields bound to a path in the selected card.

use super::studio::Studio;
use crate::designer::{Edit, Key, Path, limit_text, lookup};
use crate::texts::t;
use leptos::prelude::*;
use serde_json::Value;

/// A path in a card, to be read and written.
#[derive(Clone)]
pub(super) struct At {
    pub(super) studio: Studio,
    pub(super) card: Key,
    pub(super) path: Path,
}

impl At {
    /// The string at the path, reactively; empty if there is none.
    pub(super) fn text(&self) -> Memo<String> {
        self.read(|value| value.and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    /// The boolean at the path, reactively; `false` if there is none.
    pub(super) fn flag(&self) -> Memo<bool> {
        self.read(|value| value.and_then(Value::as_bool).unwrap_or_default())
    }

    /// Maps the value at the path, reactively.
    pub(super) fn read<T: PartialEq + Send + Sync + 'static>(
        &self,
        read: impl Fn(Option<&Value>) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let (card, path) = (self.card, self.path.clone());
        self.studio
            .part(move |model| read(model.draft.card(card).and_then(|card| lookup(card, &path))))
    }

    /// Sets the value; `None` removes the field.
    pub(super) fn set(&self, value: Option<Value>) {
        self.studio.apply(Edit::Set(self.card, self.path.clone(), value));
    }

    /// Types a text; an optional field that becomes empty is removed.
    pub(super) fn type_in(&self, text: String, optional: bool) {
        if optional && text.is_empty() {
            return self.set(None);
        }
        self.studio.apply(Edit::Type(self.card, self.path.clone(), text));
    }

    /// A unique id for the form element.
    pub(super) fn id(&self) -> String {
        use std::fmt::Write as _;
        let mut id = format!("f{}", self.card.0);
        for step in &self.path {
            // Writing to a string never fails.
            let _ = match step {
                crate::designer::Step::In(name) => write!(id, "-{name}"),
                crate::designer::Step::At(index) => write!(id, "-{index}"),
            };
        }
        id
    }
}

/// A single-line text field.
#[component]
pub(super) fn Line(
    at: At,
    #[prop(into)] label: String,
    part: &'static str,
    #[prop(optional)] optional: bool,
    #[prop(optional)] holder: &'static str,
    #[prop(optional)] hint: &'static str,
    /// The label is only for screen readers.
    #[prop(optional)]
    bare: bool,
    /// The most characters, if there is a limit.
    #[prop(optional)]
    most: Option<usize>,
    /// The id of the `datalist` with what can be chosen.
    #[prop(optional)]
    list: &'static str,
) -> impl IntoView {
    let (id, text) = (at.id(), at.text());
    let note = format!("{id}-note");
    let described = most.map(|_| note.clone());
    view! {
        <div class="field">
            <label class="label" class:hidden=bare for=id.clone()>{label}</label>
            <input class="input" type="text" id=id data-part=part placeholder=holder autocomplete="off"
                list=(!list.is_empty()).then_some(list) aria-describedby=described
                aria-invalid=move || text.with(|text| is_over(text, most)).to_string()
                prop:value=move || text.get()
                on:input=move |event| at.type_in(event_target_value(&event), optional)/>
            {(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> })}
            {most.map(|most| view! { <Limit text most id=note/> })}
        </div>
    }
}

fn is_over(text: &str, most: Option<usize>) -> bool {
    most.is_some_and(|most| text.chars().count() > most)
}

/// How much of a limit is used, once most of it is.
#[component]
pub(super) fn Limit(text: Memo<String>, most: usize, id: String) -> impl IntoView {
    let used = Memo::new(move |_| text.with(|text| text.chars().count()));
    let shown = move || limit_text(used.get(), most);
    let over = move || used.get() > most;
    view! {
        <span class="text-limit" id=id data-part="limit" class:over=over aria-live="polite">{shown}</span>
    }
}

#[component]
pub(super) fn Tick(at: At, #[prop(into)] label: String, part: &'static str) -> impl IntoView {
    let (id, on) = (at.id(), at.flag());
    let named = id.clone();
    let change = move |event| {
        let on = event_target_checked(&event);
        at.set(Some(Value::Bool(on)));
    };
    view! {
        <label class="tick" for=named>
            <input type="checkbox" id=id data-part=part prop:checked=move || on.get() on:change=change/>
            <span>{label}</span>
        </label>
    }
}

/// A select element of values and labels. A current value that is not among them is kept as the
/// first option.
#[component]
pub(super) fn Pick(
    at: At,
    #[prop(into)] label: String,
    part: &'static str,
    #[prop(into)] choices: Signal<Vec<(String, String)>>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] bare: bool,
) -> impl IntoView {
    let (id, text) = (at.id(), at.text());
    let options = move || {
        let now = text.get();
        let mut all = choices.get();
        if !all.iter().any(|(value, _)| *value == now) {
            let text = if now.is_empty() { t!("designer-choose").to_owned() } else { now.clone() };
            all.insert(0, (now.clone(), text));
        }
        let option = |(value, text): (String, String)| {
            let chosen = value == now;
            view! { <option value=value prop:selected=chosen>{text}</option> }
        };
        all.into_iter().map(option).collect_view()
    };
    let change = move |event| {
        let value = event_target_value(&event);
        let empty = optional && value.is_empty();
        at.set((!empty).then(|| Value::from(value)));
    };
    view! {
        <div class="field">
            <label class="label" class:hidden=bare for=id.clone()>{label}</label>
            <select class="input" id=id data-part=part on:change=change>{options}</select>
        </div>
    }
}
