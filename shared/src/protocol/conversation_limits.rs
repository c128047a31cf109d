//! What a conversation takes over of the site's settings when it begins.

use super::Settings;
use crate::conversation::{EmailFingerprint, Limits};
use crate::language::Language;
use crate::time::Millis;

impl Settings {
    /// The limits of a conversation that begins now, with the fingerprints of who is blocked.
    pub fn limits(&self, language: Language, blocked_emails: Vec<EmailFingerprint>) -> Limits {
        Limits {
            fallback: self.fallback_in(language).to_owned(),
            fallback_form: self.fallback_form.clone(),
            rating: self.style.rating,
            #[cfg(feature = "desk")]
            hours: self.hours.clone(),
            request: Millis::seconds(2 * self.offer_seconds + 30),
            idle: Millis::minutes(self.idle_minutes),
            gone: Millis::minutes(self.visitor_gone_minutes),
            blocked: self.blocked_email_domains.clone(),
            blocked_emails,
        }
    }
}
