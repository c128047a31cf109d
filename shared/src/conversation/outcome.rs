//! What follows from an input, or why it can't be taken.

use super::MAX_MESSAGE_CHARS;
use super::message::{ConversationToDesk, Presence};
use crate::dialogue;
use crate::event::Event;
use crate::file::MAX_FILES;
use crate::id::{ClientKey, Seq};
use crate::problem::ProblemCode;
use crate::time::Timestamp;

/// What follows from an input.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// What is to be written to the log, in this order.
    pub events: Vec<NewEvent>,
    /// What the desk is to be told, kept in the same transaction.
    pub to_desk: Vec<ConversationToDesk>,
    /// What the sender's frame is acknowledged with; `None` where nobody waits for one.
    pub ack: Option<Seq>,
    /// Whether the visitor is there, where that has changed; kept beside the log.
    pub visitor: Option<Presence>,
    /// When their browser last gave a sign of life, where that was said. Only kept in memory.
    pub last_seen_at: Option<Timestamp>,
}

/// An event to be written, with the key of the frame that caused it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    pub id: Option<ClientKey>,
    pub event: Event,
}

/// Why an input can't be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It doesn't fit the place in the dialogue.
    #[error(transparent)]
    Dialogue(#[from] dialogue::Refusal),
    /// An e-mail address that isn't taken here.
    #[error("Addresses at {0} can’t be used here. Please give another one.")]
    Blocked(String),
    /// The conversation is over.
    #[error("This conversation has ended.")]
    Over,
    /// An agent is wanted already, or the stream asks something first.
    #[error("There is nothing to open here: answer the question that is shown.")]
    AlreadyOpen,
    /// Nobody is there to read it yet.
    #[error("Nobody has joined this conversation yet.")]
    NotLive,
    /// Another agent has this chat.
    #[error("This chat is not yours.")]
    NotYours,
    /// An empty message.
    #[error("The message is empty.")]
    Empty,
    /// A message that is too long.
    #[error(
        "The message has {actual} characters; at most {MAX_MESSAGE_CHARS} can be sent at once."
    )]
    TooLong {
        /// How many it has.
        actual: usize,
    },
    /// There are enough files in it.
    #[error("{MAX_FILES} files were sent in this conversation already; no more can be.")]
    TooManyFiles,
}

impl Refusal {
    /// Stable name of this kind of refusal, for the wire.
    pub const fn code(&self) -> &'static str {
        self.problem().as_str()
    }

    /// What kind of problem it is, where it answers a request.
    pub const fn problem(&self) -> ProblemCode {
        match self {
            Self::Dialogue(dialogue::Refusal::Value { .. }) | Self::Blocked(_) => {
                ProblemCode::InvalidValue
            }
            Self::Dialogue(_) | Self::AlreadyOpen => ProblemCode::NotThere,
            Self::Over => ProblemCode::Over,
            Self::NotLive => ProblemCode::NotLive,
            Self::NotYours => ProblemCode::NotYours,
            Self::Empty => ProblemCode::Empty,
            Self::TooLong { .. } => ProblemCode::TooLong,
            Self::TooManyFiles => ProblemCode::TooManyFiles,
        }
    }
}
