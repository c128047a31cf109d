//! What was said in a conversation, as a mail tells it.

use serde::{Deserialize, Serialize};

/// Who said something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The visitor, by the name that was known then.
    Visitor(String),
    /// What the cards say.
    Bot,
    /// An agent or a program.
    Other(String),
}

/// Something that was said, and when by the clock of the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidLine {
    pub day: String,
    pub clock: String,
    pub by: Speaker,
    pub text: String,
}
