//! The last words of a conversation, as lists show them (INBOX-29).

use crate::event::{Author, Event, Logged};
use crate::plain_text::beginning;
use crate::stream::{Card, Stream};
use serde::{Deserialize, Serialize};

/// How many characters of somebody's last words a list has.
pub const MAX_LAST_WORDS: usize = 200;

/// The last that somebody said or sent in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LastWords {
    pub by: Author,
    /// The beginning, in one line of at most 200 characters; or the name of the file.
    pub text: String,
    /// Whether they sent a file.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub file: bool,
}

impl LastWords {
    fn new(by: Author, text: &str, file: bool) -> Self {
        Self { by, text: beginning(text, MAX_LAST_WORDS), file }
    }

    /// What an event adds to a conversation, if it says something. A response that the visitor chose is
    /// something they say.
    fn from_event(stream: &Stream, event: &Event) -> Option<Self> {
        match event {
            Event::Answered { card, response } => {
                let Some(Card::Question(question)) = stream.card(card) else { return None };
                let chosen = question.responses.iter().find(|one| one.id == *response)?;
                Some(Self::new(Author::Visitor, &chosen.label, false))
            }
            Event::Said { by, text, file } => Some(Self::new(by.clone(), text, file.is_some())),
            Event::MessageLeft { text, .. } => Some(Self::new(Author::Visitor, text, false)),
            _ => None,
        }
    }
}

/// Folds a log to its [`LastWords`].
#[derive(Debug, Clone, Default)]
pub struct LastWordsFold(Option<LastWords>);

impl LastWordsFold {
    /// Folds the next event in.
    pub fn note(&mut self, stream: &Stream, logged: &Logged) {
        if let Some(words) = LastWords::from_event(stream, &logged.event) {
            self.0 = Some(words);
        }
    }

    /// The last words; `None` if nobody has said anything.
    pub const fn words(&self) -> Option<&LastWords> {
        self.0.as_ref()
    }
}
