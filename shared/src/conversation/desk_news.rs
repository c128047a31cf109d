//! What the desk's messages cause in a conversation.

use super::machine::Conversation;
use super::message::{ConversationToDesk, DeskToConversation};
use super::outcome::{NewEvent, Outcome};
use super::state::{OpenOffer, Phase};
use crate::event::{AgentProfile, Event};
use crate::id::RequestId;
use crate::time::Timestamp;

impl Conversation {
    /// Handles a message from the desk. Messages about a chat request that this conversation no
    /// longer has are ignored: whatever ended it has sent `Done` to the desk already.
    pub(super) fn desk(&self, now: Timestamp, news: DeskToConversation) -> Outcome {
        if let DeskToConversation::AvailabilityChecked { card, available, back_at } = news {
            return self.checked(now, card, &available, back_at);
        }
        let mut to_desk = Vec::new();
        let event = match &self.state.phase {
            Phase::Waiting { request, open_offer, .. } => {
                let event = self.request_event(now, news, request, open_offer.as_ref());
                if let Some(Event::Connected { request, .. }) = &event {
                    to_desk.push(ConversationToDesk::Joined { request: request.clone() });
                }
                event
            }
            Phase::Live { request, agent, alone, .. } => match news {
                // Its agent is lost, and nobody takes the chat over.
                DeskToConversation::FellBack { request: of, reason, back_at } => {
                    (of == *request).then(|| self.fell_back(now, of, reason, back_at))
                }
                news => chat_event(news, request, agent, *alone),
            },
            Phase::Scripted | Phase::Over(_) => None,
        };
        let events = event.into_iter().map(|event| NewEvent { id: None, event }).collect();
        Outcome { events, to_desk, ..Outcome::default() }
    }

    /// The event that a desk message causes while the visitor waits.
    fn request_event(
        &self,
        now: Timestamp,
        news: DeskToConversation,
        ours: &RequestId,
        open_offer: Option<&OpenOffer>,
    ) -> Option<Event> {
        match news {
            DeskToConversation::Queued { request, place, until } if request == *ours => {
                Some(Event::Queued { place, until })
            }
            DeskToConversation::Offered { request, offer, agent, until } if request == *ours => {
                Some(Event::Offered { request, offer, agent, until })
            }
            DeskToConversation::OfferClosed { request, offer, agent, reason }
                if request == *ours
                    && open_offer.is_some_and(|open_offer| open_offer.offer == offer) =>
            {
                Some(Event::OfferClosed { request, offer, agent, reason })
            }
            DeskToConversation::Connected { request, agent } if request == *ours => {
                Some(Event::Connected { request, agent })
            }
            DeskToConversation::FellBack { request, reason, back_at } if request == *ours => {
                Some(self.fell_back(now, request, reason, back_at))
            }
            _ => None,
        }
    }
}

/// The event that a desk message causes during a chat.
fn chat_event(
    news: DeskToConversation,
    ours: &RequestId,
    with: &AgentProfile,
    alone: bool,
) -> Option<Event> {
    match news {
        // Another agent has taken the chat over, or the agent who was gone is back.
        DeskToConversation::Connected { request, agent }
            if request == *ours && (alone || agent.id != with.id) =>
        {
            Some(Event::Connected { request, agent })
        }
        DeskToConversation::AgentGone { request, agent }
            if request == *ours && agent == with.id && !alone =>
        {
            Some(Event::AgentGone { agent })
        }
        _ => None,
    }
}
