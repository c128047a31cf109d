//! Labels: on the conversation that is open, and on rows of lists.

mod menu;
pub(crate) mod narrow;
pub(crate) mod sheet;

use self::menu::LabelMenu;
use super::store::Store;
use crate::context::Overlays;
use crate::inbox::{Inbox, LabelMsg, Msg};
use crate::texts::t;
use crate::ui::icon::{CLOSE, TAG, icon};
use leptos::prelude::*;
use shared::id::ConversationId;
use shared::label::Label;

/// How many labels a row shows; the rest is a number.
const SHOWN: usize = 3;

/// A label as it shows everywhere: the name, and its colour beside it.
fn chip(label: &Label) -> impl IntoView + use<> {
    view! {
        <span class="dot" aria-hidden="true"></span>
        <span class="label-name">{label.name.clone()}</span>
    }
}

/// The labels of a row in a list.
#[component]
pub(crate) fn RowLabels(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let labels = store.part(move |inbox| inbox.labels_of(&id));
    move || {
        let labels = labels.get();
        let more = labels.len().saturating_sub(SHOWN);
        (!labels.is_empty()).then(|| {
            let shown = labels.iter().take(SHOWN).map(|label| {
                view! {
                    <span class="label-chip" data-part="row-label" data-colour=label.colour.as_str()>
                        {chip(label)}
                    </span>
                }
            });
            view! {
                <span class="row-labels">
                    <span class="hidden">{t!("inbox-labels-list")}</span>
                    {shown.collect_view()}
                    {(more > 0).then(|| view! { <span class="fine">{format!("+{more}")}</span> })}
                </span>
            }
        })
    }
}

/// The labels of the open conversation, and the way to change them.
#[component]
pub(crate) fn LabelBar(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Overlays>();
    let (key, asked) = (id.clone(), id.clone());
    Effect::new(move || {
        open.labels.set(false);
        store.send(Msg::Labels(LabelMsg::Ask(asked.clone())));
    });
    let labels = store.part(move |inbox| inbox.labels_of(&key));
    let may = store.peek(Inbox::may_label);
    let makes = store.peek(Inbox::edits_replies);
    let some = store.part(|inbox| !inbox.labels.list.items.is_empty());
    let can_add = Memo::new(move |_| may && (makes || some.get()));
    let visible = Memo::new(move |_| can_add.get() || labels.with(|labels| !labels.is_empty()));
    let id = StoredValue::new(id);
    let shown = move || {
        let chip = |label: Label| {
            let (name, colour) = (label.name.clone(), label.colour.as_str());
            let gone = label.id.clone();
            let take_off = move |_| {
                store.send(Msg::Labels(LabelMsg::Toggle(id.get_value(), gone.clone())));
            };
            view! {
                <li class="label-chip" data-part="chat-label" data-colour=colour>
                    {chip(&label)}
                    {may.then(|| view! {
                        <button class="label-off" type="button" data-part="label-off"
                            aria-label=t!("inbox-label-take-off", name = name) title=t!("inbox-label-off")
                            on:click=take_off>{icon(CLOSE)}</button>
                    })}
                </li>
            }
        };
        labels.get().into_iter().map(chip).collect_view()
    };
    view! {
        <Show when=move || visible.get()>
            <div class="label-bar" data-part="label-bar">
                <ul class="label-chips" aria-label=t!("menu-labels")>{shown}</ul>
                <Show when=move || can_add.get()>
                    <div class="menu-anchor">
                        <button class="button quiet small" type="button" data-part="label" title=t!("inbox-label-key")
                            aria-haspopup="dialog" aria-expanded=move || open.labels.get().to_string()
                            on:click=move |_| open.labels.update(|open| *open = !*open)>
                            {icon(TAG)} {t!("inbox-label")}
                        </button>
                        <Show when=move || open.labels.get()>
                            <div class="cover" on:click=move |_| open.labels.set(false)></div>
                            <LabelMenu id=id.get_value()/>
                        </Show>
                    </div>
                </Show>
            </div>
        </Show>
    }
}
