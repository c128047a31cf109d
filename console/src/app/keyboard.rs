//! The keyboard shortcuts of all sections, and where each one holds.

use crate::browser::page;
use crate::context::{Nav, Overlays};
use crate::inbox::view::store::Store;
use crate::inbox::{Choice, Direction, Msg, Pane};
use crate::nav::Section;
use crate::texts::t;
use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;

/// Every shortcut: the keys, and what they do.
pub(crate) fn all() -> [(&'static [&'static str], &'static str); 21] {
    [
        (&["Alt", "A"], t!("keys-accept")),
        (&["Alt", "D"], t!("keys-decline")),
        (&["Alt", "↓"], t!("keys-next")),
        (&["Alt", "↑"], t!("keys-previous")),
        (&["Enter"], t!("keys-send")),
        (&["Shift", "Enter"], t!("keys-line")),
        (&["F"], t!("keys-search")),
        (&["C"], t!("keys-write")),
        (&["/"], t!("keys-replies")),
        (&["Alt", "N"], t!("keys-note")),
        (&["E"], t!("keys-emoji")),
        (&["A"], t!("keys-attach")),
        (&["T"], t!("keys-transfer")),
        (&["L"], t!("keys-label")),
        (&["O"], t!("keys-take")),
        (&["M"], t!("keys-handled")),
        (&["R"], t!("keys-replay")),
        (&["V"], t!("keys-visitor")),
        (&["U"], t!("keys-undo")),
        (&["Esc"], t!("keys-escape")),
        (&["?"], t!("keys-help")),
    ]
}

/// Listens as long as somebody is signed in.
pub(crate) fn listen(store: Store, open: Overlays, nav: Nav) {
    let handle = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || event.ctrl_key() || event.meta_key() {
            return;
        }
        if pressed(store, open, nav, &event) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Does what a key stands for; says whether it stands for anything.
///
/// Offers are answered from every section. What works on the open chat works in the inbox only:
/// elsewhere the chat is hidden, and letters may belong to the section.
fn pressed(store: Store, open: Overlays, nav: Nav, event: &KeyboardEvent) -> bool {
    let key = event.key();
    // With Option, a Mac writes letters that English lacks: in a field they are letters.
    if page::is_composing(event) || (page::is_typing() && !key.is_ascii()) {
        return false;
    }
    let in_inbox = nav.section_now() == Some(Section::Inbox);
    if event.alt_key() {
        // With Alt, some keyboard layouts produce another character, so compare the physical key.
        return match (event.code().as_str(), key.as_str()) {
            ("KeyA", _) => choose(store, Choice::Accept),
            ("KeyD", _) => choose(store, Choice::Decline),
            ("KeyN", _) if in_inbox => note(store),
            (_, "ArrowDown") if in_inbox => step(store, Direction::Down),
            (_, "ArrowUp") if in_inbox => step(store, Direction::Up),
            _ => false,
        };
    }
    if key == "Escape" {
        return close(store, open);
    }
    if page::is_typing() {
        return false;
    }
    match key.as_str() {
        "?" => open.sheet.set(true),
        _ if !in_inbox => return false,
        "j" => return step(store, Direction::Down),
        "k" => return step(store, Direction::Up),
        "f" => page::focus("[data-part=search]"),
        "c" => page::focus("[data-part=message]"),
        "t" => page::press("[data-part=transfer]"),
        "l" => page::press("[data-part=label]"),
        "e" => page::press("[data-part=emoji]"),
        "a" => page::press("input[data-part=attach]"),
        "o" => page::press("[data-part=take]"),
        "m" => page::press("[data-part=mark-handled]"),
        "r" => page::press("[data-part=replay]"),
        "v" => visitor(),
        "u" => page::press("[data-part=undo-end]"),
        _ => return false,
    }
    true
}

fn choose(store: Store, choice: Choice) -> bool {
    let first = store.peek(|inbox| {
        let waits = inbox.offers.iter().find(|offer| offer.chosen.is_none());
        waits.map(|offer| offer.card.id.clone())
    });
    if let Some(offer) = first {
        store.send(Msg::Choose(offer, choice));
    }
    true
}

/// Switches between writing to the visitor and writing a note.
fn note(store: Store) -> bool {
    let turned = store.peek(|inbox| inbox.open().map(|chat| (chat.id.clone(), !chat.noting)));
    let Some((id, noting)) = turned else { return false };
    store.send(Msg::Noting(id, noting));
    page::focus("[data-part=message]");
    true
}

/// Shows the visitor's pane if it is hidden, and focuses it.
fn visitor() {
    page::press("[data-part=show-visitor]");
    page::focus("[data-part=visitor]");
}

fn step(store: Store, direction: Direction) -> bool {
    store.send(Msg::Step(direction));
    true
}

/// Closes what lies on top; one thing at a time.
fn close(store: Store, open: Overlays) -> bool {
    let layers = [
        open.sheet,
        open.alerts,
        open.replies,
        open.label_sheet,
        open.labels,
        open.blocking,
        open.menu,
        open.transfer,
        open.saving,
        open.emoji,
        open.drawer,
    ];
    for layer in layers {
        if layer.get_untracked() {
            layer.set(false);
            return true;
        }
    }
    if page::is_typing() {
        page::leave_field();
        return true;
    }
    if store.peek(|inbox| inbox.pane == Pane::Visitor) {
        store.send(Msg::ShowPane(Pane::Thread));
        return true;
    }
    false
}
