//! A dialogue that comes to a condition which asks what is so now: the conversation asks the desk, logs
//! the answer as it was given, and goes on (ROUTE-31).

use super::machine::Conversation;
use super::message::ConversationToDesk;
use super::outcome::{NewEvent, Outcome};
use super::state::Phase;
use crate::audience::{NowAttribute, NowFacts, NowQuestion};
use crate::dialogue::Checked;
use crate::event::Event;
use crate::id::CardId;
use crate::stream::{Card, ConditionCard, Route};
use crate::time::{Millis, Timestamp};

/// How long the dialogue waits for the desk's answer. After that nobody counts as available: whoever
/// goes on to a live chat would wait for the same desk.
pub(super) const CHECK_LIMIT: Millis = Millis::seconds(10);

impl Conversation {
    /// Asks the desk, if the events of this turn end at a condition that asks what is so now.
    pub(super) fn ask_desk(&self, outcome: &mut Outcome) {
        let Some(Event::Shown { card }) = outcome.events.last().map(|new| &new.event) else {
            return;
        };
        let Some(Card::Condition(condition)) = self.meta.stream.card(card) else { return };
        let visitor = self.visitor_after(&outcome.events);
        outcome.to_desk.push(ConversationToDesk::CheckAvailability {
            conversation: self.meta.id.clone(),
            card: condition.id.clone(),
            routes: routes(condition),
            visitor,
        });
    }

    /// Goes on with the desk's answer: the routes on which somebody can be offered a chat, and when the
    /// first of their agents is back.
    pub(super) fn checked(
        &self,
        now: Timestamp,
        card: CardId,
        available: &[Route],
        back_at: Option<Timestamp>,
    ) -> Outcome {
        let (flow, stream) = (&self.state.flow, &self.meta.stream);
        if !matches!(self.state.phase, Phase::Scripted) {
            return Outcome::default();
        }
        let Some(condition) = flow.asks_now(stream).filter(|condition| condition.id == card) else {
            return Outcome::default();
        };
        let answer = |question| match question {
            NowQuestion::Open => self.meta.limits.is_open(now),
            NowQuestion::Available(route) => available.contains(&route),
        };
        let asked = condition.asked_now().into_iter();
        let facts: NowFacts =
            asked.map(|asked| (asked.clone(), answer(asked.question()))).collect();
        let back_at = self.meta.limits.opens_at(now).max(back_at);
        let events = flow.check(stream, Checked { card, facts, back_at });
        let events = events.into_iter().map(|event| NewEvent { id: None, event }).collect();
        let mut outcome = Outcome { events, ..Outcome::default() };
        self.after_flow(&mut outcome);
        outcome
    }
}

/// The routes that a condition asks for, each once.
fn routes(condition: &ConditionCard) -> Vec<Route> {
    condition.asked_now().iter().filter_map(NowAttribute::route).collect()
}
