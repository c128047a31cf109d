//! The sheet of shortcuts.

use super::keyboard;
use crate::browser::page;
use crate::context::{Nav, Overlays};
use crate::designer::view as designer;
use crate::nav::Section;
use crate::texts::t;
use crate::ui::modal::Modal;
use leptos::prelude::*;

#[component]
pub(crate) fn Sheet() -> impl IntoView {
    let open = expect_context::<Overlays>();
    Effect::new(move || {
        if open.sheet.get() {
            page::focus("[data-part=close-shortcuts]");
        }
    });
    let nav = expect_context::<Nav>();
    let rows = move || {
        // The shortcuts of the current section come first.
        let in_designer = nav.section() == Section::Dialogues;
        let own = in_designer.then(designer::shortcuts).into_iter().flatten();
        own.chain(keyboard::all()).map(|(keys, label)| {
            view! {
                <dt>{keys.iter().map(|key| view! { <kbd>{key_name(key)}</kbd> }).collect_view()}</dt>
                <dd>{label}</dd>
            }
        })
    };
    view! {
        <Modal open=open.sheet name=t!("menu-shortcuts") part="shortcuts" close="close-shortcuts">
            <dl>{rows().collect_view()}</dl>
        </Modal>
    }
}

/// The name of a key, as it is written on the keyboards of a language.
fn key_name(key: &'static str) -> &'static str {
    match key {
        "Ctrl" => t!("keys-ctrl"),
        "Delete" => t!("keys-delete"),
        other => other,
    }
}
