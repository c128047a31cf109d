//! An agent's answer after the end, and what follows it (INBOX-24).

use super::machine::{Conversation, message_text};
use super::message::{ConversationToDesk, FollowUpContent};
use super::outcome::{NewEvent, Outcome, Refusal};
use super::state::{Over, Phase, State};
use crate::event::{AgentProfile, Author, Event, FallbackReason};
use crate::id::{AgentId, ClientKey, RequestId, Seq};
use crate::time::{Millis, Timestamp};

/// How long after its last message a follow-up ends by itself.
pub const FOLLOW_UP_OPEN_FOR: Millis = Millis::minutes(14 * 24 * 60);

impl State {
    /// Whether an agent who may chat can answer: the conversation is over, and the visitor does not
    /// chat elsewhere instead; or it is followed up already.
    pub fn can_be_followed_up(&self) -> bool {
        match &self.phase {
            Phase::Over(Over::FellBack(reason, _)) => *reason != FallbackReason::OtherChat,
            Phase::Over(Over::Completed | Over::Withdrawn | Over::Ended(_)) => true,
            Phase::Live { .. } => self.is_follow_up(),
            Phase::Scripted | Phase::Waiting { .. } => false,
        }
    }

    /// Whether it is this agent who has followed up.
    fn is_followed_up_by(&self, agent: &AgentId) -> bool {
        self.is_follow_up() && self.agent.as_ref().is_some_and(|profile| profile.id == *agent)
    }
}

impl Conversation {
    /// The agent answers, with a text or a file. The table of rights says who may.
    pub(super) fn follow_up(
        &self,
        agent: AgentProfile,
        key: ClientKey,
        content: FollowUpContent,
    ) -> Result<Outcome, Refusal> {
        if !self.state.can_be_followed_up() {
            return Err(self.refusal_of_bystanders());
        }
        if !self.state.has_room() {
            return Err(Refusal::Full);
        }
        let first = self.state.head.next();
        let goes_on = self.state.is_followed_up_by(&agent.id);
        let (text, file) = match content {
            FollowUpContent::Text(text) => (message_text(&text)?, None),
            FollowUpContent::File(name, file) => {
                self.has_room_for_a_file()?;
                (name, Some(file))
            }
        };
        let said = Event::Said { by: Author::Agent(agent.id.clone()), text, file };
        let said = NewEvent { id: Some(key), event: said };
        if goes_on {
            return Ok(Outcome { events: vec![said], ack: Some(first), ..Outcome::default() });
        }
        let request = RequestId::derive(&self.meta.id, first);
        let followed_up = NewEvent { id: None, event: Event::FollowedUp { request, agent } };
        let ack = Some(Seq(first.0 + 1));
        Ok(Outcome { events: vec![followed_up, said], ack, ..Outcome::default() })
    }

    /// When the last answer after the end was written, if the visitor has not seen it.
    pub fn unread_answer(&self) -> Option<Timestamp> {
        let (seq, at) = self.state.last_answer?;
        (seq > self.seen_by_visitor).then_some(at)
    }

    /// Tells the desk that a chat request is done. It knows nothing of a follow-up.
    pub(super) fn done_at_desk(&self, request: &RequestId) -> Option<ConversationToDesk> {
        let request = request.clone();
        (!self.state.is_follow_up()).then_some(ConversationToDesk::Done { request })
    }

    /// Whether an agent is in a chat with the visitor, so that both should be there.
    pub(super) const fn expects_both(&self) -> bool {
        matches!(self.state.phase, Phase::Live { .. }) && !self.state.is_follow_up()
    }
}
