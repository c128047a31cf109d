//! Waiting for an agent: who is offered the chat and the time left, or the place in the queue.

use shared::conversation::{FARTHEST_PLACE, OpenOffer};
use shared::prelude::*;
use shared::time::Timestamp;

use super::{avatar, button};
use crate::model::Model;
use crate::texts::{self, Text, TextKey};
use crate::ui::node::{El, el};
use crate::update::UserAction;

/// The circumference of the ring, in its own units.
const ROUND: u64 = 1_000;

/// The agent, a ring that empties, and a button to stop waiting.
pub(super) fn view(
    model: &Model,
    open_offer: Option<(&OpenOffer, Timestamp)>,
    place: Option<u64>,
    leaving: bool,
) -> El<UserAction> {
    let text = match open_offer {
        _ if leaving => TextKey::Cancelling.into(),
        Some((open_offer, _)) => Text::new(TextKey::Calling, &open_offer.agent.name),
        None => match place {
            Some(place) => in_queue(place),
            None => TextKey::CallingSomeone.into(),
        },
    };
    let cancel = button(
        "button|type=button|class=quiet|data-act=cancel",
        TextKey::Cancel,
        UserAction::Leave,
    );
    el("div|class=waiting")
        .key("waiting".to_owned())
        .kid(circle(model, open_offer))
        .kid(el("div|class=identity|role=status").kid(el("p").push_text(text)))
        .maybe((!leaving).then_some(cancel))
}

/// The visitor's place in the queue.
fn in_queue(place: u64) -> Text {
    let mut with = texts::number(place);
    if place >= FARTHEST_PLACE {
        with.push('+');
    }
    Text { key: TextKey::Queued, with }
}

/// The agent's picture in its ring; without an offer, the ring turns.
fn circle(model: &Model, open_offer: Option<(&OpenOffer, Timestamp)>) -> El<UserAction> {
    let (class, gone, inside) = match open_offer {
        Some((open_offer, since)) => {
            let whole = open_offer.until.since(since).0.max(1);
            // One second ahead, because the animation takes a second, so that the ring is empty
            // when the time is over.
            let left = open_offer.until.since(model.edge_now()).0.saturating_sub(1_000).min(whole);
            let name = &open_offer.agent.name;
            (
                "ring",
                ROUND - ROUND * left / whole,
                avatar(name, open_offer.agent.picture.as_deref()),
            )
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
