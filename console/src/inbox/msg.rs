//! The messages and effects of the inbox.

use super::files::{Attached, Carried};
use super::history::Filter;
use super::labels::{LabelEffect, LabelMsg, Narrowed};
use super::missed::MissedChange;
use super::model::{Choice, Pane, Tab};
use super::toast::Tone;
use shared::api::FileFrame;
use shared::canned::Replies;
use shared::conversation::Draft;
use shared::event::AgentProfile;
use shared::id::{ClientKey, ConversationId, OfferId, Seq};
use shared::person::Attributes;
use shared::protocol::{
    AgentEvent, AgentFrame, ClientFrame, ConversationRow, Listing, MissedList, OfferCard,
    SearchHit, ServerFrame, TransferTargets, TransferTo,
};

/// A message to the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Msg {
    AgentSocketOpened,
    AgentEvent(AgentEvent),
    AgentSocketBroke,
    /// The server takes nothing at the moment, and says why.
    Unwell(String),
    /// A conversation's socket is connected.
    ChatOpened(ConversationId),
    /// A frame on a conversation's socket.
    Chat(ConversationId, Box<ServerFrame>),
    /// An event with this sequence number that this version doesn't know.
    Unread(ConversationId, Seq),
    /// A conversation's socket is lost.
    ChatBroke(ConversationId),
    /// A conversation can't be read any more.
    ChatRefused(ConversationId),
    /// A draft stored in this browser earlier.
    Draft(ConversationId, Draft),
    /// The agent paused typing.
    Paused(ConversationId),
    /// The agent accepts or declines an offer.
    Choose(OfferId, Choice),
    /// The agent toggles their availability.
    SetAvailable(bool),
    /// The agent opens a conversation.
    Select(ConversationId),
    /// The agent clicked a notification about a conversation, or another link to it.
    OpenDeepLink(ConversationId),
    /// The agent may read the conversation of a link.
    LinkFound(ConversationId),
    /// The agent closes the open conversation.
    Unselect,
    /// The agent goes to the next or previous conversation in the list.
    Step(Direction),
    /// The agent selects a list.
    ShowTab(Tab),
    /// The agent loads a list.
    LoadHistory {
        tab: Tab,
        /// Whether to load the first page instead of the next.
        again: bool,
    },
    /// The agent changes the filter of a list.
    Narrow(Tab, Filter),
    /// The agent types a search text; an empty one ends the search.
    Search(String),
    /// The agent loads more hits.
    SearchMore,
    /// A response to a search.
    SearchPage {
        /// The search text of the request.
        typed: String,
        /// What the search was narrowed to.
        narrowed: Narrowed,
        /// Whether it is the first page.
        first: bool,
        /// The page, or the error.
        page: Result<Listing<SearchHit>, String>,
    },
    /// The agent opens a past conversation from a list, the search or the visitor's pane.
    OpenHistory(Box<ConversationRow>),
    /// The agents' overrides of a visitor's attributes.
    Overridden(ConversationId, Attributes),
    /// A response to loading a list.
    Loaded {
        tab: Tab,
        /// The filter of the request.
        filter: Filter,
        /// What the lists were narrowed to when it was sent.
        narrowed: Narrowed,
        /// Whether it is the first page.
        first: bool,
        /// The page, or the error.
        page: Result<Listing<ConversationRow>, String>,
    },
    /// The agent types a message.
    Type(ConversationId, String),
    /// The agent sends the message.
    Say(ConversationId),
    /// The agent chose files to send.
    Attach(ConversationId, Vec<Attached>),
    /// An upload progressed or failed.
    Carried(ConversationId, ClientKey, Carried),
    /// The agent retries a refused message.
    Retry(ConversationId, ClientKey),
    /// The agent discards a refused message.
    Discard(ConversationId, ClientKey),
    /// The agent switches between writing a note (`true`) and a message.
    Noting(ConversationId, bool),
    /// The agent types a note.
    TypeNote(ConversationId, String),
    /// The agent adds the note.
    WriteNote(ConversationId),
    /// The canned replies were loaded.
    Replies(Replies),
    /// The agent ends the chat, after a few seconds.
    End(ConversationId),
    /// The agent undoes the end.
    Undo(ConversationId),
    /// The tab closes, so what waits is sent now.
    Leaving,
    /// The agent opens the list of transfer targets.
    LoadTransferTargets,
    /// The transfer targets, or the error.
    TransferTargets(Result<TransferTargets, String>),
    /// The agent starts a transfer.
    Transfer(ConversationId, TransferTo),
    /// The agent cancels the transfer.
    CancelTransfer(ConversationId),
    /// Whether the tab is visible.
    Visible(bool),
    /// Whether the current section is the inbox.
    InSection(bool),
    /// The pane to show, on a phone.
    ShowPane(Pane),
    /// A second has passed.
    Tick,
    /// Shows a toast.
    ShowToast(Tone, String),
    /// The agent has changed what visitors see of them.
    Profile(AgentProfile),
    /// The time zone of the site's reports has changed.
    ReportZone(String),
    /// A page of the missed conversations, with their number, or the error.
    MissedLoaded {
        /// What the lists were narrowed to when it was asked for.
        narrowed: Narrowed,
        first: bool,
        page: Result<MissedList, String>,
    },
    /// The agent changes who takes care of a missed conversation.
    ChangeMissed(ConversationId, MissedChange),
    /// That has been done.
    MissedChanged(Box<ConversationRow>),
    /// The agent or the edge does something about labels.
    Labels(LabelMsg),
    /// Removes a toast.
    Dismiss(u64),
}

/// A direction in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Down,
    Up,
}

/// An effect for the runtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Send a frame to the desk.
    SendAgentFrame(AgentFrame),
    /// Connect to a conversation.
    OpenChat(ConversationId),
    /// Close a conversation's socket.
    CloseChat(ConversationId),
    /// Send a frame to a conversation.
    Chat(ConversationId, ClientFrame),
    /// Store a draft in this browser; an empty one is deleted.
    SaveDraft(ConversationId, Draft),
    /// Send `Paused` once the agent has not typed in that conversation for a moment.
    Pause(ConversationId),
    /// Load a page of a list.
    Load {
        tab: Tab,
        filter: Filter,
        narrowed: Narrowed,
        /// `None` for the first page.
        cursor: Option<String>,
    },
    /// Ask whether the agent may read the conversation of a link.
    FindLinked(ConversationId),
    /// Load a page of the missed conversations; `None` for the first one.
    LoadMissed(Narrowed, Option<String>),
    /// Load or change labels.
    Labels(LabelEffect),
    /// Change who takes care of a missed conversation.
    ChangeMissed(ConversationId, MissedChange),
    /// Search, unless the text changes within a moment.
    Search {
        typed: String,
        narrowed: Narrowed,
        /// `None` for the first page.
        cursor: Option<String>,
    },
    /// Load the transfer targets.
    LoadTransferTargets,
    /// Notify an agent whose tab is hidden of an offer.
    NotifyOffer(OfferCard),
    /// Close the notification of an offer.
    Unnotify(OfferId),
    /// Notify an agent whose tab is hidden of a visitor's message.
    NotifySaid {
        chat: ConversationId,
        /// The visitor's name.
        name: String,
        text: String,
    },
    /// Upload a file.
    Upload {
        chat: ConversationId,
        /// The idempotency key.
        key: ClientKey,
        /// The frame in whose place it is sent.
        frame: FileFrame,
        /// The runtime's handle of the file.
        handle: u64,
        /// The file's name.
        name: String,
    },
    /// Release a file's handle.
    ReleaseFile(u64),
    /// Remove a toast after a while.
    Expire(u64),
}
