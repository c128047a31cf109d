//! Dry run of the routing: which agent would get a chat request. For admins who set routing up.

use super::chat_request::{ChatRequest, Stage};
use super::machine::Desk;
use super::routing::{Decision, RoutingQuery, RoutingReason};
use crate::conversation::VisitorCard;
use crate::event::{Location, Page};
use crate::id::{ConversationId, RequestId, VisitId, VisitorId};
use crate::protocol::TryRouting;
use crate::time::Timestamp;

impl Desk {
    /// Decides as for a chat request with this visitor. No chat is offered, and no agent's turn
    /// changes.
    pub fn explain(&self, now: Timestamp, query: &TryRouting) -> Decision {
        let page = Page {
            url: query.page_url.clone(),
            referrer: query.referrer.clone(),
            ..Page::default()
        };
        let location = Location {
            country: query.country.clone(),
            region: query.region.clone(),
            city: query.city.clone(),
        };
        let visitor = VisitorCard {
            id: VisitorId::trusted("visitor_nobody".to_owned()),
            visit: VisitId::trusted("visit_none".to_owned()),
            attributes: query.attributes.clone(),
            page,
            location,
        };
        let chat_request = ChatRequest {
            request: RequestId::trusted("req_try".to_owned()),
            conversation: ConversationId::trusted("conv_try".to_owned()),
            route: query.route.clone(),
            visitor,
            at: now,
            offer_count: 0,
            tried: Vec::new(),
            unheard: 0,
            widened: false,
            stage: Stage::Reserving { until: now },
        };
        let query = RoutingQuery {
            chat_request: &chat_request,
            route: &query.route,
            tried: &[],
            reason: RoutingReason::Requested,
        };
        self.decide(now, &query)
    }
}
