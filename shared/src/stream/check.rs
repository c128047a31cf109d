//! The check before publishing: from an untrusted document to a stream that can't go wrong.

use super::finding::{Code, Finding, Severity};
use super::{Card, Stream, graph};
use crate::id::CardId;
use serde_json::Value;
use std::collections::BTreeSet;

/// Most cards a stream may have.
pub(super) const MAX_CARDS: usize = 1_000;
/// Longest text of a card, in characters.
pub(super) const MAX_TEXT_CHARS: usize = 2_000;

/// What the check made of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The stream, when nothing stands in the way of publishing it.
    pub stream: Option<Stream>,
    /// Everything found, in the order of the cards; errors and advice.
    pub findings: Vec<Finding>,
}

/// Checks a stream document and reports every finding, not only the first.
///
/// Each card is read on its own, so that one broken card doesn't hide what is wrong elsewhere.
pub fn check_document(document: &Value) -> Checked {
    let mut findings = Vec::new();
    let stream = read(document, &mut findings);
    if let Some(stream) = &stream {
        check_cards(stream, &mut findings);
        graph::check(stream, &mut findings);
    }
    let refused = findings.iter().any(|finding| finding.severity == Severity::Error);
    Checked { stream: stream.filter(|_| !refused), findings }
}

fn read(document: &Value, findings: &mut Vec<Finding>) -> Option<Stream> {
    let Some(cards) = document.get("cards").and_then(Value::as_array) else {
        findings.push(Code::NotAStream("it has no list of cards".into()).at(None));
        return None;
    };
    if cards.is_empty() {
        findings.push(Code::Empty.at(None));
        return None;
    }
    if cards.len() > MAX_CARDS {
        findings.push(Code::TooManyCards { given: cards.len(), max: MAX_CARDS }.at(None));
        return None;
    }
    let read: Vec<Option<Card>> = cards.iter().map(|card| read_card(card, findings)).collect();
    let first = document.get("first").and_then(Value::as_str).unwrap_or_default();
    let Ok(first) = CardId::parse(first) else {
        findings.push(Code::FirstMissing(first.chars().take(24).collect()).at(None));
        return None;
    };
    // With a card missing, the graph would be full of findings that only echo the first.
    let cards = read.into_iter().collect::<Option<Vec<Card>>>()?;
    Some(Stream { first, cards })
}

fn read_card(value: &Value, findings: &mut Vec<Finding>) -> Option<Card> {
    let id = value.get("id").and_then(Value::as_str);
    let is_live_chat = value.get("type").and_then(Value::as_str) == Some("live_chat");
    // The type has no `next`, so a reader would drop it in silence: the author must hear of it.
    if let Some(next) = value.get("next").filter(|next| is_live_chat && !next.is_null()) {
        let next = next.as_str().unwrap_or("next");
        findings.push(Code::LiveChatNotLast(next.chars().take(64).collect()).at(id));
    }
    match Card::deserialize_value(value) {
        Ok(card) => Some(card),
        Err(error) => {
            findings.push(Code::MalformedCard(error).at(id));
            None
        }
    }
}

impl Card {
    fn deserialize_value(value: &Value) -> Result<Self, String> {
        serde::Deserialize::deserialize(value).map_err(|error: serde_json::Error| error.to_string())
    }
}

fn check_cards(stream: &Stream, findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for card in &stream.cards {
        let id = card.id();
        if !seen.insert(id) {
            findings.push(Code::DuplicateId(id.clone()).at(Some(id.as_str())));
        }
        for code in own_findings(card) {
            findings.push(code.at(Some(id.as_str())));
        }
    }
}

/// What can be said of a card without looking at any other.
fn own_findings(card: &Card) -> Vec<Code> {
    let mut found = Vec::new();
    check_text(card, &mut found);
    match card {
        Card::Question(question) => {
            if question.responses.is_empty() {
                found.push(Code::NoResponses);
            }
            let mut seen = BTreeSet::new();
            for response in &question.responses {
                if !seen.insert(&response.id) {
                    found.push(Code::DuplicateResponse(response.id.clone()));
                }
            }
        }
        Card::Capture(capture) => {
            if capture.fields.is_empty() {
                found.push(Code::NoFields);
            }
            let mut seen = BTreeSet::new();
            for field in &capture.fields {
                if !seen.insert(field.field) {
                    found.push(Code::DuplicateField(field.field.as_str()));
                }
            }
        }
        Card::Message(_) | Card::Goal(_) | Card::LiveChat(_) => {}
    }
    found
}

fn check_text(card: &Card, found: &mut Vec<Code>) {
    let texts: Vec<(&str, bool)> = match card {
        Card::Message(card) => vec![(&card.text, true)],
        Card::Question(card) => core::iter::once((card.text.as_str(), true))
            .chain(card.responses.iter().map(|response| (response.label.as_str(), true)))
            .collect(),
        Card::Capture(card) => core::iter::once((card.text.as_str(), false))
            .chain(card.fields.iter().map(|field| (field.label.as_str(), true)))
            .collect(),
        Card::Goal(card) => vec![(&card.goal, true)],
        Card::LiveChat(card) => vec![(&card.text, false)],
    };
    for (text, needed) in texts {
        let chars = text.chars().count();
        if needed && text.trim().is_empty() {
            found.push(Code::EmptyText);
        } else if chars > MAX_TEXT_CHARS {
            found.push(Code::TextTooLong { given: chars, max: MAX_TEXT_CHARS });
        }
    }
}
