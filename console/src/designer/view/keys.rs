//! Keyboard shortcuts of the designer.

use super::canvas::ZOOM;
use super::studio::{Studio, card_id};
use crate::browser::page;
use crate::designer::{Arrow, Edit, EditError, Removal, Target, move_selection};
use crate::texts::t;
use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;

/// The designer's part of the sheet of shortcuts.
pub(crate) fn all() -> [(&'static [&'static str], &'static str); 9] {
    [
        (&["←", "↑", "→", "↓"], t!("designer-key-move")),
        (&["Enter"], t!("designer-key-edit")),
        (&["A"], t!("designer-key-add")),
        (&["Delete"], t!("designer-mend-drop")),
        (&["Ctrl", "Z"], t!("designer-key-undo")),
        (&["Ctrl", "C"], t!("designer-key-copy")),
        (&["Ctrl", "V"], t!("designer-key-paste")),
        (&["Ctrl", "F"], t!("inbox-search")),
        (&["+", "-"], t!("designer-key-zoom")),
    ]
}

/// Listens for shortcuts that work wherever the focus is.
pub(super) fn listen(studio: Studio) {
    let handle = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
            return;
        }
        let handled = match event.key().to_lowercase().as_str() {
            "f" => {
                studio.searching.set(true);
                page::focus("[data-part=search-cards]");
                true
            }
            "z" if !page::is_typing() => {
                if event.shift_key() {
                    studio.redo();
                } else {
                    studio.undo();
                }
                true
            }
            "y" if !page::is_typing() => {
                studio.redo();
                true
            }
            _ => false,
        };
        if handled {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Handles a key that was pressed on the canvas.
pub(super) fn pressed(studio: Studio, event: &KeyboardEvent) {
    if event.default_prevented() || event.alt_key() || page::is_typing() {
        return;
    }
    let chosen = studio.model.with_untracked(|model| model.chosen);
    let handled = if event.ctrl_key() || event.meta_key() {
        with_ctrl(studio, &event.key().to_lowercase())
    } else {
        alone(studio, &event.key(), chosen)
    };
    if handled {
        event.prevent_default();
        event.stop_propagation();
    }
}

fn with_ctrl(studio: Studio, key: &str) -> bool {
    match key {
        "c" => studio.copy(),
        "x" => {
            let chosen = studio.model.with_untracked(|model| model.chosen);
            if let Some(chosen) = chosen {
                studio.copy();
                studio.apply(Edit::Remove(chosen, Removal::Branch));
                focus_chosen(studio);
            }
        }
        "v" => {
            studio.paste();
            focus_chosen(studio);
        }
        _ => return false,
    }
    true
}

fn alone(studio: Studio, key: &str, chosen: Option<crate::designer::Key>) -> bool {
    match key {
        "ArrowUp" => go(studio, chosen, Arrow::Up),
        "ArrowDown" => go(studio, chosen, Arrow::Down),
        "ArrowLeft" => go(studio, chosen, Arrow::Left),
        "ArrowRight" => go(studio, chosen, Arrow::Right),
        "Enter" | " " if chosen.is_some() && is_on_card() => {
            page::focus(
                "[data-part=side] input, [data-part=side] textarea, [data-part=side] select",
            );
        }
        "a" | "A" | "Insert" => {
            match studio.model.with_untracked(crate::designer::Designer::next_target) {
                Target::Below(_) => studio.refuse(EditError::BelowLiveChat),
                target => studio.adding.set(Some(target)),
            }
        }
        "Delete" | "Backspace" => {
            let Some(chosen) = chosen else { return false };
            studio.remove(chosen);
        }
        "+" | "=" => studio.zoom(ZOOM),
        "-" => studio.zoom(1.0 / ZOOM),
        "0" => studio.fit(),
        "Escape" if chosen.is_some() => {
            studio.choose(None);
            page::focus("[data-part=canvas]");
        }
        _ => return false,
    }
    true
}

/// Whether the focus is on a card or on the canvas itself; buttons of the canvas have their own Enter.
fn is_on_card() -> bool {
    page::is_focus_in(".step-card") || page::is_focus_on("[data-part=canvas]")
}

fn go(studio: Studio, from: Option<crate::designer::Key>, arrow: Arrow) {
    let to = match from {
        Some(from) => studio.layout.with_untracked(|layout| move_selection(layout, from, arrow)),
        None => studio.model.with_untracked(|model| model.draft.first()),
    };
    if let Some(to) = to {
        studio.go_to(to, true);
    }
}

pub(super) fn focus_chosen(studio: Studio) {
    if let Some(chosen) = studio.model.with_untracked(|model| model.chosen) {
        page::focus_drawn(card_id(chosen));
    }
}
