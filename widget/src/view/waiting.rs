//! Waiting for a person: who is called, and how long the bell still rings.

use shared::conversation::Ring;
use shared::time::Timestamp;

use super::{button, face};
use crate::model::Model;
use crate::texts;
use crate::ui::node::{El, el};
use crate::update::Did;

/// The way round the ring, in its own units.
const ROUND: u64 = 1_000;

/// Who is called, a ring that empties, and the way out.
pub(super) fn view(model: &Model, ring: Option<(&Ring, Timestamp)>, leaving: bool) -> El<Did> {
    let calling = ring.map(|(ring, _)| texts::calling(&ring.agent.name));
    let text = if leaving { texts::CANCELLING } else { texts::CALLING_SOMEONE };
    let cancel = button("quiet", texts::CANCEL, Did::Leave).attr("data-act", "cancel");
    el("div")
        .class("waiting")
        .key("waiting".to_owned())
        .kid(circle(model, ring))
        .kid(
            el("div")
                .class("who")
                .attr("role", "status")
                .kid(el("p").text(calling.as_deref().filter(|_| !leaving).unwrap_or(text))),
        )
        .maybe((!leaving).then_some(cancel))
}

/// The picture in its ring; without a bell that rings, the ring turns.
fn circle(model: &Model, ring: Option<(&Ring, Timestamp)>) -> El<Did> {
    let stroke = |class| {
        el("circle")
            .class(class)
            .attr("cx", "28")
            .attr("cy", "28")
            .attr("r", "26")
            .attr("pathLength", "1000")
    };
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
    el("div").class(class).attr("aria-hidden", "true").kid(inside).kid(
        el("svg")
            .attr("viewBox", "0 0 56 56")
            .kid(stroke("track"))
            .kid(stroke("left").own("stroke-dashoffset", texts::number(gone))),
    )
}
