//! One conversation, folded with a draft: what happened in it, and what would have happened.

use super::course::{Courses, courses};
use super::record::{End, Record};
use crate::audience::{
    Audience, Criterion, Measured, Metric, NOTHING_KNOWN, NowAttribute, NowFacts, Verdict,
    VisitorData,
};
use crate::event::Event;
use crate::id::{CardId, ConversationId};
use crate::person::{Attributes, Field};
use crate::stream::{Card, Stream};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A draft that is tried: its cards, and whom it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    pub stream: Stream,
    pub audience: Audience,
}

/// Something that is counted once for each conversation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// The visitor asked for a person.
    People,
    /// They came to the end of a branch without a person.
    Completed,
    /// They left an e-mail address that was not known before.
    Acquired,
    /// They passed a goal of this name.
    Goal(String),
    /// They came to a card.
    Reached(CardId),
    /// They were asked at a card, and did not answer.
    Stopped(CardId),
}

/// A conversation, folded with a draft. No words of the visitor are in it (BACKTEST-03).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Folded {
    /// Which one it is, for those who may read conversations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<Timestamp>,
    /// What counted of its own log.
    pub before: BTreeSet<Mark>,
    /// What would have happened in any case.
    pub least: BTreeSet<Mark>,
    /// What could have happened besides.
    pub maybe: BTreeSet<Mark>,
    /// Where it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<End>,
    /// Where it could have ended; more than one if a new question decides, none if the visitor would not
    /// have met the draft.
    pub ends: BTreeSet<End>,
    /// Whether the draft is not for this visitor on this page.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub outside: bool,
    /// Whether more could have happened than was tried: then everything may have.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub uncertain: bool,
}

impl Folded {
    /// Folds a conversation with a draft.
    pub fn new(draft: &Tried, record: &Record) -> Self {
        let ended = record.end();
        let before = marks(record, &record.events, ended.as_ref(), &record.state.attributes);
        let mut folded = Self {
            conversation: Some(record.conversation.clone()),
            begun: None,
            before,
            least: BTreeSet::new(),
            maybe: BTreeSet::new(),
            ended,
            ends: BTreeSet::new(),
            outside: false,
            uncertain: false,
        };
        let meets = meets(&draft.audience, record);
        if meets == Some(false) {
            folded.outside = true;
            return folded;
        }
        let Courses { all, cut } = courses(&draft.stream, record);
        let mut each = all
            .iter()
            .map(|course| marks(record, &course.events, course.end.as_ref(), &course.attributes));
        let mut least = each.next().unwrap_or_default();
        let mut most = least.clone();
        for marks in each {
            least.retain(|mark| marks.contains(mark));
            most.extend(marks);
        }
        if cut {
            folded.uncertain = true;
            least.clear();
            most.extend(everything(&draft.stream));
        }
        if meets.is_none() {
            least.clear();
        }
        folded.maybe = most.difference(&least).cloned().collect();
        folded.least = least;
        folded.ends = all.into_iter().filter_map(|course| course.end).collect();
        folded
    }

    /// Whether it would have ended elsewhere, or could have.
    pub fn is_changed(&self) -> bool {
        self.uncertain || self.ends.iter().ne(self.ended.iter())
    }
}

/// Whether the visitor would have met a dialogue with this audience, by what is kept of them; `None` if it
/// depends on what was so then. What a browser measures is taken as reached: they had time to respond.
fn meets(audience: &Audience, record: &Record) -> Option<bool> {
    let measured = Measured {
        time_on_page: Metric::TimeOnPage.most(),
        time_on_site: Metric::TimeOnSite.most(),
        scroll_depth: Metric::ScrollDepth.most(),
    };
    let verdict = |now: &NowFacts| {
        let visitor = VisitorData {
            attributes: &record.context.page_attributes,
            page: &record.context.page,
            location: &record.context.location,
            now,
        };
        audience.verdict(&visitor, &measured) != Verdict::No
    };
    let mut asked = BTreeSet::new();
    if let Some(when) = &audience.when {
        asked_now(when, &mut asked);
    }
    if asked.is_empty() {
        return Some(verdict(&NOTHING_KNOWN));
    }
    let all = |so: bool| asked.iter().map(|one| (one.clone(), so)).collect::<NowFacts>();
    let (yes, no) = (verdict(&all(true)), verdict(&all(false)));
    (yes == no).then_some(yes)
}

fn asked_now(criterion: &Criterion, asked: &mut BTreeSet<NowAttribute>) {
    match criterion {
        Criterion::All { all: group } | Criterion::Any { any: group } => {
            for one in group {
                asked_now(one, asked);
            }
        }
        Criterion::Test(test) => {
            if let crate::audience::Attribute::Now(attribute) = &test.attribute {
                asked.insert(attribute.clone());
            }
        }
        Criterion::MetricThreshold(_) => {}
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
