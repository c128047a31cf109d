//! The file beside a dialogue that says what must be true of it.

use crate::audience::{Condition, NowFacts};
use crate::id::CardId;
use crate::person::{Attributes, Field};
use serde::{Deserialize, Serialize};

/// Examples and promises of a dialogue.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PromiseFile {
    /// The address of the schema, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The file with the dialogue, as seen from this one. Without it, `hello.promises.json` is about
    /// `hello.json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialogue: Option<String>,
    /// Visitors, what they do, and what they see then.
    #[serde(default)]
    pub examples: Vec<Example>,
    /// What holds for every visitor.
    #[serde(default)]
    pub promises: Vec<Promise>,
}

/// Examples and promises in the document of a dialogue itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Promises {
    /// Visitors, what they do, and what they see then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
    /// What holds for every visitor.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub promises: Vec<Promise>,
}

/// One visitor, what they do, and what they see then.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Example {
    pub name: String,
    #[serde(default, skip_serializing_if = "ExampleVisitor::is_anybody")]
    pub visitor: ExampleVisitor,
    /// What they do, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub does: Vec<ExampleAct>,
    /// Cards that they come to in this order; others may be between.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sees: Vec<CardId>,
    /// Cards that they don't come to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub never_sees: Vec<CardId>,
    /// Texts that they read, in any order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reads: Vec<String>,
    /// What is known of them in the end.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub knows: Attributes,
    /// Goals that they pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<String>,
    /// Where they are in the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Ending>,
}

/// What is known of the visitor of an example, and what is so at the site.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ExampleVisitor {
    /// The address of the page that they are on.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub referrer: String,
    /// The country in two letters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub country: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub region: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// What is known when the dialogue begins.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// What is so whenever a condition asks; what is missing is not so.
    #[serde(skip_serializing_if = "NowFacts::is_empty")]
    pub now: NowFacts,
}

/// Something that the visitor of an example does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExampleAct {
    /// Chooses the response with this id or this label.
    Answer(String),
    /// Fills in fields, which are asked for one after the other.
    Fill(Attributes),
    /// Skips the field that is asked for.
    Skip(Field),
    /// Opens the document of this card, for which the dialogue waits.
    Open(CardId),
}

/// Where the visitor of an example is in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// At a live chat card: they ask for a person.
    Person,
    /// At the end of a branch without a person.
    End,
    /// The dialogue waits for their answer.
    Waiting,
}

/// Something that holds for every visitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// What it is called in the results; without it, they say what is promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub promise: Rule,
    /// For which visitors, by what is known of them when the dialogue begins; without it, for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// What is promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// All these fields of whoever comes to a live chat card are known.
    PersonKnows(Vec<Field>),
    /// Nobody is asked more than so many questions: question cards and fields of capture cards.
    QuestionsAtMost(u32),
    /// Nobody whose value of this field is known is asked for it.
    NeverAsksKnown(Field),
    /// Somebody comes to this card.
    Reaches(CardId),
    /// Nobody comes to this card.
    NeverReaches(CardId),
    /// Nobody comes to a card after another.
    NeverAfter(Order),
    /// Nobody comes to a card without another before.
    OnlyAfter(Order),
    /// Every way that ends does so at one of these cards.
    EndsAt(Vec<CardId>),
}

/// A card, and another that comes before it or must not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Order {
    pub card: CardId,
    pub after: CardId,
}

/// Something in the file that fits no dialogue, or not this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// The example or promise that has it.
    #[serde(skip)]
    pub item: Item,
    /// Where it is, such as `promises[2]`.
    pub at: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// One of the examples or promises, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    Example(usize),
    Promise(usize),
}

/// Why a file of promises can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {reason}")]
pub struct UnreadablePromises {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What the parser says.
    pub reason: String,
}

impl PromiseFile {
    /// Reads a file. [`crate::promise::prove`] finds what doesn't fit the dialogue.
    pub fn read(text: &str) -> Result<Self, UnreadablePromises> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        serde_json::from_str(text).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default();
            let reason = reason.chars().take(300).collect();
            UnreadablePromises { line: error.line(), column: error.column(), reason }
        })
    }
}

impl From<PromiseFile> for Promises {
    fn from(file: PromiseFile) -> Self {
        Self { examples: file.examples, promises: file.promises }
    }
}

impl Promises {
    /// Whether nothing is promised.
    pub const fn is_empty(&self) -> bool {
        self.examples.is_empty() && self.promises.is_empty()
    }

    /// Adds the examples and promises of another file behind its own.
    pub fn extend(&mut self, others: Self) {
        self.examples.extend(others.examples);
        self.promises.extend(others.promises);
    }
}

impl ExampleVisitor {
    /// Whether nothing is known of them, and nothing is so.
    fn is_anybody(&self) -> bool {
        *self == Self::default()
    }
}

impl Promise {
    /// Its name, or what is promised.
    pub fn title(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.promise.to_string())
    }
}

impl Rule {
    /// The cards that it names.
    pub(super) fn cards(&self) -> Vec<&CardId> {
        match self {
            Self::PersonKnows(_) | Self::QuestionsAtMost(_) | Self::NeverAsksKnown(_) => Vec::new(),
            Self::Reaches(card) | Self::NeverReaches(card) => vec![card],
            Self::NeverAfter(order) | Self::OnlyAfter(order) => vec![&order.card, &order.after],
            Self::EndsAt(cards) => cards.iter().collect(),
        }
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let cards = |cards: &[CardId]| {
            let quoted: Vec<String> = cards.iter().map(|card| format!("“{card}”")).collect();
            quoted.join(" or ")
        };
        match self {
            Self::PersonKnows(fields) => {
                let names: Vec<&str> = fields.iter().map(Field::as_str).collect();
                write!(out, "whoever reaches a person has left {}", names.join(" and "))
            }
            Self::QuestionsAtMost(1) => write!(out, "nobody is asked more than 1 question"),
            Self::QuestionsAtMost(most) => {
                write!(out, "nobody is asked more than {most} questions")
            }
            Self::NeverAsksKnown(field) => {
                write!(out, "nobody whose {} is known is asked for it", field.as_str())
            }
            Self::Reaches(card) => write!(out, "somebody comes to “{card}”"),
            Self::NeverReaches(card) => write!(out, "nobody comes to “{card}”"),
            Self::NeverAfter(Order { card, after }) => {
                write!(out, "nobody comes to “{card}” after “{after}”")
            }
            Self::OnlyAfter(Order { card, after }) => {
                write!(out, "nobody comes to “{card}” without “{after}” before")
            }
            Self::EndsAt(ends) => write!(out, "every way ends at {}", cards(ends)),
        }
    }
}
