//! What the visitor does with documents of the dialogue.

use super::Shell;
use super::turn::TurnExtras;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::clock;
use serde::{Deserialize, Serialize};
use shared::conversation::{Input, VisitorAct};
use shared::protocol::{DocumentUsed, NewDocumentUse};
use std::rc::Rc;

/// A report of the visitor.
#[derive(Serialize, Deserialize)]
pub(crate) struct DocumentRequest {
    pub(crate) new: NewDocumentUse,
}

pub(super) fn used(shell: &Rc<Shell>, DocumentRequest { new }: DocumentRequest) -> Answer {
    if !shell.exists()? {
        return Err(ApiError::NotYours);
    }
    let act = VisitorAct::UseDocument(new.card.clone(), new.used());
    let input = Input::Visitor(new.id, act);
    match shell.turn(clock::now(), vec![input], &TurnExtras::Nothing)? {
        Ok(seq) => body::answer(&DocumentUsed { seq }),
        Err(refusal) => Err(refusal.into()),
    }
}
