//! One question before something that hurts: what will happen, and two buttons.

use super::modal::Modal;
use crate::browser::page;
use crate::texts::t;
use leptos::prelude::*;

/// What is asked.
#[derive(Clone)]
pub(crate) struct Question {
    /// What is about to happen, as a question.
    pub(crate) title: String,
    /// What it means for visitors and colleagues.
    pub(crate) text: String,
    /// The verb on the button.
    pub(crate) action: &'static str,
    /// What the button does.
    pub(crate) act: Callback<()>,
}

/// Asks from everywhere in the console; [`ConfirmSheet`] shows the question.
#[derive(Clone, Copy)]
pub(crate) struct Confirm {
    question: RwSignal<Option<Question>>,
    open: RwSignal<bool>,
}

impl Confirm {
    pub(crate) fn new() -> Self {
        Self { question: RwSignal::new(None), open: RwSignal::new(false) }
    }

    pub(crate) fn ask(self, question: Question) {
        self.question.set(Some(question));
        self.open.set(true);
        page::focus("[data-part=confirm-cancel]");
    }
}

/// The sheet with the question.
#[component]
pub(crate) fn ConfirmSheet(confirm: Confirm) -> impl IntoView {
    let Confirm { question, open } = confirm;
    let part = move |read: fn(&Question) -> String| {
        move || question.with(|question| question.as_ref().map(read))
    };
    let act = move |_| {
        open.set(false);
        if let Some(question) = question.get_untracked() {
            question.act.run(());
        }
    };
    view! {
        <Modal open name=t!("ui-confirm") part="confirm-sheet" close="close-confirm">
            <div class="sheet-form" role="document">
                <p><strong data-part="confirm-title">{part(|question| question.title.clone())}</strong></p>
                <p data-part="confirm-text">{part(|question| question.text.clone())}</p>
                <div class="card-end">
                    <button class="button" type="button" data-part="confirm-cancel"
                        on:click=move |_| open.set(false)>{t!("common-cancel")}</button>
                    <button class="button danger" type="button" data-part="confirm-action"
                        on:click=act>{part(|question| question.action.to_owned())}</button>
                </div>
            </div>
        </Modal>
    }
}
