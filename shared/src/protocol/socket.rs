//! Frames of a conversation's socket. Visitors and agents use the same types.

#[cfg(feature = "serde")]
use crate::conversation::{Draft, PrivateNote};
use crate::event::Logged;
use crate::id::{CardId, ClientKey, DialogueId, ResponseId, Seq, Version};
use crate::person::{Attributes, Field};
use crate::prelude::*;
use crate::stream::Stream;
use crate::time::Timestamp;
#[cfg(feature = "serde")]
use crate::{
    event::Page,
    people::{Device, Pages},
};

/// A frame from a visitor's or an agent's browser.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Encode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// Send all events after this sequence number, then new ones. The first frame of every
    /// connection.
    Resume {
        /// The last sequence number that the sender has; 0 for all.
        after: Seq,
    },
    /// The visitor chose a response of a question (visitor only).
    Answer { id: ClientKey, card: CardId, response: ResponseId },
    /// The visitor filled in fields, or skipped them with an empty value (visitor only).
    Capture { id: ClientKey, card: CardId, values: Attributes },
    /// The visitor corrects fields that they filled in or skipped before (visitor only).
    CorrectAnswer { id: ClientKey, card: CardId, values: Attributes },
    /// What the visitor filled in of the fallback's form, and their message (visitor only).
    LeaveMessage { id: ClientKey, values: Attributes, text: String },
    /// Send a message to the other side.
    Say { id: ClientKey, text: String },
    /// An agent answers after the end (agent only).
    #[cfg(feature = "serde")]
    FollowUp { id: ClientKey, text: String },
    /// The sender began or stopped typing. It is not stored.
    Typing { on: bool },
    /// The sender has seen everything up to this sequence number.
    Seen { seq: Seq },
    /// The page that the visitor is on (visitor only): after `resume`, and when it changes.
    /// `widget/panel/host.js` sends it; the wasm doesn't know it.
    #[cfg(feature = "serde")]
    Page { page: Page },
    /// The visitor stops waiting or ends the chat (visitor only).
    Leave { id: ClientKey },
    /// The agent ends the chat (agent only).
    End { id: ClientKey },
    /// A private note (agent only).
    #[cfg(feature = "serde")]
    Note { id: ClientKey, text: String },
    /// What an agent has typed and not sent; it replaces the stored draft (agent only).
    #[cfg(feature = "serde")]
    Draft { id: ClientKey, draft: Draft },
}

#[cfg(feature = "serde")]
impl ClientFrame {
    /// The client key of a frame that is acked or refused by it.
    pub const fn key(&self) -> Option<&ClientKey> {
        match self {
            Self::Answer { id, .. }
            | Self::Capture { id, .. }
            | Self::CorrectAnswer { id, .. }
            | Self::LeaveMessage { id, .. }
            | Self::Say { id, .. }
            | Self::FollowUp { id, .. }
            | Self::Leave { id }
            | Self::End { id }
            | Self::Note { id, .. }
            | Self::Draft { id, .. } => Some(id),
            Self::Resume { .. } | Self::Typing { .. } | Self::Seen { .. } | Self::Page { .. } => {
                None
            }
        }
    }
}

/// The other side of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Visitor,
    /// The agent of the chat.
    Agent,
}

/// A frame from the edge on a conversation's socket.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The answer to `resume`, with the conversation's metadata. The missing events follow, at
    /// most [`MAX_RESUMED_EVENTS`](crate::limit::MAX_RESUMED_EVENTS) of them.
    Welcome {
        /// The sequence number of the last event.
        head: Seq,
        /// The last event that this answer sends. If it is before `head`, the client sends `resume`
        /// again when it has it.
        through: Seq,
        /// The time at the edge, for countdowns.
        now: Timestamp,
        dialogue: DialogueId,
        version: Version,
        /// The published stream; only after `resume` from 0.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stream: Option<Stream>,
        /// The last sequence number that the visitor has seen.
        seen_by_visitor: Seq,
        /// The last sequence number that the agent has seen.
        seen_by_agent: Seq,
        /// Whether the other side is connected now.
        here: bool,
    },
    /// An event of the log.
    Event(Logged),
    /// A private note. It is sent to agents and never to visitors.
    #[cfg(feature = "serde")]
    #[codec(skip)]
    Note(PrivateNote),
    /// The agent's draft (agents only): after `resume`, and when it changes in another tab or on
    /// another device of theirs.
    #[cfg(feature = "serde")]
    #[codec(skip)]
    Draft(Draft),
    /// A frame was handled and stored; `seq` is the first event that it caused.
    Ack { id: ClientKey, seq: Seq },
    /// The other side began or stopped typing.
    Typing { by: Side, on: bool },
    /// The other side has seen everything up to this sequence number.
    Seen { by: Side, seq: Seq },
    /// The other side connected, or its last connection closed.
    Presence { side: Side, here: bool },
    /// The chat ends at that time unless somebody writes or types (visitors only).
    IdleWarning { ends_at: Timestamp },
    /// The visitor's pages (agents only): after `resume`, and when they change.
    #[cfg(feature = "serde")]
    #[codec(skip)]
    Visit {
        /// The pages; the last one is the current one.
        pages: Pages,
        /// Their browser and system.
        #[serde(default, skip_serializing_if = "Device::is_unknown")]
        device: Device,
    },
    /// The edge has refused a frame.
    Error {
        /// The frame's client key, if it could be read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<ClientKey>,
        /// Stable error code.
        code: String,
        /// What is wrong and what to do.
        message: String,
        /// Why a visitor's frame is refused (`RefusalReason`). It is a text, so that a client can
        /// read a reason of a later version.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// The field whose value is refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<Field>,
    },
}
