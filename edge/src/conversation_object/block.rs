//! Blocking a conversation's visitor: the chat ends, colleagues read why, and the site hears of it, all in
//! one turn.

use super::turn::Also;
use super::{Guest, Shell};
use crate::error::{Answer, Fault};
use crate::{body, clock};
use serde::{Deserialize, Serialize};
use shared::conversation::{Input, Written};
use shared::event::AgentFace;
use shared::id::ClientKey;
use shared::person::{Field, called};
use shared::protocol::{Blocked, MAX_REASON_CHARS, NewBlock, ServerFrame};
use std::rc::Rc;

/// Somebody blocks the visitor, or only wants to know who that is.
#[derive(Serialize, Deserialize)]
pub(crate) struct AsksBlock {
    /// Who.
    pub(crate) guest: Guest,
    /// Why; none: nobody is blocked by this.
    pub(crate) block: Option<NewBlock>,
}

/// Answers with what the site is told, or would be.
pub(super) fn block(shell: &Rc<Shell>, asks: AsksBlock) -> Answer {
    if !shell.exists()? {
        return Err(Fault::NotFound("conversation"));
    }
    let AsksBlock { guest, block } = asks;
    let Guest::Agent { face, .. } = &guest else { return Err(Fault::NotFound("conversation")) };
    let now = clock::now();
    let (blocked, note) = {
        let memory = shell.memory.borrow();
        let memory = memory.as_ref().filter(|memory| guest.may_listen(memory));
        let Some(memory) = memory else { return Err(Fault::NotFound("conversation")) };
        let (charter, state) = (&memory.conversation.charter, &memory.conversation.state);
        let mut told = charter.known.clone();
        told.extend(state.run.told.iter().map(|(field, value)| (field.clone(), value.clone())));
        let reason = block.as_ref().map(|block| block.reason.trim()).unwrap_or_default();
        let blocked = Blocked {
            visitor: charter.visitor.clone(),
            conversation: charter.id.clone(),
            name: called(&told),
            email: told.get(&Field::Email).map(|email| email.to_lowercase()),
            reason: reason.chars().take(MAX_REASON_CHARS).collect(),
            by: face.clone(),
            at: now,
        };
        let key = ClientKey::parse(format!("block-{}", now.0))?;
        let text = words(face, &blocked.reason);
        let place = (now, state.head);
        // Where there are too many notes already, it is blocked without one.
        let note = match memory.notes.write(place, key, face.clone(), &text) {
            Ok(Written::New(note)) => Some(note),
            Ok(Written::Old(_)) | Err(_) => None,
        };
        (blocked, note)
    };
    if block.is_some() {
        let also = Also::Block(&blocked, note.as_ref());
        // Blocking is never refused: what is over stays as it is.
        let _taken = shell.turn(now, vec![Input::Block], &also)?;
        if let Some(note) = note {
            if let Some(memory) = shell.memory.borrow_mut().as_mut() {
                memory.notes.keep(note.clone());
            }
            super::audience::tell_agents(&shell.state, &ServerFrame::Note(note));
        }
    }
    body::answer(&blocked)
}

fn words(face: &AgentFace, reason: &str) -> String {
    if reason.is_empty() {
        format!("{} blocked this visitor.", face.name)
    } else {
        format!("{} blocked this visitor: {reason}", face.name)
    }
}
