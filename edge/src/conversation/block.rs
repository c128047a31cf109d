//! Blocks a conversation's visitor: the chat ends, a private note says why, and the site is told,
//! all in one turn.

use super::turn::TurnExtras;
use super::{Participant, Shell};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::clock;
use serde::{Deserialize, Serialize};
use shared::conversation::{Input, Written};
use shared::event::AgentProfile;
use shared::id::ClientKey;
use shared::person::{Field, display_name};
use shared::plain_text::clean_text;
use shared::protocol::{Blocked, By, MAX_REASON_CHARS, NewBlock, ServerFrame};
use std::rc::Rc;

/// A request to block the visitor, or only to find out who that is.
#[derive(Serialize, Deserialize)]
pub(crate) struct BlockRequest {
    pub(crate) participant: Participant,
    /// The block, and who asks for it; `None` changes nothing.
    pub(crate) block: Option<(NewBlock, By)>,
}

/// Answers with the block that the site gets, or would get.
pub(super) fn block(shell: &Rc<Shell>, request: BlockRequest) -> Answer {
    if !shell.exists()? {
        return Err(ApiError::NotFound("conversation"));
    }
    let BlockRequest { participant, block } = request;
    let Participant::Agent { profile, .. } = &participant else {
        return Err(ApiError::NotFound("conversation"));
    };
    let now = clock::now();
    let (blocked, note) = {
        let memory = shell.memory.borrow();
        let memory = memory.as_ref().filter(|memory| participant.may_listen(memory));
        let Some(memory) = memory else { return Err(ApiError::NotFound("conversation")) };
        let (meta, state) = (&memory.conversation.meta, &memory.conversation.state);
        let mut attributes = meta.page_attributes.clone();
        attributes.extend(
            state.flow.attributes.iter().map(|(field, value)| (field.clone(), value.clone())),
        );
        let reason = block.as_ref().map(|(block, _)| block.reason.trim()).unwrap_or_default();
        let blocked = Blocked {
            visitor: meta.visitor.clone(),
            conversation: Some(meta.id.clone()),
            name: display_name(&attributes),
            email: attributes.get(&Field::Email).map(|email| email.to_lowercase()),
            email_fingerprint: None,
            reason: clean_text(reason).chars().take(MAX_REASON_CHARS).collect(),
            by: profile.clone(),
            key: block.as_ref().map(|(_, by)| by.clone()).filter(|by| matches!(by, By::Key { .. })),
            at: now,
        };
        let key = ClientKey::parse(format!("block-{}", now.0))?;
        let text = note_text(profile, &blocked.reason);
        let position = (now, state.head);
        // If the conversation has too many notes, the visitor is blocked without one.
        let note = match memory.notes.write(position, key, profile.clone(), &text) {
            Ok(Written::New(note)) => Some(note),
            Ok(Written::Old(_)) | Err(_) => None,
        };
        (blocked, note)
    };
    if block.is_some() {
        let extras = TurnExtras::Block(&blocked, note.as_ref());
        // Blocking is never refused; a conversation that has ended stays as it is.
        let _turned = shell.turn(now, vec![Input::Block], &extras)?;
        if let (Some(note), Some(memory)) = (note, shell.memory.borrow_mut().as_mut()) {
            memory.notes.push(note.clone());
            let frame = ServerFrame::Note(note);
            super::audience::broadcast(&shell.object.state, memory, &frame, None);
        }
    }
    body::answer(&blocked)
}

fn note_text(profile: &AgentProfile, reason: &str) -> String {
    if reason.is_empty() {
        format!("{} blocked this visitor.", profile.name)
    } else {
        format!("{} blocked this visitor: {reason}", profile.name)
    }
}
