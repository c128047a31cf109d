//! The check before publishing: from an untrusted document to a stream that can't go wrong.

use super::finding::{Code, Finding, Severity};
use super::shape::Shape;
use super::unknown::unknown_fields;
use super::{Card, Stream, cards, graph};
use crate::id::CardId;
use crate::quota::Package;
use serde_json::{Value, json};

/// Most cards a stream may have.
pub(super) const MAX_CARDS: usize = 500;
/// How deep a card's own JSON may nest before it is read: deeper than anything that makes sense.
const MAX_NESTING: usize = 32;

/// What the check made of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The stream, when nothing stands in the way of publishing it.
    pub stream: Option<Stream>,
    /// Everything found, in the order of the cards; errors and advice.
    pub findings: Vec<Finding>,
}

/// Checks a stream document for a site of that package and reports every finding, not only the
/// first.
///
/// Each card is read on its own, so that one broken card doesn't hide what is wrong elsewhere.
pub fn check_document(document: &Value, package: Package) -> Checked {
    let mut findings = Vec::new();
    let stream = read(document, package, &mut findings);
    if let Some(stream) = &stream {
        graph::check(stream, &mut findings);
    }
    let refused = findings.iter().any(|finding| finding.severity == Severity::Error);
    Checked { stream: stream.filter(|_| !refused), findings }
}

/// Reads the document and looks at each card by itself; `None` where what lies between the cards
/// can't be looked at: with a card missing, that would only echo the first finding.
fn read(document: &Value, package: Package, findings: &mut Vec<Finding>) -> Option<Stream> {
    let Some(written) = document.get("cards").and_then(Value::as_array) else {
        findings.push(Code::NotAStream("it has no list of cards".into()).at(None));
        return None;
    };
    if written.is_empty() {
        findings.push(Code::Empty.at(None));
        return None;
    }
    if written.len() > MAX_CARDS {
        findings.push(Code::TooManyCards { actual: written.len(), max: MAX_CARDS }.at(None));
        return None;
    }
    findings.extend(unknown_fields(Shape::Stream, document).iter().map(|code| code.at(None)));
    let read: Vec<Option<Card>> = written.iter().map(|card| read_card(card, findings)).collect();
    let count = read.len();
    let cards: Vec<Card> = read.into_iter().flatten().collect();
    cards::check(&cards, package, findings);
    let first = document.get("first").and_then(Value::as_str).unwrap_or_default();
    let Ok(first) = CardId::parse(first) else {
        findings.push(Code::FirstMissing(short(first)).at(None));
        return None;
    };
    (cards.len() == count).then_some(Stream { first, cards })
}

fn read_card(value: &Value, findings: &mut Vec<Finding>) -> Option<Card> {
    let id = value.get("id").and_then(Value::as_str).map(short);
    let mut find = |code: Code| findings.push(code.at(id.as_deref()));
    if nests(value, MAX_NESTING) {
        find(Code::TooDeep { max: cards::MAX_DEPTH });
        return None;
    }
    for code in unknown_fields(Shape::Card, value) {
        find(code);
    }
    let mut value = value;
    let mended;
    match value.get("type").and_then(Value::as_str) {
        // The type has no `next`, so a reader would drop it in silence: the author must hear of it.
        Some("live_chat") => {
            if let Some(next) = value.get("next").filter(|next| !next.is_null()) {
                find(Code::LiveChatNotLast(short(next.as_str().unwrap_or("next"))));
            }
        }
        // Read on as if it had one, so that the rest of the card is looked at too.
        Some("condition") if value.get("else").is_none_or(Value::is_null) => {
            find(Code::NoElse);
            let mut card = value.clone();
            card["else"] = json!({});
            mended = card;
            value = &mended;
        }
        Some(kind @ ("meeting" | "document")) => {
            find(Code::NotYet(kind.to_owned()));
            return None;
        }
        _ => {}
    }
    match serde::Deserialize::deserialize(value) {
        Ok(card) => Some(card),
        Err(error) => {
            let error: serde_json::Error = error;
            find(Code::MalformedCard(short(&error.to_string())));
            None
        }
    }
}

/// Whether a value nests deeper than that.
fn nests(value: &Value, left: usize) -> bool {
    let Some(left) = left.checked_sub(1) else { return true };
    match value {
        Value::Array(items) => items.iter().any(|item| nests(item, left)),
        Value::Object(fields) => fields.values().any(|field| nests(field, left)),
        _ => false,
    }
}

/// As much of what somebody wrote as fits a sentence.
pub(super) fn short(text: &str) -> String {
    text.chars().take(200).collect()
}
