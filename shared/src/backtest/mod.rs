//! The backtest of a draft (`docs/backtest.md`): real conversations are folded with it, and counted beside
//! what happened. Only ids and counts come out, no visitor's words (BACKTEST-03).

mod course;
mod record;

pub use course::{Course, Courses, courses};
pub use record::{End, Record};

use crate::event::Event;
use crate::id::{CardId, ConversationId};
use crate::person::{Attributes, Field};
use crate::stream::{Card, Stream};
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
    pub conversation: ConversationId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<End>,
    /// Where it could have ended; more than one if a new question decides.
    pub after: BTreeSet<End>,
}

/// A draft beside what happened.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Backtest {
    pub conversations: u64,
    /// Conversations with more courses than were tried: of these, everything is possible.
    pub uncertain: u64,
    /// What did happen in them.
    pub before: Figures,
    /// What would have happened.
    pub after: Figures,
    pub changed: Vec<Changed>,
}

/// Something that is counted once for each conversation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    People,
    Completed,
    Acquired,
    Goal(String),
    Reached(CardId),
    Stopped(CardId),
}

impl Backtest {
    /// Adds a conversation, folded with the stream of the draft.
    pub fn add(&mut self, stream: &Stream, record: &Record) {
        self.conversations += 1;
        let before = record.end();
        let happened = marks(record, &record.events, before.as_ref(), &record.state.attributes);
        self.before.add(&happened, &happened);
        let Courses { all, cut } = courses(stream, record);
        let mut each = all
            .iter()
            .map(|course| marks(record, &course.events, course.end.as_ref(), &course.attributes));
        let first = each.next().unwrap_or_default();
        let (mut least, mut most) = (first.clone(), first);
        for marks in each {
            least.retain(|mark| marks.contains(mark));
            most.extend(marks);
        }
        if cut {
            self.uncertain += 1;
            least.clear();
            most.extend(everything(stream));
        }
        self.after.add(&least, &most);
        let after: BTreeSet<End> = all.into_iter().filter_map(|course| course.end).collect();
        if cut || after.iter().ne(before.iter()) {
            let conversation = record.conversation.clone();
            self.changed.push(Changed { conversation, before, after });
        }
    }
}

impl Figures {
    fn add(&mut self, least: &BTreeSet<Mark>, most: &BTreeSet<Mark>) {
        for mark in most {
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

/// What counts of a course.
fn marks(
    record: &Record,
    events: &[Event],
    end: Option<&End>,
    attributes: &Attributes,
) -> BTreeSet<Mark> {
    let mut marks = BTreeSet::new();
    for event in events {
        match event {
            Event::Shown { card } => {
                marks.insert(Mark::Reached(card.clone()));
            }
            Event::GoalReached { card, goal } => {
                marks.insert(Mark::Reached(card.clone()));
                marks.insert(Mark::Goal(goal.clone()));
            }
            _ => {}
        }
    }
    match end {
        Some(End::Person(_)) => marks.insert(Mark::People),
        Some(End::Completed(_)) => marks.insert(Mark::Completed),
        Some(End::Stopped(card)) => marks.insert(Mark::Stopped(card.clone())),
        None => false,
    };
    let knew = record.context.page_attributes.contains_key(&Field::Email);
    if !knew && attributes.contains_key(&Field::Email) {
        marks.insert(Mark::Acquired);
    }
    marks
}

/// Everything that can count with a stream.
fn everything(stream: &Stream) -> BTreeSet<Mark> {
    let mut marks = BTreeSet::from([Mark::People, Mark::Completed, Mark::Acquired]);
    for card in &stream.cards {
        if let Card::Goal(goal) = card {
            marks.insert(Mark::Goal(goal.goal.clone()));
        }
        if card.waits() && !matches!(card, Card::LiveChat(_)) {
            marks.insert(Mark::Stopped(card.id().clone()));
        }
        marks.insert(Mark::Reached(card.id().clone()));
    }
    marks
}
