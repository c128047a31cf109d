//! How a conversation could have gone with another stream: what the visitor did is done again, and
//! what nobody knows is tried in every way (BACKTEST-02).

use super::record::{End, Record, RecordedAct, end, is_of_dialogue};
use crate::audience::{NowAttribute, NowFacts};
use crate::dialogue::{Checked, FlowState, Position};
use crate::event::Event;
use crate::id::CardId;
use crate::person::{Attributes, Field, Kind};
use crate::stream::{CaptureCard, CaptureField, Card, ConditionCard, QuestionCard, Stream};

/// Most courses of one conversation.
const MAX_COURSES: usize = 256;
/// Most attributes of now of one condition that are each tried.
const MAX_TRIED: usize = 4;

/// One course that a conversation could have taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    pub events: Vec<Event>,
    pub end: Option<End>,
    pub(super) attributes: Attributes,
}

/// All courses that a conversation could have taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Courses {
    pub all: Vec<Course>,
    /// Whether there are more.
    pub cut: bool,
}

/// A course that goes on.
#[derive(Clone)]
struct Open {
    state: FlowState,
    events: Vec<Event>,
    /// Which of the recorded acts were done already.
    done: Vec<bool>,
    /// How many acts it may still have: a stream can lead back to where it was.
    left: usize,
}

/// The courses of a recorded conversation with this stream.
pub fn courses(stream: &Stream, record: &Record) -> Courses {
    let context = record.context.clone();
    let mut first = Open {
        state: FlowState::new(context.clone()),
        events: Vec::new(),
        done: vec![false; record.acts.len()],
        left: 2 * (stream.cards.len() + record.acts.len()) + 20,
    };
    first.take(stream, FlowState::begin(stream, context));
    let (mut courses, mut open) = (Courses::default(), vec![first]);
    while let Some(course) = open.pop() {
        let next = course.next(stream, record);
        if !next.is_empty() && course.left == 0 {
            courses.cut = true;
            return courses;
        }
        if next.is_empty() {
            let end = match &record.state.position {
                // A program handed them over at this card.
                Position::LiveChat(card) if course.state.position == Position::At(card.clone()) => {
                    Some(End::Person(card.clone()))
                }
                _ => end(&course.state, &course.events),
            };
            let attributes = course.state.attributes;
            courses.all.push(Course { events: course.events, end, attributes });
        }
        if courses.all.len() + open.len() + next.len() > MAX_COURSES {
            courses.cut = true;
            return courses;
        }
        open.extend(next.into_iter().rev());
    }
    courses
}

impl Open {
    fn take(&mut self, stream: &Stream, events: Vec<Event>) {
        for event in &events {
            self.state.apply(stream, event);
        }
        self.events.extend(events.into_iter().filter(is_of_dialogue));
    }

    /// The course after these events; `act` is the recorded act that was done.
    fn after(
        &self,
        stream: &Stream,
        record: &Record,
        events: Vec<Event>,
        act: Option<usize>,
    ) -> Self {
        let mut next = self.clone();
        if let Some(done) = act.and_then(|act| next.done.get_mut(act)) {
            *done = true;
        }
        next.left = next.left.saturating_sub(1);
        next.take(stream, events);
        if let Some(act) = act {
            next.correct(stream, record.acts.get(act + 1..).unwrap_or_default());
        }
        next
    }

    /// What the visitor corrected right after an act that was done is corrected again.
    fn correct(&mut self, stream: &Stream, acts: &[RecordedAct]) {
        for act in acts {
            let RecordedAct::Corrected { card, values } = act else { break };
            let (card, values) = (card.clone(), values.clone());
            self.state.apply(stream, &Event::AnswerCorrected { card, values });
        }
    }

    /// How it can go on: in no way, if it ends here.
    fn next(&self, stream: &Stream, record: &Record) -> Vec<Self> {
        let Position::At(id) = &self.state.position else { return Vec::new() };
        match stream.card(id) {
            Some(Card::Question(card)) => self.answer(stream, record, card),
            Some(Card::Capture(card)) => match self.state.current_field(stream) {
                Some(spec) => self.fill(stream, record, card, spec),
                None => Vec::new(),
            },
            Some(Card::Condition(card)) => self.look(stream, record, card),
            Some(Card::Document(card)) => self.open(stream, record, &card.id),
            _ => Vec::new(),
        }
    }

    fn open_acts<'r>(
        &'r self,
        record: &'r Record,
    ) -> impl Iterator<Item = (usize, &'r RecordedAct)> {
        let acts = record.acts.iter().enumerate();
        acts.filter(|(index, _)| self.done.get(*index) == Some(&false))
    }

    /// Whether the visitor left the conversation at this card.
    fn leaves(record: &Record, card: &CardId) -> bool {
        match &record.state.position {
            Position::At(last) | Position::LiveChat(last) => last == card,
            Position::Before | Position::Done => false,
        }
    }

    fn answer(&self, stream: &Stream, record: &Record, card: &QuestionCard) -> Vec<Self> {
        for (index, act) in self.open_acts(record) {
            let RecordedAct::Answered { card: asked, response, label } = act else { continue };
            if *asked != card.id {
                continue;
            }
            let by_id = card.responses.iter().find(|one| one.id == *response);
            let chosen = by_id.or_else(|| card.responses.iter().find(|one| one.label == *label));
            if let Some(chosen) = chosen
                && let Ok(events) = self.state.answer(stream, &card.id, &chosen.id)
            {
                return vec![self.after(stream, record, events, Some(index))];
            }
        }
        if Self::leaves(record, &card.id) {
            return Vec::new();
        }
        let each = card.responses.iter();
        let each = each.filter_map(|one| self.state.answer(stream, &card.id, &one.id).ok());
        each.map(|events| self.after(stream, record, events, None)).collect()
    }

    /// Who was offered the document and did not open it does not open it now.
    fn open(&self, stream: &Stream, record: &Record, card: &CardId) -> Vec<Self> {
        let after =
            |act| vec![self.after(stream, record, self.state.open_document(stream, card), act)];
        for (index, act) in self.open_acts(record) {
            if matches!(act, RecordedAct::Opened { card: opened } if opened == card) {
                return after(Some(index));
            }
        }
        let shown = |event: &Event| matches!(event, Event::Shown { card: shown } if shown == card);
        if record.events.iter().any(shown) { Vec::new() } else { after(None) }
    }

    fn fill(
        &self,
        stream: &Stream,
        record: &Record,
        card: &CaptureCard,
        spec: &CaptureField,
    ) -> Vec<Self> {
        // What was typed into this card is typed as it was, several fields at once too.
        for (index, act) in self.open_acts(record) {
            if let RecordedAct::Captured { card: asked, values } = act
                && *asked == card.id
                && let Ok(events) = self.state.capture(stream, &card.id, values)
            {
                return vec![self.after(stream, record, events, Some(index))];
            }
        }
        let one = |value: &str| {
            let values = Attributes::from([(spec.field.clone(), value.to_owned())]);
            self.state.capture(stream, &card.id, &values).ok()
        };
        // They left when they were asked for it, or at this card.
        let at_card = Self::leaves(record, &card.id);
        let is_asked = record.field.as_ref().is_none_or(|field| *field == spec.field);
        if (at_card && is_asked) || record.field.as_ref() == Some(&spec.field) {
            return Vec::new();
        }
        if let Some(events) = typed(record, &spec.field).and_then(one) {
            return vec![self.after(stream, record, events, None)];
        }
        let known = record.state.attributes.get(&spec.field).map(String::as_str);
        if let Some(events) = known.and_then(one) {
            return vec![self.after(stream, record, events, None)];
        }
        let mut values: Vec<&str> = match &spec.options {
            Some(options) => options.iter().map(String::as_str).collect(),
            None => vec![assumed(spec.kind())],
        };
        values.push("");
        values
            .into_iter()
            .filter_map(one)
            .map(|events| self.after(stream, record, events, None))
            .collect()
    }

    fn look(&self, stream: &Stream, record: &Record, card: &ConditionCard) -> Vec<Self> {
        let asked = card.asked_now();
        for (index, act) in self.open_acts(record) {
            if let RecordedAct::Checked(checked) = act
                && checked.card == card.id
                && asked.iter().all(|one| checked.facts.contains_key(one))
            {
                let events = self.state.check(stream, checked.clone());
                return vec![self.after(stream, record, events, Some(index))];
            }
        }
        let found = |one: &NowAttribute| {
            record.acts.iter().rev().find_map(|act| match act {
                RecordedAct::Checked(checked) => checked.facts.get(one).copied(),
                _ => None,
            })
        };
        let mut facts = vec![NowFacts::new()];
        for (index, attribute) in asked.into_iter().enumerate() {
            let answers = match found(&attribute) {
                Some(answer) => vec![answer],
                None if index < MAX_TRIED => vec![true, false],
                None => vec![false],
            };
            let with = |facts: &NowFacts, answer: bool| {
                let mut facts = facts.clone();
                facts.insert(attribute.clone(), answer);
                facts
            };
            facts = facts
                .iter()
                .flat_map(|facts| answers.iter().map(move |answer| (facts, *answer)))
                .map(|(facts, answer)| with(facts, answer))
                .collect();
        }
        let each = facts.into_iter().map(|facts| {
            let checked = Checked { card: card.id.clone(), facts, back_at: None };
            let events = self.state.check(stream, checked);
            self.after(stream, record, events, None)
        });
        each.collect()
    }
}

/// What the visitor last typed into a field; empty if they skipped it.
fn typed<'r>(record: &'r Record, field: &Field) -> Option<&'r str> {
    record.acts.iter().rev().find_map(|act| match act {
        RecordedAct::Captured { values, .. } | RecordedAct::Corrected { values, .. } => {
            values.get(field).map(String::as_str)
        }
        _ => None,
    })
}

/// A value of which it is assumed that no condition asks for it.
const fn assumed(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "something",
        Kind::Email => "somebody@example.com",
        Kind::Phone => "+44 20 7946 0123",
    }
}
