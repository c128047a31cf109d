//! A conversation as it happened, as far as the dialogue goes.

use crate::conversation::ConversationMeta;
use crate::dialogue::{Checked, FlowContext, FlowState, Position};
use crate::event::Event;
use crate::id::{CardId, ConversationId, ResponseId};
use crate::person::{Attributes, Field};
use crate::stream::{Card, Stream};
use serde::{Deserialize, Serialize};

/// What a visitor knew and did in one conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub conversation: ConversationId,
    pub context: FlowContext,
    /// The events of the dialogue, in order.
    pub events: Vec<Event>,
    pub(super) acts: Vec<RecordedAct>,
    /// The state in the end.
    pub(super) state: FlowState,
    /// The field that the visitor was asked for in the end.
    pub(super) field: Option<Field>,
}

/// Something that the visitor did, or that was found out for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RecordedAct {
    Answered {
        card: CardId,
        response: ResponseId,
        label: String,
    },
    Captured {
        card: CardId,
        values: Attributes,
    },
    /// Right after the act before it.
    Corrected {
        card: CardId,
        values: Attributes,
    },
    Opened {
        card: CardId,
    },
    Checked(Checked),
}

/// Where a visitor's way through a dialogue ended.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "end", content = "card", rename_all = "snake_case")]
pub enum End {
    /// They asked for a person here.
    Person(CardId),
    /// They came to the end of a branch.
    Completed(CardId),
    /// They were asked something here, and did not answer.
    Stopped(CardId),
}

impl Record {
    /// The record of a conversation with this metadata and log.
    pub fn new<'e>(meta: &ConversationMeta, log: impl IntoIterator<Item = &'e Event>) -> Self {
        Self::of(meta.id.clone(), meta.context(), &meta.stream, log)
    }

    /// The record of events on a stream.
    pub fn of<'e>(
        conversation: ConversationId,
        context: FlowContext,
        stream: &Stream,
        log: impl IntoIterator<Item = &'e Event>,
    ) -> Self {
        let (mut events, mut acts) = (Vec::new(), Vec::new());
        let mut state = FlowState::new(context.clone());
        for event in log {
            match event {
                Event::Answered { card, response } => {
                    let label = label(stream, card, response);
                    let (card, response) = (card.clone(), response.clone());
                    acts.push(RecordedAct::Answered { card, response, label });
                }
                Event::Captured { card, values } => {
                    let (card, values) = (card.clone(), values.clone());
                    acts.push(RecordedAct::Captured { card, values });
                }
                Event::AnswerCorrected { card, values } => {
                    let (card, values) = (card.clone(), values.clone());
                    acts.push(RecordedAct::Corrected { card, values });
                }
                Event::DocumentOpened { card } => {
                    acts.push(RecordedAct::Opened { card: card.clone() });
                }
                Event::AvailabilityChecked { card, facts, back_at } => {
                    let (card, facts, back_at) = (card.clone(), facts.clone(), *back_at);
                    acts.push(RecordedAct::Checked(Checked { card, facts, back_at }));
                }
                _ => {}
            }
            state.apply(stream, event);
            if is_of_dialogue(event) {
                events.push(event.clone());
            }
        }
        let field = state.current_field(stream).map(|spec| spec.field.clone());
        Self { conversation, context, events, acts, state, field }
    }

    /// Where it ended; `None` if it never began.
    pub fn end(&self) -> Option<End> {
        end(&self.state, &self.events)
    }
}

/// Where a state is an end of the way that these events went; a card that waits is where the visitor stopped.
pub(super) fn end(state: &FlowState, events: &[Event]) -> Option<End> {
    let last = events.iter().rev().find_map(|event| match event {
        Event::Completed { card } => Some(card),
        _ => None,
    });
    match &state.position {
        Position::Before => None,
        Position::At(card) => Some(End::Stopped(card.clone())),
        Position::LiveChat(card) => Some(End::Person(card.clone())),
        Position::Done => last.cloned().map(End::Completed),
    }
}

/// Whether an event is one of the dialogue's, not of the chat after it. What visitors do with a document is
/// none: they can do it at any time.
pub(super) const fn is_of_dialogue(event: &Event) -> bool {
    matches!(
        event,
        Event::Shown { .. }
            | Event::Answered { .. }
            | Event::Captured { .. }
            | Event::AttributeSet { .. }
            | Event::AvailabilityChecked { .. }
            | Event::GoalReached { .. }
            | Event::Completed { .. }
    )
}

fn label(stream: &Stream, card: &CardId, response: &ResponseId) -> String {
    let Some(Card::Question(question)) = stream.card(card) else { return String::new() };
    let chosen = question.responses.iter().find(|one| one.id == *response);
    chosen.map(|one| one.label.clone()).unwrap_or_default()
}
