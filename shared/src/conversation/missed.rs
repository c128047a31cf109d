//! What was missed: a visitor asked for a person and nobody came. Why, and who takes care of it
//! (INBOX-22, INBOX-23).

use super::last_words::MAX_LAST_WORDS;
use super::machine::Conversation;
use crate::event::{AgentProfile, Author, Event, FallbackReason, Logged, string_enum};
use crate::id::AgentId;
use crate::person::Field;
use crate::plain_text::beginning;
use crate::stream::{Card, Stream};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

string_enum!(
    /// Why nobody answered a visitor.
    MissedReason {
        /// No agent could take a chat at that moment.
        NobodyAvailable = "nobody_available",
        /// An agent declined.
        Declined = "declined",
        /// An agent did not answer in time.
        TimedOut = "timed_out",
        /// The site's limit of engagements was reached.
        QuotaExhausted = "quota_exhausted",
        /// The desk could not be reached in time.
        DeskUnreachable = "desk_unreachable",
        /// The visitor stopped waiting.
        GaveUp = "gave_up",
        /// The visitor wrote again after an agent had answered.
        Replied = "replied",
    }
);

impl MissedReason {
    /// The reason of a fallback; `None` for a visitor who chats elsewhere, so is not missed.
    pub const fn from_fallback(reason: FallbackReason) -> Option<Self> {
        match reason {
            FallbackReason::NobodyAvailable => Some(Self::NobodyAvailable),
            FallbackReason::Declined => Some(Self::Declined),
            FallbackReason::TimedOut => Some(Self::TimedOut),
            FallbackReason::QuotaExhausted => Some(Self::QuotaExhausted),
            FallbackReason::DeskUnreachable => Some(Self::DeskUnreachable),
            FallbackReason::OtherChat => None,
        }
    }
}

/// What a conversation reports of a request that nobody answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MissedReport {
    /// When the request failed, or the visitor last wrote after it.
    pub at: Timestamp,
    pub reason: MissedReason,
    /// The last that the visitor said: their message, or else the response that they chose.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// The last answer of an agent after the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Claim>,
}

/// Folds a log to its [`MissedReport`].
#[derive(Debug, Clone, Default)]
pub struct MissedFold {
    /// The last that the visitor said.
    words: String,
    /// The agent who has followed up.
    agent: Option<AgentProfile>,
    answer: Option<Claim>,
    report: Option<MissedReport>,
}

impl MissedFold {
    /// Folds the next event in.
    pub fn note(&mut self, stream: &Stream, logged: &Logged) {
        match &logged.event {
            Event::Answered { card, response } => {
                if let Some(Card::Question(question)) = stream.card(card)
                    && let Some(chosen) = question.responses.iter().find(|one| one.id == *response)
                {
                    self.words.clone_from(&chosen.label);
                }
            }
            Event::FellBack { reason, .. } => {
                self.report =
                    MissedReason::from_fallback(*reason).map(|why| self.missed(logged, why));
            }
            Event::Withdrawn { .. } => {
                self.report = Some(self.missed(logged, MissedReason::GaveUp));
            }
            Event::FollowedUp { agent, .. } => self.agent = Some(agent.clone()),
            Event::Said { by, text, .. } => self.said(logged, by, text),
            Event::MessageLeft { text, .. } => {
                self.words.clone_from(text);
                let reason = self.report.as_ref().map(|report| report.reason);
                self.report = reason.map(|reason| self.missed(logged, reason));
            }
            _ => {}
        }
    }

    /// Folds in what is said after the end; in a chat somebody is there.
    fn said(&mut self, logged: &Logged, by: &Author, text: &str) {
        let Some(agent) = &self.agent else { return };
        if *by == Author::Visitor {
            text.clone_into(&mut self.words);
            self.report = Some(self.missed(logged, MissedReason::Replied));
            return;
        }
        self.answer = Some(Claim { by: agent.clone(), at: logged.at });
        if let Some(report) = &mut self.report {
            report.answer.clone_from(&self.answer);
        }
    }

    fn missed(&self, logged: &Logged, reason: MissedReason) -> MissedReport {
        let words = beginning(&self.words, MAX_LAST_WORDS);
        MissedReport { at: logged.at, reason, words, answer: self.answer.clone() }
    }

    /// What the conversation reports; `None` if nothing was missed.
    pub const fn report(&self) -> Option<&MissedReport> {
        self.report.as_ref()
    }
}

impl Conversation {
    /// Whether the visitor asked for a person or wrote after the end, and nobody was there. Every agent
    /// who may chat can read it then, because anybody may have to answer.
    pub const fn was_missed(&self) -> bool {
        self.state.missed
    }

    /// Whether the visitor's e-mail address is blocked. They are not told, and nobody has to answer.
    pub fn is_from_blocked_email(&self) -> bool {
        let email = self.state.flow.attributes.get(&Field::Email);
        email.is_some_and(|email| self.meta.limits.refuses_email(email))
    }
}

/// An agent who did something about a missed conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Claim {
    pub by: AgentProfile,
    pub at: Timestamp,
}

/// A missed conversation in the site's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Missed {
    /// When the request failed, or the visitor left a message after it.
    pub at: Timestamp,
    /// Why nobody answered.
    pub reason: MissedReason,
    /// The beginning of the last that the visitor said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// The agent who takes care of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Claim>,
    /// Who answered it, or marked it as handled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled: Option<Claim>,
    /// The last answer of an agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Claim>,
}

/// Why a missed conversation can't be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} has taken this conversation already. To take it over, name their id in `from`.",
    .holder.name
)]
pub struct AlreadyTaken {
    /// Who has it.
    pub holder: AgentProfile,
}

impl Missed {
    /// What a report makes of the row. Something new from the visitor opens it again, for the agent
    /// who has it; an answer handles it, and gives it to the agent who answered. A report that is
    /// repeated changes nothing.
    pub fn updated(before: Option<Self>, report: MissedReport) -> Self {
        let MissedReport { at, reason, words, answer } = report;
        let mut missed = match before {
            Some(before) if at <= before.at => before,
            Some(before) => Self { at, reason, words, handled: None, ..before },
            None => Self { at, reason, words, taken: None, handled: None, answer: None },
        };
        if let Some(new) = answer.filter(|answer| missed.answer.as_ref() != Some(answer)) {
            missed.taken = Some(new.clone());
            if new.at >= missed.at {
                missed.handle(new.clone());
            }
            missed.answer = Some(new);
        }
        missed
    }

    /// Whether it needs an answer.
    pub const fn is_open(&self) -> bool {
        self.handled.is_none()
    }

    /// The agent who has it.
    pub fn holder(&self) -> Option<&AgentId> {
        self.taken.as_ref().map(|taken| &taken.by.id)
    }

    /// Gives it to an agent. If somebody else has it, they must be named: then both know of it.
    pub fn take(&mut self, claim: Claim, from: Option<&AgentId>) -> Result<(), AlreadyTaken> {
        match &self.taken {
            Some(taken) if taken.by.id == claim.by.id => Ok(()),
            Some(taken) if from != Some(&taken.by.id) => {
                Err(AlreadyTaken { holder: taken.by.clone() })
            }
            _ => {
                self.taken = Some(claim);
                Ok(())
            }
        }
    }

    /// Gives it back to everybody, if this agent has it.
    pub fn give_back(&mut self, agent: &AgentId) {
        if self.holder() == Some(agent) {
            self.taken = None;
        }
    }

    /// Marks it as handled; who did that first stays.
    pub fn handle(&mut self, claim: Claim) {
        self.handled.get_or_insert(claim);
    }

    /// Takes the mark back.
    pub fn reopen(&mut self) {
        self.handled = None;
    }
}

/// How many missed conversations need an answer. No number is counted further than
/// [`MOST_COUNTED`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MissedCounts {
    /// Those that nobody has taken.
    pub free: u32,
    /// Those that the agent has taken.
    pub own: u32,
}

/// How far missed conversations are counted; a count of as many means “or more”.
pub const MOST_COUNTED: u32 = 100;
