//! What programs do in a conversation.

use super::turn::TurnExtras;
use super::{Shell, audience};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::clock;
use serde::{Deserialize, Serialize};
use shared::conversation::{AppAct, Input};
use shared::event::AppName;
use shared::id::ClientKey;
use shared::protocol::{AppWrote, ServerFrame, Side};
use std::rc::Rc;

/// A request of a program, whose right was checked.
#[derive(Serialize, Deserialize)]
pub(crate) enum AppRequest {
    Act { app: String, key: ClientKey, act: AppAct },
    Typing(bool),
}

pub(super) fn handle(shell: &Rc<Shell>, request: AppRequest) -> Answer {
    if !shell.exists()? {
        return Err(ApiError::NotFound("conversation"));
    }
    match request {
        AppRequest::Act { app, key, act } => {
            let app = AppName::new(&app).ok_or_else(|| {
                let most = AppName::MAX_CHARS;
                ApiError::Invalid(format!("The app’s name must have 1 to {most} characters."))
            })?;
            let input = Input::App(app, key, act);
            let seq = shell.turn(clock::now(), vec![input], &TurnExtras::Nothing)??;
            body::answer(&AppWrote { seq: seq.unwrap_or_default() })
        }
        AppRequest::Typing(on) => {
            if let Some(memory) = shell.memory.borrow().as_ref() {
                memory.conversation.can_take_app()?;
                let frame = ServerFrame::Typing { by: Side::Agent, on };
                audience::send_to(&shell.object.state, memory, Side::Visitor, &frame);
            }
            body::done()
        }
    }
}
