//! A way that was found, with a visitor who goes it.

use super::model::Model;
use super::store::{Name, Origin, Slot};
use super::values::{ANY, Domain};
use super::walk::{Move, Step};
use crate::audience::{Attribute, NowAttribute, NowFacts};
use crate::event::{Location, Page};
use crate::id::{CardId, ResponseId};
use crate::person::{Attributes, Field};
use crate::stream::Card;
use std::collections::BTreeMap;

/// One visitor, and everything that they do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Way {
    pub page: Page,
    pub location: Location,
    /// What is known of them when the dialogue begins.
    pub attributes: Attributes,
    pub acts: Vec<Act>,
    /// The cards that they come to, those that visitors don't see too.
    pub cards: Vec<CardId>,
}

/// Something that happens on a way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The visitor chooses a response.
    Answer { card: CardId, response: ResponseId },
    /// The visitor fills in a field; an empty value skips it.
    Fill { card: CardId, field: Field, value: String },
    /// The visitor opens a document that must be opened.
    Open { card: CardId },
    /// A condition asks what is so now, and this is found.
    Look { card: CardId, facts: NowFacts },
}

impl Way {
    /// The way to a step. `None` if no visitor is known who goes it.
    pub(super) fn to(model: &Model<'_>, steps: &[Step], last: usize) -> Option<Self> {
        let mut path = Vec::new();
        let mut at = Some(last);
        while let Some(index) = at {
            path.push(index);
            at = steps.get(index)?.before;
        }
        path.reverse();
        // Each value is narrowed on the way: what was known of it in the end fits everything before.
        let mut known: BTreeMap<(Name, Origin), &Slot> = BTreeMap::new();
        for step in path.iter().filter_map(|index| steps.get(*index)) {
            let kept = step.store.0.iter().map(|(name, slot)| (*name, slot));
            let dropped = step.dropped.iter().map(|(name, slot)| (*name, slot));
            known.extend(kept.chain(dropped).map(|(name, slot)| ((name, slot.origin), slot)));
        }
        let mut way = Self::default();
        for name in model.names() {
            let value = value(model.start(name), known.get(&(name, Origin::Start)).copied())?;
            match model.attribute(name) {
                Some(Attribute::Field(field)) if !value.is_empty() => {
                    way.attributes.insert(field.clone(), value);
                }
                Some(Attribute::PageUrl) => way.page.url = value,
                Some(Attribute::Referrer) => way.page.referrer = value,
                Some(Attribute::Country) => way.location.country = value,
                Some(Attribute::Region) => way.location.region = value,
                Some(Attribute::City) => way.location.city = value,
                _ => {}
            }
        }
        for pair in path.windows(2) {
            let [before, index] = pair else { continue };
            let step = steps.get(*index)?;
            way.cards.extend(step.arrived.and_then(|card| Some(model.card(card)?.id().clone())));
            let set = |name: Name, domain: usize| {
                let origin = Origin::Step { step: *before, domain };
                value(model.domain(domain), known.get(&(name, origin)).copied())
            };
            way.acts.extend(act(model, step.by, set)?);
        }
        Some(way)
    }
}

/// What happened in a step; the outer `None` if nobody is known who does it.
#[allow(clippy::option_option, reason = "most steps are nobody's act")]
fn act(
    model: &Model<'_>,
    by: Move,
    set: impl Fn(Name, usize) -> Option<String>,
) -> Option<Option<Act>> {
    Some(match by {
        Move::Pass => None,
        Move::Answer { card, response } => {
            let Some(Card::Question(card)) = model.card(card) else { return None };
            let response = card.responses.get(response)?.id.clone();
            Some(Act::Answer { card: card.id.clone(), response })
        }
        Move::Fill { card, field, domain } => {
            let Some(Card::Capture(card)) = model.card(card) else { return None };
            let field = &card.fields.get(field)?.field;
            let value = match domain {
                Some(domain) => set(model.field(field)?, domain)?,
                None => String::new(),
            };
            Some(Act::Fill { card: card.id.clone(), field: field.clone(), value })
        }
        Move::Open { card } => Some(Act::Open { card: model.card(card)?.id().clone() }),
        Move::Look { card } => {
            let Some(Card::Condition(card)) = model.card(card) else { return None };
            let look = |attribute: NowAttribute| {
                let name = model.name(&Attribute::Now(attribute.clone()))?;
                let found = set(name, model.yes_or_no(name)?)?;
                Some((attribute, found == crate::audience::now_value(true)))
            };
            let facts = card.asked_now().into_iter().map(look).collect::<Option<NowFacts>>()?;
            Some(Act::Look { card: card.id.clone(), facts })
        }
    })
}

/// A value of the domain that fits what is known: an unknown one, if it can be.
fn value(domain: &Domain, known: Option<&Slot>) -> Option<String> {
    let all;
    let classes = if let Some(slot) = known {
        &slot.classes
    } else {
        all = domain.classes();
        &all
    };
    let examples = || classes.iter().filter(|class| **class != ANY);
    let values = || examples().filter_map(|class| domain.examples.get(class));
    values().find(|value| value.is_empty()).or_else(|| values().next()).cloned()
}
