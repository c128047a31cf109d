//! The backtest of a draft (`docs/backtest.md`): real conversations are folded with it, and counted beside
//! what happened. Only ids and counts come out, no visitor's words (BACKTEST-03).

mod course;
mod folded;
mod record;
mod request;

pub use course::{Course, Courses, courses};
pub use folded::{Folded, Mark, Tried};
pub use record::{End, Record};
pub use request::{BacktestPage, DAYS, MAX_CONVERSATIONS, MAX_DAYS, NewBacktest, PAGE};

use crate::id::{CardId, ConversationId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How often something happened, or would have: at least and at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Range {
    pub least: u64,
    pub most: u64,
}

/// What happened in conversations, or would have.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Figures {
    /// Visitors who asked for a person.
    pub people: Range,
    /// Visitors who came to the end of a branch without a person.
    pub completed: Range,
    /// Visitors who left an e-mail address that was not known before.
    pub acquired: Range,
    /// Visitors who passed each goal.
    pub goals: BTreeMap<String, Range>,
    pub cards: BTreeMap<CardId, CardFigures>,
}

/// What happened at a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct CardFigures {
    /// Visitors who came there.
    pub reached: Range,
    /// Visitors who were asked there and did not answer.
    pub stopped: Range,
}

/// A conversation that would have ended elsewhere, or could have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<End>,
    /// Where it could have ended; more than one if a new question decides.
    pub after: BTreeSet<End>,
}

/// A draft beside what happened.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Backtest {
    pub conversations: u64,
    /// Whether there are older ones in the period, which are left out.
    pub is_cut: bool,
    /// Conversations of visitors for whom the draft is not.
    pub outside: u64,
    /// Conversations with more courses than were tried: of these, everything is possible.
    pub uncertain: u64,
    /// What did happen in them.
    pub before: Figures,
    /// What would have happened.
    pub after: Figures,
    pub changed: Vec<Changed>,
}

impl Backtest {
    /// Adds a conversation that was folded with the draft.
    pub fn add(&mut self, folded: &Folded) {
        let Folded { before, least, maybe, .. } = folded;
        self.conversations += 1;
        self.outside += u64::from(folded.outside);
        self.uncertain += u64::from(folded.uncertain);
        self.before.add(before, &BTreeSet::new());
        self.after.add(least, maybe);
        if folded.is_changed() {
            self.changed.push(Changed {
                conversation: folded.conversation.clone(),
                before: folded.ended.clone(),
                after: folded.ends.clone(),
            });
        }
    }
}

impl Figures {
    /// Counts what happened in any case, and what may have.
    fn add(&mut self, least: &BTreeSet<Mark>, maybe: &BTreeSet<Mark>) {
        for mark in least.iter().chain(maybe) {
            let range = self.range(mark);
            range.most += 1;
            range.least += u64::from(least.contains(mark));
        }
    }

    fn range(&mut self, mark: &Mark) -> &mut Range {
        match mark {
            Mark::People => &mut self.people,
            Mark::Completed => &mut self.completed,
            Mark::Acquired => &mut self.acquired,
            Mark::Goal(goal) => self.goals.entry(goal.clone()).or_default(),
            Mark::Reached(card) => &mut self.cards.entry(card.clone()).or_default().reached,
            Mark::Stopped(card) => &mut self.cards.entry(card.clone()).or_default().stopped,
        }
    }
}
