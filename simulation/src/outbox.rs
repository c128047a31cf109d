//! The outbox and inbox every object has, as the edge keeps them: what one object tells another is
//! kept with its reason, sent in order until it is answered, and counted once by the receiver.

use shared::conversation::{ConversationToDesk, DeskToConversation};
use shared::desk::{DeskSettings, DeskToSite, RosterAgent, RoutingConfig};
use shared::quota::Grant;
use std::collections::{BTreeMap, BTreeSet};

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

/// What one object tells another.
#[derive(Debug, Clone)]
pub(crate) enum Message {
    /// A conversation to the desk.
    ChatRequest(ConversationToDesk),
    /// The desk to a conversation.
    News(DeskToConversation),
    /// The desk to the site.
    Ledger(DeskToSite),
    /// The site to the desk.
    Roster(Vec<RosterAgent>, DeskSettings),
    /// The site to the desk: what is routed by.
    RoutingConfig(RoutingConfig),
}

/// What the receiver answers.
pub(crate) type Answer = Option<Grant>;

/// A message on its way.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// From whom.
    pub(crate) from: Object,
    /// To whom.
    pub(crate) to: Object,
    /// Its number at the sender.
    pub(crate) number: u64,
    /// What it says.
    pub(crate) message: Message,
}

/// The durable part of an object's outbox, and what is under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outbox {
    rows: BTreeMap<u64, (Object, Message)>,
    next: u64,
    seen: BTreeMap<Object, (u64, Answer)>,
    /// Lost in a crash: who has a message of ours that was not answered yet.
    in_flight: BTreeSet<Object>,
}

impl Outbox {
    /// Keeps a message, in the same transaction as its reason.
    pub(crate) fn enqueue(&mut self, to: Object, message: Message) {
        self.next += 1;
        self.rows.insert(self.next, (to, message));
    }

    /// Whether anything waits to be answered.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The messages to send now: the first of each receiver that has none of ours under way.
    pub(crate) fn due(&mut self, from: Object) -> Vec<Sent> {
        let mut due = Vec::new();
        for (number, (to, message)) in &self.rows {
            if self.in_flight.insert(*to) {
                due.push(Sent { from, to: *to, number: *number, message: message.clone() });
            }
        }
        due
    }

    /// Nothing came back in time, or everything in memory was lost: send again.
    pub(crate) fn clear_in_flight(&mut self) {
        self.in_flight.clear();
    }

    /// A message was answered. `false` when that answer was handled before.
    pub(crate) fn answered(&mut self, to: Object, number: u64) -> bool {
        self.in_flight.remove(&to);
        self.rows.remove(&number).is_some()
    }

    /// The turn that would have removed a message kept nothing: it waits still.
    pub(crate) fn restore(&mut self, sent: &Sent) {
        self.rows.insert(sent.number, (sent.to, sent.message.clone()));
        self.clear_in_flight();
    }

    /// What was answered to that message, if it came before.
    pub(crate) fn seen(&self, sent: &Sent) -> Option<Answer> {
        let (last, answer) = self.seen.get(&sent.from)?;
        (sent.number <= *last).then_some(if sent.number == *last { *answer } else { None })
    }

    /// Marks a message as taken, in the same transaction as what it did.
    pub(crate) fn record_received(&mut self, sent: &Sent, answer: Answer) {
        if self.seen.get(&sent.from).is_none_or(|(last, _)| *last < sent.number) {
            self.seen.insert(sent.from, (sent.number, answer));
        }
    }
}
