//! The editor of conditions, for routing rules and audiences.
//!
//! It is redrawn when the form fields change, but never while somebody types in one.

use crate::browser::regions;
use crate::conditions::{
    Group, HAPPENINGS, MOST_DEPTH, MOST_ROWS, Mode, OPERATORS, Path, Row, WrongAt, attributes,
    audience_now, country_choices, happening, is_common, is_country_list, is_now, modes,
    operator_name, yes_or_no,
};
use crate::texts::t;
use crate::ui::icon::{ADD, CLOSE, icon};
use leptos::prelude::*;
use shared::audience::{Metric, Operator, now_value};

/// The menu value for a custom attribute; no attribute has this name.
const OWN: &str = "*";

/// Edits a group and everything in it.
#[component]
pub(crate) fn Conditions(
    value: RwSignal<Group>,
    /// Whether events are allowed, as in an audience.
    #[prop(optional)]
    events: bool,
    /// The names of the site's known custom attributes.
    #[prop(optional, into)]
    own: Signal<Vec<String>>,
    /// Whether errors are shown.
    #[prop(optional, into)]
    strict: Signal<bool>,
    /// The text if there are no conditions.
    #[prop(optional)]
    nothing: &'static str,
) -> impl IntoView {
    let editor = Editor { value, events, own, strict, nothing };
    let shape = Memo::new(move |_| value.with(Group::shape));
    view! {
        <div class="conditions" data-part="conditions">
            {move || {
                let shape = shape.get();
                editor.group(&shape, Path::new())
            }}
        </div>
    }
}

#[derive(Clone, Copy)]
struct Editor {
    value: RwSignal<Group>,
    events: bool,
    own: Signal<Vec<String>>,
    strict: Signal<bool>,
    nothing: &'static str,
}

impl Editor {
    /// Returns the error of a row's part, if errors are shown.
    fn wrong(self, path: &Path, at: WrongAt) -> Option<String> {
        if !self.strict.get() {
            return None;
        }
        let found = self.value.with(|group| group.wrong(self.events));
        found.into_iter().find(|wrong| wrong.path == *path && wrong.at == at).map(|one| one.text)
    }

    fn note(self, path: Path, at: WrongAt) -> impl IntoView {
        move || {
            let said = self.wrong(&path, at);
            said.map(|said| view! { <span class="wrong" role="alert">{said}</span> })
        }
    }

    fn group(self, shape: &Group, path: Path) -> AnyView {
        let nested = !path.is_empty();
        let rows = shape.rows.iter().enumerate().map(|(index, row)| {
            let mut at = path.clone();
            at.push(index);
            view! {
                {(index > 0).then(|| between(shape.mode))}
                {self.row(row, at)}
            }
        });
        let rows = rows.collect_view();
        let nothing = shape.is_empty() && !nested && !self.nothing.is_empty();
        let name = if nested { t!("conditions-group") } else { t!("conditions-conditions") };
        view! {
            <div class="group" class:nested=nested role="group" aria-label=name>
                {(shape.rows.len() > 1 || nested).then(|| self.head(shape.mode, path.clone()))}
                {nothing.then(|| view! { <p class="fine">{self.nothing}</p> })}
                {rows}
                {self.note(path.clone(), WrongAt::Row)}
                {self.adders(shape.mode, path)}
            </div>
        }
        .into_any()
    }

    fn head(self, mode: Mode, path: Path) -> impl IntoView {
        let (at, gone) = (path.clone(), path);
        let nested = !gone.is_empty();
        let change = move |event| {
            let mode = if event_target_value(&event) == "any" { Mode::Any } else { Mode::All };
            self.value.update(|group| {
                if let Some(group) = group.group_at_mut(&at) {
                    group.mode = mode;
                }
            });
        };
        let remove = move |_| self.value.update(|group| group.remove(&gone));
        view! {
            <div class="group-head">
                <select class="input short" aria-label=t!("conditions-how-many")
                    data-part="condition-mode" on:change=change>
                    {modes().map(|(code, label)| view! {
                        <option value=code selected=(code == "all") == (mode == Mode::All)>{label}</option>
                    }).collect_view()}
                </select>
                {nested.then(|| remover(t!("conditions-remove-group"), remove))}
            </div>
        }
    }

    fn row(self, row: &Row, path: Path) -> AnyView {
        match row {
            Row::Test(test) => self.test(&test.attribute, test.operator, path).into_any(),
            Row::Event(event) => self.event(event.event, path).into_any(),
            Row::Group(group) => self.group(group, path),
        }
    }

    fn test(self, attribute: &str, operator: Operator, path: Path) -> impl IntoView {
        let now = is_now(attribute);
        let own = !is_common(attribute) && !now;
        let written = self.value.with_untracked(|group| match group.row_at(&path) {
            Some(Row::Test(test)) => test.attribute.clone(),
            _ => String::new(),
        });
        // A custom attribute has a text field beside the menu.
        let chosen = if own { OWN.to_owned() } else { written };
        let choices = move || {
            let now = if self.events { audience_now() } else { Vec::new() };
            let mut choices = attributes(now, &self.own.get());
            choices.push((OWN.to_owned(), t!("conditions-custom").to_owned()));
            let option = |(value, name): (String, String)| {
                let here = value == chosen;
                view! { <option value=value selected=here>{name}</option> }
            };
            choices.into_iter().map(option).collect_view()
        };
        let at = path.clone();
        let change = move |event| {
            let value = event_target_value(&event);
            self.edit(&at, |test| {
                let (before, now) = (is_now(&test.attribute), is_now(&value));
                if now {
                    (test.operator, test.value) = (Operator::Is, now_value(true).to_owned());
                } else if before {
                    test.value.clear();
                }
                test.attribute = if value == OWN { String::new() } else { value }
            });
        };
        let at = path.clone();
        let compare = move |event| {
            if let Some(operator) = Operator::from_name(&event_target_value(&event)) {
                self.edit(&at, |test| test.operator = operator);
            }
        };
        let operators = OPERATORS.map(|one| {
            view! {
                <option value=one.as_str() selected=one == operator>{operator_name(one)}</option>
            }
        });
        let compares = !now && !matches!(operator, Operator::IsEmpty | Operator::IsNotEmpty);
        let gone = path.clone();
        let remove = move |_| self.value.update(|group| group.remove(&gone));
        view! {
            <div class="condition" data-part="condition">
                {labelled(t!("conditions-attribute"), view! {
                    <select class="input" data-part="condition-attribute" on:change=change>{choices}</select>
                })}
                {own.then(|| self.own_name(path.clone()))}
                {(!now).then(|| labelled(t!("conditions-condition"), view! {
                    <select class="input" data-part="condition-operator"
                        on:change=compare>{operators.collect_view()}</select>
                }))}
                {now.then(|| self.yes_or_no(operator, path.clone()))}
                {compares.then(|| self.compared_with(attribute, operator, path.clone()))}
                {remover(t!("conditions-remove"), remove)}
                {self.note(path.clone(), WrongAt::Attribute)}
                {self.note(path, WrongAt::Value)}
            </div>
        }
    }

    fn own_name(self, path: Path) -> impl IntoView {
        let (read, at) = (path.clone(), path.clone());
        let value = move || self.text(&read, |test| test.attribute.clone());
        labelled(
            t!("conditions-attribute-name"),
            view! {
                <input class="input" data-part="condition-own"
                    placeholder="field_name" autocapitalize="off" spellcheck="false"
                    aria-invalid=move || self.wrong(&path, WrongAt::Attribute).is_some().to_string()
                    prop:value=value
                    on:input=move |event| {
                        let value = event_target_value(&event);
                        self.edit(&at, |test| test.attribute = value);
                    }/>
            },
        )
    }

    /// What an attribute of now must be.
    fn yes_or_no(self, operator: Operator, path: Path) -> impl IntoView {
        let value = self.value.with_untracked(|group| match group.row_at(&path) {
            Some(Row::Test(test)) => test.value.trim().eq_ignore_ascii_case(now_value(true)),
            _ => true,
        });
        let holds = value == (operator == Operator::Is);
        let change = move |event| {
            let value = event_target_value(&event);
            self.edit(&path, |test| (test.operator, test.value) = (Operator::Is, value));
        };
        let option = |answer: bool, text: &'static str| {
            view! { <option value=now_value(answer) selected=answer == holds>{text}</option> }
        };
        labelled(
            t!("conditions-value"),
            view! {
                <select class="input" data-part="condition-now" on:change=change>
                    {yes_or_no().map(|(answer, text)| option(answer, text)).collect_view()}
                </select>
            },
        )
    }

    fn compared_with(self, attribute: &str, operator: Operator, path: Path) -> AnyView {
        if is_country_list(attribute, operator.as_str()) {
            return self.country(path).into_any();
        }
        let (read, at) = (path.clone(), path.clone());
        let hint = match attribute {
            "country" => "DE",
            "page_url" => "/pricing",
            _ => "",
        };
        labelled(
            t!("conditions-value"),
            view! {
                <input class="input" data-part="condition-value"
                    placeholder=hint
                    aria-invalid=move || self.wrong(&path, WrongAt::Value).is_some().to_string()
                    prop:value=move || self.text(&read, |test| test.value.clone())
                    on:input=move |event| {
                        let value = event_target_value(&event);
                        self.edit(&at, |test| test.value = value);
                    }/>
            },
        )
        .into_any()
    }

    /// A country by its name.
    fn country(self, path: Path) -> impl IntoView {
        let set = self.value.with_untracked(|group| match group.row_at(&path) {
            Some(Row::Test(test)) => test.value.clone(),
            _ => String::new(),
        });
        let choices = country_choices(&set, regions::name);
        let option = |(code, name): (String, String)| {
            let here = code == set;
            view! { <option value=code selected=here>{name}</option> }
        };
        let options = choices.into_iter().map(option).collect_view();
        let at = path.clone();
        labelled(
            t!("conditions-value"),
            view! {
                <select class="input" data-part="condition-country"
                    aria-invalid=move || self.wrong(&path, WrongAt::Value).is_some().to_string()
                    on:change=move |event| {
                        let value = event_target_value(&event);
                        self.edit(&at, |test| test.value = value);
                    }>{options}</select>
            },
        )
    }

    fn event(self, event: Metric, path: Path) -> impl IntoView {
        let (read, at) = (path.clone(), path.clone());
        let amount = move || {
            self.value.with(|group| match group.row_at(&read) {
                Some(Row::Event(event)) => event.at_least.clone(),
                _ => String::new(),
            })
        };
        let change = move |input| {
            if let Some(event) = Metric::from_name(&event_target_value(&input)) {
                self.value.update(|group| {
                    if let Some(row) = group.event_at_mut(&at) {
                        row.event = event;
                    }
                });
            }
        };
        let choices = HAPPENINGS.map(|one| {
            let name = happening(one).0;
            view! { <option value=one.as_str() selected=one == event>{name}</option> }
        });
        let at = path.clone();
        let typed = move |input| {
            let text = event_target_value(&input);
            self.value.update(|group| {
                if let Some(row) = group.event_at_mut(&at) {
                    row.at_least = text;
                }
            });
        };
        let (gone, here) = (path.clone(), path.clone());
        let remove = move |_| self.value.update(|group| group.remove(&gone));
        view! {
            <div class="condition" data-part="condition">
                {labelled(t!("conditions-event"), view! {
                    <select class="input" data-part="condition-event"
                        on:change=change>{choices.collect_view()}</select>
                })}
                {labelled(t!("conditions-at-least-label"), view! {
                    <input class="input number" inputmode="numeric" data-part="condition-amount"
                        aria-invalid=move || self.wrong(&here, WrongAt::Value).is_some().to_string()
                        prop:value=amount on:input=typed/>
                })}
                <span class="between-text">{happening(event).1}</span>
                {remover(t!("conditions-remove"), remove)}
                {self.note(path.clone(), WrongAt::Value)}
                {self.note(path, WrongAt::Row)}
            </div>
        }
    }

    fn adders(self, mode: Mode, path: Path) -> impl IntoView {
        let full = move || self.value.with(Group::count) >= MOST_ROWS;
        let deep = path.len() + 1 >= MOST_DEPTH;
        let add = move |row: fn(Mode) -> Row| {
            let at = path.clone();
            move |_| self.value.update(|group| group.add(&at, row(mode)))
        };
        let (test, event, group) = (add(|_| Row::test()), add(|_| Row::event()), add(Row::group));
        view! {
            <div class="adders">
                <button class="button quiet small" type="button" data-part="add-condition"
                    disabled=full on:click=test>{icon(ADD)}{t!("conditions-condition")}</button>
                {self.events.then(|| view! {
                    <button class="button quiet small" type="button" data-part="add-event"
                        disabled=full on:click=event>{icon(ADD)}{t!("conditions-event")}</button>
                })}
                {(!deep).then(|| view! {
                    <button class="button quiet small" type="button" data-part="add-group"
                        disabled=full on:click=group>{icon(ADD)}{t!("conditions-add-group")}</button>
                })}
            </div>
        }
    }

    fn text(self, path: &Path, read: fn(&crate::conditions::TestRow) -> String) -> String {
        self.value.with(|group| match group.row_at(path) {
            Some(Row::Test(test)) => read(test),
            _ => String::new(),
        })
    }

    fn edit(self, path: &Path, change: impl FnOnce(&mut crate::conditions::TestRow)) {
        self.value.update(|group| {
            if let Some(test) = group.test_at_mut(path) {
                change(test);
            }
        });
    }
}

/// The “and” or “or” between two rows of a group.
fn between(mode: Mode) -> impl IntoView {
    let value = match mode {
        Mode::All => t!("conditions-and").trim(),
        Mode::Any => t!("conditions-or").trim(),
    };
    view! { <span class="between">{value}</span> }
}

/// A field with its label above it.
fn labelled(label: &'static str, field: impl IntoView) -> impl IntoView {
    view! { <label class="condition-field"><span class="condition-label">{label}</span>{field}</label> }
}

fn remover(name: &'static str, remove: impl Fn(leptos::ev::MouseEvent) + 'static) -> impl IntoView {
    view! {
        <button class="button quiet square small" type="button" aria-label=name title=name
            data-part="remove-condition" on:click=remove>{icon(CLOSE)}</button>
    }
}
