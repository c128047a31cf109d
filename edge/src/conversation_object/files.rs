//! Files of a conversation: each a message, kept in one turn with its bytes.

use super::turn::Also;
use super::{Guest, Shell, files_store as store};
use crate::error::{Answer, Fault};
use crate::{body, bucket, clock, sockets};
use serde::{Deserialize, Serialize};
use shared::conversation::{AgentAct, Input, VisitorAct};
use shared::event::SharedFile;
use shared::id::{ClientKey, FileId, Seq};
use shared::protocol::Shared;
use std::rc::Rc;
use worker::Request;

/// Somebody sends a file. The body of the request is what of it is still to be kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct Shares {
    /// Who.
    pub(crate) guest: Guest,
    /// Their key.
    pub(crate) key: ClientKey,
    /// What it is called.
    pub(crate) name: String,
    /// What it is.
    pub(crate) file: SharedFile,
}

pub(super) async fn share(shell: &Rc<Shell>, request: &mut Request) -> Answer {
    let Shares { guest, key, name, file } = sockets::who(request)?;
    let bytes = request.bytes().await?;
    if !shell.exists()? {
        return Err(Fault::NotYours);
    }
    let listens = shell.memory.borrow().as_ref().is_some_and(|memory| guest.may_listen(memory));
    if !listens {
        return Err(Fault::NotYours);
    }
    let id = file.id.clone();
    let about =
        store::About { kind: file.kind.clone(), how: body::disposition(&name, file.is_image()) };
    let input = match guest {
        Guest::Visitor => Input::Visitor(key, VisitorAct::Share(name, file)),
        Guest::Agent { face, .. } => Input::Agent(face.id, key, AgentAct::Share(name, file)),
    };
    let also = if bytes.is_empty() { Also::Nothing } else { Also::File(&id, &about, &bytes) };
    match shell.turn(clock::now(), vec![input], &also)? {
        Ok(seq) => body::answer(&Shared { file: id, seq: seq.unwrap_or(Seq::default()) }),
        Err(refusal) => Err(Fault::Refused { code: refusal.code(), sentence: refusal.to_string() }),
    }
}

/// A file whose name somebody knows.
pub(super) fn file(shell: &Rc<Shell>, id: &FileId) -> Answer {
    if !shell.exists()? {
        return Err(Fault::NotFound("file"));
    }
    let found = store::find(&shell.state.storage().sql(), id)?;
    let (about, bytes) = found.ok_or(Fault::NotFound("file"))?;
    bucket::answer(&about.kind, &about.how, bytes)
}
