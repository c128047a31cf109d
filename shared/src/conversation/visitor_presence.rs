//! Whether a browser of the visitor is connected, and the chat request that waits for the first one.

use super::machine::Conversation;
use super::message::{ConversationToDesk, Presence};
use super::outcome::Outcome;
use super::state::Phase;
use crate::dialogue::Position;
use crate::event::HandedOver;
use crate::heartbeat::is_silent;
use crate::time::Timestamp;

impl Conversation {
    pub(super) fn present(&self, now: Timestamp, last_seen_at: Option<Timestamp>) -> Outcome {
        let visitor = match (last_seen_at, self.visitor) {
            (Some(at), _) if !is_silent(now, at) => Presence::Here,
            (_, gone @ (Presence::GoneSince(_) | Presence::Expected(_))) => gone,
            // The visitor's machine may have been asleep since the last ping of the silent socket.
            (Some(at), Presence::Here) => {
                Presence::GoneSince(self.last_seen_at.map_or(at, |seen| seen.max(at)).min(now))
            }
            (None, Presence::Here) => Presence::GoneSince(now),
        };
        let changed = (visitor != self.visitor).then_some(visitor);
        let arrived = matches!((self.visitor, visitor), (Presence::Expected(_), Presence::Here));
        let to_desk = arrived.then(|| self.held_request()).flatten().into_iter().collect();
        Outcome { visitor: changed, last_seen_at, to_desk, ..Outcome::default() }
    }

    /// The chat request that waited for the visitor's first connection.
    fn held_request(&self) -> Option<ConversationToDesk> {
        let (Phase::Waiting { request, .. }, Position::LiveChat(card)) =
            (&self.state.phase, &self.state.flow.position)
        else {
            return None;
        };
        let asked = self.state.handed_over.as_ref();
        let route = HandedOver::route(asked, &self.meta.stream, card)?;
        Some(self.chat_request(request.clone(), route, &[]))
    }
}
