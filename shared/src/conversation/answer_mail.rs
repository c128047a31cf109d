//! When an answer after the end is mailed to a visitor who has not read it, and what the mail tells
//! (MAIL-07).

use super::machine::Conversation;
use super::message::Presence;
use crate::event::{Author, Event, Logged};
use crate::id::Seq;
use crate::person::Field;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// How long after the last answer the mail is sent: answers that follow each other travel together.
pub const MAILED_AFTER: Millis = Millis::seconds(30);
/// The same for a visitor who is on the site, where they may read it.
pub const MAILED_AFTER_WHILE_HERE: Millis = Millis::minutes(3);
/// How long the link in the mail opens the conversation.
pub const MAIL_LINK_VALID_FOR: Millis = Millis::minutes(30 * 24 * 60);

/// What stands before the name of a file in a mail.
pub const FILE_SIGN: char = '\u{1f4ce}';

/// What is mailed of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerMail {
    /// The visitor's e-mail address, as they gave it.
    pub to: String,
    /// The name of the agent who answered last.
    pub agent: String,
    /// What the visitor wrote last before that; empty if they wrote nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub question: String,
    /// The answers, in order. Of a file it has the name, after [`FILE_SIGN`].
    pub answers: Vec<String>,
}

impl Conversation {
    /// When the answers that the visitor has not read are mailed, if their e-mail address is known.
    pub(super) fn mails_answer_at(&self) -> Option<Timestamp> {
        let (seq, at) = self.state.last_answer?;
        if seq <= self.known_to_visitor() || !self.state.flow.attributes.contains_key(&Field::Email)
        {
            return None;
        }
        let wait = match self.visitor {
            Presence::Here => MAILED_AFTER_WHILE_HERE,
            Presence::GoneSince(_) | Presence::Expected(_) => MAILED_AFTER,
        };
        Some(at + wait)
    }

    /// Up to which event the visitor has read the log or been mailed.
    fn known_to_visitor(&self) -> Seq {
        self.seen_by_visitor.max(self.mailed)
    }

    /// Up to which answer a mail is due.
    pub(super) fn answer_to_mail(&self, now: Timestamp) -> Option<Seq> {
        self.mails_answer_at().filter(|at| *at <= now)?;
        self.state.last_answer.map(|(seq, _)| seq)
    }

    /// The mail with the answers that the visitor has neither read nor been mailed.
    pub fn answer_mail(&self, log: &[Logged]) -> Option<AnswerMail> {
        let known = self.known_to_visitor();
        let to = self.state.flow.attributes.get(&Field::Email)?.clone();
        let mut mail = AnswerMail {
            to,
            agent: self.state.agent.as_ref()?.name.clone(),
            question: String::new(),
            answers: Vec::new(),
        };
        let mut followed_up = false;
        for logged in log {
            match &logged.event {
                Event::FollowedUp { .. } => followed_up = true,
                Event::MessageLeft { text, .. } => mail.question.clone_from(text),
                Event::Said { by: Author::Visitor, text, .. } if mail.answers.is_empty() => {
                    mail.question.clone_from(text);
                }
                Event::Said { by: Author::Agent(_), text, file }
                    if followed_up && logged.seq > known =>
                {
                    mail.answers.push(match file {
                        None => text.clone(),
                        // Not the file's own address: that opens it forever, and the link in the mail
                        // for as long as it is valid.
                        Some(_) => format!("{FILE_SIGN} {text}"),
                    });
                }
                _ => {}
            }
        }
        (!mail.answers.is_empty()).then_some(mail)
    }
}
