//! The promises of a draft: what can be chosen in the tab, and how it is told. Pure.

use super::card::spoken;
use super::draft::{Draft, id_of};
use super::graph::{Graph, Leads};
use super::{Kind, text};
use crate::conditions::attribute_name;
use crate::texts::{served, t};
use shared::audience::NowAttribute;
use shared::id::CardId;
use shared::person::Field;
use shared::promise::{Ending, Order, Outcome, Promises, Proof, Rule};
use shared::stream::{Card, Stream};
use std::collections::{BTreeMap, BTreeSet};

/// The kinds of rules, in the order of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleKind {
    PersonKnows,
    QuestionsAtMost,
    NeverAsksKnown,
    Reaches,
    NeverReaches,
    NeverAfter,
    OnlyAfter,
    EndsAt,
}

impl RuleKind {
    pub(crate) const ALL: [Self; 8] = [
        Self::PersonKnows,
        Self::QuestionsAtMost,
        Self::NeverAsksKnown,
        Self::Reaches,
        Self::NeverReaches,
        Self::NeverAfter,
        Self::OnlyAfter,
        Self::EndsAt,
    ];

    pub(crate) const fn of(rule: &Rule) -> Self {
        match rule {
            Rule::PersonKnows(_) => Self::PersonKnows,
            Rule::QuestionsAtMost(_) => Self::QuestionsAtMost,
            Rule::NeverAsksKnown(_) => Self::NeverAsksKnown,
            Rule::Reaches(_) => Self::Reaches,
            Rule::NeverReaches(_) => Self::NeverReaches,
            Rule::NeverAfter(_) => Self::NeverAfter,
            Rule::OnlyAfter(_) => Self::OnlyAfter,
            Rule::EndsAt(_) => Self::EndsAt,
        }
    }

    /// The value in the menu.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::PersonKnows => "person_knows",
            Self::QuestionsAtMost => "questions_at_most",
            Self::NeverAsksKnown => "never_asks_known",
            Self::Reaches => "reaches",
            Self::NeverReaches => "never_reaches",
            Self::NeverAfter => "never_after",
            Self::OnlyAfter => "only_after",
            Self::EndsAt => "ends_at",
        }
    }

    /// The beginning of the sentence, which its fields go on.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::PersonKnows => t!("promises-person-knows"),
            Self::QuestionsAtMost => t!("promises-questions-at-most"),
            Self::NeverAsksKnown => t!("promises-never-asks-known"),
            Self::Reaches => t!("promises-reaches"),
            Self::NeverReaches => t!("promises-never-reaches"),
            Self::NeverAfter => t!("promises-never-after"),
            Self::OnlyAfter => t!("promises-only-after"),
            Self::EndsAt => t!("promises-ends-at"),
        }
    }

    /// A rule of this kind to begin with. `None` if the draft has no card that it could name.
    pub(crate) fn begin(self, draft: &Draft) -> Option<Rule> {
        let cards = card_ids(draft);
        let first = || cards.first().cloned();
        let order = || Some(Order { card: cards.last().cloned()?, after: first()? });
        Some(match self {
            Self::PersonKnows => Rule::PersonKnows(vec![Field::Email]),
            Self::QuestionsAtMost => Rule::QuestionsAtMost(6),
            Self::NeverAsksKnown => Rule::NeverAsksKnown(Field::Company),
            Self::Reaches => Rule::Reaches(first()?),
            Self::NeverReaches => Rule::NeverReaches(first()?),
            Self::NeverAfter => Rule::NeverAfter(order()?),
            Self::OnlyAfter => Rule::OnlyAfter(order()?),
            Self::EndsAt => Rule::EndsAt(end_ids(draft)),
        })
    }
}

/// What a rule promises, as one sentence.
pub(crate) fn sentence(rule: &Rule, draft: &Draft) -> String {
    let card = |id: &CardId| card_name(draft, id);
    let fields = |all: &[Field]| {
        let names: Vec<String> = all.iter().map(|field| attribute_name(field.as_str())).collect();
        names.join(", ")
    };
    match rule {
        Rule::PersonKnows(all) => t!("promises-say-person-knows", fields = fields(all)),
        Rule::QuestionsAtMost(most) => t!("promises-say-questions-at-most", most = *most),
        Rule::NeverAsksKnown(field) => {
            t!("promises-say-never-asks-known", field = attribute_name(field.as_str()))
        }
        Rule::Reaches(id) => t!("promises-say-reaches", card = card(id)),
        Rule::NeverReaches(id) => t!("promises-say-never-reaches", card = card(id)),
        Rule::NeverAfter(order) => {
            t!("promises-say-never-after", card = card(&order.card), after = card(&order.after))
        }
        Rule::OnlyAfter(order) => {
            t!("promises-say-only-after", card = card(&order.card), after = card(&order.after))
        }
        Rule::EndsAt(ids) => {
            let names: Vec<String> = ids.iter().map(card).collect();
            t!("promises-say-ends-at", cards = names.join(", "))
        }
    }
}

/// A card's title, or its id if it is gone.
pub(crate) fn card_name(draft: &Draft, id: &CardId) -> String {
    let named = draft.by_id(id.as_str()).and_then(|key| draft.card(key)).map(spoken);
    named.unwrap_or_else(|| format!("“{id}”"))
}

/// The titles of the cards, by their ids, for sentences of a proof.
pub(crate) fn names(draft: &Draft) -> BTreeMap<String, String> {
    let cards = draft.cards.iter().map(|entry| &entry.card);
    cards.map(|card| (id_of(card).to_owned(), spoken(card))).collect()
}

/// A sentence of a proof in the page's language, with the titles of cards and attributes.
pub(crate) fn say(
    names: &BTreeMap<String, String>,
    id: &'static str,
    english: &str,
    values: &[&str],
) -> String {
    match (id, values) {
        ("attribute", [name]) => attribute_name(name),
        ("card", [card]) => names
            .get(*card)
            .cloned()
            .unwrap_or_else(|| shared::wording::english(id, english, values)),
        _ => served::proof(id, english, values),
    }
}

fn card_ids(draft: &Draft) -> Vec<CardId> {
    let seen = draft.cards.iter().filter(|entry| Kind::from_card(&entry.card) != Kind::Condition);
    seen.filter_map(|entry| CardId::parse(id_of(&entry.card)).ok()).collect()
}

/// The cards at which a way can end.
fn end_ids(draft: &Draft) -> Vec<CardId> {
    let graph = Graph::new(draft);
    let cards = draft.cards.iter().zip(&graph.slots);
    let ends = cards.filter(|(entry, slots)| {
        let chat = Kind::from_card(&entry.card) == Kind::LiveChat;
        chat || slots.iter().any(|(_, leads)| *leads == Leads::End)
    });
    ends.filter_map(|(entry, _)| CardId::parse(id_of(&entry.card)).ok()).collect()
}

/// The cards to choose from, with their titles; those that are chosen and gone too.
pub(crate) fn card_choices(draft: &Draft, chosen: &[CardId]) -> Vec<(String, String)> {
    choices(draft, card_ids(draft), chosen)
}

/// The cards at which a way can end, with their titles; those that are chosen too.
pub(crate) fn end_choices(draft: &Draft, chosen: &[CardId]) -> Vec<(String, String)> {
    choices(draft, end_ids(draft), chosen)
}

fn choices(draft: &Draft, mut ids: Vec<CardId>, chosen: &[CardId]) -> Vec<(String, String)> {
    let missing: Vec<CardId> = chosen.iter().filter(|id| !ids.contains(id)).cloned().collect();
    ids.extend(missing);
    ids.iter().map(|id| (id.to_string(), card_name(draft, id))).collect()
}

/// The fields to choose from: those that every site has, and those that the stream stores.
pub(crate) fn field_choices(draft: &Draft, chosen: &[Field]) -> Vec<(String, String)> {
    let mut all: Vec<Field> = Field::STANDARD.to_vec();
    let stored = draft.cards.iter().flat_map(|entry| {
        let card = &entry.card;
        let own = ["store", "attribute"].map(|name| text(card, name).to_owned());
        let fields =
            super::list(card, "fields").iter().map(|field| text(field, "field").to_owned());
        own.into_iter().chain(fields).collect::<Vec<_>>()
    });
    let found = stored.filter_map(|name| Field::from_name(&name)).chain(chosen.iter().cloned());
    for field in found {
        if !all.contains(&field) {
            all.push(field);
        }
    }
    let named = |field: &Field| (field.as_str().to_owned(), attribute_name(field.as_str()));
    all.iter().map(named).collect()
}

/// What the stream's conditions ask for when they look what is so now.
pub(crate) fn asked_now(stream: &Stream) -> BTreeSet<NowAttribute> {
    let asked = stream.cards.iter().filter_map(|card| match card {
        Card::Condition(condition) => Some(condition.asked_now()),
        _ => None,
    });
    asked.flatten().collect()
}

/// The goals of a stream.
pub(crate) fn goals(stream: &Stream) -> BTreeSet<String> {
    let goals = stream.cards.iter().filter_map(|card| match card {
        Card::Goal(goal) => Some(goal.goal.clone()),
        _ => None,
    });
    goals.collect()
}

/// Where an example can end, for a menu; an empty value expects nothing.
pub(crate) fn endings() -> [(&'static str, &'static str, Option<Ending>); 4] {
    [
        ("", t!("promises-ends-anywhere"), None),
        ("person", t!("promises-ends-person"), Some(Ending::Person)),
        ("end", t!("promises-ends-end"), Some(Ending::End)),
        ("waiting", t!("promises-ends-waiting"), Some(Ending::Waiting)),
    ]
}

/// How many examples and promises are not true.
pub(crate) fn failing(proof: &Proof) -> usize {
    let all = proof.examples.iter().chain(&proof.promises);
    all.filter(|verdict| verdict.result != Outcome::Kept).count()
}

impl Draft {
    /// The examples and promises; `None` if they can't be read.
    pub(crate) fn promises(&self) -> Option<Promises> {
        match self.field("promises") {
            Some(written) => serde_json::from_value(written.clone()).ok(),
            None => Some(Promises::default()),
        }
    }

    /// Replaces the examples and promises; the field goes with the last one.
    pub(crate) fn set_promises(&mut self, promises: &Promises) {
        let written = serde_json::to_value(promises).ok();
        self.set_field("promises", written.filter(|_| !promises.is_empty()));
    }
}
