//! Which dialogue wins: rows are moved by pointer or keys, and the order is written back at once.

use super::Shelf;
use crate::api::{http, page};
use crate::dialogues::moved;
use crate::inbox::Tone;
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::DialogueId;
use shared::protocol::{DialogueOrder, DialogueRow, Listing};

/// What finds the rows on the screen.
const ROWS: &str = "[data-part=dialogue-row]";

/// A row that is being dragged, and the gap it would be dropped in.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Drag {
    which: DialogueId,
    gap: usize,
}

/// Moves rows. Cheap to copy into any handler.
#[derive(Clone, Copy)]
pub(super) struct Order {
    shelf: Shelf,
    shown: Memo<Vec<DialogueRow>>,
    drag: RwSignal<Option<Drag>>,
}

impl Order {
    pub(super) fn of(shelf: Shelf, shown: Memo<Vec<DialogueRow>>) -> Self {
        Self { shelf, shown, drag: RwSignal::new(None) }
    }

    /// Whether that row is being dragged.
    pub(super) fn drags(self, which: &DialogueId) -> bool {
        self.drag.with(|drag| drag.as_ref().is_some_and(|drag| drag.which == *which))
    }

    /// Where a line shows beside the row at a place: what is dragged would be dropped there.
    pub(super) fn line(self, place: usize) -> Option<&'static str> {
        let last = self.shown.with(Vec::len);
        self.drag.with(|drag| match drag {
            Some(drag) if drag.gap == place => Some("above"),
            Some(drag) if drag.gap == last && place + 1 == last => Some("below"),
            _ => None,
        })
    }

    pub(super) fn grab(self, which: DialogueId, place: usize, event: &PointerEvent) {
        if event.button() == 0 {
            page::capture_pointer(event);
            self.drag.set(Some(Drag { which, gap: place }));
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

    /// Lets go; given up, nothing moves.
    pub(super) fn drop(self, given_up: bool) {
        let Some(Drag { which, gap }) = self.drag.get_untracked() else { return };
        self.drag.set(None);
        if !given_up {
            self.put(&which, gap);
        }
    }

    /// Moves a row by its keys: up or down by one, or to an end. Says whether the key is one of them.
    pub(super) fn press(self, which: &DialogueId, place: usize, key: &str) -> bool {
        let last = self.shown.with_untracked(Vec::len);
        let gap = match key {
            "ArrowUp" => place.checked_sub(1),
            "ArrowDown" => Some(place + 2).filter(|gap| *gap <= last),
            "Home" => Some(0),
            "End" => Some(last),
            "Escape" => {
                self.drop(true);
                None
            }
            _ => return false,
        };
        if let Some(gap) = gap {
            self.put(which, gap);
        }
        true
    }

    fn put(self, which: &DialogueId, gap: usize) {
        let rows = self.shelf.all();
        let all: Vec<DialogueId> = rows.iter().map(|row| row.id.clone()).collect();
        let shown: Vec<DialogueId> =
            self.shown.with_untracked(|rows| rows.iter().map(|row| row.id.clone()).collect());
        let Some(order) = moved(&all, &shown, which, gap) else { return };
        let place = |id: &DialogueId| order.iter().position(|one| one == id);
        let mut items = rows;
        items.sort_by_key(|row| place(&row.id));
        if let Some((at, row)) = items.iter().enumerate().find(|(_, row)| row.id == *which) {
            let (name, count) = (&row.name, order.len());
            self.shelf.said.set(format!("{name} is now {} of {count}.", at + 1));
        }
        self.shelf.rows.set(Listing { items, next: None });
        page::focus(format!("[data-part=grip][data-dialogue={which}]"));
        self.write(order);
    }

    fn write(self, order: Vec<DialogueId>) {
        let rows = self.shelf;
        let site = rows.site();
        spawn_local(async move {
            let body = DialogueOrder { order };
            match http::write(&site, "PUT", "dialogues/order", Some(&body)).await {
                Ok(listing) => rows.rows.quietly(listing),
                Err(error) => {
                    rows.tell(Tone::Bad, format!("The order was not kept. {}", error.text()));
                    rows.rows.again();
                }
            }
        });
    }
}
