//! Correcting what the visitor filled in at a capture card (STREAM-26).

use super::machine::Conversation;
use super::outcome::{Outcome, Refusal};
use crate::dialogue::{self, check_field};
use crate::event::Event;
use crate::id::{CardId, ClientKey};
use crate::person::{Attributes, Field, ValueError};
use crate::plain_text::clean_line;
use crate::stream::Card;
use crate::time::Timestamp;

impl Conversation {
    /// Corrects fields that the visitor filled in or skipped, and is refused as they were. The dialogue
    /// stays where it is, and keeps the branch that it took.
    pub(super) fn correct(
        &self,
        now: Timestamp,
        key: ClientKey,
        card: &CardId,
        typed: &Attributes,
    ) -> Result<Outcome, Refusal> {
        if !self.state.takes_corrections(now) {
            return Err(Refusal::Over);
        }
        let mut values = Attributes::new();
        for (field, typed) in typed {
            values.insert(field.clone(), self.corrected(card, field, typed)?);
        }
        if values.is_empty() {
            return Err(dialogue::Refusal::Nothing.into());
        }
        if let Some(domain) = values.get(&Field::Email).and_then(|email| self.blocks(email)) {
            return Err(Refusal::Blocked(domain.to_owned()));
        }
        let known = &self.state.flow.attributes;
        let stored: Attributes = self.stored(card, &values);
        if values
            .iter()
            .all(|(field, value)| known.get(field) == Some(stored.get(field).unwrap_or(value)))
        {
            return Ok(Outcome { ack: Some(self.state.head), ..Outcome::default() });
        }
        self.has_room()?;
        let mut events = vec![Event::AnswerCorrected { card: card.clone(), values }];
        let set = |(attribute, value)| Event::AttributeSet { card: card.clone(), attribute, value };
        events.extend(stored.into_iter().map(set));
        Ok(self.caused(key, events))
    }

    /// What is stored of values, where that is something else than what was chosen.
    fn stored(&self, card: &CardId, values: &Attributes) -> Attributes {
        let Some(Card::Capture(capture)) = self.meta.stream.card(card) else {
            return Attributes::new();
        };
        let stored = dialogue::stored(capture, values);
        stored.map(|(field, value)| (field.clone(), value.to_owned())).collect()
    }

    /// The value as it is stored. It can't be taken back: somebody may have acted on it.
    fn corrected(&self, card: &CardId, field: &Field, typed: &str) -> Result<String, Refusal> {
        let Some(Card::Capture(capture)) = self.meta.stream.card(card) else {
            return Err(dialogue::Refusal::NotThere(card.clone()).into());
        };
        if !self.state.answered.contains(&(card.clone(), field.clone())) {
            let (card, field) = (card.clone(), field.clone());
            return Err(dialogue::Refusal::NotCurrent { card, field }.into());
        }
        let value = check_field(capture, field, &clean_line(typed))?;
        if value.is_empty() {
            let (field, error) = (field.clone(), ValueError::Missing);
            return Err(dialogue::Refusal::Value { field, error }.into());
        }
        Ok(value)
    }
}
