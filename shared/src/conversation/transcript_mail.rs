//! The transcript that is mailed to a visitor who asks for it, or whose agent does (MAIL-08).

use super::machine::Conversation;
use super::transcript::said_lines;
use crate::availability::Zone;
use crate::event::Logged;
use crate::language::Language;
use crate::mail::{EmailAddress, SaidLine};
use crate::person::Field;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// Most mails with the transcript of one conversation.
pub const MAX_TRANSCRIPT_MAILS: usize = 3;
/// The least time between two of them.
pub const TRANSCRIPT_MAIL_EVERY: Millis = Millis::minutes(1);
/// How many characters a mail has at most of what was said; the latest are kept.
const MAX_CHARS: usize = 100_000;

/// What is mailed of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranscriptMail {
    pub to: EmailAddress,
    /// The language of the visitor's widget.
    pub language: Language,
    pub lines: Vec<SaidLine>,
}

/// Why no transcript is mailed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TranscriptMailRefusal {
    #[error("No agent has been in this chat, so there is nothing to send.")]
    NoAgent,
    #[error("No e-mail address of the visitor is known.")]
    NoAddress,
    #[error("No mail can be sent to this address.")]
    BadAddress,
    #[error(
        "A chat can be sent {MAX_TRANSCRIPT_MAILS} times, and once in a minute. It was sent {sent} times."
    )]
    TooMany { sent: usize },
}

impl Conversation {
    /// The visitor's e-mail address, as far as the conversation knows it.
    pub fn visitor_email(&self) -> Option<&str> {
        self.state.flow.attributes.get(&Field::Email).map(String::as_str)
    }

    /// The mail with the transcript, to the address that was typed or else to the known one. `sent` are
    /// the times of those that were sent before.
    pub fn transcript_mail(
        &self,
        now: Timestamp,
        sent: &[Timestamp],
        typed: Option<&str>,
        zone: &Zone,
        log: &[Logged],
    ) -> Result<TranscriptMail, TranscriptMailRefusal> {
        if self.state.agent.is_none() {
            return Err(TranscriptMailRefusal::NoAgent);
        }
        let typed = typed.map(str::trim).filter(|typed| !typed.is_empty());
        let to = typed.or_else(|| self.visitor_email()).ok_or(TranscriptMailRefusal::NoAddress)?;
        if self.meta.limits.refuses_email(to) {
            return Err(TranscriptMailRefusal::BadAddress);
        }
        let to = EmailAddress::parse(to).map_err(|_| TranscriptMailRefusal::BadAddress)?;
        // A clock that was put back keeps nobody waiting.
        let is_recent = |at: &Timestamp| *at <= now && now < *at + TRANSCRIPT_MAIL_EVERY;
        if sent.len() >= MAX_TRANSCRIPT_MAILS || sent.iter().any(is_recent) {
            return Err(TranscriptMailRefusal::TooMany { sent: sent.len() });
        }
        let mut lines = said_lines(&self.meta, log, zone);
        let mut room = MAX_CHARS;
        let fits = |line: &&SaidLine| match room.checked_sub(line.text.chars().count()) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        };
        let kept = lines.iter().rev().take_while(fits).count();
        lines.drain(..lines.len() - kept);
        let language = self.meta.language.unwrap_or(Language::English);
        Ok(TranscriptMail { to, language, lines })
    }
}
