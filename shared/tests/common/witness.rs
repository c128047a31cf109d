//! Visitors who go through a stream, and a witness who writes down what happens to them.

use proptest::prelude::*;
use proptest::{collection, sample};
use shared::dialogue::{FlowContext, FlowState, Position};
use shared::event::{Event, Location, Page};
use shared::id::CardId;
use shared::person::{Attributes, Field};
use shared::stream::{Act, Card, Stream, Target};

/// What somebody beside the visitor sees: a witness that knows nothing of the walk.
#[derive(Debug, Default)]
pub struct Witness {
    pub cards: Vec<CardId>,
    questions: u32,
    asked_again: Vec<Field>,
    person_without: Vec<Field>,
    end: Option<CardId>,
}

impl Witness {
    fn see(&mut self, stream: &Stream, before: &FlowState, after: &FlowState, events: &[Event]) {
        let mut state = before.clone();
        for event in events {
            match event {
                Event::Shown { card } => {
                    self.cards.push(card.clone());
                    if let Some(Card::Question(question)) = stream.card(card) {
                        self.questions += 1;
                        let known = question.store.iter();
                        let known = known.filter(|field| state.attributes.contains_key(*field));
                        self.asked_again.extend(known.cloned());
                    }
                }
                Event::GoalReached { card, .. } => self.cards.push(card.clone()),
                Event::AttributeSet { card, .. } => {
                    if matches!(stream.card(card), Some(Card::Action(_))) {
                        self.cards.push(card.clone());
                    }
                }
                Event::Completed { card } => self.end = Some(card.clone()),
                _ => {}
            }
            state.apply(stream, event);
        }
        if let Some(spec) = after.current_field(stream) {
            self.questions += 1;
            if after.attributes.contains_key(&spec.field) {
                self.asked_again.push(spec.field.clone());
            }
        }
        if matches!(after.position, Position::LiveChat(_)) {
            let missing = |field: &&Field| !after.attributes.contains_key(*field);
            self.person_without.extend(Field::STANDARD.iter().filter(missing).cloned());
        }
    }

    pub fn hits(&self, target: &Target) -> bool {
        let at = |wanted: &CardId| self.cards.iter().position(|card| card == wanted);
        let last = |wanted: &CardId| self.cards.iter().rposition(|card| card == wanted);
        match target {
            Target::Everything => false,
            Target::Reach(card) => at(card).is_some(),
            Target::ReachAfter { card, after } => {
                last(card).is_some_and(|last| at(after).is_some_and(|first| first < last))
            }
            Target::ReachWithout { card, without } => {
                at(card).is_some_and(|reached| at(without).is_none_or(|first| first > reached))
            }
            Target::EndElsewhere(cards) => {
                self.end.as_ref().is_some_and(|end| !cards.contains(end))
            }
            Target::MoreQuestions(most) => self.questions > *most,
            Target::AskedAgain(field) => self.asked_again.contains(field),
            Target::PersonWithout(fields) => {
                fields.iter().any(|field| self.person_without.contains(field))
            }
        }
    }
}

/// Plays acts on a stream, as far as they fit.
pub fn witness(stream: &Stream, context: FlowContext, acts: &[Act]) -> (Witness, FlowState) {
    let mut witness = Witness::default();
    let mut state = FlowState::new(context.clone());
    let mut turn = |state: &mut FlowState, events: Vec<Event>| {
        let before = state.clone();
        for event in &events {
            state.apply(stream, event);
        }
        witness.see(stream, &before, state, &events);
    };
    turn(&mut state, FlowState::begin(stream, context));
    for act in acts {
        let Ok(events) = state.act(stream, act) else { panic!("{act:?} at {:?}", state.position) };
        turn(&mut state, events);
    }
    (witness, state)
}

/// A visitor who does something at each position, as the numbers say.
pub fn visitor(stream: &Stream, context: FlowContext, choices: &[usize]) -> Witness {
    let acts = visitor_acts(stream, context.clone(), choices);
    witness(stream, context, &acts).0
}

/// What happens in a dialogue when a visitor does this.
pub fn visitor_events(stream: &Stream, context: FlowContext, acts: &[Act]) -> Vec<Event> {
    let mut events = FlowState::begin(stream, context.clone());
    let mut state = FlowState::new(context);
    for event in &events {
        state.apply(stream, event);
    }
    for act in acts {
        let new = state.act(stream, act).unwrap();
        for event in &new {
            state.apply(stream, event);
        }
        events.extend(new);
    }
    events
}

/// What a visitor does, as the numbers say.
pub fn visitor_acts(stream: &Stream, context: FlowContext, choices: &[usize]) -> Vec<Act> {
    let mut acts = Vec::new();
    for choice in choices {
        let (_, state) = witness(stream, context.clone(), &acts);
        let Position::At(id) = &state.position else { break };
        let act = if let Some(spec) = state.current_field(stream) {
            let typed = match &spec.options {
                Some(options) => options[choice % options.len()].clone(),
                None => {
                    ["a@b.de", "", " 10 ", "nonsense", "a", "9.75", "https"][choice % 7].to_owned()
                }
            };
            if spec.check(&typed).is_err() {
                continue;
            }
            Act::Fill { card: id.clone(), field: spec.field.clone(), value: typed }
        } else if let Some(Card::Document(_)) = stream.card(id) {
            Act::Open { card: id.clone() }
        } else {
            let Some(Card::Question(question)) = stream.card(id) else { panic!("{id} waits") };
            let response = question.responses[choice % question.responses.len()].id.clone();
            Act::Answer { card: id.clone(), response }
        };
        acts.push(act);
    }
    acts
}

pub fn any_context() -> impl Strategy<Value = FlowContext> {
    let value = || sample::select(vec!["a", "10", "9.75", "DE", "https", "A@b.de x", "12"]);
    let fields =
        sample::subsequence(vec!["first_name", "company", "topic", "size", "job_title"], 0..=5);
    let known =
        (fields, collection::vec(value(), 5), sample::select(vec!["", "a@b.de", "x@y.example"]));
    (
        known,
        sample::select(vec!["", "DE", "FR"]),
        sample::select(vec!["", "https://a.example", "a"]),
    )
        .prop_map(|((fields, values, email), country, around)| {
            let pairs = fields
                .iter()
                .zip(values)
                .map(|(name, value)| (Field::from_name(name).unwrap(), value.to_owned()));
            let mut page_attributes: Attributes = pairs.collect();
            if !email.is_empty() {
                page_attributes.insert(Field::Email, email.to_owned());
            }
            FlowContext {
                page: Page { url: around.to_owned(), ..Page::default() },
                location: Location {
                    country: country.to_owned(),
                    city: around.to_owned(),
                    ..Location::default()
                },
                page_attributes,
            }
        })
}
