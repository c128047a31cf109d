//! What programs do in a conversation (APP-01 to APP-03).

use super::machine::Conversation;
use super::message::AppAct;
use super::outcome::{Outcome, Refusal};
use super::state::Phase;
use crate::dialogue::Position;
use crate::event::{AppName, Author, Event, HandedOver};
use crate::id::{ClientKey, RequestId};

impl Conversation {
    /// What a program does, while it may.
    pub(super) fn app(
        &self,
        app: AppName,
        key: ClientKey,
        act: AppAct,
    ) -> Result<Outcome, Refusal> {
        self.can_take_app()?;
        match act {
            AppAct::Say(text) => self.write(key, Author::App(app), &text),
            AppAct::HandOver(route) => Ok(self.hand_over(key, HandedOver { by: app, route })),
        }
    }

    /// Whether a program may write: the dialogue runs, and nobody asked for a person.
    pub const fn can_take_app(&self) -> Result<(), Refusal> {
        match &self.state.phase {
            Phase::Scripted => Ok(()),
            Phase::Waiting { .. } | Phase::Live { .. } => Err(Refusal::PersonAsked),
            Phase::Over(_) => Err(Refusal::Over),
        }
    }

    /// Whether the visitor can write although no agent is there: a program has written. What they
    /// write while they wait is there for the agent who accepts.
    pub(super) const fn can_answer_app(&self) -> bool {
        self.state.app_wrote && matches!(self.state.phase, Phase::Scripted | Phase::Waiting { .. })
    }

    fn hand_over(&self, key: ClientKey, handed_over: HandedOver) -> Outcome {
        let card = match &self.state.flow.position {
            Position::At(card) | Position::LiveChat(card) => card,
            Position::Before | Position::Done => &self.meta.stream.first,
        };
        let (route, card) = (handed_over.route.clone(), card.clone());
        let request = RequestId::derive(&self.meta.id, self.state.head.next());
        let handed_over = Some(handed_over);
        let requested = Event::Requested { request: request.clone(), card, handed_over };
        let mut outcome = self.caused(key, vec![requested]);
        self.request_chat(&mut outcome, request, &route);
        outcome
    }
}
