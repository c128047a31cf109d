//! The actions of a row's menu.

use super::Dialogues;
use crate::browser::page;
use crate::client::{document, http};
use crate::inbox::Tone;
use crate::texts::t;
use crate::ui::confirm::{Confirm, Question};
use crate::ui::kit::TextField;
use crate::ui::modal::Modal;
use crate::ui::rich::rich;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::IgnoredAny;
use serde_json::Value;
use shared::api::{DeleteDialogue, PublishDialogue, UnpublishDialogue};
use shared::id::DialogueId;
use shared::protocol::DialogueRow;

impl Dialogues {
    pub(super) fn rename(self, row: DialogueRow) {
        self.renaming.set(Some((row.id, row.name)));
    }

    pub(super) fn confirm_deletion(self, row: DialogueRow) {
        self.deleting.set(Some(row));
    }

    /// Sets the name in the latest draft, and changes nothing else.
    fn give_name(self, id: DialogueId, name: String) {
        let site = self.site();
        spawn_local(async move {
            let read = document::read(&site, &id).await;
            let written = match read {
                Ok(mut there) => {
                    set(&mut there.value, "name", name.clone().into());
                    let written = document::write(&site, &id, &there.value, Some(&there.tag)).await;
                    written.map(|_| ()).map_err(document::NotWritten::text)
                }
                Err(error) => Err(error.text()),
            };
            self.done(written, t!("dialogues-renamed", name = name));
        });
    }

    pub(super) fn duplicate(self, row: DialogueRow) {
        let site = self.site();
        let Some(id) = page::dialogue_id() else { return };
        let last = self.all().iter().map(|row| row.priority).max().unwrap_or_default();
        spawn_local(async move {
            let name = t!("dialogues-copy-of", name = row.name);
            let created = match document::read(&site, &row.id).await {
                Ok(mut there) => {
                    set(&mut there.value, "name", name.clone().into());
                    set(&mut there.value, "priority", last.saturating_add(10).into());
                    let written = document::write(&site, &id, &there.value, None).await;
                    written.map(|_| ()).map_err(document::NotWritten::text)
                }
                Err(error) => Err(error.text()),
            };
            self.done(created, t!("dialogues-created", name = name));
        });
    }

    /// Asks first. `act` belongs to the row, because what a menu makes is gone when it closes.
    pub(super) fn confirm_publishing(confirm: Confirm, row: &DialogueRow, act: Callback<()>) {
        let text = match row.published {
            Some(_) => t!("dialogues-publish-again-text"),
            None => t!("dialogues-publish-text"),
        };
        confirm.ask(Question {
            title: t!("dialogues-publish-ask", name = row.name),
            text: text.to_owned(),
            action: t!("dialogues-publish"),
            act,
        });
    }

    pub(super) fn publish(self, row: DialogueRow) {
        let site = self.site();
        spawn_local(async move {
            let route = PublishDialogue { site, dialogue: row.id };
            let answer = http::call_as::<_, IgnoredAny>(&route).await.map(drop);
            let text = t!("dialogues-published", name = row.name);
            self.done(answer.map_err(http::HttpError::text), text);
        });
    }

    pub(super) fn confirm_unpublishing(confirm: Confirm, row: &DialogueRow, act: Callback<()>) {
        confirm.ask(Question {
            title: t!("dialogues-unpublish-ask", name = row.name),
            text: t!("dialogues-unpublish-text").to_owned(),
            action: t!("dialogues-unpublish"),
            act,
        });
    }

    pub(super) fn unpublish(self, row: DialogueRow) {
        let site = self.site();
        spawn_local(async move {
            let answer = http::call(&UnpublishDialogue { site, dialogue: row.id }).await.map(drop);
            let text = t!("dialogues-unpublished", name = row.name);
            self.done(answer.map_err(http::HttpError::text), text);
        });
    }

    fn delete(self, row: DialogueRow) {
        let site = self.site();
        spawn_local(async move {
            let unpublished = match row.published {
                Some(_) => {
                    let route = UnpublishDialogue { site: site.clone(), dialogue: row.id.clone() };
                    http::call(&route).await.map(drop)
                }
                None => Ok(()),
            };
            let deleted = match unpublished {
                Ok(()) => http::call(&DeleteDialogue { site, dialogue: row.id }).await,
                Err(error) => Err(error),
            };
            let text = t!("dialogues-deleted", name = row.name);
            self.done(deleted.map_err(http::HttpError::text), text);
        });
    }

    /// Shows the result of an action, and reloads the list.
    pub(super) fn done(self, result: Result<(), String>, text: String) {
        match result {
            Ok(()) => self.toast(Tone::Plain, text),
            Err(reason) => self.toast(Tone::Bad, reason),
        }
        self.rows.again();
    }
}

fn set(document: &mut Value, field: &str, value: Value) {
    if let Some(fields) = document.as_object_mut() {
        fields.insert(field.to_owned(), value);
    }
}

/// Keeps a sheet open while there is an item for it. Each signal follows the other, and is only set
/// if they differ; otherwise they would trigger each other forever.
fn follows<T: Send + Sync + 'static>(open: RwSignal<bool>, item: RwSignal<Option<T>>) {
    Effect::new(move || {
        let there = item.with(Option::is_some);
        if open.get_untracked() != there {
            open.set(there);
        }
    });
    Effect::new(move || {
        if !open.get() && item.with_untracked(Option::is_some) {
            item.set(None);
        }
    });
}

/// The sheet to rename a dialogue.
#[component]
pub(super) fn Renaming(list: Dialogues) -> impl IntoView {
    let open = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    follows(open, list.renaming);
    Effect::new(move || {
        if let Some((_, now)) = list.renaming.get() {
            name.set(now);
            page::focus("[data-part=dialogue-name]");
        }
    });
    let empty = move || name.with(|name| name.trim().is_empty());
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some((id, _)) = list.renaming.get_untracked().filter(|_| !empty()) {
            list.give_name(id, name.get_untracked().trim().to_owned());
            open.set(false);
        }
    };
    view! {
        <Modal open name=t!("dialogues-rename") part="rename-sheet" close="close-rename">
            <form class="sheet-form" on:submit=save>
                <TextField label=t!("common-name") value=name part="dialogue-name" hint=t!("dialogues-name-hint")/>
                <div class="card-end">
                    <button class="button" type="button" on:click=move |_| open.set(false)>{t!("common-cancel")}</button>
                    <button class="button primary" data-part="rename-save" disabled=empty>{t!("dialogues-rename")}</button>
                </div>
            </form>
        </Modal>
    }
}

/// The sheet that asks before a dialogue is deleted.
#[component]
pub(super) fn Deleting(list: Dialogues) -> impl IntoView {
    let open = RwSignal::new(false);
    follows(open, list.deleting);
    Effect::new(move || {
        if list.deleting.with(Option::is_some) {
            page::focus("[data-part=keep-dialogue]");
        }
    });
    let name = move || list.deleting.with(|row| row.as_ref().map(|row| row.name.clone()));
    let live =
        move || list.deleting.with(|row| row.as_ref().is_some_and(|row| row.published.is_some()));
    let delete = move |_| {
        if let Some(row) = list.deleting.get_untracked() {
            list.delete(row);
        }
        open.set(false);
    };
    view! {
        <Modal open name=t!("dialogues-delete-ask") part="delete-sheet" close="close-delete">
            <div class="sheet-form">
                <p>{rich!("dialogues-delete-text", name = view! { <strong>"“"{name}"”"</strong> })}</p>
                <Show when=live>
                    <p class="warning">{t!("dialogues-delete-published")}</p>
                </Show>
                <div class="card-end">
                    <button class="button" data-part="keep-dialogue" on:click=move |_| open.set(false)>{t!("common-cancel")}</button>
                    <button class="button danger" data-part="delete-dialogue" on:click=delete>{t!("common-delete")}</button>
                </div>
            </div>
        </Modal>
    }
}
