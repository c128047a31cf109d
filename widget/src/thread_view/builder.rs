//! Turns events into lines.

use shared::dialogue::FlowState;
use shared::event::{AgentProfile, Author, Event, FallbackReason, SharedFile};
use shared::id::{CardId, ClientKey, ConversationId, Seq};
use shared::person::{Attributes, Field};
use shared::prelude::*;
use shared::protocol::ClientFrame;
use shared::stream::{Card, Stream};
use shared::time::Timestamp;
use shared::wording::{Values, fill};

use super::{Bubble, By, File, Left, Line};
use crate::model::ConversationView;
use crate::texts::{self, Text, TextKey};

/// Collects lines from events.
pub(super) struct ThreadBuilder<'t> {
    pub(super) stream: &'t Stream,
    /// The visitor's answers so far.
    pub(super) attributes: Attributes,
    /// When people are back, for `setText` of the panel's script; empty if that is not known.
    pub(super) back_at: String,
    /// The lines so far.
    pub(super) lines: Vec<Line>,
    /// Who has joined so far.
    pub(super) agents: Vec<AgentProfile>,
    /// How much of it by the script.
    pub(super) scripted: usize,
}

impl ThreadBuilder<'_> {
    /// Adds events that the edge has not confirmed.
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

    /// Adds a pending action of the visitor.
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
                // It is in its field until it is confirmed.
                Some(ClientFrame::CorrectAnswer { .. }) => continue,
                Some(ClientFrame::Say { text, .. }) => {
                    let refused = pending.refusal().map(|reason| (key.clone(), reason.clone()));
                    let bubble = own(key.as_str().to_owned(), text.clone().into(), None);
                    self.bubble(Bubble { refused, ..bubble });
                    continue;
                }
                Some(ClientFrame::LeaveMessage { text, .. }) => {
                    left.leaving = true;
                    self.bubble(own(key.as_str().to_owned(), text.clone().into(), None));
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
            // An action that no longer fits was overtaken by another one; the edge will refuse it.
            if let Ok(events) = expected {
                self.ahead(flow, &events, Some(key), conversation);
            }
        }
        left
    }

    /// Adds an event, with the key of the frame that caused it, and its time and sequence number
    /// once confirmed.
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
            Event::Shown { card } => self.bot(card, confirmed, conversation),
            Event::Answered { card, response } => {
                if let Some(Card::Question(question)) = self.stream.card(card)
                    && let Some(chosen) = question.responses.iter().find(|r| r.id == *response)
                {
                    self.bubble(own(own_key(), chosen.label.clone().into(), confirmed));
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
                self.bubble(own(own_key(), text, confirmed));
            }
            Event::AnswerCorrected { card, values } => {
                for (field, value) in values {
                    self.attributes.insert(field.clone(), value.clone());
                    self.correct((card, field), value, conversation);
                }
            }
            Event::AvailabilityChecked { back_at, .. } => {
                self.back_at = back_at.map(texts::moment).unwrap_or_default();
            }
            Event::AttributeSet { attribute, value, .. } => {
                self.attributes.insert(attribute.clone(), value.clone());
            }
            Event::Said { by, text, file } => {
                let mut bubble = own(own_key(), text.clone().into(), confirmed);
                bubble.file = file.as_ref().and_then(|file| shared_file(file, conversation));
                match by {
                    Author::Visitor => {}
                    Author::Agent(id) => {
                        let agent = self.agents.iter().rfind(|agent| agent.id == *id);
                        bubble.by = By::Agent;
                        bubble.agent = agent.map(|agent| agent.name.clone());
                    }
                    Author::App(app) => {
                        bubble.by = By::App;
                        bubble.agent = Some(app.name().to_owned());
                    }
                }
                self.bubble(bubble);
            }
            Event::FellBack { reason, message, .. } => {
                self.scripted += 1;
                let text = match reason {
                    FallbackReason::OtherChat => TextKey::OtherChat.into(),
                    _ => message.clone().into(),
                };
                let bubble = own(own_key(), text, confirmed);
                self.bubble(Bubble { by: By::Bot, ..bubble });
            }
            Event::MessageLeft { text, .. } => {
                self.bubble(own(own_key(), text.clone().into(), confirmed));
                let email = conversation.state.flow.attributes.get(&Field::Email);
                let thanks = Text::new(TextKey::MessageLeft, email.map_or("", String::as_str));
                self.note(texts::join(&["l", &own_key()]), thanks);
            }
            Event::Connected { agent, .. } | Event::FollowedUp { agent, .. } => {
                self.agents.push(agent.clone());
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
            // Nothing else is seen.
            _ => {}
        }
    }

    /// Adds a card of the stream. Its key counts the bubbles before it, so that it stays the same
    /// element when the edge confirms it.
    fn bot(
        &mut self,
        card: &CardId,
        confirmed: Option<(Timestamp, Seq)>,
        conversation: &ConversationView,
    ) {
        let Some(card) = self.stream.card(card) else { return };
        let text = match card {
            Card::LiveChat(live) if live.text.is_empty() => {
                let first = live.id == self.stream.first;
                if first { TextKey::Welcome } else { TextKey::OneMoment }.into()
            }
            card => {
                let (attributes, back_at) = (&self.attributes, &*self.back_at);
                Text::from(fill(card.text(), Values { attributes, back_at }))
            }
        };
        self.scripted(text, None, confirmed);
        if let Card::Document(document) = card {
            let id = conversation.id.as_ref().filter(|_| confirmed.is_some());
            // What `document.js` needs: the card, the size, whether it must be opened, and the
            // conversation.
            let path = texts::join(&[
                &document.address,
                "#",
                document.id.as_str(),
                ",",
                &texts::number(document.size),
                if document.must_open { ",1," } else { ",," },
                id.map_or("", ConversationId::as_str),
            ]);
            let file = File { path, is_image: false };
            self.scripted(document.title.clone().into(), Some(file), confirmed);
        }
    }

    fn scripted(&mut self, text: Text, file: Option<File>, confirmed: Option<(Timestamp, Seq)>) {
        if text.key == TextKey::Own && text.with.is_empty() {
            return;
        }
        let key = texts::join(&["b", &texts::number(self.scripted as u64)]);
        self.scripted += 1;
        self.bubble(Bubble { by: By::Bot, file, ..own(key, text, confirmed) });
    }

    /// Shows the corrected value where the answer stands.
    fn correct(&mut self, answer: (&CardId, &Field), value: &str, conversation: &ConversationView) {
        for line in self.lines.iter_mut().rev() {
            if let Line::Bubble(Bubble { confirmed: Some((_, seq)), text, .. }) = line
                && conversation.answer(*seq) == Some(answer)
            {
                *text = Text::new(TextKey::Own, value);
                return;
            }
        }
    }

    fn bubble(&mut self, bubble: Bubble) {
        self.lines.push(Line::Bubble(bubble));
    }

    fn note(&mut self, key: String, text: Text) {
        self.lines.push(Line::Note { key, text });
    }
}

/// Something the visitor said.
const fn own(key: String, text: Text, confirmed: Option<(Timestamp, Seq)>) -> Bubble {
    Bubble { key, by: By::Visitor, agent: None, text, file: None, confirmed, refused: None }
}

/// Where a file of the conversation is.
fn shared_file(file: &SharedFile, conversation: &ConversationView) -> Option<File> {
    let id = conversation.id.as_ref()?;
    Some(File { path: file.path(id), is_image: file.is_image() })
}
