//! The outbox and inbox every object has, as the edge keeps them: what one object tells another is
//! kept with its reason, sent in order until it is answered, and counted once by the receiver.

use shared::conversation::{DeskNews, ToDesk};
use shared::desk::{Book, DeskSettings, RosterAgent, ToSite};
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
    Talk(usize),
}

/// What one object tells another.
#[derive(Debug, Clone)]
pub(crate) enum Letter {
    /// A conversation to the desk.
    Wish(ToDesk),
    /// The desk to a conversation.
    News(DeskNews),
    /// The desk to the site.
    Ledger(ToSite),
    /// The site to the desk.
    Roster(Vec<RosterAgent>, DeskSettings),
    /// The site to the desk: what is routed by.
    Book(Book),
}

/// What the receiver answers.
pub(crate) type Answer = Option<Grant>;

/// A letter on its way.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// From whom.
    pub(crate) from: Object,
    /// To whom.
    pub(crate) to: Object,
    /// Its number at the sender.
    pub(crate) number: u64,
    /// What it says.
    pub(crate) letter: Letter,
}

/// The durable part of an object's post, and what is under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Post {
    rows: BTreeMap<u64, (Object, Letter)>,
    next: u64,
    seen: BTreeMap<Object, (u64, Answer)>,
    /// Lost in a crash: who has a letter of ours that was not answered yet.
    under_way: BTreeSet<Object>,
}

impl Post {
    /// Keeps a letter, in the same transaction as its reason.
    pub(crate) fn keep(&mut self, to: Object, letter: Letter) {
        self.next += 1;
        self.rows.insert(self.next, (to, letter));
    }

    /// Whether anything waits to be answered.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The letters to send now: the first of each receiver that has none of ours under way.
    pub(crate) fn due(&mut self, from: Object) -> Vec<Sent> {
        let mut due = Vec::new();
        for (number, (to, letter)) in &self.rows {
            if self.under_way.insert(*to) {
                due.push(Sent { from, to: *to, number: *number, letter: letter.clone() });
            }
        }
        due
    }

    /// Nothing came back in time, or everything in memory was lost: send again.
    pub(crate) fn forget_under_way(&mut self) {
        self.under_way.clear();
    }

    /// A letter was answered. `false` when that answer was handled before.
    pub(crate) fn answered(&mut self, to: Object, number: u64) -> bool {
        self.under_way.remove(&to);
        self.rows.remove(&number).is_some()
    }

    /// The turn that would have removed a letter kept nothing: it waits still.
    pub(crate) fn restore(&mut self, sent: &Sent) {
        self.rows.insert(sent.number, (sent.to, sent.letter.clone()));
        self.forget_under_way();
    }

    /// What was answered to that letter, if it came before.
    pub(crate) fn seen(&self, sent: &Sent) -> Option<Answer> {
        let (last, answer) = self.seen.get(&sent.from)?;
        (sent.number <= *last).then_some(if sent.number == *last { *answer } else { None })
    }

    /// Marks a letter as taken, in the same transaction as what it did.
    pub(crate) fn mark(&mut self, sent: &Sent, answer: Answer) {
        if self.seen.get(&sent.from).is_none_or(|(last, _)| *last < sent.number) {
            self.seen.insert(sent.from, (sent.number, answer));
        }
    }
}
