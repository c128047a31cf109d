//! A manager ends a running chat.

use super::turn::TurnExtras;
use super::{Participant, Shell};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::clock;
use shared::conversation::Input;
use std::rc::Rc;

pub(super) fn end(shell: &Rc<Shell>, participant: &Participant) -> Answer {
    if !shell.exists()? {
        return Err(ApiError::NotFound("conversation"));
    }
    let may = shell.memory.borrow().as_ref().is_some_and(|memory| participant.may_listen(memory));
    if !may {
        return Err(ApiError::NotFound("conversation"));
    }
    match shell.turn(clock::now(), vec![Input::End], &TurnExtras::Nothing)? {
        Ok(_) => body::done(),
        Err(refusal) => Err(refusal.into()),
    }
}
