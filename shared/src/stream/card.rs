//! The cards of a stream. The types exclude what must not be: a live chat card has no `next`.

use crate::audience::Condition;
use crate::id::{AgentId, CardId, ResponseId, TeamId};
use crate::person::{Field, Kind, ValueError};
use crate::prelude::*;

/// One step of a stream.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Card {
    /// Shows a text and goes on.
    Message(MessageCard),
    /// Asks a question with responses to choose from.
    Question(QuestionCard),
    /// Asks the visitor to type something.
    Capture(CaptureCard),
    /// Branches by the visitor's attributes; the visitor sees nothing.
    Condition(ConditionCard),
    /// Counts a goal; the visitor sees nothing.
    Goal(GoalCard),
    /// Sets an attribute; the visitor sees nothing.
    Action(ActionCard),
    /// Offers a PDF to open and to download.
    Document(DocumentCard),
    /// Asks for a person. Always the last card of its branch.
    LiveChat(LiveChatCard),
}

/// Shows a text and goes on.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MessageCard {
    /// Unique in the stream.
    pub id: CardId,
    /// The text, which may have `{{tokens}}` and markup, like all texts of cards.
    pub text: String,
    /// The next card; without one, the branch ends here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<CardId>,
}

/// Asks a question with responses to choose from.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QuestionCard {
    /// Unique in the stream.
    pub id: CardId,
    /// The question, which may have `{{tokens}}`.
    pub text: String,
    /// The field that the answer is stored in; without one, only the event records it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<Field>,
    /// The responses, in order; each has its own branch.
    pub responses: Vec<Response>,
}

/// One choice of a question.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Response {
    /// Unique in its card.
    pub id: ResponseId,
    /// The text on the button.
    pub label: String,
    /// The value to store, if it differs from the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The next card; without one, the branch ends here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<CardId>,
}

impl Response {
    /// The value that the question stores for this response.
    pub fn stored(&self) -> &str {
        self.value.as_deref().unwrap_or(&self.label)
    }
}

/// Asks for values of fields, one at a time.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaptureCard {
    /// Unique in the stream.
    pub id: CardId,
    /// The text before the first field, which may have `{{tokens}}`.
    pub text: String,
    /// The fields, in the order they are asked for.
    pub fields: Vec<CaptureField>,
    /// The next card; without one, the branch ends here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<CardId>,
}

/// One field of a capture card.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaptureField {
    pub field: Field,
    /// The label of the input.
    pub label: String,
    /// Whether a value is required; otherwise the visitor may skip the field.
    #[serde(default)]
    pub required: bool,
    /// The kind of its values. E-mail address and phone number have a fixed kind.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The choices; without them, the visitor types a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<String>>,
    /// What is stored for each of the options, in their order, if it is not the option itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
    /// Whether the field is skipped if its value is known. Otherwise the new value replaces it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub skip_if_set: bool,
}

#[cfg(feature = "serde")]
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

#[cfg(feature = "serde")]
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl CaptureField {
    /// The kind of the field's values.
    pub fn kind(&self) -> Kind {
        self.field.kind().or(self.kind).unwrap_or_default()
    }

    /// What is stored for a value that was checked.
    pub fn stored<'v>(&'v self, value: &'v str) -> &'v str {
        let (Some(options), Some(values)) = (&self.options, &self.values) else { return value };
        let at = options.iter().position(|option| option.trim() == value);
        at.and_then(|at| values.get(at)).map_or(value, String::as_str)
    }

    /// Checks a typed or chosen value, and returns it as it is stored; an empty value means
    /// skipped.
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

/// Branches by the visitor's attributes: the first branch whose condition holds is taken.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConditionCard {
    /// Unique in the stream.
    pub id: CardId,
    /// The branches, in the order they are tried.
    pub branches: Vec<Branch>,
    /// The branch to take if no condition holds.
    #[serde(rename = "else")]
    pub otherwise: Otherwise,
}

impl ConditionCard {
    /// Whether it asks for something that is so now, so that the edge must look first.
    pub fn asks_now(&self) -> bool {
        self.branches.iter().any(|branch| branch.when.asks_now())
    }

    /// The attributes of now that it asks for.
    #[cfg(feature = "serde")]
    pub fn asked_now(&self) -> std::collections::BTreeSet<crate::audience::NowAttribute> {
        let mut asked = std::collections::BTreeSet::new();
        self.branches.iter().for_each(|branch| branch.when.asked_now(&mut asked));
        asked
    }
}

/// One branch of a condition card.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Branch {
    /// The condition for taking it.
    pub when: Condition,
    /// The next card; without one, the branch ends here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<CardId>,
}

/// The branch of a condition card for all other visitors.
#[derive(Debug, Clone, PartialEq, Eq, Default, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Otherwise {
    /// The next card; without one, the branch ends here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<CardId>,
}

/// Sets an attribute of the visitor. Prime only.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActionCard {
    /// Unique in the stream.
    pub id: CardId,
    pub attribute: Field,
    /// The new value.
    pub value: String,
    /// The next card; without one, the branch ends here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<CardId>,
}

/// Counts a goal; the visitor sees nothing.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GoalCard {
    /// Unique in the stream.
    pub id: CardId,
    /// The goal's name in reports.
    pub goal: String,
    /// The next card; without one, the branch ends here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<CardId>,
}

/// Offers a PDF, which opens beside the chat.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocumentCard {
    /// Unique in the stream.
    pub id: CardId,
    /// The text before the document, which may have `{{tokens}}`; it may be left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What the document is called, as plain text.
    pub title: String,
    /// Where it is: the path that an upload was answered with, or an address that begins with
    /// `https://`.
    pub address: String,
    /// Its size in bytes, where that is known.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub size: u64,
    /// Whether the dialogue goes on only when the visitor has opened it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub must_open: bool,
    /// The next card; without one, the branch ends here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<CardId>,
}

/// Asks for a person. It has no `next`, because it is always the last card of its branch.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LiveChatCard {
    /// Unique in the stream.
    pub id: CardId,
    /// The text while an agent is being found, which may have `{{tokens}}`. If empty, the widget's
    /// own text is shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Which agents may get the chat.
    pub route: Route,
    /// Whether the visitor is offered a form when nobody can be reached; if absent, the site's
    /// setting decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback_form: Option<bool>,
}

/// How a live chat card finds an agent.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Route {
    /// All agents in turn.
    RoundRobin,
    /// Only this agent.
    Agent { agent: AgentId },
    /// The agents of the first routing rule that the visitor qualifies for.
    Rules,
    /// All agents of a team in turn.
    Team { team: TeamId },
}

impl Card {
    pub const fn id(&self) -> &CardId {
        match self {
            Self::Message(card) => &card.id,
            Self::Question(card) => &card.id,
            Self::Capture(card) => &card.id,
            Self::Condition(card) => &card.id,
            Self::Goal(card) => &card.id,
            Self::Action(card) => &card.id,
            Self::Document(card) => &card.id,
            Self::LiveChat(card) => &card.id,
        }
    }

    /// The type's name on the wire.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::Question(_) => "question",
            Self::Capture(_) => "capture",
            Self::Condition(_) => "condition",
            Self::Goal(_) => "goal",
            Self::Action(_) => "action",
            Self::Document(_) => "document",
            Self::LiveChat(_) => "live_chat",
        }
    }

    /// Whether it can wait for the visitor. A capture card that asks only for known fields doesn't;
    /// [`Self::always_waits`] takes that into account.
    pub const fn waits(&self) -> bool {
        match self {
            Self::Question(_) | Self::Capture(_) | Self::LiveChat(_) => true,
            Self::Document(card) => card.must_open,
            Self::Message(_) | Self::Condition(_) | Self::Goal(_) | Self::Action(_) => false,
        }
    }

    /// Whether it waits for the visitor whatever is known of them.
    pub fn always_waits(&self) -> bool {
        match self {
            Self::Capture(card) => card.fields.iter().any(|field| !field.skip_if_set),
            card => card.waits(),
        }
    }

    /// The text that the visitor sees; empty for invisible cards.
    pub fn text(&self) -> &str {
        match self {
            Self::Message(card) => &card.text,
            Self::Question(card) => &card.text,
            Self::Capture(card) => &card.text,
            Self::Document(card) => &card.text,
            Self::LiveChat(card) => &card.text,
            Self::Condition(_) | Self::Goal(_) | Self::Action(_) => "",
        }
    }

    /// Every card that can directly follow it.
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
            Self::Document(card) => card.next.iter().collect(),
            Self::LiveChat(_) => Vec::new(),
        }
    }
}
