//! What must hold of the queue (ROUTE-32).

use crate::plan::Plan;
use shared::conversation::FARTHEST_PLACE;
use shared::desk::{ChatRequest, Stage};
use shared::event::{Event, Logged};
use shared::id::{AgentId, OfferId};
use shared::stream::Route;
use shared::time::Millis;

/// Nobody overtakes: an agent who gets the first offer of a chat request leaves nobody in the queue
/// who asked earlier and could have had them.
pub(crate) fn check_nobody_overtakes<'r>(
    requests: impl Iterator<Item = &'r ChatRequest> + Clone,
    offered: &OfferId,
    agent: &AgentId,
) {
    let is_offered =
        |stage: &Stage| matches!(stage, Stage::Offered { offer, .. } if offer == offered);
    let first = requests.clone().find(|request| is_offered(&request.stage));
    let Some(first) = first.filter(|request| request.offer_count == 1) else { return };
    let waits = |request: &&ChatRequest| {
        let named = match &request.route {
            Route::RoundRobin => true,
            Route::Agent { agent: named } => named == agent,
            Route::Rules | Route::Team { .. } => false,
        };
        named && request.at < first.at && matches!(request.stage, Stage::Queued { .. })
    };
    let earlier = requests.filter(waits).find(|request| !request.tried.contains(agent));
    assert!(earlier.is_none(), "{agent:?} got {first:?} before {earlier:?}");
}

/// A visitor hears of the queue only where the site has one, while no offer is open; a place is named
/// again only if it has changed, and all name the same end.
pub(crate) fn check_queue(n: usize, log: &[Logged], plan: &Plan) {
    let (mut last, mut open) = (None, false);
    for logged in log {
        match &logged.event {
            Event::Requested { .. } => (last, open) = (None, false),
            Event::Queued { place, until, .. } => {
                assert!(plan.wait_minutes > 0, "{n} was queued at a site without a queue");
                assert!(!open, "{n} was queued while its chat was offered");
                assert!((1..=FARTHEST_PLACE).contains(place), "{n} was told place {place}");
                if let Some((before, end)) = last {
                    assert_ne!(before, *place, "{n} was told the same place twice");
                    // If the clock was put back, the wait is as long as before, and ends earlier by it.
                    assert!(plan.clock_moves > 0 || end == *until, "{n} was told another end");
                }
                last = Some((*place, *until));
            }
            Event::Offered { .. } => (last, open) = (None, true),
            Event::OfferClosed { .. } => open = false,
            _ => {}
        }
    }
}

/// The longest that a chat request may last beyond what it lasts without a queue.
pub(crate) fn longest_wait(plan: &Plan) -> Millis {
    Millis::minutes(plan.wait_minutes.into())
}
