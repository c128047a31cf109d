//! Conversations as lines of a table.

use super::ConversationRow;
use crate::csv::{Csv, iso};
use crate::id::ConversationId;
use crate::person::Field;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One line of `GET /v1/sites/{site}/conversations/export`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConversationLine {
    pub id: ConversationId,
    pub started: Timestamp,
    /// When the last event happened.
    pub last: Timestamp,
    /// The visitor's name; empty if they gave none, like all texts here.
    pub name: String,
    pub email: String,
    pub company: String,
    /// The address of the page where it began.
    pub page: String,
    /// The name of the dialogue.
    pub dialogue: String,
    /// The name of the agent who had the chat last.
    pub agent: String,
    /// How it stands or ended, as in the list of conversations.
    pub status: String,
    pub needs_answer: bool,
    /// The visitor's rating of the chat, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// The names of its labels.
    #[serde(default)]
    pub labels: Vec<String>,
}

/// The words of a table, which depend on who reads it.
pub trait LineWords {
    /// The names of the columns, in the order of [`COLUMNS`].
    fn columns(&self) -> [&str; COLUMNS.len()];
    /// How a conversation stands or ended.
    fn status<'w>(&'w self, code: &'w str) -> &'w str;
    fn yes_no(&self, yes: bool) -> &str;
}

/// The columns of the table, as programs read them.
pub const COLUMNS: [&str; 13] = [
    "id",
    "started",
    "last",
    "name",
    "email",
    "company",
    "page",
    "dialogue",
    "agent",
    "status",
    "needs_answer",
    "rating",
    "labels",
];

/// The words of the API, which are the same in all languages.
#[derive(Debug, Clone, Copy)]
pub struct ApiWords;

impl LineWords for ApiWords {
    fn columns(&self) -> [&str; COLUMNS.len()] {
        COLUMNS
    }

    fn status<'w>(&'w self, code: &'w str) -> &'w str {
        code
    }

    fn yes_no(&self, yes: bool) -> &str {
        if yes { "true" } else { "false" }
    }
}

impl ConversationLine {
    /// The line of a row. The names are those of its dialogue and its labels.
    pub fn new(row: &ConversationRow, dialogue: &str, labels: Vec<String>) -> Self {
        let field = |field| row.attributes.get(&field).cloned().unwrap_or_default();
        let name = format!("{} {}", field(Field::FirstName), field(Field::LastName));
        Self {
            id: row.id.clone(),
            started: row.started,
            last: row.last,
            name: name.trim().to_owned(),
            email: field(Field::Email),
            company: field(Field::Company),
            page: row.page.url.clone(),
            dialogue: dialogue.to_owned(),
            agent: row.agent.as_ref().map(|agent| agent.name.clone()).unwrap_or_default(),
            status: row.status.clone(),
            needs_answer: row.needs_answer(),
            rating: row.rating.map(crate::event::Rating::value),
            labels,
        }
    }

    fn cells(&self, words: &impl LineWords) -> [String; COLUMNS.len()] {
        [
            self.id.to_string(),
            iso(self.started),
            iso(self.last),
            self.name.clone(),
            self.email.clone(),
            self.company.clone(),
            self.page.clone(),
            self.dialogue.clone(),
            self.agent.clone(),
            words.status(&self.status).to_owned(),
            words.yes_no(self.needs_answer).to_owned(),
            self.rating.map(|rating| rating.to_string()).unwrap_or_default(),
            self.labels.join("; "),
        ]
    }

    /// A table of lines. Only the first part of a file has the names of its columns.
    pub fn csv(lines: &[Self], first: bool, words: &impl LineWords) -> Csv {
        let mut csv = if first { Csv::new(&words.columns()) } else { Csv::continued() };
        for line in lines {
            csv.row(&line.cells(words));
        }
        csv
    }
}
