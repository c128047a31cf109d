//! The sheet that creates a dialogue.

use super::Dialogues;
use crate::browser::page;
use crate::client::document;
use crate::context::Nav;
use crate::dialogues::{flow, named};
use crate::inbox::Tone;
use crate::nav::{ConsoleRoute, Section};
use crate::templates::TEMPLATES;
use crate::texts::t;
use crate::ui::kit::TextField;
use crate::ui::modal::Modal;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

/// The menu value for a conversational flow.
const FLOW: &str = "flow";

/// What a new dialogue can start from: value, label and description.
fn choices() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let about = t!("dialogues-flow-about");
    let flow = (FLOW, t!("dialogues-flow-name"), about);
    TEMPLATES.into_iter().map(|one| (one.slug, one.name(), one.about())).chain([flow])
}

/// Returns the document for a menu value.
fn written(slug: &str) -> Option<Value> {
    let template = TEMPLATES.into_iter().find(|one| one.slug == slug);
    template.map_or_else(|| Some(flow()), |template| template.value())
}

#[component]
pub(super) fn CreateDialogue(list: Dialogues) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let name = RwSignal::new(String::new());
    let chosen = RwSignal::new(TEMPLATES[0].slug);
    let busy = RwSignal::new(false);
    Effect::new(move || {
        if list.creating.get() {
            name.set(String::new());
            page::focus("[data-part=new-name]");
        }
    });
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Some(id), Some(begun)) = (page::dialogue_id(), written(chosen.get_untracked())) else {
            return;
        };
        let lowest = list.all().iter().map(|row| row.priority).max();
        let value = named(begun, &name.get_untracked(), lowest);
        let site = list.site();
        busy.set(true);
        spawn_local(async move {
            let created = document::write(&site, &id, &value, None).await;
            busy.set(false);
            match created {
                Ok(_) => {
                    list.creating.set(false);
                    nav.go(ConsoleRoute::within(Section::Dialogues, &[id.as_str()]));
                }
                Err(error) => list.toast(Tone::Bad, error.text()),
            }
        });
    };
    let choice = move |(slug, name, about): (&'static str, &'static str, &'static str)| {
        view! {
            <label class="pick" data-part="begin-with" data-slug=slug>
                <input type="radio" name="begin-with" value=slug
                    prop:checked=move || chosen.get() == slug on:change=move |_| chosen.set(slug)/>
                <span class="pick-text"><strong>{name}</strong><span>{about}</span></span>
            </label>
        }
    };
    view! {
        <Modal open=list.creating name=t!("dialogues-new-dialogue") part="new-sheet" close="close-new">
            <form class="sheet-form" on:submit=make>
                <TextField label=t!("common-name") value=name part="new-name" hint=t!("dialogues-name-hint")/>
                <fieldset class="picks">
                    <legend class="label">{t!("dialogues-start-from")}</legend>
                    {choices().map(choice).collect_view()}
                </fieldset>
                <div class="card-end">
                    <button class="button" type="button" on:click=move |_| list.creating.set(false)>{t!("common-cancel")}</button>
                    <button class="button primary" data-part="make-dialogue" disabled=move || busy.get()>{t!("dialogues-create")}</button>
                </div>
            </form>
        </Modal>
    }
}
