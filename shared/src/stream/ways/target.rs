//! What a walk looks for.

use crate::id::CardId;
use crate::person::Field;
use crate::stream::Card;

/// Something that may happen on a way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Nothing: all ways are walked.
    Everything,
    /// A visitor comes to this card.
    Reach(CardId),
    /// A visitor comes to `card` after `after`.
    ReachAfter { card: CardId, after: CardId },
    /// A visitor comes to `card` without having come to `without`.
    ReachWithout { card: CardId, without: CardId },
    /// The dialogue ends at a card that is none of these.
    EndElsewhere(Vec<CardId>),
    /// A visitor is asked more than so many questions: question cards and fields of capture cards.
    MoreQuestions(u32),
    /// A visitor is asked for a field whose value is known.
    AskedAgain(Field),
    /// A visitor reaches a person, and one of these fields is not known.
    PersonWithout(Vec<Field>),
}

/// What the target remembers of a way: a count, or whether something has happened.
pub(super) type Memory = u32;

/// What a card means for the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sight<'t> {
    Nothing,
    Hit,
    /// It happened if one of these fields is in this state.
    If {
        fields: Vec<&'t Field>,
        known: bool,
    },
}

impl Target {
    /// The fields of which the target must know at this card whether they are known.
    pub(super) fn reads(&self, card: &Card) -> Vec<Field> {
        match (self, card) {
            (Self::PersonWithout(fields), Card::LiveChat(_)) => fields.clone(),
            (Self::AskedAgain(field), Card::Capture(card)) => {
                let asks = card.fields.iter().any(|spec| spec.field == *field);
                asks.then(|| field.clone()).into_iter().collect()
            }
            (Self::AskedAgain(field), Card::Question(card)) => {
                (card.store.as_ref() == Some(field)).then(|| field.clone()).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// A visitor comes to a card: sees it, or passes one that visitors don't see.
    pub(super) fn at_card(&self, card: &Card, memory: &mut Memory) -> Sight<'_> {
        match self {
            Self::Reach(wanted) if wanted == card.id() => return Sight::Hit,
            Self::ReachAfter { card: wanted, after } => {
                if wanted == card.id() && *memory > 0 {
                    return Sight::Hit;
                }
                if after == card.id() {
                    *memory = 1;
                }
            }
            Self::ReachWithout { card: wanted, without } => {
                if without == card.id() {
                    *memory = 1;
                } else if wanted == card.id() && *memory == 0 {
                    return Sight::Hit;
                }
            }
            Self::PersonWithout(fields) if matches!(card, Card::LiveChat(_)) => {
                return Sight::If { fields: fields.iter().collect(), known: false };
            }
            _ => {}
        }
        Sight::Nothing
    }

    /// A visitor is asked something, whose answer is stored in `field`.
    pub(super) fn at_ask(&self, field: Option<&Field>, memory: &mut Memory) -> Sight<'_> {
        match self {
            Self::MoreQuestions(most) => {
                *memory += 1;
                if *memory > *most { Sight::Hit } else { Sight::Nothing }
            }
            Self::AskedAgain(wanted) if field == Some(wanted) => {
                Sight::If { fields: vec![wanted], known: true }
            }
            _ => Sight::Nothing,
        }
    }

    /// The dialogue ends at a card.
    pub(super) fn at_end(&self, card: &Card) -> Sight<'_> {
        match self {
            Self::EndElsewhere(allowed) if !allowed.contains(card.id()) => Sight::Hit,
            _ => Sight::Nothing,
        }
    }
}
