//! What visitors do with the documents of a dialogue (STREAM-25).

use super::machine::Conversation;
use super::outcome::{Outcome, Refusal};
use crate::dialogue;
use crate::event::{Event, string_enum};
use crate::id::{CardId, ClientKey};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// How many openings of one document are logged; who opens it more often is not counted again.
pub const MAX_OPENINGS: u32 = 10;
/// How many downloads of one document are logged.
pub const MAX_DOWNLOADS: u32 = 5;
/// The longest time that one reading counts.
pub const MAX_READING: Millis = Millis::minutes(4 * 60);

string_enum!(
    /// What a visitor did with a document.
    DocumentAct {
        Opened = "opened",
        Downloaded = "downloaded",
        Closed = "closed",
    }
);

/// The same, with how long it was in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentUse {
    Opened,
    Downloaded,
    Closed(Millis),
}

/// How often the document of a card was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct DocumentUses {
    pub(super) opened: u32,
    pub(super) downloaded: u32,
    pub(super) closed: u32,
}

impl Conversation {
    /// Logs what the visitor did with a document that they were offered. A dialogue that waits for it
    /// goes on. What is done too often changes nothing.
    pub(super) fn use_document(
        &self,
        key: ClientKey,
        card: &CardId,
        used: DocumentUse,
    ) -> Result<Outcome, Refusal> {
        let Some(counted) = self.state.documents.get(card).copied() else {
            return Err(dialogue::Refusal::NotThere(card.clone()).into());
        };
        let flow = &self.state.flow;
        let over = self.state.is_over();
        let event = match used {
            DocumentUse::Opened if !over && flow.waits_for_document(&self.meta.stream, card) => {
                return Ok(self.flow_outcome(key, flow.open_document(&self.meta.stream, card)));
            }
            DocumentUse::Opened if counted.opened < MAX_OPENINGS => {
                Event::DocumentOpened { card: card.clone() }
            }
            DocumentUse::Downloaded if counted.downloaded < MAX_DOWNLOADS => {
                Event::DocumentDownloaded { card: card.clone() }
            }
            DocumentUse::Closed(time) if counted.closed < counted.opened => {
                Event::DocumentClosed { card: card.clone(), ms: time.0.min(MAX_READING.0) }
            }
            _ => return Ok(Outcome::default()),
        };
        if !self.state.has_room() {
            return Ok(Outcome::default());
        }
        Ok(self.caused(key, vec![event]))
    }
}
