//! Whom a visitor would be taken to, without ringing: for who sets routing up.

use super::machine::Desk;
use super::routing::{Ask, Asked, Decision};
use super::wish::{Stage, Wish};
use crate::conversation::VisitorCard;
use crate::event::{Page, Place};
use crate::id::{ConversationId, RequestId, VisitId, VisitorId};
use crate::protocol::TryRouting;
use crate::time::Timestamp;

impl Desk {
    /// Decides as it would now for a visitor like that. Nothing rings, and nobody's turn changes.
    pub fn explain(&self, now: Timestamp, asked: &TryRouting) -> Decision {
        let page = Page {
            url: asked.page_url.clone(),
            referrer: asked.referrer.clone(),
            ..Page::default()
        };
        let place = Place {
            country: asked.country.clone(),
            region: asked.region.clone(),
            city: asked.city.clone(),
        };
        let visitor = VisitorCard {
            id: VisitorId::trusted("visitor_nobody".to_owned()),
            visit: VisitId::trusted("visit_none".to_owned()),
            told: asked.told.clone(),
            page,
            place,
        };
        let wish = Wish {
            request: RequestId::trusted("req_try".to_owned()),
            conversation: ConversationId::trusted("conv_try".to_owned()),
            route: asked.route.clone(),
            visitor,
            at: now,
            rings: 0,
            tried: Vec::new(),
            stage: Stage::Reserving { until: now },
        };
        let ask = Ask { wish: &wish, route: &asked.route, tried: &[], why: Asked::Wanted };
        self.decide(now, &ask)
    }
}
