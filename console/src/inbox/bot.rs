//! The stream's cards that the visitor saw, with the answers.

use super::chat::ConversationView;
use crate::format::date;
use crate::texts::t;
use shared::event::{Event, Logged};
use shared::id::{CardId, ResponseId};
use shared::person::Attributes;
use shared::stream::{Card, Stream};
use shared::wording::{Values, fill, plain};

/// A card that the visitor saw.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Step {
    pub(crate) said: String,
    /// The answers, each with its question if the card's text doesn't contain it.
    pub(crate) answers: Vec<Answer>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Answer {
    /// The question; `None` if the card's text contains it.
    pub(crate) question: Option<String>,
    /// Empty if the visitor skipped the field.
    pub(crate) text: String,
}

impl ConversationView {
    /// Returns the cards and answers, in order.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let Some(stream) = &self.stream else { return Vec::new() };
        steps(stream, &self.log)
    }
}

fn steps(stream: &Stream, log: &[Logged]) -> Vec<Step> {
    let (mut attributes, mut back_at) = (Attributes::new(), String::new());
    let mut steps: Vec<(CardId, Step)> = Vec::new();
    for logged in log {
        match &logged.event {
            Event::Shown { card } => {
                let values = Values { attributes: &attributes, back_at: &back_at };
                let said = stream.card(card).map(|card| plain(&fill(card.text(), values)));
                if let Some(said) = said.filter(|said| !said.is_empty()) {
                    steps.push((card.clone(), Step { said, answers: Vec::new() }));
                }
                if let Some(Card::Document(document)) = stream.card(card) {
                    let said = document.title.clone();
                    steps.push((card.clone(), Step { said, answers: Vec::new() }));
                }
            }
            Event::Answered { card, response } => {
                let answer = Answer { question: None, text: label(stream, card, response) };
                attach(&mut steps, card, [answer]);
            }
            Event::Captured { card, values } => {
                attach(&mut steps, card, captured(stream, card, values));
                let filled = values.iter().filter(|(_, value)| !value.is_empty());
                attributes.extend(filled.map(|(field, value)| (field.clone(), value.clone())));
            }
            Event::AnswerCorrected { card, values } => {
                correct(&mut steps, card, &captured(stream, card, values));
                attributes.extend(values.clone());
            }
            Event::DocumentOpened { card } => {
                let text = t!("inbox-document-opened").to_owned();
                attach(&mut steps, card, [Answer { question: None, text }]);
            }
            Event::DocumentDownloaded { card } => {
                let text = t!("inbox-document-downloaded").to_owned();
                attach(&mut steps, card, [Answer { question: None, text }]);
            }
            Event::AvailabilityChecked { back_at: at, .. } => {
                back_at = at.map(date).unwrap_or_default();
            }
            Event::AttributeSet { attribute, value, .. } => {
                attributes.insert(attribute.clone(), value.clone());
            }
            _ => {}
        }
    }
    steps.into_iter().map(|(_, step)| step).collect()
}

/// Attaches answers to the last appearance of their card.
fn attach(steps: &mut [(CardId, Step)], card: &CardId, answers: impl IntoIterator<Item = Answer>) {
    if let Some((_, step)) = steps.iter_mut().rev().find(|(card_shown, _)| card_shown == card) {
        step.answers.extend(answers);
    }
}

/// Puts corrected answers in the place of those to the same questions.
fn correct(steps: &mut [(CardId, Step)], card: &CardId, answers: &[Answer]) {
    let answered = steps.iter_mut().rev().find(|(of, step)| of == card && !step.answers.is_empty());
    let Some((_, step)) = answered else { return };
    for corrected in answers {
        let mut same = step.answers.iter_mut().filter(|old| old.question == corrected.question);
        if let Some(old) = same.next() {
            old.text.clone_from(&corrected.text);
        }
    }
}

/// Returns the label of the chosen response.
fn label(stream: &Stream, card: &CardId, response: &ResponseId) -> String {
    let Some(Card::Question(question)) = stream.card(card) else {
        return response.as_str().to_owned();
    };
    let chosen = question.responses.iter().find(|entry| entry.id == *response);
    chosen.map_or_else(|| response.as_str().to_owned(), |chosen| chosen.label.clone())
}

fn captured(stream: &Stream, card: &CardId, values: &Attributes) -> Vec<Answer> {
    let Some(Card::Capture(capture)) = stream.card(card) else { return Vec::new() };
    let fields = capture.fields.iter();
    fields
        .filter_map(|question| {
            let text = values.get(&question.field)?.clone();
            Some(Answer { question: Some(question.label.clone()), text })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use shared::id::Seq;
    use shared::person::Field;
    use shared::quota::Package;
    use shared::stream::check_document;
    use shared::time::Timestamp;

    #[test]
    fn a_corrected_answer_stands_in_its_place() {
        let document = json!({ "first": "who", "cards": [
            { "type": "capture", "id": "who", "text": "You?", "next": "bye", "fields": [
                { "field": "email", "label": "E-mail" }, { "field": "phone", "label": "Phone" } ] },
            { "type": "message", "id": "bye", "text": "We write to {{person.email|you}}." } ]});
        let stream = check_document(&document, Package::Select).stream.unwrap();
        let values = |field: Field, value: &str| Attributes::from([(field, value.to_owned())]);
        let card = |id: &str| CardId::parse(id).unwrap();
        let events = [
            Event::Shown { card: card("who") },
            Event::Captured { card: card("who"), values: values(Field::Email, "ada@a.example") },
            Event::Captured { card: card("who"), values: values(Field::Phone, "") },
            Event::AnswerCorrected {
                card: card("who"),
                values: values(Field::Email, "ada@b.example"),
            },
            Event::Shown { card: card("bye") },
            Event::AnswerCorrected { card: card("who"), values: values(Field::Phone, "12345") },
        ];
        let log = (1..).zip(events).map(|(seq, event)| Logged {
            seq: Seq(seq),
            at: Timestamp(seq),
            id: None,
            event,
        });
        let steps = steps(&stream, &log.collect::<Vec<_>>());
        let answers: Vec<_> = steps[0].answers.iter().map(|answer| answer.text.as_str()).collect();
        assert_eq!(answers, ["ada@b.example", "12345"]);
        assert_eq!(steps[1].said, "We write to ada@b.example.");
    }
}
