//! A form that is sent to the edge: once at a time, and it says why it was refused.

use super::icon::{ALERT, icon, spinner};
use crate::client::http::HttpError;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;

/// The state of a form that is sent. What it does may replace the form, so its signals may be gone
/// when an answer arrives.
#[derive(Clone, Copy)]
pub(crate) struct Submission {
    busy: RwSignal<bool>,
    refusal: RwSignal<Option<String>>,
}

impl Submission {
    pub(crate) fn new() -> Self {
        Self { busy: RwSignal::new(false), refusal: RwSignal::new(None) }
    }

    pub(crate) fn is_busy(self) -> bool {
        self.busy.get()
    }

    /// The handler of the form. `send` is called unless the form is being sent already; the error of
    /// what it returns is shown.
    pub(crate) fn on_submit<F>(self, send: impl Fn() -> F) -> impl Fn(SubmitEvent)
    where
        F: Future<Output = Result<(), HttpError>> + 'static,
    {
        move |event| {
            event.prevent_default();
            self.send(&send);
        }
    }

    /// Does what the form does, for a button beside it.
    pub(crate) fn send<F>(self, send: impl Fn() -> F)
    where
        F: Future<Output = Result<(), HttpError>> + 'static,
    {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.refusal.set(None);
        let request = send();
        spawn_local(async move {
            let answer = request.await;
            self.busy.try_set(false);
            if let Err(error) = answer {
                self.refusal.try_set(Some(error.text()));
            }
        });
    }
}

/// Why the form of a card was refused.
#[component]
pub(crate) fn Refusal(of: Submission) -> impl IntoView {
    move || of.refusal.get().map(|text| view! { <p class="wrong" role="alert">{text}</p> })
}

/// Why the form of a page of its own was refused.
#[component]
pub(crate) fn PageRefusal(of: Submission) -> impl IntoView {
    view! {
        <div role="alert" data-part="problem">
            {move || of.refusal.get().map(|text| view! {
                <p class="problem">{icon(ALERT)}<span>{text}</span></p>
            })}
        </div>
    }
}

/// The button that sends the form.
#[component]
pub(crate) fn SubmitButton(
    of: Submission,
    label: &'static str,
    part: &'static str,
    #[prop(default = "button primary")] class: &'static str,
    /// Whether something is still missing.
    #[prop(optional, into)]
    incomplete: Signal<bool>,
) -> impl IntoView {
    view! {
        <button class=class type="submit" data-part=part
            disabled=move || of.is_busy() || incomplete.get()
            aria-busy=move || of.is_busy().to_string()>
            {move || of.is_busy().then(spinner)} {label}
        </button>
    }
}
