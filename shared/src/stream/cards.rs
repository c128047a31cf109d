//! Checks of single cards, independent of where they lead.

use super::check::short;
use super::document::{DocumentAddress, MAX_TITLE_CHARS};
use super::finding::Code;
use super::finding::Finding;
use super::{CaptureCard, CaptureField, Card, ConditionCard, DocumentCard, QuestionCard};
use crate::audience::{Attribute, Condition, Lack, Operator, Test};
use crate::id::CardId;
use crate::person::{Field, MAX_VALUE_CHARS};
use crate::quota::Package;
use crate::wording::{Token, TokenName, bad_link, tokens};
use std::collections::BTreeSet;

/// Longest text of a bubble in characters.
pub const MAX_TEXT_CHARS: usize = 2_000;
/// Deepest nesting of condition groups.
pub(super) const MAX_DEPTH: usize = 5;
const MAX_RESPONSES: usize = 50;
const MAX_FIELDS: usize = 20;
const MAX_OPTIONS: usize = 100;
const MAX_BRANCHES: usize = 20;
const MAX_TESTS: usize = 50;

/// Adds the findings of each card, in their order.
pub(super) fn check(cards: &[Card], package: Package, findings: &mut Vec<Finding>) {
    for (id, code) in codes(cards, package) {
        findings.push(code.at(Some(id.as_str())));
    }
}

/// What is wrong with each card by itself, and with their ids.
pub(super) fn codes(cards: &[Card], package: Package) -> Vec<(&CardId, Code)> {
    let stored: BTreeSet<&Field> = cards.iter().flat_map(stored_fields).collect();
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for card in cards {
        let mut found = Collector { stored: &stored, codes: Vec::new() };
        if !seen.insert(card.id()) {
            found.add(Code::DuplicateId(card.id().clone()));
        }
        found.card(card, package);
        all.extend(found.codes.into_iter().map(|code| (card.id(), code)));
    }
    all
}

/// The fields that a card can set.
fn stored_fields(card: &Card) -> Vec<&Field> {
    match card {
        Card::Question(question) => question.store.iter().collect(),
        Card::Capture(capture) => capture.fields.iter().map(|spec| &spec.field).collect(),
        Card::Action(action) => vec![&action.attribute],
        _ => Vec::new(),
    }
}

/// Collects the findings of one card.
struct Collector<'c> {
    /// All fields that some card sets.
    stored: &'c BTreeSet<&'c Field>,
    codes: Vec<Code>,
}

impl Collector<'_> {
    fn add(&mut self, code: Code) {
        self.codes.push(code);
    }

    fn card(&mut self, card: &Card, package: Package) {
        match card {
            Card::Message(message) => self.bubble(&message.text, true),
            Card::Question(question) => self.question(question),
            Card::Capture(capture) => self.capture(capture),
            Card::Condition(condition) => self.condition(condition),
            Card::Goal(goal) => self.check_text(&goal.goal, true, MAX_VALUE_CHARS),
            Card::Action(action) => {
                if package != Package::Prime {
                    self.add(Code::PrimeOnly);
                }
                self.check_text(&action.value, true, MAX_VALUE_CHARS);
                self.fits(&action.attribute, &action.value);
            }
            Card::Document(document) => self.document(document),
            Card::LiveChat(live) => self.bubble(&live.text, false),
        }
    }

    /// Checks a text with tokens and markup.
    fn bubble(&mut self, text: &str, needed: bool) {
        self.check_text(text, needed, MAX_TEXT_CHARS);
        if let Some(address) = bad_link(text) {
            self.add(Code::BadLink(short(address)));
        }
        for token in tokens(text) {
            match token {
                Ok(Token { name: TokenName::Field(field), .. }) => self.check_stored(&field),
                Ok(Token { name: TokenName::BackAt, .. }) => {}
                Err(inside) => self.add(Code::UnknownToken(short(inside))),
            }
        }
    }

    fn check_text(&mut self, text: &str, needed: bool, max: usize) {
        let actual = text.chars().count();
        if needed && text.trim().is_empty() {
            self.add(Code::EmptyText);
        } else if actual > max {
            self.add(Code::TextTooLong { actual, max });
        }
    }

    fn count(&mut self, item: &'static str, actual: usize, max: usize) {
        if actual > max {
            self.add(Code::TooMany { item, actual, max });
        }
    }

    /// Every site has six standard fields; any other field must be set by some card.
    fn check_stored(&mut self, field: &Field) {
        if matches!(field, Field::Custom(_)) && !self.stored.contains(field) {
            self.add(Code::UnknownAttribute(field.as_str().to_owned()));
        }
    }

    /// Checks whether a value is valid for the field.
    fn fits(&mut self, field: &Field, value: &str) {
        if let Err(error) = field.check(value) {
            self.add(Code::BadValue { value: short(value), error });
        }
    }

    fn question(&mut self, question: &QuestionCard) {
        self.bubble(&question.text, true);
        if question.responses.is_empty() {
            self.add(Code::NoResponses);
        }
        self.count("responses", question.responses.len(), MAX_RESPONSES);
        let mut seen = BTreeSet::new();
        for response in &question.responses {
            if !seen.insert(&response.id) {
                self.add(Code::DuplicateResponse(response.id.clone()));
            }
            self.check_text(&response.label, true, MAX_VALUE_CHARS);
            match (&question.store, &response.value) {
                (Some(field), value) => {
                    if let Some(value) = value {
                        self.check_text(value, true, MAX_VALUE_CHARS);
                    }
                    self.fits(field, response.stored());
                }
                (None, Some(_)) => self.add(Code::ValueNotStored(response.id.clone())),
                (None, None) => {}
            }
        }
    }

    fn capture(&mut self, capture: &CaptureCard) {
        self.bubble(&capture.text, false);
        if capture.fields.is_empty() {
            self.add(Code::NoFields);
        }
        self.count("fields", capture.fields.len(), MAX_FIELDS);
        let mut seen = BTreeSet::new();
        for spec in &capture.fields {
            if !seen.insert(&spec.field) {
                self.add(Code::DuplicateField(spec.field.as_str().to_owned()));
            }
            self.check_text(&spec.label, true, MAX_VALUE_CHARS);
            if spec.kind.is_some_and(|kind| kind != spec.kind()) {
                self.add(Code::WrongType(spec.field.as_str().to_owned()));
            }
            self.options(spec);
        }
    }

    fn document(&mut self, document: &DocumentCard) {
        self.bubble(&document.text, false);
        self.check_text(&document.title, true, MAX_TITLE_CHARS);
        if document.address.is_empty() {
            self.add(Code::NoDocument);
        } else if DocumentAddress::read(&document.address).is_none() {
            self.add(Code::BadDocument(short(&document.address)));
        }
    }

    fn options(&mut self, spec: &CaptureField) {
        let Some(options) = &spec.options else { return };
        if options.is_empty() {
            self.add(Code::NoOptions(spec.field.as_str().to_owned()));
        }
        self.count("options", options.len(), MAX_OPTIONS);
        let mut seen = BTreeSet::new();
        for option in options {
            if !seen.insert(option.trim()) {
                self.add(Code::DuplicateOption(short(option)));
            }
            self.check_text(option, true, MAX_VALUE_CHARS);
            self.storable(spec, option);
        }
        if let Some(values) = &spec.values {
            if values.len() != options.len() {
                self.add(Code::ValuesDiffer(spec.field.as_str().to_owned()));
            }
            for value in values {
                self.check_text(value, true, MAX_VALUE_CHARS);
                self.storable(spec, value);
            }
        }
    }

    fn storable(&mut self, spec: &CaptureField, value: &str) {
        match spec.kind().check(value) {
            Err(error) if value.chars().count() <= MAX_VALUE_CHARS => {
                self.add(Code::BadValue { value: short(value), error });
            }
            _ => {}
        }
    }

    fn condition(&mut self, condition: &ConditionCard) {
        if condition.branches.is_empty() {
            self.add(Code::NoBranches);
        }
        self.count("branches", condition.branches.len(), MAX_BRANCHES);
        for branch in &condition.branches {
            let mut tests = 0;
            self.group(&branch.when, 1, &mut tests);
            self.count("tests in one branch", tests, MAX_TESTS);
        }
    }

    fn group(&mut self, condition: &Condition, depth: usize, tests: &mut usize) {
        let (Condition::All { all: group } | Condition::Any { any: group }) = condition else {
            if let Condition::Test(test) = condition {
                *tests += 1;
                self.test(test);
            }
            return;
        };
        if group.is_empty() {
            self.add(Code::EmptyGroup);
        }
        if depth > MAX_DEPTH {
            return self.add(Code::TooDeep { max: MAX_DEPTH });
        }
        for inner in group {
            self.group(inner, depth + 1, tests);
        }
    }

    fn test(&mut self, test: &Test) {
        match &test.attribute {
            Attribute::Field(field) => self.check_stored(field),
            Attribute::Now(asked) if !test.asks_yes_or_no() => {
                return self.add(Code::NowIsYesOrNo(asked.clone()));
            }
            _ => {}
        }
        let attribute = || test.attribute.as_str().to_owned();
        match test.lacks() {
            Some(Lack::Number) => {
                let (attribute, value) = (attribute(), short(&test.value));
                self.add(Code::NeedsNumber { attribute, value });
            }
            Some(Lack::Value) => self.add(Code::NeedsValue(attribute())),
            None if matches!(test.operator, Operator::IsEmpty | Operator::IsNotEmpty) => {}
            None => self.check_text(&test.value, false, MAX_TEXT_CHARS),
        }
    }
}
