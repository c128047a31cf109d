//! For which visitors a promise is made: a condition on what is known when the dialogue begins.

use crate::conditions::Group;
use crate::conditions::view::Conditions;
use crate::texts::t;
use crate::ui::icon::{ADD, icon};
use leptos::prelude::*;
use shared::audience::Condition;

#[component]
pub(super) fn WhenEditor(
    when: Signal<Option<Condition>>,
    set_when: Callback<Option<Condition>>,
) -> impl IntoView {
    let has = Memo::new(move |_| when.with(Option::is_some));
    let begin = move |_| set_when.run(Some(Condition::All { all: Vec::new() }));
    view! {
        <Show when=move || has.get() fallback=move || view! {
            <button class="link" type="button" data-part="add-when" on:click=begin>
                {icon(ADD)}{t!("promises-some")}
            </button>
        }>
            <Editor when set_when/>
        </Show>
    }
}

#[component]
fn Editor(when: Signal<Option<Condition>>, set_when: Callback<Option<Condition>>) -> impl IntoView {
    let group_of = |when: &Option<Condition>| when.as_ref().map(Group::from_condition);
    let first = when.with_untracked(group_of).unwrap_or_default();
    // A condition without tests holds for everybody, so one begins with a test to fill in.
    let first = if first.is_empty() {
        Group { rows: vec![crate::conditions::Row::test()], ..first }
    } else {
        first
    };
    let group = RwSignal::new(first);
    let strict = RwSignal::new(false);
    // What was written here last; another condition is from undo, and is shown.
    let ours = StoredValue::new(when.get_untracked());
    Effect::new(move || {
        let Ok(condition) = group.with(Group::condition) else { return };
        let next = Some(condition);
        if ours.with_value(|ours| *ours != next) {
            ours.set_value(next.clone());
            set_when.run(next);
        }
    });
    Effect::new(move || {
        let now = when.get();
        if now.is_some() && ours.with_value(|ours| *ours != now) {
            ours.set_value(now.clone());
            group.set(group_of(&now).unwrap_or_default());
        }
    });
    view! {
        <div class="promise-when" data-part="promise-when" on:focusout=move |_| strict.set(true)>
            <span class="label">{t!("promises-when")}</span>
            <Conditions value=group strict nothing=t!("promises-when-everybody")/>
            <button class="link" type="button" data-part="remove-when" on:click=move |_| set_when.run(None)>
                {t!("promises-for-all")}
            </button>
        </div>
    }
}
