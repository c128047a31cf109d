//! The examples of the Promises tab: one visitor each, what they do, and what they see then.

use super::choices::{Chips, Select, Typed};
use super::example_steps::Steps;
use super::studio::Studio;
use super::verdict::{PlayWay, VerdictView, code};
use crate::browser::regions;
use crate::conditions::{attribute_name, country_choices};
use crate::designer::{asked_now, card_choices, endings, field_choices, goals};
use crate::texts::t;
use crate::ui::icon::{ADD, CLOSE, icon};
use leptos::prelude::*;
use shared::id::CardId;
use shared::person::{Attributes, Field};
use shared::promise::{Example, Outcome};

/// One example of the draft. `Copy`, so that event handlers can capture it.
#[derive(Clone, Copy)]
pub(super) struct One {
    pub(super) studio: Studio,
    pub(super) index: usize,
    pub(super) example: Memo<Example>,
}

impl One {
    fn new(studio: Studio, index: usize) -> Self {
        let example = studio.part(move |model| {
            let all = model.draft.promises().unwrap_or_default();
            all.examples.get(index).cloned().unwrap_or_default()
        });
        Self { studio, index, example }
    }

    /// Changes it. Typing in the same field is one step of undo.
    pub(super) fn change(self, field: Option<&str>, change: impl FnOnce(&mut Example)) {
        let index = self.index;
        let field = field.map(|field| format!("example-{index}-{field}"));
        self.studio.promise(field, |all| {
            if let Some(example) = all.examples.get_mut(index) {
                change(example);
            }
        });
    }

    /// A text of it, as a field shows it.
    fn text(self, read: impl Fn(&Example) -> String + Send + Sync + 'static) -> Signal<String> {
        Signal::derive(move || self.example.with(&read))
    }

    /// Changes a text of it.
    fn typing(
        self,
        field: &'static str,
        write: impl Fn(&mut Example, String) + Send + Sync + 'static,
    ) -> Callback<String> {
        Callback::new(move |typed| self.change(Some(field), |example| write(example, typed)))
    }
}

/// The examples, and the button for another one.
#[component]
pub(super) fn Examples() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let count = studio.part(|model| model.draft.promises().map_or(0, |all| all.examples.len()));
    let added = RwSignal::new(None::<usize>);
    let add = move |_| {
        let number = count.get_untracked() + 1;
        let name = t!("promises-example-number", number = number);
        studio.promise(None, |all| all.examples.push(Example { name, ..Example::default() }));
        added.set(Some(number - 1));
    };
    view! {
        <section class="card" aria-label=t!("promises-examples")>
            <h2>{t!("promises-examples")}</h2>
            <p class="fine">{t!("promises-examples-about")}</p>
            {move || (0..count.get()).map(|index| view! { <Row index added/> }).collect_view()}
            <button class="button small" type="button" data-part="add-example" on:click=add>
                {icon(ADD)}{t!("promises-add-example")}
            </button>
        </section>
    }
}

#[component]
fn Row(index: usize, added: RwSignal<Option<usize>>) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let one = One::new(studio, index);
    let verdict = Memo::new(move |_| {
        studio.proven.with(|proven| proven.proof()?.examples.get(index).cloned())
    });
    let result = move || verdict.with(|verdict| verdict.as_ref().map(|one| one.result));
    let word = move || match result() {
        Some(Outcome::Kept) => t!("promises-true"),
        Some(Outcome::Broken) => t!("promises-not-true"),
        Some(Outcome::Unproven) => t!("promises-not-tried"),
        None => "",
    };
    let remove = move |_| {
        studio.promise(None, |all| {
            if index < all.examples.len() {
                all.examples.remove(index);
            }
        });
        added.set(None);
    };
    let way = move || verdict.with(|verdict| verdict.as_ref().and_then(|one| one.way.clone()));
    view! {
        <details class="example" data-part="example" prop:open=move || added.get() == Some(index)>
            <summary>
                <span class="example-name">{move || one.example.with(|example| example.name.clone())}</span>
                <span class="pill" data-part="example-result" data-result=move || result().map(code)
                    data-tone=move || match result() {
                        Some(Outcome::Kept) => "good",
                        Some(Outcome::Broken) => "bad",
                        _ => "none",
                    }>{word}</span>
            </summary>
            <div class="example-head">
                <Typed label=t!("promises-example-name") part="example-name"
                    value=one.text(|example| example.name.clone())
                    changed=one.typing("name", |example, typed| example.name = typed)/>
                <button class="button quiet square small" type="button" data-part="remove-example"
                    aria-label=t!("promises-remove-example", number = index + 1) title=t!("common-remove")
                    on:click=remove>{icon(CLOSE)}</button>
            </div>
            <h3>{t!("promises-visitor")}</h3>
            <Visitor one/>
            <h3>{t!("promises-does")}</h3>
            <Steps one/>
            <h3>{t!("promises-then")}</h3>
            <Expected one/>
            {move || verdict.get().map(|verdict| view! {
                <VerdictView verdict kept=t!("promises-kept-example") broken=t!("promises-broken-example")/> })}
            {move || way().filter(|_| result() == Some(Outcome::Kept)).map(|way| view! { <PlayWay way/> })}
        </details>
    }
}

/// What is known of the visitor, and what is so at the site.
#[component]
fn Visitor(one: One) -> impl IntoView {
    let country = one.text(|example| example.visitor.country.clone());
    let countries = Signal::derive(move || {
        let mut choices = country_choices(&country.get(), regions::name);
        if !country.get().is_empty() {
            choices.insert(0, (String::new(), t!("promises-unknown").to_owned()));
        }
        choices
    });
    let known =
        Signal::derive(move || one.example.with(|example| example.visitor.attributes.clone()));
    let set_known = Callback::new(move |values: Attributes| {
        one.change(Some("known"), |example| example.visitor.attributes = values);
    });
    let asked = Memo::new(move |_| {
        one.studio
            .checked
            .with(|checked| checked.stream.as_ref().map(asked_now).unwrap_or_default())
    });
    let choices = Signal::derive(move || {
        let asked = asked.get();
        asked.iter().map(|one| (one.as_str().to_owned(), attribute_name(one.as_str()))).collect()
    });
    let so = Signal::derive(move || {
        let now = one.example.with(|example| example.visitor.now.clone());
        now.iter().filter(|(_, so)| **so).map(|(one, _)| one.as_str().to_owned()).collect()
    });
    let set_so = Callback::new(move |names: Vec<String>| {
        let now = asked.get_untracked().into_iter();
        let now = now.filter(|one| names.iter().any(|name| name == one.as_str()));
        let now = now.map(|one| (one, true)).collect();
        one.change(None, |example| example.visitor.now = now);
    });
    view! {
        <div class="example-fields">
            <Select label=t!("conditions-country") part="example-country" choices=countries value=country
                changed=one.typing("country", |example, typed| example.visitor.country = typed)/>
            <Typed label=t!("conditions-page") part="example-page"
                value=one.text(|example| example.visitor.page.clone())
                changed=one.typing("page", |example, typed| example.visitor.page = typed)/>
        </div>
        <Values label=t!("promises-known") part="example-known" one values=known changed=set_known/>
        <Show when=move || !asked.with(std::collections::BTreeSet::is_empty)>
            <Chips label=t!("promises-now") part="example-now" choices chosen=so changed=set_so/>
        </Show>
    }
}

/// Values of fields.
#[component]
fn Values(
    label: &'static str,
    part: &'static str,
    one: One,
    values: Signal<Attributes>,
    changed: Callback<Attributes>,
) -> impl IntoView {
    let fields =
        Memo::new(move |_| values.with(|values| values.keys().cloned().collect::<Vec<Field>>()));
    let row = move |field: Field| {
        let name = attribute_name(field.as_str());
        let (read, write, gone) = (field.clone(), field.clone(), field);
        let value = move || values.with(|values| values.get(&read).cloned().unwrap_or_default());
        let typed = move |event| {
            let mut now = values.get_untracked();
            now.insert(write.clone(), event_target_value(&event));
            changed.run(now);
        };
        let remove = move |_| {
            let mut now = values.get_untracked();
            now.remove(&gone);
            changed.run(now);
        };
        view! {
            <div class="value-row">
                <label class="field">
                    <span class="label">{name.clone()}</span>
                    <input class="input" type="text" autocomplete="off" prop:value=value on:input=typed/>
                </label>
                <button class="button quiet square small" type="button" title=t!("common-remove")
                    aria-label=t!("promises-remove-value", name = name) on:click=remove>{icon(CLOSE)}</button>
            </div>
        }
    };
    let choices = Signal::derive(move || {
        let used = fields.get();
        let all = one.studio.model.with(|model| field_choices(&model.draft, &[]));
        let free =
            all.into_iter().filter(|(name, _)| !used.iter().any(|field| field.as_str() == name));
        [(String::new(), t!("promises-add-value").to_owned())].into_iter().chain(free).collect()
    });
    let add = Callback::new(move |name: String| {
        let Some(field) = Field::from_name(&name) else { return };
        let mut now = values.get_untracked();
        now.insert(field, String::new());
        changed.run(now);
    });
    view! {
        <div class="values" role="group" aria-label=label data-part=part>
            {move || fields.get().into_iter().map(row).collect_view()}
            <Select label part="add-value" choices value=Signal::stored(String::new()) changed=add/>
        </div>
    }
}

/// What must be so in the end.
#[component]
fn Expected(one: One) -> impl IntoView {
    let ends = one.text(|example| {
        let found = endings().into_iter().find(|(.., ending)| *ending == example.ends);
        found.map_or("", |(value, ..)| value).to_owned()
    });
    let endings_menu = Signal::derive(|| {
        endings().map(|(value, text, _)| (value.to_owned(), text.to_owned())).to_vec()
    });
    let set_ends = one.typing("ends", |example, value| {
        example.ends =
            endings().into_iter().find(|(one, ..)| *one == value).and_then(|found| found.2);
    });
    let cards = move |read: fn(&Example) -> &Vec<CardId>| {
        let chosen = Signal::derive(move || {
            one.example
                .with(|example| read(example).iter().map(ToString::to_string).collect::<Vec<_>>())
        });
        let choices = Signal::derive(move || {
            let named = one.example.with(|example| read(example).clone());
            one.studio.model.with(|model| card_choices(&model.draft, &named))
        });
        (choices, chosen)
    };
    let set_cards = move |write: fn(&mut Example) -> &mut Vec<CardId>| {
        Callback::new(move |ids: Vec<String>| {
            let ids = ids.into_iter().filter_map(|id| CardId::parse(id).ok()).collect();
            one.change(None, |example| *write(example) = ids);
        })
    };
    let (sees, seen) = cards(|example| &example.sees);
    let (nevers, never) = cards(|example| &example.never_sees);
    let all_goals = Memo::new(move |_| {
        one.studio.checked.with(|checked| checked.stream.as_ref().map(goals).unwrap_or_default())
    });
    let goal_choices = Signal::derive(move || {
        let mut all = all_goals.get();
        all.extend(one.example.with(|example| example.goals.clone()));
        all.into_iter().map(|goal| (goal.clone(), goal)).collect::<Vec<_>>()
    });
    let passed = Signal::derive(move || one.example.with(|example| example.goals.clone()));
    let set_goals = Callback::new(move |goals: Vec<String>| {
        one.change(None, |example| example.goals = goals);
    });
    let reads = one.text(|example| example.reads.join("\n"));
    let set_reads = move |event| {
        let typed: String = event_target_value(&event);
        let lines = typed.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        one.change(Some("reads"), |example| example.reads = lines);
    };
    let knows = Signal::derive(move || one.example.with(|example| example.knows.clone()));
    let set_knows = Callback::new(move |values: Attributes| {
        one.change(Some("knows"), |example| example.knows = values);
    });
    view! {
        <Select label=t!("promises-ends-where") part="example-ends" choices=endings_menu value=ends changed=set_ends/>
        <Chips label=t!("promises-sees") part="example-sees" choices=sees chosen=seen
            changed=set_cards(|example| &mut example.sees)/>
        <Chips label=t!("promises-never-sees") part="example-never-sees" choices=nevers chosen=never
            changed=set_cards(|example| &mut example.never_sees)/>
        <Show when=move || !goal_choices.get().is_empty()>
            <Chips label=t!("promises-goals") part="example-goals" choices=goal_choices chosen=passed
                changed=set_goals/>
        </Show>
        <label class="field">
            <span class="label">{t!("promises-reads")}</span>
            <textarea class="input area" rows="2" data-part="example-reads"
                prop:value=move || reads.get() on:change=set_reads></textarea>
        </label>
        <Values label=t!("promises-knows") part="example-knows" one values=knows changed=set_knows/>
    }
}
