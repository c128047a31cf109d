//! A way told as a dialogue, for people.

use crate::audience::now_value;
use crate::dialogue::{FlowContext, FlowState};
use crate::event::Event;
use crate::person::Attributes;
use crate::stream::{Act, Card, Stream, Way};
use crate::wording::{fill, plain};
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
pub fn story(stream: &Stream, way: &Way) -> Vec<Line> {
    let context = FlowContext::of_way(way);
    let mut lines = vec![Line::new(Speaker::Aside, start(&context))];
    let mut state = FlowState::new(context.clone());
    turn(stream, &mut state, &FlowState::begin(stream, context), &mut lines);
    for act in &way.acts {
        lines.push(tell(stream, act));
        match state.act(stream, act) {
            Ok(events) => turn(stream, &mut state, &events, &mut lines),
            Err(refusal) => {
                lines.push(Line::new(Speaker::Aside, refusal.to_string()));
                return lines;
            }
        }
    }
    lines
}

/// Folds events in, and tells them.
pub(super) fn turn(
    stream: &Stream,
    state: &mut FlowState,
    events: &[Event],
    lines: &mut Vec<Line>,
) {
    for event in events {
        lines.extend(line(stream, event, &state.attributes));
        state.apply(stream, event);
    }
    if let Some(spec) = state.current_field(stream) {
        lines.push(Line::new(Speaker::Dialogue, spec.label.clone()));
    }
}

fn line(stream: &Stream, event: &Event, attributes: &Attributes) -> Option<Line> {
    let aside = |text: String| Some(Line::new(Speaker::Aside, text));
    match event {
        Event::Shown { card } => {
            let card = stream.card(card)?;
            let text = plain(&fill(card.text(), attributes));
            match card {
                Card::LiveChat(_) if text.is_empty() => aside("asks for a person".to_owned()),
                Card::Document(document) => {
                    let text = if text.is_empty() { text } else { format!("{text} ") };
                    Some(Line::new(Speaker::Dialogue, format!("{text}[{}]", document.title)))
                }
                _ => (!text.is_empty()).then(|| Line::new(Speaker::Dialogue, text)),
            }
        }
        Event::GoalReached { goal, .. } => aside(format!("goal: {goal}")),
        Event::AttributeSet { attribute, value, card }
            if matches!(stream.card(card), Some(Card::Action(_))) =>
        {
            aside(format!("{} is set to “{value}”", attribute.as_str()))
        }
        Event::Completed { card } => aside(match stream.card(card) {
            Some(Card::LiveChat(_)) => "a person is asked for".to_owned(),
            _ => "the end".to_owned(),
        }),
        _ => None,
    }
}

fn tell(stream: &Stream, act: &Act) -> Line {
    match act {
        Act::Answer { card, response } => {
            let label = match stream.card(card) {
                Some(Card::Question(question)) => {
                    let chosen = question.responses.iter().find(|one| one.id == *response);
                    chosen.map(|one| one.label.clone())
                }
                _ => None,
            };
            Line::new(Speaker::Visitor, label.unwrap_or_else(|| response.to_string()))
        }
        Act::Fill { field, value, .. } if value.is_empty() => {
            Line::new(Speaker::Aside, format!("skips {}", field.as_str()))
        }
        Act::Fill { value, .. } => Line::new(Speaker::Visitor, value.clone()),
        Act::Open { card } => Line::new(Speaker::Aside, format!("opens {card}")),
        Act::Look { facts, .. } => {
            let found = facts.iter().map(|(attribute, found)| {
                format!("{} is {}", attribute.as_str(), now_value(*found))
            });
            Line::new(Speaker::Aside, found.collect::<Vec<_>>().join(", "))
        }
    }
}

/// What is known of the visitor when the dialogue begins.
fn start(context: &FlowContext) -> String {
    let around = [
        ("page_url", &context.page.url),
        ("referrer", &context.page.referrer),
        ("country", &context.location.country),
        ("region", &context.location.region),
        ("city", &context.location.city),
    ];
    let around = around.into_iter().filter(|(_, value)| !value.is_empty());
    let fields = context.page_attributes.iter().map(|(field, value)| (field.as_str(), value));
    let known: Vec<String> =
        around.chain(fields).map(|(name, value)| format!("{name} is “{value}”")).collect();
    if known.is_empty() {
        "a visitor of whom nothing is known".to_owned()
    } else {
        format!("a visitor: {}", known.join(", "))
    }
}
