//! What the check found, in words that say what to do.

use crate::audience::Mistake;
use crate::id::{CardId, ResponseId};
use crate::person::ValueError;
use serde::Serialize;

/// Whether it stands in the way of publishing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The stream can't be published.
    Error,
    /// It can, but visitors would be better served.
    Advice,
}

/// One thing the check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// Stable name of this kind of finding.
    pub code: &'static str,
    /// Whether it stands in the way.
    pub severity: Severity,
    /// The card it is about; findings about the whole stream name none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
}

impl Finding {
    /// Whether nothing can be published because of it.
    pub fn blocks_publishing(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Everything the check can find.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Code {
    /// The document is no stream at all.
    #[error("This is not a stream: {0}. A stream is an object with “first” and “cards”.")]
    NotAStream(String),
    /// It is too large to be checked.
    #[error(
        "The stream has {actual} cards; at most {max} can be published. Split it into several dialogues."
    )]
    TooManyCards {
        /// How many it has.
        actual: usize,
        /// How many it may have.
        max: usize,
    },
    /// A card that can't be read.
    #[error("This card can't be read: {0}.")]
    MalformedCard(String),
    /// A kind of card that isn't there yet.
    #[error("{0} cards can't be published yet. Remove this card for now.")]
    NotYet(String),
    /// Too many of something in one card.
    #[error(
        "This card has {actual} {item}; at most {max} are allowed. Use fewer, or several cards."
    )]
    TooMany {
        item: &'static str,
        /// How many it has.
        actual: usize,
        /// How many it may have.
        max: usize,
    },
    /// No card at all.
    #[error("The stream is empty. Add a first card.")]
    Empty,
    /// `first` names no card.
    #[error("The stream begins at “{0}”, but there is no such card. Choose its first card.")]
    FirstMissing(String),
    /// Two cards of one id.
    #[error("Two cards have the id “{0}”. Give one of them another id.")]
    DuplicateId(CardId),
    /// Two responses of one id.
    #[error("Two responses of this question have the id “{0}”. Give one of them another id.")]
    DuplicateResponse(ResponseId),
    /// A `next` that leads nowhere.
    #[error(
        "It goes on to “{0}”, but there is no such card. Choose another card, or end the branch here."
    )]
    DanglingNext(CardId),
    /// Something comes after a live chat card.
    #[error(
        "A live chat card must be the last card of its branch. Remove what comes after it (“{0}”)."
    )]
    LiveChatNotLast(String),
    /// Nobody can get here.
    #[error("No branch leads to this card. Connect it, or remove it.")]
    Unreachable,
    /// Round and round without the visitor.
    #[error(
        "From here the stream comes back to this card without asking the visitor anything. Put a question in between."
    )]
    CycleWithoutInput,
    /// A question with nothing to choose.
    #[error("This question has no responses. Add at least one.")]
    NoResponses,
    /// A question, message, response or goal without words.
    #[error("This has no text. Write what the visitor should read.")]
    EmptyText,
    /// A capture card that asks for nothing.
    #[error("This card asks for nothing. Add at least one field.")]
    NoFields,
    /// A capture card that asks for one thing twice.
    #[error("This card asks for “{0}” twice. Remove one of the two.")]
    DuplicateField(String),
    /// A field whose type isn't for the author to choose.
    #[error("“{0}” has a type of its own. Leave out the type, or ask for another field.")]
    WrongType(String),
    /// A list with nothing to pick.
    #[error("The list of “{0}” is empty. Add what can be picked, or let it be typed.")]
    NoOptions(String),
    /// A list that offers one thing twice.
    #[error("The list offers “{0}” twice. Remove one of the two.")]
    DuplicateOption(String),
    /// A value that its field can't have.
    #[error("“{value}” can't be stored there. {error}")]
    BadValue {
        value: String,
        /// What is wrong with it.
        error: ValueError,
    },
    /// A condition card with no way out.
    #[error(
        "A condition needs an else branch, for visitors whom no other fits. Add one: it may end there."
    )]
    NoElse,
    /// A condition card that asks nothing.
    #[error("This condition has no branch but else. Add one, or remove the card.")]
    NoBranches,
    /// A group with nothing in it.
    #[error("A group of conditions is empty. Add a condition to it, or remove it.")]
    EmptyGroup,
    /// Groups in groups in groups.
    #[error("Groups nest more than {max} deep here. Make it flatter, or use two condition cards.")]
    TooDeep {
        /// How deep they may.
        max: usize,
    },
    /// Comparing sizes with what has none.
    #[error("“{operator}” compares numbers, and “{value}” is none. Write digits, like 100 or 2.5.")]
    NeedsNumber {
        operator: &'static str,
        /// What it was to compare with.
        value: String,
    },
    /// Comparing with nothing.
    #[error("“{0}” needs something to compare with. Write it, or use is_empty or is_not_empty.")]
    NeedsValue(&'static str),
    /// Advice: a field that nothing in this stream fills.
    #[error(
        "No card of this stream asks for “{0}” or sets it: it is known only where the page or an earlier conversation told it. Check its name, or add the card that sets it."
    )]
    UnknownAttribute(String),
    /// A token that names nothing.
    #[error(
        "“{{{{{0}}}}}” is no token. Write it like {{{{person.first_name|there}}}}, or take away the braces."
    )]
    UnknownToken(String),
    /// A link that leads where none may.
    #[error(
        "A link can't lead to “{0}”. Use an address that begins with https://, mailto: or tel:."
    )]
    BadLink(String),
    /// An action on Select.
    #[error(
        "Action cards are part of Prime. Remove this card, or ask for the package to be changed."
    )]
    PrimeOnly,
    /// A text nobody would read.
    #[error(
        "This text has {actual} characters; at most {max} fit here. Shorten it, or use two cards."
    )]
    TextTooLong {
        /// How many it has.
        actual: usize,
        /// How many it may have.
        max: usize,
    },
    /// What is asked of visitors makes no sense.
    #[error("{0}")]
    Audience(Mistake),
    /// What sets a flow off makes no sense.
    #[error("{0}")]
    Trigger(Mistake),
    /// A flow that waits for two things.
    #[error(
        "A conversational flow is set off by its trigger. Take time and scrolling out of “when”, or make them the trigger."
    )]
    FlowWaits,
    /// Something that nobody reads; advice, unless it is probably a slip.
    #[error(
        "“{at}{name}” is nothing that is read here, so it changes nothing. {}",
        match .suggestion {
            Some(suggestion) => format!("Did you mean “{suggestion}”?"),
            None => "Remove it, unless you keep it for yourself.".to_owned(),
        }
    )]
    UnknownField {
        name: String,
        /// Where it stands: nothing, or a path that ends with a point.
        at: String,
        /// What was probably meant.
        suggestion: Option<&'static str>,
    },
    /// Advice: a value that goes nowhere.
    #[error(
        "The response “{0}” has a value of its own, but the question stores nothing. Name a field in “store”, or remove the value."
    )]
    ValueNotStored(ResponseId),
    /// Advice: a live chat without being asked.
    #[error(
        "A visitor gets here without being asked whether they want to talk to a person. Put a question before it."
    )]
    LiveChatUnasked,
    /// Advice: a live chat with a stranger.
    #[error(
        "A visitor can get here without leaving a first name or an e-mail address. Put an information capture card before it."
    )]
    LiveChatAnonymous,
}

impl Code {
    const fn name(&self) -> &'static str {
        match self {
            Self::NotAStream(_) => "not_a_stream",
            Self::TooManyCards { .. } => "too_many_cards",
            Self::MalformedCard(_) => "malformed_card",
            Self::NotYet(_) => "not_yet",
            Self::TooMany { .. } => "too_many",
            Self::Empty => "empty_stream",
            Self::FirstMissing(_) => "first_missing",
            Self::DuplicateId(_) => "duplicate_id",
            Self::DuplicateResponse(_) => "duplicate_response",
            Self::DanglingNext(_) => "dangling_next",
            Self::LiveChatNotLast(_) => "live_chat_not_last",
            Self::Unreachable => "unreachable",
            Self::CycleWithoutInput => "cycle_without_input",
            Self::NoResponses => "no_responses",
            Self::EmptyText => "empty_text",
            Self::NoFields => "no_fields",
            Self::DuplicateField(_) => "duplicate_field",
            Self::WrongType(_) => "wrong_type",
            Self::NoOptions(_) => "no_options",
            Self::DuplicateOption(_) => "duplicate_option",
            Self::BadValue { .. } => "bad_value",
            Self::NoElse => "no_else",
            Self::NoBranches => "no_branches",
            Self::EmptyGroup => "empty_group",
            Self::TooDeep { .. } => "too_deep",
            Self::NeedsNumber { .. } => "needs_number",
            Self::NeedsValue(_) => "needs_value",
            Self::UnknownAttribute(_) => "unknown_attribute",
            Self::UnknownToken(_) => "unknown_token",
            Self::BadLink(_) => "bad_link",
            Self::PrimeOnly => "prime_only",
            Self::Audience(_) => "bad_audience",
            Self::Trigger(_) => "bad_trigger",
            Self::FlowWaits => "flow_waits",
            Self::UnknownField { .. } => "unknown_field",
            Self::ValueNotStored(_) => "value_not_stored",
            Self::TextTooLong { .. } => "text_too_long",
            Self::LiveChatUnasked => "live_chat_unasked",
            Self::LiveChatAnonymous => "live_chat_anonymous",
        }
    }

    const fn severity(&self) -> Severity {
        match self {
            Self::UnknownField { suggestion: None, .. }
            | Self::ValueNotStored(_)
            | Self::UnknownAttribute(_)
            | Self::LiveChatUnasked
            | Self::LiveChatAnonymous => Severity::Advice,
            _ => Severity::Error,
        }
    }

    /// A finding about a card, or about the whole stream.
    pub fn at(&self, card: Option<&str>) -> Finding {
        Finding {
            code: self.name(),
            severity: self.severity(),
            card: card.map(str::to_owned),
            message: self.to_string(),
        }
    }
}
