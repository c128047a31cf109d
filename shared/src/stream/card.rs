//! The steps of a stream. What can't be is not a value: a live chat card has no `next`.

use crate::audience::Condition;
use crate::id::{AgentId, CardId, ResponseId, TeamId};
use crate::person::{Field, Kind, ValueError};
use crate::prelude::*;

/// One step of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(tag = "type", rename_all = "snake_case"))]
pub enum Card {
    /// Says something and goes on.
    Message(MessageCard),
    /// Asks, with responses to choose from.
    Question(QuestionCard),
    /// Asks for something to be typed.
    Capture(CaptureCard),
    /// Goes on by what is known of the visitor, who sees nothing.
    Condition(ConditionCard),
    /// Counts; the visitor sees nothing.
    Goal(GoalCard),
    /// Notes something of the visitor, who sees nothing.
    Action(ActionCard),
    /// Asks for a person. Always the last card of its branch.
    LiveChat(LiveChatCard),
}

/// Says something and goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MessageCard {
    /// Unique in the stream.
    pub id: CardId,
    /// What it says; may hold `{{tokens}}` and markup, as all texts of cards may.
    pub text: String,
    /// The card after it; without one, the branch ends here.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub next: Option<CardId>,
}

/// Asks, with responses to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QuestionCard {
    /// Unique in the stream.
    pub id: CardId,
    /// The question; may hold `{{tokens}}`.
    pub text: String,
    /// Where what was chosen is noted; without one, only the answer is.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub store: Option<Field>,
    /// What can be chosen, in order; each with its own branch.
    pub responses: Vec<Response>,
}

/// One choice of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Response {
    /// Unique in its card.
    pub id: ResponseId,
    /// What the visitor reads.
    pub label: String,
    /// What is stored, when that is not what the visitor reads.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub value: Option<String>,
    /// The card after it; without one, the branch ends here.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub next: Option<CardId>,
}

impl Response {
    /// What the question notes when this was chosen.
    pub fn stored(&self) -> &str {
        self.value.as_deref().unwrap_or(&self.label)
    }
}

/// Asks for something to be typed, one field at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaptureCard {
    /// Unique in the stream.
    pub id: CardId,
    /// What is said before the first field; may hold `{{tokens}}`.
    pub text: String,
    /// The fields, in the order they are asked.
    pub fields: Vec<CaptureField>,
    /// The card after it; without one, the branch ends here.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub next: Option<CardId>,
}

/// One field of a capture card.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaptureField {
    /// What is asked for.
    pub field: Field,
    /// The words above the field.
    pub label: String,
    /// Whether it must be filled in; otherwise the visitor may skip it.
    #[cfg_attr(feature = "serde", serde(default))]
    pub required: bool,
    /// What may be typed; an e-mail address and a phone number are what they are.
    #[cfg_attr(
        feature = "serde",
        serde(rename = "type", default, skip_serializing_if = "Option::is_none")
    )]
    pub kind: Option<Kind>,
    /// What can be picked; without a list it is typed.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub options: Option<Vec<String>>,
    /// Whether it is passed over when it is known; otherwise what is told anew counts.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_false"))]
    pub skip_if_set: bool,
}

#[cfg(feature = "serde")]
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

impl CaptureField {
    /// What its values are.
    pub fn kind(&self) -> Kind {
        self.field.kind().or(self.kind).unwrap_or_default()
    }

    /// Checks what was typed or picked, and gives it as it is kept; an empty one was skipped.
    pub fn check(&self, typed: &str) -> Result<String, ValueError> {
        let value = self.kind().check(typed)?;
        if value.is_empty() {
            return if self.required { Err(ValueError::Missing) } else { Ok(value) };
        }
        let listed = |options: &Vec<String>| options.iter().any(|option| option.trim() == value);
        if self.options.as_ref().is_none_or(listed) {
            Ok(value)
        } else {
            Err(ValueError::NotListed)
        }
    }
}

/// Goes on by what is known of the visitor: the first branch whose condition holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConditionCard {
    /// Unique in the stream.
    pub id: CardId,
    /// The branches, in the order they are tried.
    pub branches: Vec<Branch>,
    /// Where it goes on when no condition holds.
    #[cfg_attr(feature = "serde", serde(rename = "else"))]
    pub otherwise: Otherwise,
}

/// One way out of a condition card.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Branch {
    /// When it is taken.
    pub when: Condition,
    /// The card after it; without one, the branch ends here.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub next: Option<CardId>,
}

/// The way out of a condition card that is always there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Otherwise {
    /// The card after it; without one, the branch ends here.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub next: Option<CardId>,
}

/// Notes something of the visitor. Prime only.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActionCard {
    /// Unique in the stream.
    pub id: CardId,
    pub attribute: Field,
    /// Its value from here on.
    pub value: String,
    /// The card after it; without one, the branch ends here.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub next: Option<CardId>,
}

/// Counts; the visitor sees nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GoalCard {
    /// Unique in the stream.
    pub id: CardId,
    /// The goal's name, as reports show it.
    pub goal: String,
    /// The card after it; without one, the branch ends here.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub next: Option<CardId>,
}

/// Asks for a person. It has no `next`: it is always the last card of its branch.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LiveChatCard {
    /// Unique in the stream.
    pub id: CardId,
    /// What is said while an agent is called; may hold `{{tokens}}`. Empty: the standard words.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "String::is_empty"))]
    pub text: String,
    /// Who may be asked.
    pub route: Route,
}

/// How a live chat card finds its agent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(tag = "by", rename_all = "snake_case"))]
pub enum Route {
    /// All agents in turn.
    RoundRobin,
    /// That agent, nobody else.
    Agent { agent: AgentId },
    /// The agents of the first custom rule the visitor qualifies for.
    Rules,
    /// All agents of a team in turn.
    Team { team: TeamId },
}

impl Card {
    /// Its id.
    pub const fn id(&self) -> &CardId {
        match self {
            Self::Message(card) => &card.id,
            Self::Question(card) => &card.id,
            Self::Capture(card) => &card.id,
            Self::Condition(card) => &card.id,
            Self::Goal(card) => &card.id,
            Self::Action(card) => &card.id,
            Self::LiveChat(card) => &card.id,
        }
    }

    /// Its type, in the word on the wire.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::Question(_) => "question",
            Self::Capture(_) => "capture",
            Self::Condition(_) => "condition",
            Self::Goal(_) => "goal",
            Self::Action(_) => "action",
            Self::LiveChat(_) => "live_chat",
        }
    }

    /// Whether it waits for the visitor; a capture card that asks only for what is known does not.
    pub const fn waits(&self) -> bool {
        matches!(self, Self::Question(_) | Self::Capture(_) | Self::LiveChat(_))
    }

    /// Whether it waits for the visitor whatever is known of them.
    pub fn always_waits(&self) -> bool {
        match self {
            Self::Capture(card) => card.fields.iter().any(|field| !field.skip_if_set),
            card => card.waits(),
        }
    }

    /// What it says to the visitor; where they see nothing, nothing.
    pub fn text(&self) -> &str {
        match self {
            Self::Message(card) => &card.text,
            Self::Question(card) => &card.text,
            Self::Capture(card) => &card.text,
            Self::LiveChat(card) => &card.text,
            Self::Condition(_) | Self::Goal(_) | Self::Action(_) => "",
        }
    }

    /// Every card that can come right after it.
    pub fn followers(&self) -> Vec<&CardId> {
        match self {
            Self::Message(card) => card.next.iter().collect(),
            Self::Question(card) => card.responses.iter().filter_map(|r| r.next.as_ref()).collect(),
            Self::Capture(card) => card.next.iter().collect(),
            Self::Condition(card) => {
                let branches = card.branches.iter().map(|branch| branch.next.as_ref());
                branches.chain([card.otherwise.next.as_ref()]).flatten().collect()
            }
            Self::Goal(card) => card.next.iter().collect(),
            Self::Action(card) => card.next.iter().collect(),
            Self::LiveChat(_) => Vec::new(),
        }
    }
}
