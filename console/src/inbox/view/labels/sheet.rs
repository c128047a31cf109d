//! The sheet of the site's labels: make, rename, delete.

use super::super::store::Store;
use super::chip;
use super::menu::new_id;
use crate::browser::page;
use crate::context::Overlays;
use crate::inbox::{LabelMsg, Msg, label_count_text, next_colour};
use crate::texts::t;
use crate::ui::confirm::{Confirm, Question};
use crate::ui::icon::{ADD, EDIT, TAG, TRASH, icon};
use crate::ui::kit::{Choose, Nothing, SaveButton, TextField};
use crate::ui::modal::Modal;
use leptos::prelude::*;
use shared::id::LabelId;
use shared::label::{Label, LabelColour, LabelRow, Labelled, NewLabel, check};

/// The name of a colour on screens.
fn colour_name(colour: LabelColour) -> &'static str {
    match colour {
        LabelColour::Grey => t!("inbox-grey"),
        LabelColour::Red => t!("inbox-red"),
        LabelColour::Orange => t!("inbox-orange"),
        LabelColour::Green => t!("inbox-green"),
        LabelColour::Teal => t!("inbox-teal"),
        LabelColour::Blue => t!("inbox-blue"),
        LabelColour::Purple => t!("inbox-purple"),
        LabelColour::Pink => t!("inbox-pink"),
    }
}

/// A label that is edited: its id, and how it was.
#[derive(Clone)]
struct Edited {
    id: LabelId,
    before: Option<Label>,
}

#[component]
pub(crate) fn LabelsSheet() -> impl IntoView {
    let open = expect_context::<Overlays>();
    let store = expect_context::<Store>();
    Effect::new(move || {
        if open.label_sheet.get() {
            store.send(Msg::Labels(LabelMsg::Count));
            page::focus("[data-part=close-labels]");
        }
    });
    view! {
        <Modal open=open.label_sheet name=t!("menu-labels") part="labels" close="close-labels" class="replies">
            <Sheet/>
        </Modal>
    }
}

#[component]
fn Sheet() -> impl IntoView {
    let edited = RwSignal::new(None::<Edited>);
    view! {
        <div class="sheet-body">
            {move || match edited.get() {
                Some(label) => view! { <Form label edited/> }.into_any(),
                None => view! { <List edited/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn List(edited: RwSignal<Option<Edited>>) -> impl IntoView {
    let store = expect_context::<Store>();
    let list = store.part(|inbox| inbox.labels.list.items.clone());
    let add = move |_| {
        if let Some(id) = new_id() {
            edited.set(Some(Edited { id, before: None }));
            page::focus("[data-part=label-name]");
        }
    };
    view! {
        <Show when=move || list.with(Vec::is_empty)>
            <Nothing picture=TAG title=t!("inbox-labels-none")
                about=t!("inbox-labels-none-text")/>
        </Show>
        <ul class="replies-list">
            <For each=move || list.get() key=|row| (row.label.clone(), row.conversations.all) let:row>
                <Row row edited/>
            </For>
        </ul>
        <button class="button primary" type="button" data-part="add-label" on:click=add>
            {icon(ADD)} {t!("inbox-label-new")}
        </button>
    }
}

#[component]
fn Row(row: LabelRow, edited: RwSignal<Option<Edited>>) -> impl IntoView {
    let store = expect_context::<Store>();
    let confirm = expect_context::<Confirm>();
    let LabelRow { label, conversations } = row;
    let (changed, gone) = (label.clone(), label.clone());
    let edit = move |_| {
        edited.set(Some(Edited { id: changed.id.clone(), before: Some(changed.clone()) }));
        page::focus("[data-part=label-name]");
    };
    let delete = move |_| {
        let id = gone.id.clone();
        confirm.ask(Question {
            title: t!("inbox-label-delete-ask", name = gone.name),
            text: t!("inbox-label-delete-text", conversations = counted(conversations)),
            action: t!("inbox-label-delete"),
            act: Callback::new(move |()| {
                store.send(Msg::Labels(LabelMsg::Delete(id.clone())));
            }),
        });
    };
    view! {
        <li data-part="label-row">
            <span class="grow"><span class="label-chip" data-colour=label.colour.as_str()>{chip(&label)}</span>
                " " <span class="fine">{counted(conversations)}</span></span>
            <button class="button quiet square small" type="button" data-part="edit-label"
                aria-label=t!("inbox-label-edit-named", name = label.name) title=t!("common-edit") on:click=edit>{icon(EDIT)}</button>
            <button class="button quiet square small" type="button" data-part="delete-label"
                aria-label=t!("inbox-label-delete-named", name = label.name) title=t!("common-delete") on:click=delete>{icon(TRASH)}</button>
        </li>
    }
}

/// On how many conversations a label is.
fn counted(count: Labelled) -> String {
    match count.all.unwrap_or(count.own) {
        0 => t!("inbox-no-conversation").to_owned(),
        1 => t!("inbox-one-conversation").to_owned(),
        many => t!("inbox-conversations", many = label_count_text(many)),
    }
}

#[component]
fn Form(label: Edited, edited: RwSignal<Option<Edited>>) -> impl IntoView {
    let store = expect_context::<Store>();
    let Edited { id, before } = label;
    let colour = match &before {
        Some(label) => label.colour,
        None => store.peek(|inbox| next_colour(&inbox.labels.list)),
    };
    let name = RwSignal::new(before.map(|label| label.name).unwrap_or_default());
    let colour = RwSignal::new(colour.as_str().to_owned());
    let wrong = RwSignal::new(None::<String>);
    let save = move |()| {
        let colour = LabelColour::from_name(&colour.get_untracked()).unwrap_or(LabelColour::Grey);
        let new = NewLabel { name: name.get_untracked(), colour };
        let checked = store.peek(|inbox| {
            let list = inbox.labels.list.items.iter().map(|row| &row.label);
            check(list, id.clone(), &new).map_err(|refusal| refusal.to_string())
        });
        wrong.set(checked.err());
        if wrong.with_untracked(Option::is_none) {
            store.send(Msg::Labels(LabelMsg::Save(id.clone(), new, None)));
            edited.set(None);
        }
    };
    let save = Callback::new(save);
    let option =
        |colour: &LabelColour| (colour.as_str().to_owned(), colour_name(*colour).to_owned());
    let choices: Vec<_> = LabelColour::ALL.iter().map(option).collect();
    view! {
        <form class="fields" on:submit=move |event| { event.prevent_default(); save.run(()); }>
            <TextField label=t!("common-name") value=name part="label-name" wrong/>
            <Choose label=t!("inbox-colour") value=colour part="label-colour" choices/>
            <div class="choices">
                <button class="button" type="button" data-part="cancel-label"
                    on:click=move |_| edited.set(None)>{t!("common-cancel")}</button>
                <SaveButton busy=false idle=false save label=t!("inbox-label-save")/>
            </div>
        </form>
    }
}
