//! An object's outbox and inbox, as the edge keeps them around `shared::outbox`: which rows outlive a
//! crash, and what is only in memory.

use shared::id::{ConversationId, SiteId};
use shared::messages::{ConversationMessage, DeskMessage, SiteMessage};
use shared::outbox::{Address, Destination, MemoryRows, NewMessage, Outbox, Outcome};
use shared::time::Timestamp;
use std::collections::BTreeMap;

/// An object of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Object {
    /// The site: roster and ledger.
    Site,
    /// The desk.
    Desk,
    /// A conversation.
    Conversation(usize),
}

/// What one object tells another, by its receiver.
#[derive(Debug, Clone)]
pub(crate) enum Message {
    /// To the site.
    Site(SiteMessage),
    /// To the desk.
    Desk(DeskMessage),
    /// To a conversation.
    Conversation(ConversationMessage),
}

/// Messages that leave together.
pub(crate) type Batch = shared::outbox::Batch<Message>;

/// A message that came: from whom, and its sequence number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) from: Object,
    pub(crate) seq: u64,
}

/// What a sender is told of an envelope, while it lives.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    pub(crate) to: Object,
    /// The life of the sender in which the envelope left: a crash ends it.
    pub(crate) life: u64,
    pub(crate) batch: Batch,
    pub(crate) outcome: Outcome,
}

/// An object's outbox and inbox.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mailbox {
    /// Kept: what is queued.
    pub(crate) rows: MemoryRows<Message>,
    /// Kept: the last message of each sender that was handled.
    inbox: BTreeMap<Object, u64>,
    /// Kept: when the alarm fires.
    pub(crate) alarm: Option<Timestamp>,
    pub(crate) outbox: Outbox,
    /// How often it has crashed.
    pub(crate) life: u64,
}

impl Mailbox {
    /// Queues a message, in the transaction of its reason. Gives its sequence number.
    pub(crate) fn queue(&mut self, to: Object, message: Message) -> Option<u64> {
        let bytes = 1_000; // a handful fill no envelope, a backlog does
        self.rows.add(NewMessage::new(to.address(), message), bytes)
    }

    /// The last message of a sender that was handled.
    pub(crate) fn last(&self, from: Object) -> Option<u64> {
        self.inbox.get(&from).copied()
    }

    /// Marks a message as handled, in the transaction of what it did.
    pub(crate) fn record_received(&mut self, received: Received) {
        self.inbox.insert(received.from, received.seq);
    }

    /// A crash: what is only in memory is lost.
    pub(crate) fn lose_memory(&mut self) {
        self.outbox = Outbox::default();
        self.life += 1;
    }
}

impl Object {
    /// What the edge would call it.
    pub(crate) fn address(self) -> Address {
        let site = || SiteId::parse("site_1");
        let conversation = |n| ConversationId::parse(format!("conv_{n}"));
        let address = match self {
            Self::Site => site().map(Address::Site),
            Self::Desk => site().map(Address::Desk),
            Self::Conversation(n) => conversation(n).map(Address::Conversation),
        };
        match address {
            Ok(address) => address,
            Err(error) => unreachable!("names made here are names: {error}"),
        }
    }

    /// The object that a destination names.
    pub(crate) fn at(destination: &Destination) -> Self {
        match destination {
            Destination::Object(Address::Site(_)) => Self::Site,
            Destination::Object(Address::Desk(_)) => Self::Desk,
            Destination::Object(Address::Conversation(id)) => {
                let number = id.as_str().strip_prefix(ConversationId::PREFIX);
                match number.and_then(|number| number.parse().ok()) {
                    Some(n) => Self::Conversation(n),
                    None => unreachable!("{id} is no conversation of this world"),
                }
            }
            Destination::WebPush(device) => unreachable!("nothing is pushed to {device} here"),
        }
    }
}
