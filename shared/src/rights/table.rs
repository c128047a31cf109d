//! The table: who may hold which socket, and send and hear which frames on it.

use super::kinds::{
    AgentEventKind as FromDesk, AgentFrameKind as ToDesk, ClientFrameKind as To,
    ServerFrameKind as From,
};
use crate::client::CloseCode;

macro_rules! table {
    ($(#[doc = $outer:literal])+ $table:ident: $sends:ident, $hears:ident;
     $($(#[doc = $doc:literal])+ $name:ident $text:literal: $to:expr, $from:expr;)+) => {
        $(#[doc = $outer])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $table {
            $($(#[doc = $doc])+ $name,)+
        }

        impl $table {
            /// All rows of the table, in the order of the page.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The frames they may send.
            pub const fn sends(self) -> &'static [$sends] {
                match self { $(Self::$name => $to,)+ }
            }

            /// The frames they hear.
            pub const fn hears(self) -> &'static [$hears] {
                match self { $(Self::$name => $from,)+ }
            }

            /// Who that is, in words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The description for the page.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii(),)+ }
            }

            /// Whether they may hold the socket.
            pub const fn holds_socket(self) -> bool {
                !self.hears().is_empty()
            }

            /// Whether they may send a frame of this kind.
            pub fn may_send(self, kind: $sends) -> bool {
                self.sends().contains(&kind)
            }

            /// Whether a frame of this kind is sent to them.
            pub fn may_hear(self, kind: $hears) -> bool {
                self.hears().contains(&kind)
            }
        }
    };
}

/// What an agent may send who only reads along.
const READING: &[To] = &[To::Resume, To::Note, To::Draft];
/// What an agent may send who reads along, and may answer once the conversation is over.
const ANSWERING: &[To] = &[To::Resume, To::FollowUp, To::Note, To::Draft];
/// What such an agent hears.
const READ: &[From] = &[
    From::Welcome,
    From::Event,
    From::Ack,
    From::Error,
    From::Seen,
    From::Note,
    From::Draft,
    From::Visit,
];

table! {
    /// What somebody is to a conversation. It decides about the conversation's socket, and about
    /// reading the conversation by request.
    Holder: To, From;
    /// Whose browser began it, with the visitor's token.
    Visitor "the visitor":
        &[To::Resume, To::Answer, To::Capture, To::CorrectAnswer, To::LeaveMessage, To::Say, To::Typing,
          To::Seen, To::Page, To::Leave],
        &[From::Welcome, From::Event, From::Ack, From::Error, From::Seen, From::Typing, From::Presence,
          From::IdleWarning];
    /// An agent with the live chat permission who has the chat, or had it last.
    AgentOfChat "the agent of the chat":
        &[To::Resume, To::Say, To::FollowUp, To::Typing, To::Seen, To::End, To::Note, To::Draft],
        &[From::Welcome, From::Event, From::Ack, From::Error, From::Seen, From::Typing, From::Presence,
          From::Note, From::Draft, From::Visit];
    /// An agent with the live chat permission, while the chat is offered to them.
    OfferedAgent "an agent who has the offer": READING, READ;
    /// An agent with the live chat permission who had the chat before another one took it over.
    EarlierAgent "an earlier agent": READING, READ;
    /// An agent with the live chat permission, once the conversation is over: if the visitor asked for a
    /// person or wrote after the end and nobody was there, if the agent had the chat, or if they may
    /// view all conversations.
    MissedReader "an agent who may answer": ANSWERING, READ;
    /// An agent who may view all conversations.
    Reader "an agent who views all conversations": READING, READ;
    /// Any other agent of the site, and an agent of another site.
    OtherAgent "another agent": &[], &[];
    /// An agent whose session has ended.
    SignedOut "a signed-out agent": &[], &[];
    /// A visitor whom the site has blocked.
    BlockedVisitor "the visitor, blocked": &[], &[];
    /// Everybody, once the conversation is erased.
    Erased "anybody, after erasure": &[], &[];
}

impl Holder {
    /// The code and the reason that the socket is closed with; `None` if they may hold it.
    pub const fn closes(self) -> Option<(CloseCode, &'static str)> {
        match self {
            Self::SignedOut => Some((CloseCode::SignedOut, "signed out")),
            Self::Erased => Some((CloseCode::Gone, "This conversation was erased.")),
            // Blocked visitors are not told of the block.
            Self::BlockedVisitor => Some((CloseCode::NotAllowed, "This can't be opened any more.")),
            Self::OtherAgent => {
                Some((CloseCode::NotAllowed, "You may not read this conversation any more."))
            }
            Self::Visitor
            | Self::AgentOfChat
            | Self::OfferedAgent
            | Self::EarlierAgent
            | Self::MissedReader
            | Self::Reader => None,
        }
    }
}

table! {
    /// What somebody is to a site's desk. It decides about the agent socket.
    DeskHolder: ToDesk, FromDesk;
    /// With the live chat permission. Offers and chats are only ever their own.
    LiveChatAgent "an agent who may chat": ToDesk::ALL, FromDesk::ALL;
    /// Without it: they see their status, and the end of what they had before they lost it.
    OtherAgent "another agent": &[],
        &[FromDesk::Snapshot, FromDesk::Status, FromDesk::Error, FromDesk::OfferClosed,
          FromDesk::Released, FromDesk::TransferEnded];
    /// An agent whose session has ended, or who was removed.
    SignedOut "a signed-out agent": &[], &[];
    /// Visitors and API keys.
    Stranger "visitors and API keys": &[], &[];
}

impl DeskHolder {
    /// What an agent is whose session goes on.
    pub const fn of(live_chat: bool) -> Self {
        if live_chat { Self::LiveChatAgent } else { Self::OtherAgent }
    }
}
