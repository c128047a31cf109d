//! The log of mails, and whether mail is set up.

use crate::event::string_enum;
use crate::id::{ConversationId, MailId};
use crate::mail::MailKind;
use crate::mail::inbound::InboundOutcome;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most mails in the log of a site; those that still wait come on top.
pub const MAX_LOGGED_MAILS: usize = 100;

string_enum!(
    /// How a mail stands.
    MailState {
        /// It was not sent yet; another attempt is made.
        Waiting = "waiting",
        /// The mail server has taken it.
        Sent = "sent",
        /// The mail server has refused it for good.
        Refused = "refused",
        /// It could not be sent in time.
        GivenUp = "given_up",
    }
);

/// A mail in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MailRow {
    pub id: MailId,
    pub to: String,
    pub kind: MailKind,
    /// The conversation that it tells of, if it is a transcript. It is deleted with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    pub queued_at: Timestamp,
    /// It is given up then.
    pub expires: Timestamp,
    pub state: MailState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was tried last.
    pub tried_at: Option<Timestamp>,
    /// What the mail server said last, or why it was not reached.
    pub answer: Option<String>,
}

/// Whether the deployment can send mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MailSetup {
    pub is_on: bool,
    /// The sender's address.
    pub from: Option<String>,
    /// The mail server, as host and port.
    pub server: Option<String>,
    /// What is missing or wrong, and what to set.
    pub problem: Option<String>,
}

/// The log of mails, latest first, and whether mail is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MailLog {
    pub setup: MailSetup,
    pub items: Vec<MailRow>,
}

impl MailRow {
    /// The row at a time: what was not sent until it expired is given up.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Self {
        let is_over = self.state == MailState::Waiting && self.expires <= now;
        Self { state: if is_over { MailState::GivenUp } else { self.state }, ..self }
    }
}

/// The answer to a machine that posts a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TakenMail {
    /// What became of the mail. Whatever it is, it need not be posted again.
    pub outcome: InboundOutcome,
}
