//! What a visitor replies by mail to an answer after the end (MAIL-09).

use super::machine::{Conversation, message_text};
use super::outcome::{NewEvent, Outcome, Refusal};
use super::state::Phase;
use crate::event::{Author, Event, Logged};
use crate::id::{ClientKey, RequestId, Seq};

impl ClientKey {
    /// How the keys of messages begin that came by mail. The rest is derived from the mail, so that it
    /// counts once however often it arrives.
    pub const OF_MAIL: &str = "mail_";
}

impl Logged {
    /// Whether this is a message that the visitor sent by mail.
    pub fn is_by_mail(&self) -> bool {
        matches!(self.event, Event::Said { by: Author::Visitor, .. })
            && self.id.as_ref().is_some_and(|key| key.as_str().starts_with(ClientKey::OF_MAIL))
    }
}

impl Conversation {
    /// The visitor replies by mail, in one or several messages. A follow-up that was over goes on: the
    /// address works as long as the link beside it.
    pub(super) fn mail(&self, key: ClientKey, texts: &[String]) -> Result<Outcome, Refusal> {
        if !self.state.followed_up {
            return Err(self.refusal_of_bystanders());
        }
        if !self.state.has_room() {
            return Err(Refusal::Full);
        }
        let mut events = self.reopened()?;
        let ack = Some(Seq(self.state.head.0 + events.len() as u64 + 1));
        for (number, text) in texts.iter().enumerate() {
            let text = message_text(text)?;
            let id = match number {
                0 => key.clone(),
                more => ClientKey::trusted(format!("{}_{more}", key.as_str())),
            };
            let event = Event::Said { by: Author::Visitor, text, file: None };
            events.push(NewEvent { id: Some(id), event });
        }
        Ok(Outcome { events, ack, ..Outcome::default() })
    }

    /// What makes a follow-up go on that was over: it is with the agent who answered last.
    fn reopened(&self) -> Result<Vec<NewEvent>, Refusal> {
        let agent = match (&self.state.phase, &self.state.agent) {
            (Phase::Live { .. }, _) => return Ok(Vec::new()),
            (Phase::Over(_), Some(agent)) if self.state.can_be_followed_up() => agent.clone(),
            _ => return Err(self.refusal_of_bystanders()),
        };
        let request = RequestId::derive(&self.meta.id, self.state.head.next());
        Ok(vec![NewEvent { id: None, event: Event::FollowedUp { request, agent } }])
    }
}
