//! An object's outbox and inbox, as the edge stores them around `shared::outbox`: which rows
//! survive a crash, and what is only in memory.

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
    Desk,
    Conversation(usize),
}

/// A message between objects, by its receiver.
#[derive(Debug, Clone)]
pub(crate) enum Message {
    Site(SiteMessage),
    Desk(DeskMessage),
    Conversation(ConversationMessage),
}

/// Messages that are sent together.
pub(crate) type Batch = shared::outbox::Batch<Message>;

/// A received message: its sender and sequence number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) from: Object,
    pub(crate) seq: u64,
}

/// The outcome of an envelope for its sender.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    pub(crate) to: Object,
    /// The life of the sender in which the envelope was sent; a crash ends a life.
    pub(crate) life: u64,
    pub(crate) batch: Batch,
    pub(crate) outcome: Outcome,
}

/// An object's outbox and inbox.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mailbox {
    /// Stored: the queued messages.
    pub(crate) rows: MemoryRows<Message>,
    /// Stored: the last message of each sender that was handled.
    inbox: BTreeMap<Object, u64>,
    /// Stored: when the alarm fires.
    pub(crate) alarm: Option<Timestamp>,
    pub(crate) outbox: Outbox,
    /// How often the object has crashed.
    pub(crate) life: u64,
}

impl Mailbox {
    /// Queues a message, in the transaction that causes it. Returns its sequence number.
    pub(crate) fn queue(&mut self, to: Object, message: Message) -> Option<u64> {
        let bytes = 1_000; // a few don't fill an envelope, but a backlog does
        self.rows.add(NewMessage::new(to.address(), message), bytes)
    }

    /// The last message of a sender that was handled.
    pub(crate) fn last(&self, from: Object) -> Option<u64> {
        self.inbox.get(&from).copied()
    }

    /// Marks a message as handled, in the transaction of its effects.
    pub(crate) fn record_received(&mut self, received: Received) {
        self.inbox.insert(received.from, received.seq);
    }

    /// Drops what is only in memory, because of a crash.
    pub(crate) fn lose_memory(&mut self) {
        self.outbox = Outbox::default();
        self.life += 1;
    }
}

impl Object {
    /// Its address at the edge.
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

    /// The object at a destination.
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
            Destination::Mail(mail) => unreachable!("{mail} is not sent here"),
            Destination::Webhook(id, _) => unreachable!("there is no endpoint {id} here"),
        }
    }
}
