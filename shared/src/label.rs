//! Labels: what agents sort conversations by. A site has a list of them; a conversation has any number.
//! Visitors see nothing of them (INBOX-26).

use crate::event::string_enum;
use crate::id::{ConversationId, LabelId};
use crate::plain_text::clean_line;
use serde::{Deserialize, Serialize};

/// Most labels of a site.
pub const MAX_LABELS: usize = 50;
/// Longest name in characters.
pub const MAX_LABEL_CHARS: usize = 40;
/// How far conversations are counted. This number means “or more”.
pub const MOST_LABELLED: u32 = 1_000;

string_enum!(
    /// The colour of a label. It is never all that tells two labels apart: a label shows its name.
    LabelColour {
        Grey = "grey",
        Red = "red",
        Orange = "orange",
        Green = "green",
        Teal = "teal",
        Blue = "blue",
        Purple = "purple",
        Pink = "pink",
    }
);

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Label {
    pub id: LabelId,
    pub name: String,
    pub colour: LabelColour,
}

/// A label before it is checked. `PUT /v1/sites/{site}/labels/{label}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewLabel {
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = MAX_LABEL_CHARS)))]
    pub name: String,
    pub colour: LabelColour,
}

/// A number of conversations; 1,000 means “or more”.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Labelled {
    /// Those that the caller had.
    pub own: u32,
    /// Those of all agents, for who may view all conversations or write labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all: Option<u32>,
}

/// A label of the site, with how often it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LabelRow {
    #[serde(flatten)]
    pub label: Label,
    pub conversations: Labelled,
}

/// What `GET /v1/sites/{site}/labels` takes and answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LabelList {
    /// Sorted by their names.
    pub items: Vec<LabelRow>,
    /// How many conversations need an answer.
    pub needs_answer: Labelled,
}

/// The labels of a conversation. `GET /v1/sites/{site}/conversations/{conversation}/labels`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConversationLabels {
    pub conversation: ConversationId,
    pub labels: Vec<LabelId>,
}

/// What the site tells its desk, which tells all agents who may chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelChange {
    /// A label was made, changed or deleted.
    List,
    Conversation(ConversationLabels),
}

/// Why a label is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LabelRefusal {
    #[error("The name of a label has 1 to {MAX_LABEL_CHARS} characters; this one has {actual}.")]
    Name {
        /// Its length in characters.
        actual: usize,
    },
    /// Another label has this name, however it is written.
    #[error("There is already a label called “{name}”. Choose another name.")]
    Taken { name: String },
    #[error("There are already {MAX_LABELS} labels, which is the limit. Delete one first.")]
    TooMany,
}

/// Checks a label for the site's list.
///
/// # Errors
/// If the name is invalid or used already, or the list is full.
pub fn check<'l>(
    list: impl IntoIterator<Item = &'l Label>,
    id: LabelId,
    new: &NewLabel,
) -> Result<Label, LabelRefusal> {
    let name = clean_line(&new.name).trim().to_owned();
    let actual = name.chars().count();
    if !(1..=MAX_LABEL_CHARS).contains(&actual) {
        return Err(LabelRefusal::Name { actual });
    }
    let mut others = 0;
    for other in list.into_iter().filter(|other| other.id != id) {
        if same(&other.name, &name) {
            return Err(LabelRefusal::Taken { name: other.name.clone() });
        }
        others += 1;
    }
    if others >= MAX_LABELS {
        return Err(LabelRefusal::TooMany);
    }
    Ok(Label { id, name, colour: new.colour })
}

/// Labels whose name matches what was typed, those first whose name begins with it.
pub fn matching<'l>(list: impl IntoIterator<Item = &'l Label>, typed: &str) -> Vec<&'l Label> {
    let typed = typed.trim().to_lowercase();
    let rank = |label: &Label| {
        let name = label.name.to_lowercase();
        if name.starts_with(&typed) { Some(0) } else { name.contains(&typed).then_some(1) }
    };
    let ranked = list.into_iter().filter_map(|label| Some((rank(label)?, label)));
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, label)| label).collect()
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
