//! An attribute of a visitor or person: shown, copied, and edited in place.

use super::icon::{COPY, EDIT, icon};
use super::kit::Fetch;
use crate::browser::page;
use crate::client::http::{self, HttpError};
use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Tone};
use crate::texts::t;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{PutConversationVisitor, PutPerson};
use shared::id::{ConversationId, PersonId};
use shared::person::{Attributes, Field};
use shared::protocol::{FieldEdits, PersonPage, VisitorProfile};

/// Whose attribute is edited.
#[derive(Clone, Copy)]
pub(crate) struct Owner(StoredValue<Of>);

#[derive(Clone)]
enum Of {
    Visitor(ConversationId, Fetch<VisitorProfile>),
    Person(PersonId, Fetch<PersonPage>),
}

impl Owner {
    /// The visitor of a conversation.
    pub(crate) fn for_visitor(id: ConversationId, profile: Fetch<VisitorProfile>) -> Self {
        Self(StoredValue::new(Of::Visitor(id, profile)))
    }

    pub(crate) fn for_person(id: PersonId, page: Fetch<PersonPage>) -> Self {
        Self(StoredValue::new(Of::Person(id, page)))
    }

    /// Saves an override; an empty value removes it.
    async fn note(self, store: Store, field: Field, value: String) -> Result<(), HttpError> {
        let site = store.peek(|inbox| inbox.me.site.clone());
        let body = FieldEdits { fields: Attributes::from([(field, value)]) };
        match self.0.get_value() {
            Of::Visitor(id, profile) => {
                let route = PutConversationVisitor { site, conversation: id };
                let new = http::write(&route, &body).await?;
                profile.state.try_set(super::kit::Fetched::Here(new));
            }
            Of::Person(id, page) => {
                let new = http::write(&PutPerson { site, person: id }, &body).await?;
                page.state.try_set(super::kit::Fetched::Here(new));
            }
        }
        Ok(())
    }
}

/// A read-only attribute, optionally with a copy button. An unknown one isn't shown.
#[component]
pub(crate) fn AttributeRow(
    svg: &'static str,
    #[prop(into)] name: String,
    part: &'static str,
    value: Memo<Option<String>>,
    #[prop(optional)] copies: bool,
) -> impl IntoView {
    let known = Memo::new(move |_| value.with(Option::is_some));
    let name = StoredValue::new(name);
    view! {
        <Show when=move || known.get()>
            <div class="attribute-row">
                {icon(svg)}
                <dt>{name.get_value()}</dt>
                <Value part value overridden=Memo::new(|_| false)/>
                {move || value.get().filter(|_| copies).map(|text| view! {
                    <dd class="copying"><CopyButton name=name.get_value() text/></dd>
                })}
            </div>
        </Show>
    }
}

#[component]
fn Value(part: &'static str, value: Memo<Option<String>>, overridden: Memo<bool>) -> impl IntoView {
    view! {
        <dd data-part=part data-overridden=move || overridden.get().to_string() title=move || value.get()>
            {move || value.get()}
            {move || overridden.get().then(|| view! { <span class="hidden">{t!("ui-set-by-agent")}</span> })}
        </dd>
    }
}

/// An attribute that can be edited in place.
#[derive(Clone, Copy)]
pub(crate) struct Editable {
    svg: &'static str,
    name: &'static str,
    part: &'static str,
    field: StoredValue<Field>,
    value: Memo<Option<String>>,
    /// Whether an agent has overridden it.
    overridden: Memo<bool>,
    /// Whether it may be edited.
    may: Memo<bool>,
    copies: bool,
    editing: RwSignal<bool>,
}

impl Editable {
    pub(crate) fn new(
        (svg, name, part): (&'static str, &'static str, &'static str),
        field: Field,
        (value, overridden): (Memo<Option<String>>, Memo<bool>),
        may: Memo<bool>,
    ) -> Self {
        let (field, editing) = (StoredValue::new(field), RwSignal::new(false));
        Self { svg, name, part, field, value, overridden, may, copies: false, editing }
    }

    /// The same with a button that copies it.
    pub(crate) const fn copied(self) -> Self {
        Self { copies: true, ..self }
    }

    fn edit(self) {
        self.editing.set(true);
        page::focus("[data-part=edit-value]");
    }
}

/// The rows of the attributes that are known, or are being edited.
#[component]
pub(crate) fn EditRows(all: Vec<Editable>, owner: Owner) -> impl IntoView {
    let row = |one: Editable| {
        let visible = Memo::new(move |_| one.editing.get() || one.value.with(Option::is_some));
        view! { <Show when=move || visible.get()><EditRow one owner/></Show> }
    };
    all.into_iter().map(row).collect_view()
}

#[component]
fn EditRow(one: Editable, owner: Owner) -> impl IntoView {
    let Editable { svg, name, part, field, value, overridden, may, copies, editing } = one;
    view! {
        <div class="attribute-row" class:edited=move || editing.get()>
            {icon(svg)}
            <dt>{name}</dt>
            {move || if editing.get() {
                let value = value.get_untracked().unwrap_or_default();
                view! { <Editor name field=field.get_value() owner value editing/> }.into_any()
            } else {
                view! { <Value part value overridden/> }.into_any()
            }}
            <Show when=move || !editing.get()>
                <dd class="copying">
                    {move || value.get().filter(|_| copies).map(|text| view! {
                        <CopyButton name=name.to_owned() text/>
                    })}
                    {move || may.get().then(|| view! {
                        <button class="button quiet square small copy" title=t!("common-edit")
                            data-part=format!("edit-{part}") aria-label=t!("ui-edit", name = name)
                            on:click=move |_| one.edit()>{icon(EDIT)}</button>
                    })}
                </dd>
            </Show>
        </div>
    }
}

/// One line with the names of what isn't known, below the rows; a click on one writes it.
#[component]
pub(crate) fn NotKnown(all: Vec<Editable>) -> impl IntoView {
    let all = StoredValue::new(all);
    let missing = Memo::new(move |_| {
        let unknown = |one: &Editable| one.value.with(Option::is_none) && !one.editing.get();
        all.with_value(|all| all.iter().map(unknown).collect::<Vec<_>>())
    });
    let name = |one: Editable| {
        let add = move |_| one.edit();
        view! {
            <li>
                {move || if one.may.get() {
                    view! {
                        <button class="button quiet small" data-part=format!("edit-{}", one.part)
                            title=t!("ui-add", name = one.name) on:click=add>{one.name}</button>
                    }
                    .into_any()
                } else {
                    one.name.into_any()
                }}
            </li>
        }
    };
    move || {
        let missing = missing.get();
        missing.contains(&true).then(|| {
            let names = all.with_value(|all| {
                let unknown = all.iter().zip(&missing).filter(|(_, unknown)| **unknown);
                unknown.map(|(one, _)| name(*one)).collect_view()
            });
            view! {
                <div class="not-known" data-part="not-known">
                    <span>{t!("ui-not-known")}</span>
                    <ul>{names}</ul>
                </div>
            }
        })
    }
}

#[component]
fn Editor(
    name: &'static str,
    field: Field,
    owner: Owner,
    value: String,
    editing: RwSignal<bool>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let (draft, wrong, busy) =
        (RwSignal::new(value.clone()), RwSignal::new(None::<String>), RwSignal::new(false));
    let before = StoredValue::new(value);
    let field = StoredValue::new(field);
    // Removing the field also blurs it, which must not save a second time.
    let over = StoredValue::new(false);
    let save = move || {
        if over.try_get_value().unwrap_or(true) || busy.try_get_untracked().unwrap_or(true) {
            return;
        }
        let text = draft.get_untracked().trim().to_owned();
        if before.with_value(|before| before.trim() == text) {
            over.set_value(true);
            return editing.set(false);
        }
        busy.set(true);
        spawn_local(async move {
            let saved = owner.note(store, field.get_value(), text).await;
            match saved {
                Ok(()) => {
                    over.try_set_value(true);
                    editing.try_set(false);
                }
                Err(error) => {
                    busy.try_set(false);
                    // The label says which field it is, in words.
                    let named = field.with_value(|field| format!("{}: ", field.as_str()));
                    let text = error.text();
                    wrong.try_set(Some(text.strip_prefix(&named).unwrap_or(&text).to_owned()));
                    page::focus("[data-part=edit-value]");
                }
            }
        });
    };
    let key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            save();
        }
        "Escape" => {
            event.prevent_default();
            over.set_value(true);
            editing.set(false);
        }
        _ => {}
    };
    view! {
        <dd class="editing">
            <input class="input slim" data-part="edit-value" aria-label=name type="text"
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                disabled=move || busy.get() prop:value=move || draft.get()
                on:input=move |event| draft.set(event_target_value(&event))
                on:keydown=key on:blur=move |_| save()/>
            {move || wrong.get().map(|reason| view! { <span class="wrong" role="alert">{reason}</span> })}
        </dd>
    }
}

#[component]
fn CopyButton(name: String, text: String) -> impl IntoView {
    let store = expect_context::<Store>();
    let label = t!("ui-copy", name = name);
    let copy = move |_| {
        page::copy(&text);
        store.send(Msg::ShowToast(Tone::Plain, t!("ui-copied", name = name)));
    };
    view! {
        <button class="button quiet square small copy" aria-label=label title=t!("common-copy")
            on:click=copy>{icon(COPY)}</button>
    }
}
