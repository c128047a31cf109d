//! What the visitor had on the screen.

use crate::format::date;
use crate::texts::t;
use shared::conversation::{Phase, State};
use shared::dialogue::{FlowState, Position};
use shared::event::{Author, EndedBy, Event, Logged};
use shared::stream::{Card, Stream};
use shared::wording::{Values, fill, plain};
use std::collections::BTreeMap;

/// The author of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Bot,
    Visitor,
    Agent,
    /// A notice of an event.
    Note,
}

impl By {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Bot => "bot",
            Self::Visitor => "visitor",
            Self::Agent => "agent",
            Self::Note => "note",
        }
    }
}

/// A line on the visitor's screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) by: By,
    pub(crate) text: String,
}

/// The visitor's current input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stands {
    /// None; the next card is about to appear.
    Nothing,
    /// Choose one of these responses.
    Question(Vec<String>),
    /// Fill in the field with this label.
    Field(String),
    /// Wait for an agent; the name of the one it is offered to.
    Waits(Option<String>),
    /// Write a message.
    Writes,
    /// None any more.
    Over,
}

/// Returns everything the visitor read and wrote.
pub(super) fn said(stream: &Stream, log: &[Logged]) -> Vec<Said> {
    let (mut flow, mut said) = (FlowState::default(), Vec::new());
    let mut agent = t!("replay-the-agent").to_owned();
    // Where each answer stands, in which its correction is seen.
    let mut places = BTreeMap::new();
    for Logged { event, .. } in log {
        flow.apply(stream, event);
        if let Event::Offered { agent: profile, .. }
        | Event::Connected { agent: profile, .. }
        | Event::FollowedUp { agent: profile, .. } = event
        {
            agent.clone_from(&profile.name);
        }
        let mut add = |by, text: String| said.push(Said { by, text });
        match event {
            Event::Shown { card } => {
                let text = stream.card(card).map_or("", Card::text);
                if !text.is_empty() {
                    let back_at = flow.back_at().map(date).unwrap_or_default();
                    let values = Values { attributes: &flow.attributes, back_at: &back_at };
                    add(By::Bot, plain(&fill(text, values)));
                }
                if let Some(Card::Document(document)) = stream.card(card) {
                    add(By::Bot, document.title.clone());
                }
            }
            Event::Answered { card, response } => {
                add(By::Visitor, label(stream, card, response));
            }
            Event::Captured { card, values } => {
                for (field, value) in values {
                    places.insert((card.clone(), field.clone()), said.len());
                    let mut add = |by, text: String| said.push(Said { by, text });
                    let skipped = value.is_empty();
                    add(
                        By::Visitor,
                        if skipped { t!("replay-skipped").to_owned() } else { value.clone() },
                    );
                }
            }
            Event::AnswerCorrected { card, values } => {
                for (field, value) in values {
                    let place = places.get(&(card.clone(), field.clone())).copied();
                    if let Some(line) = place.and_then(|place| said.get_mut(place)) {
                        line.text.clone_from(value);
                    }
                }
            }
            Event::Said { by, text, .. } => {
                let side = match by {
                    Author::Visitor => By::Visitor,
                    Author::Agent(_) => By::Agent,
                    Author::App(_) => By::Bot,
                };
                add(side, text.clone());
            }
            Event::MessageLeft { text, .. } => add(By::Visitor, text.clone()),
            Event::FellBack { message, .. } => add(By::Bot, plain(message)),
            event => {
                if let Some(note) = note(event, &agent) {
                    add(By::Note, note);
                }
            }
        }
    }
    said
}

/// Returns the notice that the visitor read about an event.
fn note(event: &Event, agent: &str) -> Option<String> {
    Some(match event {
        Event::Offered { .. } => t!("replay-calling", agent = agent),
        Event::Connected { .. } | Event::FollowedUp { .. } => t!("replay-joined", agent = agent),
        Event::AgentGone { .. } => t!("replay-lost", agent = agent),
        Event::Withdrawn { .. } => t!("replay-stopped").to_owned(),
        Event::Rated { rating, .. } => t!("replay-rated-short", value = rating.value()),
        Event::Ended { by } => match by {
            EndedBy::Visitor => t!("replay-ended-chat").to_owned(),
            EndedBy::Agent => t!("replay-agent-ended-chat", agent = agent),
            EndedBy::Idle | EndedBy::VisitorGone => t!("replay-chat-ended").to_owned(),
        },
        _ => return None,
    })
}

fn label(stream: &Stream, card: &shared::id::CardId, response: &shared::id::ResponseId) -> String {
    let Some(Card::Question(question)) = stream.card(card) else {
        return response.as_str().to_owned();
    };
    let chosen = question.responses.iter().find(|one| one.id == *response);
    chosen.map_or_else(|| response.as_str().to_owned(), |one| one.label.clone())
}

/// Returns the visitor's current input.
pub(super) fn stands(stream: &Stream, state: &State) -> Stands {
    match &state.phase {
        Phase::Waiting { open_offer, .. } => {
            Stands::Waits(open_offer.as_ref().map(|open_offer| open_offer.agent.name.clone()))
        }
        Phase::Live { .. } => Stands::Writes,
        Phase::Over(_) => Stands::Over,
        Phase::Scripted => match (&state.flow.position, state.flow.current_field(stream)) {
            (_, Some(field)) => Stands::Field(field.label.clone()),
            (Position::At(card), None) => match stream.card(card) {
                Some(Card::Question(question)) => Stands::Question(
                    question.responses.iter().map(|one| one.label.clone()).collect(),
                ),
                _ => Stands::Nothing,
            },
            (Position::Before | Position::LiveChat(_) | Position::Done, None) => Stands::Nothing,
        },
    }
}
