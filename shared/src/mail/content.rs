//! The kinds of mail and the text of each. A new kind is a variant of [`MailContent`] and of
//! [`MailKind`], with its text in [`MailContent::text`].

use super::address::EmailAddress;
use super::markup::{Block, MailText, Place};
use super::said::{SaidLine, Speaker};
use super::words;
use crate::event::string_enum;
use crate::language::Language;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

string_enum!(
    /// What a mail is for.
    MailKind {
        Test = "test",
        PasswordReset = "password_reset",
        Invitation = "invitation",
        EmailConfirmation = "email_confirmation",
        EmailChanged = "email_changed",
        Answer = "answer",
        Transcript = "transcript",
        Missed = "missed",
        LimitNear = "limit_near",
    }
);

/// A mail to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub to: EmailAddress,
    pub content: MailContent,
    /// When it is of no use any more. A day after it was queued it is given up in any case.
    pub expires: Option<Timestamp>,
}

/// What a mail is about. Texts that people wrote can hold anything: the markup makes them harmless.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MailContent {
    /// An admin tries whether mail works.
    Test { by: String },
    /// Somebody has asked for a new password of this agent.
    PasswordReset {
        name: String,
        /// The link, without the origin.
        path: String,
    },
    /// An invitation to become an agent.
    Invitation {
        by: String,
        role: String,
        /// The link, without the origin.
        path: String,
    },
    /// An agent wants to sign in with this address from now on.
    EmailConfirmation {
        name: String,
        /// The link, without the origin.
        path: String,
    },
    /// An agent signs in with another address now; it goes to the one before.
    EmailChanged { name: String, now: String },
    /// An agent has answered a visitor who is gone.
    Answer {
        agent: String,
        answers: Vec<String>,
        /// What the visitor wrote before; it may be empty.
        question: String,
        /// The link back into the conversation, without the origin.
        path: String,
        /// The address that takes a reply into the conversation, where mail can come in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<EmailAddress>,
    },
    /// What was said in a chat, for its visitor.
    Transcript {
        language: Language,
        /// The name of the script's lines.
        bot: String,
        lines: Vec<SaidLine>,
    },
    /// Visitors asked for a person and nobody came, left a message, or wrote to this agent.
    Missed {
        name: String,
        missed: u32,
        left: u32,
        #[serde(default)]
        replies: u32,
        /// How many chats were transferred to the agent.
        #[serde(default)]
        transferred: u32,
        /// The link to the conversation or the inbox, without the origin.
        path: String,
    },
    /// Nearly all engagements of the site's package are used.
    LimitNear {
        name: String,
        used: u64,
        limit: u64,
        /// The link to the usage page, without the origin.
        path: String,
    },
}

/// Why an agent gets such a mail, and how they end it.
const CHOSEN: &str = "You get this because of your notifications. You can change them in the console, under Your account.";

/// Who waits for an answer, as a sentence.
fn waiting([missed, left, replies, transferred]: [u32; 4]) -> String {
    let count = |count: u32, one: &str, more: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {more}")),
    };
    let asked = "asked for a person, and nobody came";
    let parts = [
        count(missed, &format!("visitor {asked}"), &format!("visitors {asked}")),
        count(left, "visitor left a message", "visitors left a message"),
        count(replies, "message of a visitor waits for you", "messages of visitors wait for you"),
        count(transferred, "chat was transferred to you", "chats were transferred to you"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("{}.", parts.join("; "))
}

/// A name inside a sentence of ours. One that runs from right to left must not turn the sentence around.
fn isolated(name: &str) -> String {
    let runs_left =
        |letter: char| matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fefc}');
    if name.contains(runs_left) { format!("\u{2068}{name}\u{2069}") } else { name.to_owned() }
}

impl MailContent {
    pub const fn kind(&self) -> MailKind {
        match self {
            Self::Test { .. } => MailKind::Test,
            Self::PasswordReset { .. } => MailKind::PasswordReset,
            Self::Invitation { .. } => MailKind::Invitation,
            Self::EmailConfirmation { .. } => MailKind::EmailConfirmation,
            Self::EmailChanged { .. } => MailKind::EmailChanged,
            Self::Answer { .. } => MailKind::Answer,
            Self::Transcript { .. } => MailKind::Transcript,
            Self::Missed { .. } => MailKind::Missed,
            Self::LimitNear { .. } => MailKind::LimitNear,
        }
    }

    /// Where a reply to the mail goes, if not to its sender.
    pub const fn reply_to(&self) -> Option<&EmailAddress> {
        match self {
            Self::Answer { reply_to, .. } => reply_to.as_ref(),
            _ => None,
        }
    }

    /// The text of the mail.
    pub fn text(&self, place: Place<'_>) -> MailText {
        let Place { site_name: site, origin } = place;
        let (subject, blocks) = match self {
            Self::Test { by } => (
                format!("Mail from {site} works"),
                vec![
                    Block::paragraph(format!("{by} sent this mail to see whether mail works.")),
                    Block::paragraph("It does. There is nothing to do."),
                ],
            ),
            Self::PasswordReset { name, path } => (
                format!("Set a new password for {site}"),
                vec![
                    Block::paragraph(format!("Hello {name},")),
                    Block::paragraph(
                        "somebody asked for a new password for your account, perhaps you.",
                    ),
                    Block::link("Set a new password", format!("{origin}{path}")),
                    Block::fine(
                        "The link works once, within an hour. If it wasn't you, do nothing: your \
                         password stays as it is.",
                    ),
                ],
            ),
            Self::Invitation { by, role, path } => (
                format!("{by} invites you to {site}"),
                vec![
                    Block::paragraph(format!(
                        "{by} invites you to answer chats of {site}, as {role}."
                    )),
                    Block::link("Join", format!("{origin}{path}")),
                    Block::fine(
                        "The link works once, within seven days. If you don't know what this is \
                         about, do nothing.",
                    ),
                ],
            ),
            Self::EmailConfirmation { name, path } => (
                format!("Confirm your e-mail address for {site}"),
                vec![
                    Block::paragraph(format!("Hello {name},")),
                    Block::paragraph(format!(
                        "you want to sign in to {site} with this address from now on."
                    )),
                    Block::link("Confirm this address", format!("{origin}{path}")),
                    Block::fine(
                        "The link works once, within an hour. Until then your address stays as it \
                         was. If it wasn't you, do nothing.",
                    ),
                ],
            ),
            Self::EmailChanged { name, now } => (
                format!("Your e-mail address for {site} has changed"),
                vec![
                    Block::paragraph(format!("Hello {name},")),
                    Block::paragraph(format!("you sign in to {site} with {now} now.")),
                    Block::fine("If it wasn't you, tell an admin of your team at once."),
                ],
            ),
            Self::Answer { agent, answers, question, path, reply_to } => {
                let (agent, site) = (isolated(agent), isolated(site));
                let mut blocks = vec![Block::paragraph(format!("{agent} of {site} wrote:"))];
                blocks.extend(answers.iter().cloned().map(Block::Quote));
                blocks.push(Block::link("Read and reply in the chat", format!("{origin}{path}")));
                if !question.is_empty() {
                    blocks.push(Block::paragraph("You had written:"));
                    blocks.push(Block::Quote(question.clone()));
                }
                let fine = match reply_to {
                    Some(_) => {
                        "You can also just reply to this mail. The link and this address lead to \
                         your conversation for 30 days, for everybody who has them."
                    }
                    None => {
                        "The link opens this conversation for 30 days, for everybody who has it."
                    }
                };
                blocks.push(Block::fine(fine));
                (format!("{agent} of {site} has answered you"), blocks)
            }
            Self::Transcript { language, bot, lines } => {
                return transcript(*language, bot, lines, site);
            }
            Self::Missed { name, missed, left, replies, transferred, path } => (
                format!("Visitors of {site} wait for an answer"),
                vec![
                    Block::paragraph(format!("Hello {name},")),
                    Block::paragraph(waiting([*missed, *left, *replies, *transferred])),
                    Block::link("Open the inbox", format!("{origin}{path}")),
                    Block::fine(CHOSEN),
                ],
            ),
            Self::LimitNear { name, used, limit, path } => (
                format!("{site} has nearly used its package"),
                vec![
                    Block::paragraph(format!("Hello {name},")),
                    Block::paragraph(format!(
                        "{used} of {limit} engagements are used. At the limit, visitors who ask for a \
                         person get the fallback message."
                    )),
                    Block::link("See the usage", format!("{origin}{path}")),
                    Block::fine(CHOSEN),
                ],
            ),
        };
        MailText { language: Language::English, subject, blocks, unsubscribe: None }
    }
}

/// The mail with a transcript, in the visitor's language.
fn transcript(language: Language, bot: &str, lines: &[SaidLine], site: &str) -> MailText {
    let words = words::transcript(language);
    let filled = |text: &str| text.replace("{site}", &isolated(site));
    let mut blocks = vec![Block::paragraph(filled(words.intro))];
    let mut day_before = "";
    for SaidLine { day, clock, by, text } in lines {
        if day != day_before {
            blocks.push(Block::fine(day.clone()));
            day_before = day;
        }
        let name = match by {
            Speaker::Visitor(_) => words.you,
            Speaker::Bot => bot,
            Speaker::Other(name) => name,
        };
        let (name, clock, text) = (name.to_owned(), clock.clone(), text.clone());
        blocks.push(Block::Said { name, clock, text });
    }
    MailText { language, subject: filled(words.subject), blocks, unsubscribe: None }
}
