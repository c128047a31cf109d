//! What can come to the inbox, and what it asks for.

use super::files::{Attached, Carried};
use super::history::Filter;
use super::model::{Choice, Pane, Tab};
use super::toast::Tone;
use shared::canned::Replies;
use shared::conversation::Draft;
use shared::id::{ClientKey, ConversationId, OfferId, Seq};
use shared::person::Attributes;
use shared::protocol::{
    AgentEvent, AgentFrame, ClientFrame, ConversationRow, Listing, OfferCard, SearchHit,
    ServerFrame, TransferTargets, TransferTo,
};

/// What can come to the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Msg {
    /// The agent socket is connected.
    AgentSocketOpened,
    /// The desk has news.
    AgentEvent(AgentEvent),
    /// The agent socket is gone.
    AgentSocketBroke,
    /// A conversation's socket is connected.
    ChatOpened(ConversationId),
    /// A conversation has news.
    Chat(ConversationId, Box<ServerFrame>),
    /// Something happened in a conversation, at that place, that this version doesn't know.
    Unread(ConversationId, Seq),
    /// A conversation's socket is gone.
    ChatBroke(ConversationId),
    /// A draft was found from earlier.
    Draft(ConversationId, Draft),
    /// The agent has typed nothing for a moment.
    Paused(ConversationId),
    /// The agent accepts or declines an offer.
    Choose(OfferId, Choice),
    /// The agent wants to be offered chats, or not.
    SetAvailable(bool),
    /// The agent opens a conversation.
    Select(ConversationId),
    /// The agent clicked a notice of a conversation.
    OpenDeepLink(ConversationId),
    /// The agent closes the open conversation.
    Unselect,
    /// The agent goes to the next conversation in the list, or the one before.
    Step(Direction),
    /// The agent looks at another list.
    ShowTab(Tab),
    /// The agent wants the first page again, or the next.
    LoadHistory {
        /// The list.
        tab: Tab,
        /// From the beginning.
        again: bool,
    },
    /// The agent narrows a list.
    Narrow(Tab, Filter),
    /// The agent types what to look for; empty: nothing.
    Search(String),
    /// The agent wants to see more of what was found.
    SearchMore,
    /// A page of what was found arrived.
    SearchPage {
        /// What was looked for.
        typed: String,
        /// Whether it is the first page.
        first: bool,
        /// The page, or what went wrong.
        page: Result<Listing<SearchHit>, String>,
    },
    /// The agent opens a conversation that was, from wherever it is shown.
    OpenHistory(Box<ConversationRow>),
    /// What agents noted of whom a conversation is with.
    Overridden(ConversationId, Attributes),
    /// A page of a list arrived.
    Loaded {
        /// The list.
        tab: Tab,
        /// What it was narrowed to.
        filter: Filter,
        /// Whether it is the first page.
        first: bool,
        /// The page, or what went wrong.
        page: Result<Listing<ConversationRow>, String>,
    },
    /// The agent types.
    Type(ConversationId, String),
    /// The agent sends what they typed.
    Say(ConversationId),
    /// The agent chose files to send.
    Attach(ConversationId, Vec<Attached>),
    /// A file is so far, or did not arrive.
    Carried(ConversationId, ClientKey, Carried),
    /// The agent sends again what was refused.
    Retry(ConversationId, ClientKey),
    /// The agent gives up what was refused.
    Discard(ConversationId, ClientKey),
    /// The agent wants to write a note, or to the visitor.
    Noting(ConversationId, bool),
    /// The agent types a note.
    TypeNote(ConversationId, String),
    /// The agent keeps what they typed as a note.
    WriteNote(ConversationId),
    /// The canned replies that can be sent.
    Replies(Replies),
    /// The agent ends the chat, in a few seconds.
    End(ConversationId),
    /// The agent takes the end back.
    Undo(ConversationId),
    /// The tab goes away: what waits can't wait any longer.
    Leaving,
    /// The agent wants to know who else could take a chat.
    LoadTransferTargets,
    /// The answer, or what went wrong.
    TransferTargets(Result<TransferTargets, String>),
    /// The agent asks somebody else to take a chat.
    Transfer(ConversationId, TransferTo),
    /// The agent keeps it after all.
    CancelTransfer(ConversationId),
    /// Whether the tab can be seen.
    Looking(bool),
    /// On a phone: which pane is wanted.
    ShowPane(Pane),
    /// A second went by.
    Tick,
    /// Something to tell.
    ShowToast(Tone, String),
    /// A notice was read.
    Dismiss(u64),
}

/// Which way through the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// To the next.
    Down,
    /// To the one before.
    Up,
}

/// What the inbox asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Send to the desk.
    SendAgentFrame(AgentFrame),
    /// Connect to a conversation.
    OpenChat(ConversationId),
    /// Leave a conversation's socket.
    CloseChat(ConversationId),
    /// Send to a conversation.
    Chat(ConversationId, ClientFrame),
    /// Keep what was typed; empty: forget it.
    SaveDraft(ConversationId, Draft),
    /// Say when the agent has typed nothing in that conversation for a moment.
    Pause(ConversationId),
    /// Get a page of a list.
    Load {
        /// The list.
        tab: Tab,
        /// What it is narrowed to.
        filter: Filter,
        /// Where it begins; none: the first.
        cursor: Option<String>,
    },
    /// Look for what was typed, unless something else is typed a moment later.
    Search {
        /// What.
        typed: String,
        /// Where the page begins; none: the first.
        cursor: Option<String>,
    },
    /// Ask who else could take a chat.
    LoadTransferTargets,
    /// Tell an agent who looks elsewhere that a chat is offered.
    NotifyOffer(OfferCard),
    /// That offer is over.
    Unnotify(OfferId),
    /// Tell an agent who looks elsewhere that a visitor wrote.
    NotifySaid {
        /// Where.
        chat: ConversationId,
        /// Who.
        name: String,
        /// What.
        text: String,
    },
    /// Send a file, which the runtime knows by a number.
    Upload {
        /// Where.
        chat: ConversationId,
        /// Its key.
        key: ClientKey,
        /// Which.
        handle: u64,
        /// What it is called.
        name: String,
    },
    /// A file is not needed any more.
    ReleaseFile(u64),
    /// Take a notice away after a while.
    Expire(u64),
}
