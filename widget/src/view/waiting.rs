//! Waiting for a person: who is called, and how long the bell still rings.

use shared::conversation::Ring;
use shared::prelude::*;
use shared::time::Timestamp;

use super::{button, face};
use crate::model::Model;
use crate::texts::{self, Text, Word};
use crate::ui::node::{El, el};
use crate::update::Did;

/// The way round the ring, in its own units.
const ROUND: u64 = 1_000;

/// Who is called, a ring that empties, and the way out.
pub(super) fn view(model: &Model, ring: Option<(&Ring, Timestamp)>, leaving: bool) -> El<Did> {
    let text = match ring {
        _ if leaving => Word::Cancelling.into(),
        Some((ring, _)) => Text::of(Word::Calling, &ring.agent.name),
        None => Word::CallingSomeone.into(),
    };
    let cancel = button("button|type=button|class=quiet|data-act=cancel", Word::Cancel, Did::Leave);
    el("div|class=waiting")
        .key("waiting".to_owned())
        .kid(circle(model, ring))
        .kid(el("div|class=who|role=status").kid(el("p").put(text)))
        .maybe((!leaving).then_some(cancel))
}

/// The picture in its ring; without a bell that rings, the ring turns.
fn circle(model: &Model, ring: Option<(&Ring, Timestamp)>) -> El<Did> {
    let (class, gone, inside) = match ring {
        Some((ring, since)) => {
            let whole = ring.until.since(since).0.max(1);
            // A second ahead: the ring takes a second to move, and is empty when the time is up.
            let left = ring.until.since(model.edge_now()).0.saturating_sub(1_000).min(whole);
            let name = &ring.agent.name;
            ("ring", ROUND - ROUND * left / whole, face(name, ring.agent.picture.as_deref()))
        }
        None => ("ring turns", ROUND * 3 / 4, el("span")),
    };
    el("div|aria-hidden=true").attr("class", class).kid(inside).kid(
        el("svg|viewBox=0 0 56 56")
            .kid(el("circle|class=track|cx=28|cy=28|r=26|pathLength=1000"))
            .kid(
                el("circle|class=left|cx=28|cy=28|r=26|pathLength=1000")
                    .attr("stroke-dashoffset", &texts::number(gone)),
            ),
    )
}
