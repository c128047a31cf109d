//! The labels to put on a conversation. Typing filters them, and can make a new one.

use super::super::store::Store;
use super::chip;
use crate::browser::page;
use crate::context::Overlays;
use crate::inbox::{Inbox, LabelChoice, LabelMsg, Msg, choices, next_colour};
use crate::texts::t;
use crate::ui::icon::{ADD, CHECK, EDIT, icon};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::id::{ConversationId, LabelId};
use shared::label::{MAX_LABEL_CHARS, NewLabel};

/// The field and the choices below it.
#[derive(Clone, Copy)]
struct Menu {
    store: Store,
    open: RwSignal<bool>,
    conversation: StoredValue<ConversationId>,
    typed: RwSignal<String>,
    found: Memo<Vec<LabelChoice>>,
    /// The index that Enter chooses.
    at: RwSignal<usize>,
}

impl Menu {
    fn choose(self, index: usize) {
        let Some(choice) = self.found.with_untracked(|found| found.get(index).cloned()) else {
            return;
        };
        let conversation = self.conversation.get_value();
        let msg = match choice {
            LabelChoice::Label(label) => LabelMsg::Toggle(conversation, label.id),
            LabelChoice::New(name) => {
                let Some(id) = new_id() else { return };
                let colour = self.store.peek(|inbox| next_colour(&inbox.labels.list));
                LabelMsg::Save(id, NewLabel { name, colour }, Some(conversation))
            }
        };
        self.store.send(Msg::Labels(msg));
        self.typed.set(String::new());
        page::focus("[data-part=label-filter]");
    }

    fn pressed(self, event: &KeyboardEvent) {
        if page::is_composing(event) {
            return;
        }
        let count = self.found.with_untracked(Vec::len).max(1);
        match event.key().as_str() {
            "ArrowDown" => self.at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => self.at.update(|at| *at = (*at + count - 1) % count),
            "Enter" => self.choose(self.at.get_untracked()),
            "Escape" => {
                event.stop_propagation();
                self.open.set(false);
                page::focus("[data-part=label]");
            }
            _ => return,
        }
        event.prevent_default();
    }
}

#[component]
pub(super) fn LabelMenu(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Overlays>();
    let makes = store.peek(Inbox::edits_replies);
    let list = store.part(|inbox| inbox.labels.list.clone());
    let (typed, at) = (RwSignal::new(String::new()), RwSignal::new(0));
    let found = Memo::new(move |_| list.with(|list| choices(list, &typed.get(), makes)));
    let key = id.clone();
    let chosen = store.part(move |inbox| inbox.labels_of(&key));
    let conversation = StoredValue::new(id);
    let menu = Menu { store, open: open.labels, conversation, typed, found, at };
    Effect::new(move || {
        typed.track();
        at.set(0);
    });
    page::focus("[data-part=label-filter]");
    let placeholder = if makes { t!("inbox-label-find-make") } else { t!("inbox-label-find") };
    let has = move |id: &LabelId| chosen.with(|chosen| chosen.iter().any(|one| one.id == *id));
    let option = move |(index, choice): (usize, LabelChoice)| {
        let (part, colour, on, content) = match choice {
            LabelChoice::Label(label) => {
                let on = has(&label.id);
                let mark = on.then(|| icon(CHECK));
                let content = view! { {chip(&label)} <span class="mark">{mark}</span> };
                ("label-choice", label.colour.as_str(), on, content.into_any())
            }
            LabelChoice::New(name) => {
                let content = view! {
                    {icon(ADD)}<span class="label-name">{t!("inbox-label-new-named", name = name)}</span>
                };
                ("label-new", "grey", false, content.into_any())
            }
        };
        view! {
            <div class="label-option" role="option" id=format!("label-{index}") data-part=part
                data-colour=colour aria-selected=on.to_string()
                data-at=move || (at.get() == index).to_string()
                on:mouseenter=move |_| at.set(index)
                on:mousedown=move |event| event.prevent_default()
                on:click=move |_| menu.choose(index)>
                {content}
            </div>
        }
    };
    let rows = move || found.get().into_iter().enumerate().map(option).collect_view();
    view! {
        <div class="menu labels" role="dialog" aria-label=t!("inbox-labels-of") data-part="label-menu">
            <input class="input slim" type="text" data-part="label-filter" aria-label=t!("inbox-label-find-make")
                placeholder=placeholder
                maxlength=MAX_LABEL_CHARS.to_string() autocomplete="off"
                role="combobox" aria-expanded="true" aria-controls="label-options" aria-autocomplete="list"
                aria-activedescendant=move || format!("label-{}", at.get())
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=move |event| menu.pressed(&event)/>
            <div id="label-options" role="listbox" aria-multiselectable="true" aria-label=t!("menu-labels")>{rows}</div>
            {move || found.with(Vec::is_empty).then(|| view! { <p class="fine">{t!("inbox-label-none")}</p> })}
            {makes.then(|| view! {
                <button class="item" type="button" data-part="edit-labels"
                    on:click=move |_| { open.labels.set(false); open.label_sheet.set(true); }>
                    {icon(EDIT)}<span>{t!("inbox-labels-edit")}</span>
                </button>
            })}
        </div>
    }
}

/// Generates the id of a new label.
pub(super) fn new_id() -> Option<LabelId> {
    LabelId::parse(format!("{}{}", LabelId::PREFIX, page::key_stem()?)).ok()
}
