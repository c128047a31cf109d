//! The dialog for two editors at once: the later one compares both drafts and decides, so nothing
//! is lost.

use super::changes::Changes;
use super::studio::{Studio, Theirs};
use crate::browser::page;
use crate::client::drafts::{self, Sent};
use crate::designer::{Draft, Edit, SyncEvent};
use crate::nav::{ConsoleRoute, Section};
use crate::texts::t;
use crate::ui::icon::ALERT;
use crate::ui::icon::icon;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::DialogueId;

/// The dialog, while there is a conflict.
#[component]
pub(super) fn Conflict() -> impl IntoView {
    let studio = expect_context::<Studio>();
    move || studio.theirs.get().map(|theirs| view! { <Dialog theirs/> })
}

#[component]
fn Dialog(theirs: Theirs) -> impl IntoView {
    let studio = expect_context::<Studio>();
    page::focus("[data-part=take-theirs]");
    let base = studio.base.get_value();
    let mine = studio.model.with_untracked(|model| model.draft.text());
    let written = StoredValue::new(theirs.written.clone());
    let keep_mine = move |_| {
        studio.theirs.set(None);
        written.with_value(|written| studio.base.set_value(written.text.clone()));
        studio.handle(SyncEvent::Overwrite(written.with_value(|written| written.tag.clone())));
    };
    let use_theirs = move |_| use_theirs(studio, &written.get_value());
    let copy = move |_| copy(studio, written.get_value());
    view! {
        <div class="veil"></div>
        <div class="sheet wide-sheet" role="alertdialog" aria-modal="true" data-part="conflict"
            aria-labelledby="conflict-name" aria-describedby="conflict-author">
            <header><h2 id="conflict-name">{t!("designer-conflict")}</h2></header>
            <div class="sheet-body">
                <p class="edit-error" id="conflict-author">{icon(ALERT)}<span>{theirs.sentence}</span></p>
                <div class="two">
                    <section data-part="theirs">
                        <h3>{t!("designer-what-they")}</h3>
                        <Changes before=base.clone() after=theirs.written.text nothing=t!("designer-no-visible-change")/>
                    </section>
                    <section data-part="mine">
                        <h3>{t!("designer-what-you")}</h3>
                        <Changes before=base after=mine nothing=t!("designer-no-visible-change")/>
                    </section>
                </div>
            </div>
            <div class="sheet-end">
                <button class="button" data-part="keep-copy" on:click=copy>{t!("designer-keep-copy")}</button>
                <button class="button" data-part="keep-mine" on:click=keep_mine>{t!("designer-keep-mine")}</button>
                <button class="button primary" data-part="take-theirs" on:click=use_theirs>{t!("designer-take-theirs")}</button>
            </div>
        </div>
    }
}

/// Opens their draft; undo brings mine back.
fn use_theirs(studio: Studio, written: &drafts::Written) {
    match Draft::open(&written.text) {
        Ok(draft) => {
            studio.apply(Edit::Replace(Box::new(draft)));
            let changes = studio.model.with_untracked(|model| model.changes);
            studio.base.set_value(written.text.clone());
            studio.handle(SyncEvent::Same(written.tag.clone(), changes));
            studio.theirs.try_set(None);
            studio.toast(t!("designer-theirs-taken"));
        }
        Err(error) => studio.complain(&error.to_string()),
    }
}

/// Saves my draft as a new dialogue and opens theirs.
fn copy(studio: Studio, theirs: drafts::Written) {
    let Some(id) =
        page::key_stem().and_then(|stem| DialogueId::parse(format!("dialogue_{stem}")).ok())
    else {
        return;
    };
    let mut mine = studio.model.with_untracked(|model| model.draft.clone());
    let name: String = mine.name().chars().take(180).collect();
    mine.set_name(&t!("designer-copy-of", name = name));
    let site = studio.site.get_value();
    spawn_local(async move {
        match drafts::send(&site, &id, &mine.text(), None).await {
            Sent::Saved { .. } => {
                use_theirs(studio, &theirs);
                studio.toast(t!("designer-copy-saved"));
                studio.nav.go(ConsoleRoute::within(Section::Dialogues, &[id.as_str()]));
            }
            Sent::Overtaken(reason) | Sent::Refused(reason) => studio.complain(&reason),
            Sent::Unreachable => studio.complain(crate::texts::t!("app-unreachable")),
        }
    });
}
