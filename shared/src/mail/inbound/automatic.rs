//! Mail that no person wrote: it never becomes a message, so that two machines never write to each other
//! without end (MAIL-10).

use super::IncomingMail;
use crate::event::string_enum;

string_enum!(
    /// What became of a mail that came in.
    InboundOutcome {
        /// Its words are in the conversation, or were before.
        Stored = "stored",
        /// A machine has written that somebody is away, or that it has taken a mail.
        AutomaticReply = "automatic_reply",
        /// A mail of ours could not be delivered.
        Bounce = "bounce",
        /// It goes to many people.
        Bulk = "bulk",
        /// Nothing was written above what it quotes.
        Empty = "empty",
        /// Its conversation is with a visitor who is blocked.
        Blocked = "blocked",
    }
);

/// Headers that only automatic replies have.
const OF_REPLIES: [&str; 4] =
    ["x-autoreply", "x-autorespond", "x-auto-reply-from", "x-mail-autoreply"];
/// Who sends bounces.
const POSTMASTERS: [&str; 3] = ["mailer-daemon@", "postmaster@", "mail-daemon@"];

impl IncomingMail {
    /// Why no person wrote this, if that can be seen (RFC 3834).
    pub fn automatic(&self) -> Option<InboundOutcome> {
        let kind = self.value("content-type").unwrap_or_default().to_ascii_lowercase();
        let from = self.value("from").unwrap_or_default().to_ascii_lowercase();
        let is_bounce = self.value("return-path") == Some("<>")
            || self.value("x-failed-recipients").is_some()
            || kind.starts_with("multipart/report")
            || POSTMASTERS
                .iter()
                .any(|name| from.split(['<', ' ', '"']).any(|word| word.starts_with(name)));
        if is_bounce {
            return Some(InboundOutcome::Bounce);
        }
        let submitted = self.value("auto-submitted").unwrap_or("no").to_ascii_lowercase();
        let precedence = self.value("precedence").unwrap_or_default().to_ascii_lowercase();
        let is_reply = !submitted.starts_with("no")
            || precedence == "auto_reply"
            || OF_REPLIES.iter().any(|name| self.value(name).is_some());
        if is_reply {
            return Some(InboundOutcome::AutomaticReply);
        }
        let is_bulk = matches!(precedence.as_str(), "bulk" | "junk" | "list")
            || self.value("list-id").is_some()
            || self.value("list-unsubscribe").is_some();
        is_bulk.then_some(InboundOutcome::Bulk)
    }
}
