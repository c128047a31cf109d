//! From events to lines.

use shared::dialogue::FlowState;
use shared::event::{Author, Event};
use shared::id::{CardId, ClientKey, Seq};
use shared::person::Attributes;
use shared::prelude::*;
use shared::protocol::ClientFrame;
use shared::stream::{Card, Stream};
use shared::time::Timestamp;
use shared::wording::fill;

use super::{Bubble, By, Left, Line};
use crate::model::ConversationView;
use crate::texts::{self, Text, TextKey};

/// Goes over events and notes what they look like.
pub(super) struct ThreadBuilder<'t> {
    /// What runs.
    pub(super) stream: &'t Stream,
    /// What the visitor told so far.
    pub(super) attributes: Attributes,
    /// What was said so far.
    pub(super) lines: Vec<Line>,
    /// How much of it by the script.
    pub(super) scripted: usize,
}

impl ThreadBuilder<'_> {
    /// Events that the edge has not confirmed.
    pub(super) fn ahead(
        &mut self,
        flow: &mut FlowState,
        events: &[Event],
        key: Option<&ClientKey>,
        conversation: &ConversationView,
    ) {
        for (index, event) in events.iter().enumerate() {
            flow.apply(self.stream, event);
            self.step(event, key.filter(|_| index == 0), None, conversation);
        }
    }

    /// What was done here.
    pub(super) fn pending(
        &mut self,
        flow: &mut FlowState,
        conversation: &ConversationView,
    ) -> Left {
        let mut left = Left::default();
        for pending in conversation.pending.frames() {
            let key = &pending.key;
            let expected = match &pending.content {
                Some(ClientFrame::Answer { card, response, .. }) => {
                    flow.answer(self.stream, card, response)
                }
                Some(ClientFrame::Capture { card, values, .. }) => {
                    flow.capture(self.stream, card, values)
                }
                Some(ClientFrame::Say { text, .. }) => {
                    let refused = pending.refusal().map(|reason| (key.clone(), reason.clone()));
                    self.visitor(key.as_str().to_owned(), text.clone().into(), None, refused);
                    continue;
                }
                Some(_) => {
                    left.leaving = true;
                    continue;
                }
                None => {
                    left.opened = true;
                    continue;
                }
            };
            // What can't follow was overtaken; the edge will say so.
            if let Ok(events) = expected {
                self.ahead(flow, &events, Some(key), conversation);
            }
        }
        left
    }

    /// An event, by the key of the frame that caused it, and its place once it has one.
    pub(super) fn step(
        &mut self,
        event: &Event,
        key: Option<&ClientKey>,
        confirmed: Option<(Timestamp, Seq)>,
        conversation: &ConversationView,
    ) {
        let own_key = || match (key, confirmed) {
            (Some(key), _) => key.as_str().to_owned(),
            (None, Some((_, seq))) => texts::join(&["e", &texts::number(seq.0)]),
            (None, None) => String::new(),
        };
        match event {
            Event::Shown { card } => self.bot(card, confirmed),
            Event::Answered { card, response } => {
                if let Some(Card::Question(question)) = self.stream.card(card)
                    && let Some(chosen) = question.responses.iter().find(|r| r.id == *response)
                {
                    self.visitor(own_key(), chosen.label.clone().into(), confirmed, None);
                }
            }
            Event::Captured { values, .. } => {
                let mut text = String::new();
                for (field, value) in values {
                    if !text.is_empty() && !value.is_empty() {
                        text.push_str(", ");
                    }
                    text.push_str(value);
                    self.attributes.insert(field.clone(), value.clone());
                }
                let text = if text.is_empty() { TextKey::Skipped.into() } else { Text::from(text) };
                self.visitor(own_key(), text, confirmed, None);
            }
            Event::AttributeSet { attribute, value, .. } => {
                self.attributes.insert(attribute.clone(), value.clone());
            }
            Event::Said { by: Author::Visitor, text, .. } => {
                self.visitor(own_key(), text.clone().into(), confirmed, None);
            }
            Event::Said { by: Author::Agent(_), text, .. }
            | Event::FellBack { message: text, .. } => {
                let by = if matches!(event, Event::Said { .. }) { By::Agent } else { By::Bot };
                self.scripted += usize::from(by == By::Bot);
                let text = text.clone().into();
                self.bubble(Bubble { key: own_key(), by, text, confirmed, refused: None });
            }
            Event::Connected { agent, .. } => {
                self.note(own_key(), Text::new(TextKey::Joined, &agent.name));
            }
            Event::AgentGone { .. } => {
                let agent =
                    conversation.state.agent.as_ref().map_or("", |agent| agent.name.as_str());
                self.note(own_key(), Text::new(TextKey::Gone, agent));
            }
            Event::Withdrawn { .. } => self.note(own_key(), TextKey::Withdrawn.into()),
            Event::Ended { by } => {
                let agent =
                    conversation.state.agent.as_ref().map_or("", |agent| agent.name.as_str());
                self.note(own_key(), texts::ended(*by, agent));
            }
            Event::Started { .. }
            | Event::GoalReached { .. }
            | Event::Completed { .. }
            | Event::Requested { .. }
            | Event::Offered { .. }
            | Event::OfferClosed { .. } => {}
        }
    }

    /// A card appeared. Its key counts the bubbles before it, so that it stays the same element
    /// when the edge confirms it.
    fn bot(&mut self, card: &CardId, confirmed: Option<(Timestamp, Seq)>) {
        let Some(card) = self.stream.card(card) else { return };
        let text = match card {
            Card::LiveChat(live) if live.text.is_empty() => {
                let first = live.id == self.stream.first;
                if first { TextKey::Welcome } else { TextKey::OneMoment }.into()
            }
            card => Text::from(fill(card.text(), &self.attributes)),
        };
        if text.key == TextKey::Own && text.with.is_empty() {
            return;
        }
        let key = texts::join(&["b", &texts::number(self.scripted as u64)]);
        self.scripted += 1;
        self.bubble(Bubble { key, by: By::Bot, text, confirmed, refused: None });
    }

    fn visitor(
        &mut self,
        key: String,
        text: Text,
        confirmed: Option<(Timestamp, Seq)>,
        refused: Option<(ClientKey, Text)>,
    ) {
        self.bubble(Bubble { key, by: By::Visitor, text, confirmed, refused });
    }

    fn bubble(&mut self, bubble: Bubble) {
        self.lines.push(Line::Bubble(bubble));
    }

    fn note(&mut self, key: String, text: Text) {
        self.lines.push(Line::Note { key, text });
    }
}
