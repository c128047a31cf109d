//! A stream as the walk sees it: its attributes with the kinds of values that conditions tell apart,
//! and which of them matter at which card.

use super::store::Name;
use super::target::Target;
use super::values::{Classes, Domain};
use crate::audience::{Attribute, Condition, Test};
use crate::id::CardId;
use crate::person::{Field, Kind};
use crate::stream::{CaptureField, Card, Stream};
use std::collections::{BTreeMap, BTreeSet};

/// A card that can't be found, at the end of a branch.
pub(super) type Next = Option<usize>;

#[derive(Debug)]
pub(super) struct Model<'s> {
    pub(super) stream: &'s Stream,
    cards: BTreeMap<&'s CardId, usize>,
    names: BTreeMap<Attribute, Name>,
    attributes: Vec<Attribute>,
    classes: Vec<Classes<'s>>,
    /// What each attribute can be when the dialogue begins.
    starts: Vec<Domain>,
    /// What steps can set attributes to.
    domains: Vec<Domain>,
    /// The domain of each field of a capture card, and each response of a question.
    typed: BTreeMap<(usize, usize), usize>,
    chosen: BTreeMap<(usize, usize), usize>,
    actions: BTreeMap<usize, usize>,
    yes_or_no: BTreeMap<Name, usize>,
}

impl<'s> Model<'s> {
    /// The model of a stream, in which these conditions can be asked besides its own.
    pub(super) fn new(stream: &'s Stream, conditions: &[&'s Condition]) -> Self {
        let mut model = Self {
            stream,
            cards: BTreeMap::new(),
            names: BTreeMap::new(),
            attributes: Vec::new(),
            classes: Vec::new(),
            starts: Vec::new(),
            domains: Vec::new(),
            typed: BTreeMap::new(),
            chosen: BTreeMap::new(),
            actions: BTreeMap::new(),
            yes_or_no: BTreeMap::new(),
        };
        for (index, card) in stream.cards.iter().enumerate() {
            model.cards.entry(card.id()).or_insert(index);
        }
        let own = stream.cards.iter().filter_map(|card| match card {
            Card::Condition(card) => Some(card.branches.iter().map(|branch| &branch.when)),
            _ => None,
        });
        for condition in own.flatten().chain(conditions.iter().copied()) {
            for test in tests(condition) {
                let name = model.intern(&test.attribute);
                if let Some(classes) = model.classes.get_mut(usize::from(name)) {
                    classes.add(test);
                }
            }
        }
        for field in Field::STANDARD {
            model.intern(&Attribute::Field(field.clone()));
        }
        for card in &stream.cards {
            match card {
                Card::Question(card) => {
                    if let Some(field) = &card.store {
                        model.intern(&Attribute::Field(field.clone()));
                    }
                }
                Card::Capture(card) => {
                    for spec in &card.fields {
                        model.intern(&Attribute::Field(spec.field.clone()));
                    }
                }
                Card::Action(card) => {
                    model.intern(&Attribute::Field(card.attribute.clone()));
                }
                _ => {}
            }
        }
        model.fill();
        model
    }

    fn intern(&mut self, attribute: &Attribute) -> Name {
        if let Some(name) = self.names.get(attribute) {
            return *name;
        }
        // A stream has at most 500 cards, of at most 50 things each.
        let name = Name::try_from(self.attributes.len()).unwrap_or(Name::MAX);
        self.names.insert(attribute.clone(), name);
        self.attributes.push(attribute.clone());
        self.classes.push(Classes::default());
        name
    }

    fn fill(&mut self) {
        for (index, attribute) in self.attributes.iter().enumerate() {
            let classes = &mut self.classes[index];
            let mut domain = match attribute {
                Attribute::Now(_) => Domain::default(),
                Attribute::Field(field) => {
                    let kind = field.kind().unwrap_or_default();
                    classes.domain(&[plain(field)], forms(kind), |value| field.check(value).ok())
                }
                Attribute::Country => {
                    classes.domain(&["GB", "DE", "US", "FR"], &["*", "*Z", "Z*", "*Q"], country)
                }
                Attribute::PageUrl | Attribute::Referrer => {
                    classes.domain(&["https://example.com/"], &[], |value| Some(value.to_owned()))
                }
                Attribute::Region | Attribute::City => {
                    classes.domain(&["Springfield"], &[], |value| Some(value.to_owned()))
                }
            };
            domain.examples.extend(classes.domain_of([""]).examples);
            self.starts.push(domain);
            if let Attribute::Now(_) = attribute {
                self.domains.push(classes.domain_of(["yes", "no"]));
                if let Some(name) = self.names.get(attribute) {
                    self.yes_or_no.insert(*name, self.domains.len() - 1);
                }
            }
        }
        for (index, card) in self.stream.cards.iter().enumerate() {
            match card {
                Card::Question(card) => {
                    let Some(field) = &card.store else { continue };
                    for (at, response) in card.responses.iter().enumerate() {
                        let domain = self.fixed(field, response.stored());
                        self.chosen.extend(domain.map(|domain| ((index, at), domain)));
                    }
                }
                Card::Action(card) => {
                    let domain = self.fixed(&card.attribute, &card.value);
                    self.actions.extend(domain.map(|domain| (index, domain)));
                }
                Card::Capture(card) => {
                    for (at, spec) in card.fields.iter().enumerate() {
                        if let Some(domain) = self.typing(spec) {
                            self.domains.push(domain);
                            self.typed.insert((index, at), self.domains.len() - 1);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// The number of a domain with one value. An empty value sets nothing.
    fn fixed(&mut self, field: &Field, value: &str) -> Option<usize> {
        if value.is_empty() {
            return None;
        }
        let name = self.field(field)?;
        let domain = self.classes.get_mut(usize::from(name))?.domain_of([value]);
        self.domains.push(domain);
        Some(self.domains.len() - 1)
    }

    fn typing(&mut self, spec: &CaptureField) -> Option<Domain> {
        let name = self.field(&spec.field)?;
        let classes = self.classes.get_mut(usize::from(name))?;
        let fits = |value: &str| spec.check(value).ok().filter(|value| !value.is_empty());
        Some(match &spec.options {
            Some(options) => {
                let fitting = options.iter().filter_map(|value| fits(value));
                let values: Vec<String> = fitting.map(|one| spec.stored(&one).to_owned()).collect();
                classes.domain_of(values.iter().map(String::as_str))
            }
            None => classes.domain(&[plain(&spec.field), "10"], forms(spec.kind()), fits),
        })
    }

    pub(super) fn next(&self, id: Option<&CardId>) -> Next {
        self.cards.get(id?).copied()
    }

    pub(super) fn card(&self, index: usize) -> Option<&'s Card> {
        self.stream.cards.get(index)
    }

    pub(super) fn name(&self, attribute: &Attribute) -> Option<Name> {
        self.names.get(attribute).copied()
    }

    pub(super) fn field(&self, field: &Field) -> Option<Name> {
        self.name(&Attribute::Field(field.clone()))
    }

    pub(super) fn attribute(&self, name: Name) -> Option<&Attribute> {
        self.attributes.get(usize::from(name))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = Name> + '_ {
        self.names.values().copied()
    }

    pub(super) fn classes(&self, name: Name) -> &Classes<'s> {
        &self.classes[usize::from(name)]
    }

    pub(super) fn start(&self, name: Name) -> &Domain {
        &self.starts[usize::from(name)]
    }

    pub(super) fn domain(&self, index: usize) -> &Domain {
        &self.domains[index]
    }

    /// What can be typed into a field of a capture card.
    pub(super) fn typed(&self, card: usize, field: usize) -> Option<usize> {
        self.typed.get(&(card, field)).copied()
    }

    /// What a response sets.
    pub(super) fn chosen(&self, card: usize, response: usize) -> Option<usize> {
        self.chosen.get(&(card, response)).copied()
    }

    /// What an action card sets.
    pub(super) fn action(&self, card: usize) -> Option<usize> {
        self.actions.get(&card).copied()
    }

    /// What an attribute of now is when somebody looks.
    pub(super) fn yes_or_no(&self, name: Name) -> Option<usize> {
        self.yes_or_no.get(&name).copied()
    }

    /// The attributes on which it depends how a way goes on, at each card: those that something asks
    /// for before it is set again.
    pub(super) fn live(&self, target: &Target) -> Vec<BTreeSet<Name>> {
        let cards = &self.stream.cards;
        let mut live: Vec<BTreeSet<Name>> = vec![BTreeSet::new(); cards.len()];
        loop {
            let mut changed = false;
            for (index, card) in cards.iter().enumerate().rev() {
                let now = self.live_at(card, target, &live);
                if now.len() > live[index].len() {
                    live[index] = now;
                    changed = true;
                }
            }
            if !changed {
                return live;
            }
        }
    }

    fn live_at(&self, card: &Card, target: &Target, live: &[BTreeSet<Name>]) -> BTreeSet<Name> {
        let after = |next: Option<&CardId>| self.next(next).map(|next| live[next].clone());
        let mut names = BTreeSet::new();
        match card {
            Card::Question(card) => {
                for response in &card.responses {
                    let mut after = after(response.next.as_ref()).unwrap_or_default();
                    if let Some(field) =
                        card.store.as_ref().filter(|_| !response.stored().is_empty())
                        && let Some(name) = self.field(field)
                    {
                        after.remove(&name);
                    }
                    names.extend(after);
                }
            }
            Card::Action(card) => {
                names.extend(after(card.next.as_ref()).unwrap_or_default());
                if let Some(name) = self.field(&card.attribute).filter(|_| !card.value.is_empty()) {
                    names.remove(&name);
                }
            }
            Card::Capture(card) => {
                names.extend(after(card.next.as_ref()).unwrap_or_default());
                for spec in card.fields.iter().rev() {
                    let Some(name) = self.field(&spec.field) else { continue };
                    if spec.skip_if_set {
                        names.insert(name);
                    } else if spec.required {
                        names.remove(&name);
                    }
                }
            }
            Card::Condition(card) => {
                let nexts = card.branches.iter().map(|branch| branch.next.as_ref());
                for next in nexts.chain([card.otherwise.next.as_ref()]) {
                    names.extend(after(next).unwrap_or_default());
                }
                for branch in &card.branches {
                    let asked = tests(&branch.when).into_iter();
                    names.extend(asked.filter_map(|test| self.name(&test.attribute)));
                }
            }
            card => {
                for next in card.followers() {
                    names.extend(after(Some(next)).unwrap_or_default());
                }
            }
        }
        names.extend(target.reads(card).iter().filter_map(|field| self.field(field)));
        names.retain(|name| !matches!(self.attribute(*name), Some(Attribute::Now(_))));
        names
    }
}

/// Every test of a condition.
pub(crate) fn tests(condition: &Condition) -> Vec<&Test> {
    match condition {
        Condition::All { all: group } | Condition::Any { any: group } => {
            group.iter().flat_map(tests).collect()
        }
        Condition::Test(test) => vec![test],
    }
}

/// A value that is easy to read.
fn plain(field: &Field) -> &'static str {
    match field {
        Field::FirstName => "Ada",
        Field::LastName => "Lovelace",
        Field::Email => "ada@example.com",
        Field::Phone => "+44 20 7946 0123",
        Field::Company => "Acme",
        Field::JobTitle => "Engineer",
        Field::Custom(_) => "something",
    }
}

/// Texts around one that is sought, so that it becomes a value of this kind.
const fn forms(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Text => &[],
        Kind::Email => &[
            "ada@example.com",
            "*",
            "*@example.com",
            "a@*",
            "a*",
            "*.com",
            "a@*.com",
            "a@x*",
            "a@x*.com",
            "*a@example.com",
        ],
        Kind::Phone => &["+44 20 7946 0123", "*", "*00000", "00000*", "00*00", "+*", "*0"],
    }
}

/// A country as the edge derives it: two letters.
fn country(value: &str) -> Option<String> {
    let value = value.trim();
    let fits = value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| value.to_ascii_uppercase())
}
