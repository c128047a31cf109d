//! Files of a conversation. Each is a message that is written in one turn with its bytes.

use super::turn::TurnExtras;
use super::{Participant, Shell, files_store as store};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::{bucket, clock, sockets};
use serde::{Deserialize, Serialize};
use shared::conversation::{AgentAct, FollowUpContent, Input, VisitorAct};
use shared::event::SharedFile;
use shared::id::{ClientKey, FileId, Seq};
use shared::protocol::Shared;
use shared::rights::ClientFrameKind;
use std::rc::Rc;
use worker::Request;

/// A request to send a file. The body has the bytes that still have to be stored.
#[derive(Serialize, Deserialize)]
pub(crate) struct Shares {
    pub(crate) participant: Participant,
    pub(crate) key: ClientKey,
    /// Whether it is an agent's answer after the end.
    pub(crate) follows_up: bool,
    /// The file's name.
    pub(crate) name: String,
    pub(crate) file: SharedFile,
}

pub(super) async fn share(shell: &Rc<Shell>, request: &mut Request) -> Answer {
    let Shares { participant, key, follows_up, name, file } = sockets::read_identity(request)?;
    let bytes = request.bytes().await?;
    if !shell.exists()? {
        return Err(ApiError::NotYours);
    }
    let may_send = shell.memory.borrow().as_ref().is_some_and(|memory| {
        let holder = participant.holder(memory);
        if follows_up {
            holder.may_send(ClientFrameKind::FollowUp)
        } else {
            holder.holds_socket() // the machine decides the rest
        }
    });
    if !may_send {
        return Err(ApiError::NotYours);
    }
    let id = file.id.clone();
    let about = store::About {
        kind: file.kind.clone(),
        disposition: body::disposition(&name, file.is_image()),
    };
    let input = match participant {
        Participant::Visitor => Input::Visitor(key, VisitorAct::Share(name, file)),
        Participant::Agent { profile, .. } if follows_up => {
            Input::FollowUp(profile, key, FollowUpContent::File(name, file))
        }
        Participant::Agent { profile, .. } => {
            Input::Agent(profile.id, key, AgentAct::Share(name, file))
        }
    };
    let extras =
        if bytes.is_empty() { TurnExtras::Nothing } else { TurnExtras::File(&id, &about, &bytes) };
    match shell.turn(clock::now(), vec![input], &extras)? {
        Ok(seq) => body::answer(&Shared { file: id, seq: seq.unwrap_or(Seq::default()) }),
        Err(refusal) => Err(refusal.into()),
    }
}

/// Delivers a file to anyone who knows its id.
pub(super) fn file(shell: &Rc<Shell>, id: &FileId) -> Answer {
    if !shell.exists()? {
        return Err(ApiError::NotFound("file"));
    }
    let found = store::find(&shell.object.state.storage().sql(), id)?;
    let (about, bytes) = found.ok_or(ApiError::NotFound("file"))?;
    bucket::answer(id, &about.kind, &about.disposition, bytes)
}
