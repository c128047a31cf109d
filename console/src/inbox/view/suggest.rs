//! Suggests canned replies while the agent types `/` and a name.

use super::composer::Writing;
use super::store::Store;
use crate::browser::page;
use crate::context::Overlays;
use crate::texts::t;
use crate::ui::icon::{ZAP, icon};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::canned::{Reply, query};

/// The largest number of suggestions.
const MOST: usize = 8;

/// The suggestions for the current text.
#[derive(Clone, Copy)]
pub(crate) struct Suggesting {
    writing: Writing,
    found: Memo<Vec<Reply>>,
    /// Whether the agent looks for a reply, and there are none at all.
    none: Memo<bool>,
    /// The index that Enter picks.
    at: RwSignal<usize>,
    /// The text at which the agent closed the suggestions.
    shut: RwSignal<Option<String>>,
}

impl Suggesting {
    pub(crate) fn new(store: Store, writing: Writing) -> Self {
        let (at, shut) = (RwSignal::new(0), RwSignal::new(None::<String>));
        let replies = store.part(|inbox| inbox.replies.clone());
        let found = Memo::new(move |_| {
            let text = writing.text.get();
            if writing.noting.get() || shut.get().as_ref() == Some(&text) {
                return Vec::new();
            }
            let Some(query) = query(&text) else { return Vec::new() };
            replies.with(|replies| replies.search(query).into_iter().take(MOST).cloned().collect())
        });
        let none = Memo::new(move |_| {
            let is_empty = replies.with(|replies| replies.search("").is_empty());
            let text = writing.text.get();
            is_empty && !writing.noting.get() && query(&text).is_some()
        });
        Effect::new(move || {
            found.track();
            at.set(0);
        });
        Self { writing, found, none, at, shut }
    }

    /// The element id of the active suggestion.
    pub(crate) fn active(self) -> Option<String> {
        let some = self.found.with(|found| !found.is_empty());
        some.then(|| format!("suggestion-{}", self.at.get()))
    }

    /// Handles a key while there are suggestions; returns whether it did.
    pub(crate) fn pressed(self, event: &KeyboardEvent) -> bool {
        let count = self.found.with_untracked(Vec::len);
        if count == 0 || event.shift_key() || event.alt_key() {
            return false;
        }
        match event.key().as_str() {
            "ArrowDown" => self.at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => self.at.update(|at| *at = (*at + count - 1) % count),
            "Enter" | "Tab" => self.pick(self.at.get_untracked()),
            "Escape" => self.shut.set(Some(self.writing.text.get_untracked())),
            _ => return false,
        }
        event.prevent_default();
        true
    }

    /// Inserts a reply with the visitor's attributes; the agent can still edit it.
    fn pick(self, index: usize) {
        let Some(reply) = self.found.with_untracked(|found| found.get(index).cloned()) else {
            return;
        };
        let id = self.writing.id.get_value();
        let attributes = self
            .writing
            .store
            .peek(|inbox| inbox.chats.get(&id).map(crate::inbox::ConversationView::attributes));
        self.writing.write(reply.filled(&attributes.unwrap_or_default()));
        page::focus("[data-part=message]");
    }
}

/// The list above the field.
#[component]
pub(crate) fn Suggestions(suggesting: Suggesting) -> impl IntoView {
    let open = expect_context::<Overlays>();
    let some = Memo::new(move |_| suggesting.found.with(|found| !found.is_empty()));
    let rows = move || suggesting.found.get().into_iter().enumerate().collect::<Vec<_>>();
    let row = move |(index, reply): (usize, Reply)| {
        view! {
            <div class="suggestion" role="option" id=format!("suggestion-{index}") data-part="suggestion"
                aria-selected=move || (suggesting.at.get() == index).to_string()
                on:mouseenter=move |_| suggesting.at.set(index)
                on:mousedown=move |event| { event.prevent_default(); suggesting.pick(index); }>
                <strong>"/"{reply.name}</strong><span>{reply.text}</span>
            </div>
        }
    };
    view! {
        <div class="suggestions" data-part="suggestions" class:away=move || !some.get() && !suggesting.none.get()>
            <div id="suggestions" role="listbox" aria-label=t!("menu-replies")>
                {move || rows().into_iter().map(row).collect_view()}
            </div>
            <p class="fine">
                {icon(ZAP)}
                {move || if some.get() {
                    view! { <span class="grow"><kbd>"↑"</kbd><kbd>"↓"</kbd>{t!("inbox-hint-choose")}<kbd>"⏎"</kbd>{t!("inbox-hint-insert")}</span> }.into_any()
                } else {
                    view! { <span class="grow" role="status">{t!("inbox-no-replies")}</span> }.into_any()
                }}
                <button class="link" type="button" tabindex="-1" on:click=move |_| open.replies.set(true)>{t!("inbox-edit-replies")}</button>
            </p>
        </div>
    }
}
