//! A manager assigns a running chat.

use super::{Shell, TurnExtras};
use crate::error::{Answer, ApiError};
use crate::http::body;
use serde::{Deserialize, Serialize};
use shared::desk::{DeskInput, DeskRefusal};
use shared::id::{AgentId, ConversationId};
use shared::messages::{ManagedAct, ManagedChat};
use shared::problem::ProblemCode;
use shared::protocol::{By, TransferTo};
use std::rc::Rc;

/// A chat, and who is to have it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Assignment {
    /// Who assigns it; for an API key, who created that.
    pub(crate) manager: AgentId,
    pub(crate) by: By,
    pub(crate) conversation: ConversationId,
    pub(crate) to: TransferTo,
}

pub(super) fn assign(shell: &Rc<Shell>, assignment: Assignment) -> Answer {
    shell.ready()?;
    let Assignment { manager, by, conversation, to } = assignment;
    let act = match &to {
        TransferTo::Agent(agent) if *agent == manager => ManagedAct::TakenOver,
        to => ManagedAct::Assigned(to.clone()),
    };
    let managed = ManagedChat { by, conversation: conversation.clone(), act };
    let input = DeskInput::Assign { by: manager, conversation, to };
    match shell.turn(vec![input], TurnExtras::Managed(&managed))? {
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
