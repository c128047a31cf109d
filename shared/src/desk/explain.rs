//! Dry runs of the routing: which agent would get a chat request. For admins who set routing up, and for
//! conditions of dialogues.

use super::chat_request::{ChatRequest, Stage};
use super::machine::Desk;
use super::routing::Decision;
use crate::conversation::{DeskToConversation, VisitorCard};
use crate::event::{Location, Page};
use crate::id::{CardId, ConversationId, RequestId, VisitId, VisitorId};
use crate::protocol::TryRouting;
use crate::stream::Route;
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
        self.decide(now, &tried_request(now, query.route.clone(), visitor).query())
    }

    /// The answer for a condition of a dialogue that asks whether somebody is available on these routes
    /// (ROUTE-31). An agent is looked for exactly as for a chat request, and nothing changes: who is
    /// available now may be busy when the visitor asks for a person.
    pub(super) fn check_availability(
        &self,
        now: Timestamp,
        card: CardId,
        routes: Vec<Route>,
        visitor: &VisitorCard,
    ) -> DeskToConversation {
        let (mut available, mut back_at) = (Vec::new(), None);
        for route in routes {
            let chat_request = tried_request(now, route.clone(), visitor.clone());
            if self.finds_agent(now, &chat_request.query()) {
                available.push(route);
            } else {
                let returns_at = self.back_at(&chat_request.query());
                back_at = back_at.into_iter().chain(returns_at).min();
            }
        }
        DeskToConversation::AvailabilityChecked { card, available, back_at }
    }
}

/// A chat request that exists only to look for an agent.
fn tried_request(now: Timestamp, route: Route, visitor: VisitorCard) -> ChatRequest {
    ChatRequest::new(
        RequestId::trusted("req_try".to_owned()),
        ConversationId::trusted("conv_try".to_owned()),
        route,
        visitor,
        now,
        Stage::Reserving { until: now },
    )
}
