//! Moves rows by pointer or keyboard, and saves the order at once.

use super::Dialogues;
use crate::browser::page;
use crate::client::http;
use crate::dialogues::moved;
use crate::inbox::Tone;
use crate::texts::t;
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::OrderDialogues;
use shared::id::DialogueId;
use shared::protocol::{DialogueOrder, DialogueRow, Listing};

/// The selector of the rows.
const ROWS: &str = "[data-part=dialogue-row]";

/// A row that is being dragged, and the gap it would be dropped in.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Drag {
    which: DialogueId,
    gap: usize,
}

/// Moves rows. `Copy`, so that event handlers can capture it.
#[derive(Clone, Copy)]
pub(super) struct Order {
    list: Dialogues,
    visible: Memo<Vec<DialogueRow>>,
    drag: RwSignal<Option<Drag>>,
}

impl Order {
    pub(super) fn new(list: Dialogues, visible: Memo<Vec<DialogueRow>>) -> Self {
        Self { list, visible, drag: RwSignal::new(None) }
    }

    pub(super) fn drags(self, which: &DialogueId) -> bool {
        self.drag.with(|drag| drag.as_ref().is_some_and(|drag| drag.which == *which))
    }

    /// Returns on which side of a row the drop line is shown, if it is.
    pub(super) fn line(self, index: usize) -> Option<&'static str> {
        let last = self.visible.with(Vec::len);
        self.drag.with(|drag| match drag {
            Some(drag) if drag.gap == index => Some("above"),
            Some(drag) if drag.gap == last && index + 1 == last => Some("below"),
            _ => None,
        })
    }

    pub(super) fn grab(self, which: DialogueId, index: usize, event: &PointerEvent) {
        if event.button() == 0 {
            page::capture_pointer(event);
            self.drag.set(Some(Drag { which, gap: index }));
        }
    }

    pub(super) fn pull(self, event: &PointerEvent) {
        if self.drag.with_untracked(Option::is_none) {
            return;
        }
        let at = f64::from(event.client_y());
        let gap = page::middles(ROWS).into_iter().filter(|middle| *middle < at).count();
        self.drag.update(|drag| {
            if let Some(drag) = drag {
                drag.gap = gap;
            }
        });
    }

    /// Ends a drag; a cancelled one moves nothing.
    pub(super) fn drop(self, given_up: bool) {
        let Some(Drag { which, gap }) = self.drag.get_untracked() else { return };
        self.drag.set(None);
        if !given_up {
            self.move_to(&which, gap);
        }
    }

    /// Moves a row with the keyboard: up or down by one, or to an end. Returns whether it handled
    /// the key.
    pub(super) fn press(self, which: &DialogueId, index: usize, key: &str) -> bool {
        let last = self.visible.with_untracked(Vec::len);
        let gap = match key {
            "ArrowUp" => index.checked_sub(1),
            "ArrowDown" => Some(index + 2).filter(|gap| *gap <= last),
            "Home" => Some(0),
            "End" => Some(last),
            "Escape" => {
                self.drop(true);
                None
            }
            _ => return false,
        };
        if let Some(gap) = gap {
            self.move_to(which, gap);
        }
        true
    }

    fn move_to(self, which: &DialogueId, gap: usize) {
        let rows = self.list.all();
        let all: Vec<DialogueId> = rows.iter().map(|row| row.id.clone()).collect();
        let visible: Vec<DialogueId> =
            self.visible.with_untracked(|rows| rows.iter().map(|row| row.id.clone()).collect());
        let Some(order) = moved(&all, &visible, which, gap) else { return };
        let index = |id: &DialogueId| order.iter().position(|one| one == id);
        let mut items = rows;
        items.sort_by_key(|row| index(&row.id));
        if let Some((at, row)) = items.iter().enumerate().find(|(_, row)| row.id == *which) {
            let (name, count) = (&row.name, order.len());
            self.list.said.set(t!("dialogues-moved", name = name, at = at + 1, count = count));
        }
        self.list.rows.set(Listing { items, next: None });
        page::focus(format!("[data-part=grip][data-dialogue={which}]"));
        self.write(order);
    }

    fn write(self, order: Vec<DialogueId>) {
        let rows = self.list;
        let site = rows.site();
        spawn_local(async move {
            let body = DialogueOrder { order };
            match http::write(&OrderDialogues { site }, &body).await {
                Ok(listing) => rows.rows.quietly(listing),
                Err(error) => {
                    rows.toast(Tone::Bad, t!("dialogues-order-failed", error = error.text()));
                    rows.rows.again();
                }
            }
        });
    }
}
