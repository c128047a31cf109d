//! What follows from an input, or why it is refused.

use super::MAX_MESSAGE_CHARS;
use super::message::{ConversationToDesk, Presence};
use super::rating::MAX_COMMENT_CHARS;
use crate::dialogue;
use crate::event::Event;
use crate::file::MAX_FILES;
use crate::id::{ClientKey, Seq};
use crate::person::Field;
use crate::problem::ProblemCode;
use crate::time::Timestamp;

/// What follows from an input. The shell writes it all in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Events to append to the log, in this order.
    pub events: Vec<NewEvent>,
    /// Messages for the desk's outbox.
    pub to_desk: Vec<ConversationToDesk>,
    /// The sequence number for the ack to the sender; `None` if nobody waits for one.
    pub ack: Option<Seq>,
    /// The visitor's presence, if it has changed. It is stored beside the log.
    pub visitor: Option<Presence>,
    /// The visitor's last ping, if the input carried it. It is only held in memory.
    pub last_seen_at: Option<Timestamp>,
    /// When somebody typed, if that must be stored. It is stored beside the log.
    pub typed_at: Option<Timestamp>,
    /// When the chat ends by silence, if the visitor is to be asked whether they are still there.
    pub idle_warning: Option<Timestamp>,
    /// Up to which event the answers are mailed now. It is stored beside the log.
    pub answer_mailed: Option<Seq>,
}

/// An event to append, with the key of the frame that caused it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    pub id: Option<ClientKey>,
    pub event: Event,
}

/// Why an input is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The response doesn't fit the visitor's position in the dialogue.
    #[error(transparent)]
    Dialogue(#[from] dialogue::Refusal),
    /// The e-mail address is at a domain that the site doesn't accept.
    #[error("E-mail addresses at {0} can’t be used here. Please give another one.")]
    Blocked(String),
    /// The conversation has ended.
    #[error("This conversation has ended.")]
    Over,
    /// A chat was requested already, or the stream has a question first.
    #[error("A chat can’t be started here. Answer the question that is shown.")]
    AlreadyOpen,
    /// A program acts where a person was asked for.
    #[error("A person was asked for in this conversation, so programs write no more in it.")]
    PersonAsked,
    /// No agent is connected.
    #[error("Nobody has joined this conversation yet.")]
    NotLive,
    /// The chat belongs to another agent.
    #[error("This chat belongs to another agent.")]
    NotYours,
    /// The visitor is not offered the fallback's form, or has left a message already.
    #[error("No message can be left here.")]
    NoForm,
    /// The fallback's form has no such field.
    #[error("The form does not ask for {}.", .0.as_str())]
    NotAsked(Field),
    /// No agent was in the chat, it goes on or ended too long ago, the site asks for no rating, or it
    /// was changed too often.
    #[error("This chat can’t be rated.")]
    NotRatable,
    #[error("The comment has {actual} characters; at most {MAX_COMMENT_CHARS} can be sent.")]
    CommentTooLong {
        /// Its length in characters.
        actual: usize,
    },
    #[error("The message is empty.")]
    Empty,
    #[error(
        "The message has {actual} characters; at most {MAX_MESSAGE_CHARS} can be sent at once."
    )]
    TooLong {
        /// Its length in characters.
        actual: usize,
    },
    /// The conversation already has [`MAX_FILES`] files.
    #[error(
        "This conversation already has {MAX_FILES} files, which is the limit. Send a link instead."
    )]
    TooManyFiles,
    /// The log has no room for another message.
    #[error("This chat is full. End it and start a new one to go on.")]
    Full,
}

impl Refusal {
    /// The stable code of this refusal on the wire.
    pub const fn code(&self) -> &'static str {
        self.problem().as_str()
    }

    /// The problem that answers an HTTP request that is refused.
    pub const fn problem(&self) -> ProblemCode {
        match self {
            Self::Dialogue(dialogue::Refusal::Value { .. }) | Self::Blocked(_) => {
                ProblemCode::InvalidValue
            }
            Self::Dialogue(_) | Self::AlreadyOpen | Self::NoForm | Self::NotAsked(_) => {
                ProblemCode::NotThere
            }
            Self::Over => ProblemCode::Over,
            Self::PersonAsked => ProblemCode::PersonAsked,
            Self::NotLive => ProblemCode::NotLive,
            Self::NotYours => ProblemCode::NotYours,
            Self::Empty => ProblemCode::Empty,
            Self::NotRatable => ProblemCode::NotRatable,
            Self::TooLong { .. } | Self::CommentTooLong { .. } => ProblemCode::TooLong,
            Self::TooManyFiles => ProblemCode::TooManyFiles,
            Self::Full => ProblemCode::Full,
        }
    }
}
