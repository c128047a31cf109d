//! Private notes, which agents write beside a conversation. A note is never an event, because the
//! visitor reads the log: not even an empty entry may show that there is a note.

use super::MAX_MESSAGE_CHARS;
use crate::event::AgentProfile;
use crate::id::{AgentId, ClientKey, Seq};
use crate::plain_text::clean_text;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most notes that a conversation can have.
pub const MAX_NOTES: usize = 200;

/// A private note, as agents see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PrivateNote {
    /// Its number in the conversation, from 1.
    pub number: u64,
    /// When it was written.
    pub at: Timestamp,
    /// The last event in the log when it was written. The thread shows the note after it.
    pub after: Seq,
    /// The client key of the frame that wrote it.
    pub id: ClientKey,
    /// Its author, with the name they had at that time.
    pub by: AgentProfile,
    pub text: String,
}

/// Why a note is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteRefusal {
    #[error("The note is empty.")]
    Empty,
    /// The note has more than [`MAX_MESSAGE_CHARS`] characters.
    #[error("The note has {actual} characters; at most {MAX_MESSAGE_CHARS} are allowed.")]
    TooLong {
        /// Its length in characters.
        actual: usize,
    },
    /// The conversation already has [`MAX_NOTES`] notes.
    #[error("This conversation already has {MAX_NOTES} notes, which is the limit.")]
    TooMany,
}

impl NoteRefusal {
    /// The stable code of this refusal on the wire.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too_long",
            Self::TooMany => "too_many",
        }
    }
}

/// The result of writing a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// A new note: store it and send it to the agents who read along.
    New(PrivateNote),
    /// The same frame was handled before; this is the sequence number that its note follows.
    Old(Seq),
}

/// The notes of a conversation, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes(Vec<PrivateNote>);

impl Notes {
    /// Rebuilds the list from storage.
    pub const fn restore(notes: Vec<PrivateNote>) -> Self {
        Self(notes)
    }

    pub fn all(&self) -> &[PrivateNote] {
        &self.0
    }

    /// Decides on a note; changes nothing. The shell has checked that the agent may read the
    /// conversation. A note can also be written after the conversation has ended.
    ///
    /// # Errors
    /// If the note is empty or too long, or the conversation has [`MAX_NOTES`] notes.
    pub fn write(
        &self,
        (at, after): (Timestamp, Seq),
        id: ClientKey,
        by: AgentProfile,
        text: &str,
    ) -> Result<Written, NoteRefusal> {
        if let Some(old) = self.applied(&by.id, &id) {
            return Ok(Written::Old(old.after));
        }
        let text = clean_text(text);
        let text = text.trim();
        let actual = text.chars().count();
        if actual == 0 {
            return Err(NoteRefusal::Empty);
        }
        if actual > MAX_MESSAGE_CHARS {
            return Err(NoteRefusal::TooLong { actual });
        }
        if self.0.len() >= MAX_NOTES {
            return Err(NoteRefusal::TooMany);
        }
        let number = self.0.last().map_or(1, |last| last.number + 1);
        Ok(Written::New(PrivateNote { number, at, after, id, by, text: text.to_owned() }))
    }

    /// Adds a note that has been stored.
    pub fn push(&mut self, note: PrivateNote) {
        self.0.push(note);
    }

    fn applied(&self, by: &AgentId, id: &ClientKey) -> Option<&PrivateNote> {
        self.0.iter().find(|note| note.by.id == *by && note.id == *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> ClientKey {
        ClientKey::parse(text).unwrap()
    }

    fn profile(name: &str) -> AgentProfile {
        let id = AgentId::parse(format!("agent_{name}")).unwrap();
        AgentProfile { id, name: name.to_owned(), picture: None }
    }

    fn write(notes: &mut Notes, id: &str, by: &str, text: &str) -> Result<Written, NoteRefusal> {
        let written = notes.write((Timestamp(7), Seq(3)), key(id), profile(by), text)?;
        if let Written::New(note) = &written {
            notes.push(note.clone());
        }
        Ok(written)
    }

    #[test]
    fn notes_are_numbered_and_know_which_event_they_follow() {
        let mut notes = Notes::default();
        write(&mut notes, "a", "grace", " wants an invoice ").unwrap();
        write(&mut notes, "b", "grace", "sent").unwrap();
        let texts: Vec<_> =
            notes.all().iter().map(|note| (note.number, note.text.as_str())).collect();
        assert_eq!(texts, [(1, "wants an invoice"), (2, "sent")]);
        assert!(notes.all().iter().all(|note| note.after == Seq(3)));
    }

    #[test]
    fn a_note_sent_twice_counts_once_for_each_sender() {
        let mut notes = Notes::default();
        write(&mut notes, "a", "grace", "one").unwrap();
        assert_eq!(write(&mut notes, "a", "grace", "one"), Ok(Written::Old(Seq(3))));
        assert!(matches!(write(&mut notes, "a", "linus", "two"), Ok(Written::New(_))));
        assert_eq!(notes.all().len(), 2);
    }

    #[test]
    fn an_empty_or_too_long_note_is_refused_with_a_sentence() {
        let mut notes = Notes::default();
        assert_eq!(write(&mut notes, "a", "grace", " \n"), Err(NoteRefusal::Empty));
        let long = "x".repeat(MAX_MESSAGE_CHARS + 1);
        let actual = MAX_MESSAGE_CHARS + 1;
        assert_eq!(write(&mut notes, "a", "grace", &long), Err(NoteRefusal::TooLong { actual }));
        for number in 0..MAX_NOTES {
            write(&mut notes, &format!("k{number}"), "grace", "x").unwrap();
        }
        assert_eq!(write(&mut notes, "z", "grace", "x"), Err(NoteRefusal::TooMany));
        assert!(matches!(write(&mut notes, "k0", "grace", "x"), Ok(Written::Old(_))));
    }
}
