//! A manager ends a running chat.

use super::memory::Memory;
use super::turn::TurnExtras;
use super::{Participant, Shell};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::clock;
use serde::{Deserialize, Serialize};
use shared::conversation::Input;
use shared::messages::{ManagedAct, ManagedChat};
use shared::protocol::By;
use std::rc::Rc;

/// Who ends the chat.
#[derive(Serialize, Deserialize)]
pub(crate) struct EndRequest {
    pub(crate) participant: Participant,
    pub(crate) by: By,
}

pub(super) fn end(shell: &Rc<Shell>, request: EndRequest) -> Answer {
    let EndRequest { participant, by } = request;
    if !shell.exists()? {
        return Err(ApiError::NotFound("conversation"));
    }
    let id = |memory: &Memory| memory.conversation.meta.id.clone();
    let conversation = {
        let memory = shell.memory.borrow();
        memory.as_ref().filter(|memory| participant.may_listen(memory)).map(id)
    };
    let conversation = conversation.ok_or(ApiError::NotFound("conversation"))?;
    let managed = ManagedChat { by, conversation, act: ManagedAct::Ended };
    match shell.turn(clock::now(), vec![Input::End], &TurnExtras::Managed(&managed))? {
        Ok(_) => body::done(),
        Err(refusal) => Err(refusal.into()),
    }
}
