//! The check before publishing: turns an untrusted document into a stream that can't fail at run
//! time.

use super::finding::{Code, Finding, Severity};
use super::shape::Shape;
use super::unknown::unknown_fields;
use super::{Card, Stream, cards, graph, ways};
use crate::id::CardId;
use crate::quota::Package;
use serde_json::{Value, json};

/// Most cards of a stream.
pub(super) const MAX_CARDS: usize = 500;
/// Deepest JSON nesting of a card that is parsed; no sensible card is deeper.
const MAX_NESTING: usize = 32;

/// The result of checking a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The stream, if there are no errors.
    pub stream: Option<Stream>,
    /// All findings in the order of the cards, errors and advice.
    pub findings: Vec<Finding>,
}

/// Checks a stream document for a site with this package, and reports all findings, not only the
/// first.
///
/// Each card is parsed separately, so that one broken card doesn't hide the findings of others.
pub fn check_document(document: &Value, package: Package) -> Checked {
    let mut findings = Vec::new();
    let stream = read(document, package, &mut findings);
    if let Some(stream) = &stream {
        graph::check(stream, &mut findings);
    }
    let refused = findings.iter().any(|finding| finding.severity == Severity::Error);
    if let Some(stream) = stream.as_ref().filter(|_| !refused) {
        ways::check(stream, &mut findings);
    }
    Checked { stream: stream.filter(|_| !refused), findings }
}

/// Parses the document and checks each card. Returns `None` if a card could not be parsed: then the
/// connections are not checked, because findings about a missing card would only repeat the first
/// one.
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
        // The type has no `next`, so serde would ignore it silently. The author must be told.
        Some("live_chat") => {
            if let Some(next) = value.get("next").filter(|next| !next.is_null()) {
                find(Code::LiveChatNotLast(short(next.as_str().unwrap_or("next"))));
            }
        }
        // Parse it as if it had an else branch, so that the rest of the card is checked too.
        Some("condition") if value.get("else").is_none_or(Value::is_null) => {
            find(Code::NoElse);
            let mut card = value.clone();
            card["else"] = json!({});
            mended = card;
            value = &mended;
        }
        Some(kind @ "meeting") => {
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

/// Whether a value is nested deeper than `left` levels.
fn nests(value: &Value, left: usize) -> bool {
    let Some(left) = left.checked_sub(1) else { return true };
    match value {
        Value::Array(items) => items.iter().any(|item| nests(item, left)),
        Value::Object(fields) => fields.values().any(|field| nests(field, left)),
        _ => false,
    }
}

/// The beginning of a text, short enough for a sentence.
pub(super) fn short(text: &str) -> String {
    text.chars().take(200).collect()
}
