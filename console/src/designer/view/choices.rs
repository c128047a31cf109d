//! Menus and fields whose values are elsewhere, for the panes beside the canvas.

use leptos::prelude::*;

/// A menu whose value is elsewhere.
#[component]
pub(super) fn Select(
    label: &'static str,
    part: &'static str,
    choices: Signal<Vec<(String, String)>>,
    value: Signal<String>,
    changed: Callback<String>,
) -> impl IntoView {
    let options = Memo::new(move |_| (choices.get(), value.get()));
    let options = move || {
        let (choices, now) = options.get();
        let option = |(value, text): (String, String)| {
            let chosen = value == now;
            view! { <option value=value prop:selected=chosen>{text}</option> }
        };
        choices.into_iter().map(option).collect_view()
    };
    view! {
        <label class="field">
            <span class="label">{label}</span>
            <select class="input" data-part=part on:change=move |event| changed.run(event_target_value(&event))>
                {options}
            </select>
        </label>
    }
}

/// A text field whose value is elsewhere.
#[component]
pub(super) fn Typed(
    label: &'static str,
    part: &'static str,
    #[prop(optional)] kind: Option<&'static str>,
    value: Signal<String>,
    changed: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="label">{label}</span>
            <input class="input" type=kind.unwrap_or("text") data-part=part autocomplete="off" min="0"
                prop:value=move || value.get()
                on:input=move |event| changed.run(event_target_value(&event))/>
        </label>
    }
}

/// Several things to choose; those that are chosen keep their order.
#[component]
pub(super) fn Chips(
    label: &'static str,
    part: &'static str,
    choices: Signal<Vec<(String, String)>>,
    chosen: Signal<Vec<String>>,
    changed: Callback<Vec<String>>,
) -> impl IntoView {
    let choices = Memo::new(move |_| choices.get());
    let chip = move |(value, text): (String, String)| {
        let (own, is_on) = (value.clone(), value.clone());
        let toggle = move |_| {
            let mut now = chosen.get_untracked();
            match now.iter().position(|one| *one == own) {
                Some(at) => drop(now.remove(at)),
                None => now.push(own.clone()),
            }
            changed.run(now);
        };
        view! {
            <label class="promise-pick">
                <input type="checkbox" value=value prop:checked=move || chosen.with(|all| all.contains(&is_on))
                    on:change=toggle/>
                <span>{text}</span>
            </label>
        }
    };
    view! {
        <fieldset class="promise-picks" data-part=part>
            <legend class="label">{label}</legend>
            {move || choices.get().into_iter().map(chip).collect_view()}
        </fieldset>
    }
}
