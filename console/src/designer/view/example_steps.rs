//! What the visitor of an example does: the dialogue as it goes, and what can be done next.

use super::examples::One;
use super::verdict::Story;
use crate::designer::{names, say};
use crate::texts::t;
use crate::ui::icon::{CHECK, UNDO, icon};
use leptos::prelude::*;
use shared::person::{Attributes, Field};
use shared::promise::{Asked, Ending, ExampleAct, Replay, replay};
use shared::stream::{CaptureField, Card, Stream};

#[component]
pub(super) fn Steps(one: One) -> impl IntoView {
    let studio = one.studio;
    let stream = Memo::new(move |_| studio.checked.with(|checked| checked.stream.clone()));
    let played = Memo::new(move |_| {
        let stream = stream.get()?;
        let names = studio.model.with(|model| names(&model.draft));
        let sentences =
            |id: &'static str, english: &str, values: &[&str]| say(&names, id, english, values);
        Some(one.example.with(|example| replay(&stream, example, &sentences)))
    });
    let has_steps = Memo::new(move |_| one.example.with(|example| !example.does.is_empty()));
    let undo = move |_| one.change(None, |example| drop(example.does.pop()));
    let expect = move |_| {
        let Some(Some(replay)) = played.try_get_untracked() else { return };
        one.change(None, |example| {
            example.sees.clone_from(&replay.cards);
            example.goals.clone_from(&replay.goals);
            example.ends = Some(ending(&replay.asked));
        });
    };
    let here = move || match (stream.get(), played.get()) {
        (Some(stream), Some(replay)) => {
            let Replay { lines, asked, stuck, .. } = replay;
            let next = match stuck {
                Some((index, reason)) => stuck_view(one, index, &reason),
                None => next(one, &stream, &asked),
            };
            view! { <Story lines/>{next} }.into_any()
        }
        _ => view! { <p class="warning">{t!("promises-errors-first")}</p> }.into_any(),
    };
    view! {
        <div class="example-steps" data-part="example-steps">
            {here}
            <div class="example-buttons">
                <Show when=move || has_steps.get()>
                    <button class="button small" type="button" data-part="undo-step" on:click=undo>
                        {icon(UNDO)}{t!("promises-undo-step")}
                    </button>
                </Show>
                <button class="button small" type="button" data-part="expect-this" on:click=expect>
                    {icon(CHECK)}{t!("promises-expect-this")}
                </button>
            </div>
        </div>
    }
}

const fn ending(asked: &Asked) -> Ending {
    match asked {
        Asked::Question(_) | Asked::Field(..) => Ending::Waiting,
        Asked::Person => Ending::Person,
        Asked::End => Ending::End,
    }
}

/// A step that does not fit the dialogue any more.
fn stuck_view(one: One, index: usize, reason: &str) -> AnyView {
    let text = t!("promises-stuck", number = index + 1, reason = reason);
    let cut = move |_| one.change(None, |example| example.does.truncate(index));
    view! {
        <p class="warning" role="status" data-part="stuck">{text}" "
            <button class="link" type="button" data-part="cut-steps" on:click=cut>{t!("promises-cut-steps")}</button>
        </p>
    }
    .into_any()
}

/// What the visitor can do next.
fn next(one: One, stream: &Stream, asked: &Asked) -> AnyView {
    match asked {
        Asked::Question(card) => match stream.card(card) {
            Some(Card::Question(question)) => {
                let choices = question.responses.iter().map(|response| {
                    (response.label.clone(), ExampleAct::Answer(response.id.to_string()))
                });
                buttons(one, choices.collect())
            }
            _ => ().into_any(),
        },
        Asked::Field(card, field) => match stream.card(card) {
            Some(Card::Capture(capture)) => {
                let spec = capture.fields.iter().find(|spec| spec.field == *field);
                spec.map_or_else(|| ().into_any(), |spec| field_view(one, spec))
            }
            _ => ().into_any(),
        },
        Asked::Person => view! { <p class="fine">{t!("promises-at-person")}</p> }.into_any(),
        Asked::End => view! { <p class="fine">{t!("promises-at-end")}</p> }.into_any(),
    }
}

fn buttons(one: One, choices: Vec<(String, ExampleAct)>) -> AnyView {
    let button = move |(label, act): (String, ExampleAct)| {
        view! {
            <button class="button small" type="button" data-part="do-step"
                on:click=move |_| one.change(None, |example| example.does.push(act.clone()))>{label}</button>
        }
    };
    view! {
        <div class="example-choices" role="group" aria-label=t!("promises-next")>
            {choices.into_iter().map(button).collect_view()}
        </div>
    }
    .into_any()
}

fn fills(field: &Field, value: &str) -> ExampleAct {
    ExampleAct::Fill(Attributes::from([(field.clone(), value.to_owned())]))
}

fn field_view(one: One, spec: &CaptureField) -> AnyView {
    let field = spec.field.clone();
    let skip =
        (!spec.required).then(|| (t!("promises-skip").to_owned(), ExampleAct::Skip(field.clone())));
    if let Some(options) = &spec.options {
        let choices = options.iter().map(|option| (option.clone(), fills(&field, option)));
        return buttons(one, choices.chain(skip).collect());
    }
    let (value, wrong) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let checked = spec.clone();
    let send = move || {
        let typed = value.get_untracked();
        match checked.check(&typed) {
            Ok(valid) if !valid.is_empty() => {
                one.change(None, |example| example.does.push(fills(&checked.field, &valid)));
            }
            Ok(_) => {}
            Err(error) => wrong.set(Some(error.to_string())),
        }
    };
    view! {
        <form class="example-type" on:submit=move |event| {
                event.prevent_default();
                send();
            }>
            <label class="field">
                <span class="label">{spec.label.clone()}</span>
                <input class="input" type="text" autocomplete="off" data-part="step-value"
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))/>
            </label>
            <button class="button small" type="submit" data-part="send-step">{t!("promises-enter")}</button>
            {skip.map(|skip| buttons(one, vec![skip]))}
            {move || wrong.get().map(|reason| view! { <span class="wrong" role="alert">{reason}</span> })}
        </form>
    }
    .into_any()
}
