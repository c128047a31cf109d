//! The form of the fallback: whether visitors can leave a message, and what it asks.

use crate::texts::t;
use leptos::prelude::*;
use shared::conversation::FallbackFormSettings;
use shared::person::Field;
use shared::stream::CaptureField;

/// What the form can ask besides the message and the e-mail address. A site's own fields come by the
/// API, and stay as they are.
fn asked() -> [(Field, &'static str); 5] {
    [
        (Field::FirstName, t!("common-first-name")),
        (Field::LastName, t!("common-last-name")),
        (Field::Phone, t!("common-phone")),
        (Field::Company, t!("common-company")),
        (Field::JobTitle, t!("common-job-title")),
    ]
}

/// What is typed into the settings of the form.
#[derive(Clone, Copy)]
pub(super) struct TypedForm {
    saved: StoredValue<FallbackFormSettings>,
    now: RwSignal<FallbackFormSettings>,
}

impl TypedForm {
    pub(super) fn new(saved: FallbackFormSettings) -> Self {
        Self { now: RwSignal::new(saved.clone()), saved: StoredValue::new(saved) }
    }

    /// Whether it differs from what is saved.
    pub(super) fn changed(self) -> bool {
        self.saved.with_value(|saved| self.now.with(|now| now != saved))
    }

    /// What is to be saved.
    pub(super) fn settings(self) -> FallbackFormSettings {
        self.now.get_untracked()
    }

    /// What is wrong with it, if anything is.
    pub(super) fn wrong(self) -> Option<&'static str> {
        let empty = |spec: &CaptureField| spec.label.trim().is_empty();
        let wrong = self.now.with(|now| now.fields.iter().any(empty));
        wrong.then_some(t!("team-form-label-missing"))
    }

    /// Asks for a field, or doesn't any more.
    fn ask(self, field: &Field, label: &str, asked: bool) {
        self.now.update(|now| {
            now.fields.retain(|spec| spec.field != *field);
            if asked {
                now.fields.push(CaptureField {
                    field: field.clone(),
                    label: label.to_owned(),
                    required: false,
                    kind: None,
                    options: None,
                    values: None,
                    skip_if_set: false,
                });
            }
        });
    }

    /// Changes one of the fields that are asked.
    fn change(self, field: &Field, change: impl FnOnce(&mut CaptureField)) {
        self.now.update(|now| {
            now.fields.iter_mut().find(|spec| spec.field == *field).map(change);
        });
    }

    fn spec(self, field: &Field) -> Option<CaptureField> {
        self.now.with(|now| now.fields.iter().find(|spec| spec.field == *field).cloned())
    }
}

/// The switch, and the fields that the form asks for.
#[component]
pub(super) fn FormFields(form: TypedForm) -> impl IntoView {
    let offered = move || form.now.with(|now| now.offered);
    let fields = asked().into_iter().map(|(field, name)| view! { <AskedField form field name/> });
    view! {
        <fieldset class="ticks plain" data-part="message-form">
            <legend class="quiet">{t!("team-form")}</legend>
            <label class="tick">
                <input type="checkbox" data-part="offer-form" prop:checked=offered
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        form.now.update(|now| now.offered = on);
                    }/>
                <span class="names">
                    <strong>{t!("team-form-offer")}</strong>
                    <span class="fine">
                        {t!("team-form-text")}
                    </span>
                </span>
            </label>
            <p class="fine">{t!("team-form-fields")}</p>
            {fields.collect_view()}
        </fieldset>
        {move || form.wrong().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
    }
}

/// One field: whether it is asked, its label, and whether it must be filled in.
#[component]
fn AskedField(form: TypedForm, field: Field, name: &'static str) -> impl IntoView {
    let field = StoredValue::new(field);
    let spec = Memo::new(move |_| field.with_value(|field| form.spec(field)));
    let asked = Memo::new(move |_| spec.with(Option::is_some));
    let label = move || spec.with(|spec| spec.as_ref().map(|spec| spec.label.clone()));
    let required = move || spec.with(|spec| spec.as_ref().is_some_and(|spec| spec.required));
    let part = field.with_value(|field| format!("ask-{}", field.as_str()));
    view! {
        <label class="tick">
            <input type="checkbox" data-part=part prop:checked=move || asked.get()
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    field.with_value(|field| form.ask(field, name, on));
                }/>
            <span class="names"><strong>{name}</strong></span>
        </label>
        <Show when=move || asked.get()>
            <div class="field">
                <input class="input" aria-label=t!("team-form-label", name = name)
                    prop:value=move || label().unwrap_or_default()
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        field.with_value(|field| form.change(field, |spec| spec.label = text));
                    }/>
                <label class="tick">
                    <input type="checkbox" prop:checked=required
                        on:change=move |event| {
                            let on = event_target_checked(&event);
                            field.with_value(|field| form.change(field, |spec| spec.required = on));
                        }/>
                    <span class="names"><span>{t!("team-form-required")}</span></span>
                </label>
            </div>
        </Show>
    }
}
