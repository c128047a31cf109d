//! Somebody who is not in the chat ends it.

use super::machine::Conversation;
use super::outcome::{NewEvent, Outcome, Refusal};
use super::state::Phase;
use crate::event::{EndedBy, Event};

impl Conversation {
    /// Ends the conversation of a blocked visitor. The visitor is not told why: they see that the
    /// agent ended the chat.
    pub(super) fn block(&self) -> Outcome {
        let (event, request) = match &self.state.phase {
            Phase::Over(_) => return Outcome::default(),
            Phase::Scripted => (Event::Ended { by: EndedBy::Agent }, None),
            Phase::Waiting { request, .. } => {
                (Event::Withdrawn { request: request.clone() }, Some(request))
            }
            Phase::Live { request, .. } => (Event::Ended { by: EndedBy::Agent }, Some(request)),
        };
        Outcome {
            events: vec![NewEvent { id: None, event }],
            to_desk: request.and_then(|request| self.done_at_desk(request)).into_iter().collect(),
            ..Outcome::default()
        }
    }

    /// Ends a running chat, as its agent could.
    pub(super) fn end(&self) -> Result<Outcome, Refusal> {
        let Phase::Live { request, .. } = &self.state.phase else {
            return Err(self.refusal_of_bystanders());
        };
        let event = Event::Ended { by: EndedBy::Agent };
        Ok(Outcome {
            events: vec![NewEvent { id: None, event }],
            to_desk: self.done_at_desk(request).into_iter().collect(),
            ..Outcome::default()
        })
    }
}
