//! Describes the difference between two documents in sentences, card by card.

use super::card::spoken;
use super::draft::Draft;
use crate::conditions::{attribute_name, country_name, operator_name};
use crate::texts::served;
use crate::texts::t;
use shared::audience::{Attribute, Operator};
use shared::text::{File, diff_in};

/// What differs about a card, or about the dialogue itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Changed {
    /// The card's id; `None` for the dialogue itself.
    pub(crate) card: Option<String>,
    /// The title of the card, or “The dialogue”.
    pub(crate) name: String,
    /// Sentences, each with whether visitors can notice the change.
    pub(crate) lines: Vec<(bool, String)>,
}

/// Returns every difference: first those of the dialogue, then those of the cards in order.
pub(crate) fn changes(before: &str, after: &str) -> Vec<Changed> {
    let (Ok(old), Ok(new)) = (File::read(before), File::read(after)) else { return Vec::new() };
    let (was, is) = (Draft::open(before).ok(), Draft::open(after).ok());
    let named = |draft: &Option<Draft>, id: &str| {
        let draft = draft.as_ref()?;
        draft.by_id(id).and_then(|key| draft.card(key)).map(spoken)
    };
    let mut all: Vec<Changed> = Vec::new();
    for change in diff_in(&old, &new, &say) {
        let line = (change.seen, change.message);
        if let Some(group) = all.iter_mut().find(|group| group.card == change.card) {
            group.lines.push(line);
            continue;
        }
        let name = match &change.card {
            Some(id) => named(&is, id).or_else(|| named(&was, id)).unwrap_or_else(|| id.clone()),
            None => t!("designer-the-dialogue").to_owned(),
        };
        all.push(Changed { card: change.card, name, lines: vec![line] });
    }
    all.sort_by_key(|group| group.card.is_some());
    all
}

/// A sentence of a difference in the page's language. Attributes and countries have the names of the condition editor.
fn say(id: &'static str, english: &str, values: &[&str]) -> String {
    let operator = match id {
        "is" => Some(Operator::Is),
        "is-not" => Some(Operator::IsNot),
        _ => None,
    };
    match (id, operator, values) {
        ("attribute", _, [name]) => attribute_name(name),
        (_, Some(operator), [name, code])
            if *name == attribute_name(Attribute::Country.as_str()) =>
        {
            match country_name(code) {
                Some(country) => format!("{name} {} {country}", operator_name(operator)),
                None => served::change(id, english, values),
            }
        }
        _ => served::change(id, english, values),
    }
}
