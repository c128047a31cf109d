//! The form of the fallback, and the message that a visitor leaves with it (ROUTE-27, INBOX-20).

use super::machine::{Conversation, message_text};
use super::outcome::{Outcome, Refusal};
use crate::dialogue::{self, Position};
use crate::event::{Event, FallbackForm, FallbackReason};
use crate::id::{ClientKey, RequestId};
use crate::person::{Attributes, Field};
use crate::plain_text::clean_line;
use crate::stream::{CaptureField, Card};
use crate::time::Timestamp;

impl Conversation {
    /// The event when nobody can be reached.
    pub(super) fn fell_back(
        &self,
        now: Timestamp,
        request: RequestId,
        reason: FallbackReason,
        back_at: Option<Timestamp>,
    ) -> Event {
        let message = self.meta.limits.fallback_for(reason);
        let back_at = self.back_at(now, reason, back_at);
        let form = self.offers_form(reason).then(|| self.fallback_form(back_at));
        Event::FellBack { request, reason, message, form }
    }

    /// When people are back: when the site opens, and when the first agent has hours again. Hours say
    /// nothing about other reasons than that nobody is there.
    fn back_at(
        &self,
        now: Timestamp,
        reason: FallbackReason,
        agents: Option<Timestamp>,
    ) -> Option<Timestamp> {
        let opens = self.meta.limits.opens_at(now);
        if reason == FallbackReason::NobodyAvailable { opens.max(agents) } else { agents }
    }

    /// Whether the visitor is offered the form. Who has another chat can write there.
    fn offers_form(&self, reason: FallbackReason) -> bool {
        let Position::LiveChat(card) = &self.state.flow.position else { return false };
        let said = match self.meta.stream.card(card) {
            Some(Card::LiveChat(live)) => live.fallback_form,
            // A program handed the visitor over at another card.
            _ => None,
        };
        reason != FallbackReason::OtherChat
            && said.unwrap_or(self.meta.limits.fallback_form.offered)
    }

    /// The form, without the fields whose values are known.
    fn fallback_form(&self, back_at: Option<Timestamp>) -> FallbackForm {
        let known = &self.state.flow.attributes;
        let asked = self.meta.limits.fallback_form.fields.iter().cloned();
        let fields = [email_field()].into_iter().chain(asked);
        let fields = fields.filter(|spec| !known.contains_key(&spec.field)).collect();
        FallbackForm { fields, back_at }
    }

    /// Leaves a message, once.
    pub(super) fn leave_message(
        &self,
        key: ClientKey,
        typed: &Attributes,
        text: &str,
    ) -> Result<Outcome, Refusal> {
        let Some(form) = &self.state.form else { return Err(Refusal::NoForm) };
        let values = check_form(form, typed)?;
        if let Some(domain) = values.get(&Field::Email).and_then(|email| self.blocks(email)) {
            return Err(Refusal::Blocked(domain.to_owned()));
        }
        Ok(self.caused(key, vec![Event::MessageLeft { values, text: message_text(text)? }]))
    }
}

/// The field for the e-mail address, without which nobody could answer. Its label is the widget's.
const fn email_field() -> CaptureField {
    CaptureField {
        field: Field::Email,
        label: String::new(),
        required: true,
        kind: None,
        options: None,
        values: None,
        skip_if_set: false,
    }
}

/// Checks what was typed as a capture card would; the result has no empty values.
fn check_form(form: &FallbackForm, typed: &Attributes) -> Result<Attributes, Refusal> {
    let is_asked = |field: &Field| form.fields.iter().any(|spec| spec.field == *field);
    if let Some(field) = typed.keys().find(|field| !is_asked(field)) {
        return Err(Refusal::NotAsked(field.clone()));
    }
    let mut values = Attributes::new();
    for spec in &form.fields {
        let field = spec.field.clone();
        let typed = typed.get(&field).map(|typed| clean_line(typed)).unwrap_or_default();
        match spec.check(&typed) {
            Ok(value) if value.is_empty() => {}
            Ok(value) => {
                values.insert(field, value);
            }
            Err(error) => return Err(dialogue::Refusal::Value { field, error }.into()),
        }
    }
    Ok(values)
}
