//! A way told as a dialogue, for people.

use super::example::field_name;
use crate::dialogue::{FlowContext, FlowState};
use crate::event::Event;
use crate::person::Attributes;
use crate::stream::{Act, Card, Stream, Way};
use crate::wording::{Phrases, fill, plain};
use serde::Serialize;

/// A line of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    pub by: Speaker,
    pub text: String,
}

/// Whose line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The dialogue, as the visitor reads it.
    Dialogue,
    Visitor,
    /// What no visitor sees.
    Aside,
}

impl Line {
    fn new(by: Speaker, text: impl Into<String>) -> Self {
        Self { by, text: text.into() }
    }
}

/// Tells a way: who the visitor is, and what is said. It ends where the machine of the dialogue refuses.
pub fn story(stream: &Stream, way: &Way, say: Phrases<'_>) -> Vec<Line> {
    let tell = Tell { stream, say };
    let context = FlowContext::of_way(way);
    let mut lines = vec![Line::new(Speaker::Aside, tell.start(&context))];
    let mut state = FlowState::new(context.clone());
    tell.turn(&mut state, &FlowState::begin(stream, context), &mut lines);
    for act in &way.acts {
        lines.push(tell.act(act));
        match state.act(stream, act) {
            Ok(events) => tell.turn(&mut state, &events, &mut lines),
            Err(refusal) => {
                lines.push(Line::new(Speaker::Aside, refusal.to_string()));
                return lines;
            }
        }
    }
    lines
}

/// Who tells: of which dialogue, and in which language.
#[derive(Clone, Copy)]
pub(super) struct Tell<'s> {
    pub(super) stream: &'s Stream,
    pub(super) say: Phrases<'s>,
}

impl Tell<'_> {
    /// Folds events in, and tells them.
    pub(super) fn turn(self, state: &mut FlowState, events: &[Event], lines: &mut Vec<Line>) {
        for event in events {
            lines.extend(self.line(event, &state.attributes));
            state.apply(self.stream, event);
        }
        if let Some(spec) = state.current_field(self.stream) {
            lines.push(Line::new(Speaker::Dialogue, spec.label.clone()));
        }
    }

    fn line(self, event: &Event, attributes: &Attributes) -> Option<Line> {
        let say = self.say;
        let aside = |text: String| Some(Line::new(Speaker::Aside, text));
        match event {
            Event::Shown { card } => {
                let card = self.stream.card(card)?;
                let text = plain(&fill(card.text(), attributes));
                match card {
                    Card::LiveChat(_) if text.is_empty() => {
                        aside(say("asks-person", "asks for a person", &[]))
                    }
                    Card::Document(document) => {
                        let text = if text.is_empty() { text } else { format!("{text} ") };
                        Some(Line::new(Speaker::Dialogue, format!("{text}[{}]", document.title)))
                    }
                    _ => (!text.is_empty()).then(|| Line::new(Speaker::Dialogue, text)),
                }
            }
            Event::GoalReached { goal, .. } => aside(say("goal", "goal: {0}", &[goal])),
            Event::AttributeSet { attribute, value, card }
                if matches!(self.stream.card(card), Some(Card::Action(_))) =>
            {
                aside(say("is-set", "{0} is set to “{1}”", &[&field_name(attribute, say), value]))
            }
            Event::Completed { card } => aside(match self.stream.card(card) {
                Some(Card::LiveChat(_)) => say("person-asked", "a person is asked for", &[]),
                _ => say("the-end", "the end", &[]),
            }),
            _ => None,
        }
    }

    fn act(self, act: &Act) -> Line {
        let say = self.say;
        match act {
            Act::Answer { card, response } => {
                let label = match self.stream.card(card) {
                    Some(Card::Question(question)) => {
                        let chosen = question.responses.iter().find(|one| one.id == *response);
                        chosen.map(|one| one.label.clone())
                    }
                    _ => None,
                };
                Line::new(Speaker::Visitor, label.unwrap_or_else(|| response.to_string()))
            }
            Act::Fill { field, value, .. } if value.is_empty() => {
                Line::new(Speaker::Aside, say("skips", "skips {0}", &[&field_name(field, say)]))
            }
            Act::Fill { value, .. } => Line::new(Speaker::Visitor, value.clone()),
            Act::Open { card } => {
                let title = match self.stream.card(card) {
                    Some(Card::Document(document)) => document.title.as_str(),
                    _ => card.as_str(),
                };
                Line::new(Speaker::Aside, say("opens", "opens “{0}”", &[title]))
            }
            Act::Look { facts, .. } => {
                let found = facts.iter().map(|(attribute, found)| {
                    let name = say("attribute", "{0}", &[attribute.as_str()]);
                    if *found {
                        say("is-so", "{0} is yes", &[&name])
                    } else {
                        say("is-not-so", "{0} is no", &[&name])
                    }
                });
                Line::new(Speaker::Aside, found.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// What is known of the visitor when the dialogue begins.
    fn start(self, context: &FlowContext) -> String {
        let say = self.say;
        let around = [
            ("page_url", &context.page.url),
            ("referrer", &context.page.referrer),
            ("country", &context.location.country),
            ("region", &context.location.region),
            ("city", &context.location.city),
        ];
        let around = around.into_iter().filter(|(_, value)| !value.is_empty());
        let fields = context.page_attributes.iter().map(|(field, value)| (field.as_str(), value));
        let known = around.chain(fields).map(|(name, value)| {
            let name = say("attribute", "{0}", &[name]);
            say("is-value", "{0} is “{1}”", &[&name, value])
        });
        let known = known.collect::<Vec<_>>().join(", ");
        if known.is_empty() {
            say("anybody", "a visitor of whom nothing is known", &[])
        } else {
            say("somebody", "a visitor: {0}", &[&known])
        }
    }
}
