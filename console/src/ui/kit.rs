//! The parts that every section uses: page frame, tabs, loading states, fields.

use super::icon::{ALERT, icon, spinner};
use crate::client::http::HttpError;
use crate::context::Nav;
use crate::nav::ConsoleRoute;
use crate::texts::t;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;

/// The state of a request to the edge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Fetched<T> {
    /// No response yet.
    #[default]
    Loading,
    Here(T),
    /// The edge refused or couldn't be reached; a sentence for the screen.
    Failed(String),
}

impl<T> Fetched<T> {
    /// Returns the response, if there is one.
    pub(crate) const fn here(&self) -> Option<&T> {
        match self {
            Self::Here(value) => Some(value),
            Self::Loading | Self::Failed(_) => None,
        }
    }
}

type Loader<T> = Box<dyn Fn(RwSignal<Fetched<T>>)>;

/// A request that can be repeated.
pub(crate) struct Fetch<T: Send + Sync + 'static> {
    pub(crate) state: RwSignal<Fetched<T>>,
    load: StoredValue<Loader<T>, LocalStorage>,
}

impl<T: Send + Sync + 'static> Clone for Fetch<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Fetch<T> {}

impl<T: Send + Sync + 'static> Fetch<T> {
    /// Sends the request. A response after the owner is disposed is ignored.
    pub(crate) fn begin<F>(load: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, HttpError>> + 'static,
    {
        let fetch = Self::prepare(load);
        fetch.again();
        fetch
    }

    /// A request that isn't sent yet, because something else brings the first value.
    pub(crate) fn prepare<F>(load: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, HttpError>> + 'static,
    {
        let load = move |state: RwSignal<Fetched<T>>| {
            let future = load();
            spawn_local(async move {
                let found = match future.await {
                    Ok(value) => Fetched::Here(value),
                    Err(error) => Fetched::Failed(error.text()),
                };
                state.try_set(found);
            });
        };
        Self { state: RwSignal::default(), load: StoredValue::new_local(Box::new(load)) }
    }

    /// Sends the request again. The last response stays visible until the new one arrives; a
    /// failure shows as loading.
    pub(crate) fn again(self) {
        self.state.update(|state| {
            if matches!(state, Fetched::Failed(_)) {
                *state = Fetched::Loading;
            }
        });
        self.load.with_value(|load| load(self.state));
    }

    /// Replaces the value without notifying, because the screen shows it already.
    pub(crate) fn quietly(self, value: T) {
        let here = Fetched::Here(value);
        self.state.try_update_untracked(|state| *state = here);
    }

    /// Replaces the value.
    pub(crate) fn set(self, value: T) {
        self.state.set(Fetched::Here(value));
    }
}

/// Shows a request in each of its states. `here` runs again whenever a new value arrives.
pub(crate) fn fetched<T, V>(
    fetch: Fetch<T>,
    here: impl Fn(T) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    move || match fetch.state.get() {
        Fetched::Loading => view! { <Loading/> }.into_any(),
        Fetched::Failed(reason) => {
            view! { <Failed reason retry=Callback::new(move |()| fetch.again())/> }.into_any()
        }
        Fetched::Here(value) => here(value).into_any(),
    }
}

/// The frame of a section's page: title, description, actions and content.
#[component]
pub(crate) fn PageFrame(
    name: &'static str,
    #[prop(optional)] about: &'static str,
    #[prop(optional)] actions: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    view! {
        <main class="page scroll" aria-label=name data-part="page">
            <header class="page-head">
                <div class="page-name">
                    <h1>{name}</h1>
                    {(!about.is_empty()).then(|| view! { <p>{about}</p> })}
                </div>
                <div class="page-actions">{actions}</div>
            </header>
            {children()}
        </main>
    }
}

/// The tabs of a section; each has its own address.
#[component]
pub(crate) fn Tabs(
    name: &'static str,
    /// The label and route of each tab.
    tabs: Vec<(&'static str, ConsoleRoute)>,
) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let tab = move |(name, route): (&'static str, ConsoleRoute)| {
        let (here, href) = (route.clone(), route.path());
        view! {
            <a class="page-tab" href=href
                aria-current=move || is_here(&nav.route(), &here).then_some("page")
                on:click=move |event| {
                    event.prevent_default();
                    nav.go(route.clone());
                }>{name}</a>
        }
    };
    view! { <nav class="page-tabs" aria-label=name>{tabs.into_iter().map(tab).collect_view()}</nav> }
}

/// Whether a tab is marked: on its own page, and on those below it.
fn is_here(now: &ConsoleRoute, tab: &ConsoleRoute) -> bool {
    let is_below = !tab.rest.is_empty() && now.rest.starts_with(&tab.rest);
    now == tab || (now.section == tab.section && is_below)
}

#[component]
pub(crate) fn Loading() -> impl IntoView {
    view! { <p class="state" role="status">{spinner()}{t!("common-loading")}</p> }
}

/// A failed request, with a button to retry.
#[component]
pub(crate) fn Failed(reason: String, retry: Callback<()>) -> impl IntoView {
    view! {
        <div class="empty" data-part="failed">
            {icon(ALERT)}
            <h2>{t!("ui-failed")}</h2>
            <p role="alert">{reason}</p>
            <button class="button" data-part="retry" on:click=move |_| retry.run(())>{t!("common-try-again")}</button>
        </div>
    }
}

/// An empty state, with the one thing to do.
#[component]
pub(crate) fn Nothing(
    picture: &'static str,
    title: &'static str,
    about: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty" data-part="nothing">
            {icon(picture)}
            <h2>{title}</h2>
            <p>{about}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// A text field with its label and error. `part` is its `data-part`.
#[component]
pub(crate) fn TextField(
    label: &'static str,
    value: RwSignal<String>,
    part: &'static str,
    #[prop(optional)] kind: Option<&'static str>,
    /// The field's `autocomplete` attribute.
    #[prop(optional)]
    auto: Option<&'static str>,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] wrong: Signal<Option<String>>,
) -> impl IntoView {
    let id = format!("field-{part}");
    let note = format!("{id}-note");
    let described = note.clone();
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{label}</label>
            <input class="input" id=id data-part=part type=kind.unwrap_or("text")
                autocomplete=auto.unwrap_or("off")
                aria-describedby=described
                aria-invalid=move || wrong.get().is_some().to_string()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))/>
            <span class="note" id=note>
                {move || match wrong.get() {
                    Some(reason) => view! { <span class="wrong" role="alert">{reason}</span> }.into_any(),
                    None => view! { <span class="hint">{hint.clone()}</span> }.into_any(),
                }}
            </span>
        </div>
    }
}

/// A multi-line text field with its label.
#[component]
pub(crate) fn TextArea(
    label: &'static str,
    value: RwSignal<String>,
    part: &'static str,
    #[prop(optional)] rows: Option<u32>,
    #[prop(optional, into)] hint: String,
) -> impl IntoView {
    let id = format!("field-{part}");
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{label}</label>
            <textarea class="input area" id=id data-part=part rows=rows.unwrap_or(3)
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))></textarea>
            {(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> })}
        </div>
    }
}

/// A select element with its label. Each choice is a value and a label.
#[component]
pub(crate) fn Choose(
    label: &'static str,
    value: RwSignal<String>,
    part: &'static str,
    #[prop(into)] choices: Signal<Vec<(String, String)>>,
    #[prop(optional)] hint: &'static str,
) -> impl IntoView {
    let id = format!("field-{part}");
    let options = move || {
        let option = |(key, text): (String, String)| {
            let chosen = value.with(|value| *value == key);
            view! { <option value=key selected=chosen>{text}</option> }
        };
        choices.get().into_iter().map(option).collect_view()
    };
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{label}</label>
            <select class="input" id=id data-part=part
                on:change=move |event| value.set(event_target_value(&event))>{options}</select>
            {(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> })}
        </div>
    }
}

/// A switch with its label and hint.
#[component]
pub(crate) fn Switch(
    label: &'static str,
    on: RwSignal<bool>,
    part: &'static str,
    #[prop(optional)] hint: &'static str,
) -> impl IntoView {
    view! {
        <button class="switch" role="switch" type="button" data-part=part
            aria-checked=move || on.get().to_string() on:click=move |_| on.update(|on| *on = !*on)>
            <span class="track" aria-hidden="true"><span class="knob"></span></span>
            <span class="switch-text">
                <span class="switch-label">{label}</span>
                {(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> })}
            </span>
        </button>
    }
}

/// A button that saves, with a spinner while it does.
#[component]
pub(crate) fn SaveButton(
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] idle: Signal<bool>,
    save: Callback<()>,
    #[prop(optional)] label: Option<&'static str>,
) -> impl IntoView {
    view! {
        <button class="button primary" data-part="save-changes" type="button"
            disabled=move || busy.get() || idle.get()
            on:click=move |_| save.run(())>
            {move || busy.get().then(spinner)} {label.unwrap_or(t!("common-save-changes"))}
        </button>
    }
}
