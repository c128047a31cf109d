//! The steps of a stream. What can't be is not a value: a live chat card has no `next`.

use crate::id::{AgentId, CardId, ResponseId, TeamId};
use crate::person::Field;
use crate::prelude::*;

/// One step of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "type", rename_all = "snake_case"))]
pub enum Card {
    /// Says something and goes on.
    Message(MessageCard),
    /// Asks, with responses to choose from.
    Question(QuestionCard),
    /// Asks for something to be typed.
    Capture(CaptureCard),
    /// Counts; the visitor sees nothing.
    Goal(GoalCard),
    /// Asks for a person. Always the last card of its branch.
    LiveChat(LiveChatCard),
}

/// Says something and goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MessageCard {
    /// Unique in the stream.
    pub id: CardId,
    /// What it says; may hold `{{tokens}}`.
    pub text: String,
    /// The card after it; without one, the branch ends here.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub next: Option<CardId>,
}

/// Asks, with responses to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct QuestionCard {
    /// Unique in the stream.
    pub id: CardId,
    /// The question; may hold `{{tokens}}`.
    pub text: String,
    /// What can be chosen, in order; each with its own branch.
    pub responses: Vec<Response>,
}

/// One choice of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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

/// Asks for something to be typed, one field at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
pub struct CaptureField {
    /// What is asked for.
    pub field: Field,
    /// The words above the field.
    pub label: String,
    /// Whether it must be filled in; otherwise the visitor may skip it.
    #[cfg_attr(feature = "serde", serde(default))]
    pub required: bool,
}

/// Counts; the visitor sees nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
#[cfg_attr(feature = "serde", serde(tag = "by", rename_all = "snake_case"))]
pub enum Route {
    /// All agents in turn.
    RoundRobin,
    /// That agent, nobody else.
    Agent {
        /// Who.
        agent: AgentId,
    },
    /// The agents of the first custom rule the visitor qualifies for.
    Rules,
    /// All agents of a team in turn.
    Team {
        /// Which.
        team: TeamId,
    },
}

impl Card {
    /// Its id.
    pub const fn id(&self) -> &CardId {
        match self {
            Self::Message(card) => &card.id,
            Self::Question(card) => &card.id,
            Self::Capture(card) => &card.id,
            Self::Goal(card) => &card.id,
            Self::LiveChat(card) => &card.id,
        }
    }

    /// Whether it waits for the visitor.
    pub const fn waits(&self) -> bool {
        matches!(self, Self::Question(_) | Self::Capture(_) | Self::LiveChat(_))
    }

    /// What it says to the visitor; a goal says nothing.
    pub fn text(&self) -> &str {
        match self {
            Self::Message(card) => &card.text,
            Self::Question(card) => &card.text,
            Self::Capture(card) => &card.text,
            Self::LiveChat(card) => &card.text,
            Self::Goal(_) => "",
        }
    }

    /// Every card that can come right after it.
    pub fn followers(&self) -> Vec<&CardId> {
        match self {
            Self::Message(card) => card.next.iter().collect(),
            Self::Question(card) => card.responses.iter().filter_map(|r| r.next.as_ref()).collect(),
            Self::Capture(card) => card.next.iter().collect(),
            Self::Goal(card) => card.next.iter().collect(),
            Self::LiveChat(_) => Vec::new(),
        }
    }
}
