//! A manager assigns a running chat.

use super::{Shell, TurnExtras};
use crate::error::{Answer, ApiError};
use crate::http::body;
use serde::{Deserialize, Serialize};
use shared::desk::{DeskInput, DeskRefusal};
use shared::id::{AgentId, ConversationId};
use shared::problem::ProblemCode;
use shared::protocol::TransferTo;
use std::rc::Rc;

/// A chat, and who is to have it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Assignment {
    /// Who assigns it.
    pub(crate) by: AgentId,
    pub(crate) conversation: ConversationId,
    pub(crate) to: TransferTo,
}

pub(super) fn assign(shell: &Rc<Shell>, assignment: Assignment) -> Answer {
    shell.ready()?;
    let Assignment { by, conversation, to } = assignment;
    let input = DeskInput::Assign { by, conversation, to };
    match shell.turn(vec![input], TurnExtras::Nothing)? {
        Ok(()) => body::done(),
        Err(refusal) => {
            let code = match refusal {
                DeskRefusal::NotRunning => ProblemCode::NotLive,
                _ => ProblemCode::TargetUnavailable,
            };
            Err(ApiError::Refused { code, sentence: refusal.to_string() })
        }
    }
}
