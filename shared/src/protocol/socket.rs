//! Frames of a conversation's socket: the visitor's and, with the same words, the agent's.

#[cfg(feature = "serde")]
use crate::conversation::{Draft, PrivateNote};
use crate::event::Logged;
use crate::id::{CardId, ClientKey, DialogueId, ResponseId, Seq, Version};
use crate::person::Attributes;
use crate::prelude::*;
use crate::stream::Stream;
use crate::time::Timestamp;
#[cfg(feature = "serde")]
use crate::{
    event::Page,
    people::{Device, Pages},
};

/// What a visitor's or an agent's browser sends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "type", rename_all = "snake_case"))]
pub enum ClientFrame {
    /// Send everything after this place, then what happens. The first frame of every connection.
    Resume {
        /// The last place the sender has; 0 for all.
        after: Seq,
    },
    /// A response of a question was chosen (visitor only).
    Answer { id: ClientKey, card: CardId, response: ResponseId },
    /// Fields were filled in, or skipped: an empty value (visitor only).
    Capture {
        id: ClientKey,
        card: CardId,
        /// The values by field.
        values: Attributes,
    },
    /// Somebody wrote.
    Say { id: ClientKey, text: String },
    /// Somebody began or stopped typing. Not kept.
    Typing {
        /// Begins, or stops.
        on: bool,
    },
    /// The sender has seen everything up to here.
    Seen {
        /// The last place seen.
        seq: Seq,
    },
    /// The visitor is on that page now (visitor only): after `resume`, and when it changes. The
    /// panel's script tells it, the widget itself knows nothing of it.
    #[cfg(feature = "serde")]
    Page { page: Page },
    /// The visitor gives up waiting or ends the chat (visitor only).
    Leave { id: ClientKey },
    /// The agent ends the chat (agent only).
    End { id: ClientKey },
    /// A note for colleagues (agent only).
    #[cfg(feature = "serde")]
    Note { id: ClientKey, text: String },
    /// What an agent has typed and not sent; it takes the place of what was kept before (agent only).
    #[cfg(feature = "serde")]
    Draft {
        id: ClientKey,
        /// As it stands now.
        draft: Draft,
    },
}

/// Who is at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Side {
    /// The visitor.
    Visitor,
    /// The agent of the chat.
    Agent,
}

/// What the edge sends on a conversation's socket.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "type", rename_all = "snake_case"))]
pub enum ServerFrame {
    /// The answer to `resume`: what this conversation is. The missing events follow it.
    Welcome {
        /// The place of the last event.
        head: Seq,
        /// What time it is at the edge; countdowns go by it.
        now: Timestamp,
        dialogue: DialogueId,
        version: Version,
        /// The publication itself; only after `resume` from 0.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        stream: Option<Stream>,
        /// How far the visitor has seen.
        seen_by_visitor: Seq,
        /// How far the agent has seen.
        seen_by_agent: Seq,
        /// Whether the other end is connected now.
        here: bool,
    },
    /// Something happened.
    Event(Logged),
    /// Somebody wrote a note for colleagues. Only agents hear of it: no visitor, ever.
    #[cfg(feature = "serde")]
    Note(PrivateNote),
    /// What the agent who hears this has typed and not sent: after `resume`, and when it changes on
    /// another of their tabs or devices.
    #[cfg(feature = "serde")]
    Draft(Draft),
    /// That frame was taken and kept; `seq` is the place of what it did.
    Ack { id: ClientKey, seq: Seq },
    /// The other end types, or stopped.
    Typing {
        by: Side,
        /// Begins, or stops.
        on: bool,
    },
    /// The other end has seen everything up to here.
    Seen {
        by: Side,
        /// The last place seen.
        seq: Seq,
    },
    /// The other end connected, or all its connections are gone.
    Presence {
        side: Side,
        /// Connected, or gone.
        here: bool,
    },
    /// Where the visitor has been and is now (agents only): after `resume`, and when it changes.
    #[cfg(feature = "serde")]
    Visit {
        /// The pages, the last of which is the current one.
        pages: Pages,
        /// What they sit at.
        #[serde(default, skip_serializing_if = "Device::is_unknown")]
        device: Device,
    },
    /// A frame was not taken.
    Error {
        /// The sender's key, where the frame had one that could be read.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        id: Option<ClientKey>,
        /// Stable name of what is wrong.
        code: String,
        /// What is wrong and what to do.
        message: String,
    },
}
